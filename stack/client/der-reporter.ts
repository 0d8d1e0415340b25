/**
 * Tells one server what the device's DER is, how it is set and how it fares: once when the server names the places; its
 * status and settings again when they change, and its availability with them or, where that alone moved by a twentieth of
 * the rating, once a postRate (IEEE 2030.5-2018, DER function set; CORE-009, BASIC-007, BASIC-028).
 */

import {
  type DerState,
  derAvailability,
  derCapability,
  derSettings,
  derStateChanged,
  derStatus,
} from '../functions/der-client.js';
import { type DefaultRamps } from '../functions/der-events.js';
import { type DER, type Sep2Resource } from '../model/2018/types.gen.js';
import { type DerProfile } from './appliance.js';
import { readList } from './list-reader.js';
import { type ServerTime, type SessionServices } from './services.js';

/** Share of the rated power by which the available power must move to be told again. */
const DRIFT_SHARE = 0.05;

/** What default controls say of a DER's ramps (BASIC-007, ALL-17). */
export interface RampSource {
  readonly ramps: DefaultRamps;
}

export interface DerReporterOptions {
  readonly listHref: string;
  readonly profile: DerProfile;
  state(): DerState;
  availableW(): number;
  readonly rampSource: RampSource;
  /** How often what only drifts may be told, s: EndDevice.postRate. */
  readonly postRateS: number;
  readonly time: ServerTime;
}

export class DerReporter {
  private readonly services: SessionServices;
  private readonly options: DerReporterOptions;
  private der: DER | undefined = undefined;
  private reported: DerState | undefined = undefined;
  private reportedW = 0;
  private reportedMs = 0;
  private reportedRamps: DefaultRamps = {};

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

  /** Reports what changed since the last report. */
  tick(): void {
    if (this.der === undefined || this.reported === undefined) return;
    const { ramps } = this.options.rampSource;
    const before = this.reportedRamps;
    if (ramps.setGradW !== before.setGradW || ramps.setSoftGradW !== before.setSoftGradW) this.reportSettings(this.der);
    const state = this.options.state();
    if (derStateChanged(this.reported, state) || this.hasDrifted()) this.reportStatus(this.der, state);
  }

  private hasDrifted(): boolean {
    if (this.services.scheduler.nowMs() - this.reportedMs < this.options.postRateS * 1000) return false;
    return Math.abs(this.options.availableW() - this.reportedW) >= DRIFT_SHARE * this.options.profile.ratings.maxW;
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
    this.put(der.DERCapabilityLink, { $element: 'DERCapability', ...derCapability(this.options.profile.ratings) });
    this.reportSettings(der);
    this.reportStatus(der, this.options.state());
  }

  private reportSettings(der: DER): void {
    const { profile, time, rampSource } = this.options;
    this.reportedRamps = { ...rampSource.ramps };
    const settings = { ...profile.settings, ...this.reportedRamps };
    const nowS = Math.floor(time.nowS());
    this.put(der.DERSettingsLink, { $element: 'DERSettings', ...derSettings(profile.ratings, settings, nowS) });
  }

  private reportStatus(der: DER, state: DerState): void {
    const nowS = Math.floor(this.options.time.nowS());
    this.reported = state;
    this.reportedW = this.options.availableW();
    this.reportedMs = this.services.scheduler.nowMs();
    this.put(der.DERStatusLink, { $element: 'DERStatus', ...derStatus(state, nowS) });
    this.put(der.DERAvailabilityLink, {
      $element: 'DERAvailability',
      ...derAvailability(this.reportedW, nowS),
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
