/**
 * Tells one server what the device's DER is, how it is set and how it fares: once when the server names the places, and
 * again when the state changes (IEEE 2030.5-2018, DER function set; CORE-009, BASIC-028).
 */

import {
  type DerState,
  derAvailability,
  derCapability,
  derSettings,
  derStateChanged,
  derStatus,
} from '../functions/der-client.js';
import { type DER } from '../model/2018/types.gen.js';
import { type Sep2Resource } from '../model/2018/types.gen.js';
import { type DerProfile } from './appliance.js';
import { readList } from './list-reader.js';
import { type SessionServices } from './services.js';

export interface DerReporterOptions {
  readonly listHref: string;
  readonly profile: DerProfile;
  state(): DerState;
  availableW(): number;
  serverTimeS(): number;
}

export class DerReporter {
  private readonly services: SessionServices;
  private readonly options: DerReporterOptions;
  private der: DER | undefined = undefined;
  private reported: DerState | undefined = undefined;

  constructor(services: SessionServices, options: DerReporterOptions) {
    this.services = services;
    this.options = options;
  }

  /** Finds the server's place for this DER, making one where there is none, and reports everything once. */
  start(): void {
    const { requester, limits, log, serverId } = this.services;
    readList(
      requester,
      this.options.listHref,
      'DERList',
      'DER',
      limits,
      1,
      'one DER',
      (item) => {
        if (this.der === undefined) this.der = item;
      },
      (summary) => {
        if (this.der !== undefined) this.reportAll(this.der);
        else if (summary.complete) this.define();
        else log.write('warn', 'der.no-list', { server: serverId, status: summary.status });
      },
    );
  }

  /** Reports the status where it changed since the last report. */
  tick(): void {
    if (this.der === undefined || this.reported === undefined) return;
    const state = this.options.state();
    if (derStateChanged(this.reported, state)) this.reportStatus(this.der, state);
  }

  private define(): void {
    const { requester, log, serverId } = this.services;
    requester.post(this.options.listHref, { $element: 'DER' }, (outcome) => {
      if (outcome.location === undefined) {
        log.write('warn', 'der.refused', { server: serverId, status: outcome.status });
        return;
      }
      requester.get(outcome.location, 'DER', (got) => {
        if (got.resource === undefined) return;
        this.der = got.resource;
        this.reportAll(got.resource);
      });
    });
  }

  private reportAll(der: DER): void {
    const { profile, serverTimeS } = this.options;
    const nowS = Math.floor(serverTimeS());
    this.put(der.DERCapabilityLink, { $element: 'DERCapability', ...derCapability(profile.ratings) });
    this.put(der.DERSettingsLink, { $element: 'DERSettings', ...derSettings(profile.ratings, profile.settings, nowS) });
    this.reportStatus(der, this.options.state());
  }

  private reportStatus(der: DER, state: DerState): void {
    const nowS = Math.floor(this.options.serverTimeS());
    this.reported = state;
    this.put(der.DERStatusLink, { $element: 'DERStatus', ...derStatus(state, nowS) });
    this.put(der.DERAvailabilityLink, {
      $element: 'DERAvailability',
      ...derAvailability(this.options.availableW(), nowS),
    });
  }

  private put(link: { readonly href: string } | undefined, resource: Sep2Resource): void {
    if (link === undefined) return;
    const { requester, log, serverId } = this.services;
    requester.put(link.href, resource, (outcome) => {
      if (outcome.status === undefined || outcome.status > 299) {
        log.write('warn', 'der.not-taken', { server: serverId, what: resource.$element, status: outcome.status });
      }
    });
  }
}
