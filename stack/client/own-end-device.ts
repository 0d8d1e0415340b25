/**
 * Finds the device's own EndDevice at one server, registers it in band where the server has none, and checks the PIN of
 * its Registration (IEEE 2030.5-2018, End Device function set; BASIC-001, MAINT-001, ALL-03-REJ).
 */

import { type PeerIdentity } from '../core/peer-identity.js';
import { endDevice } from '../functions/end-device-client.js';
import { type EndDevice } from '../model/2018/types.gen.js';
import { linkHref } from './href.js';
import { type ListSummary, readList } from './list-reader.js';
import { type SessionServices } from './services.js';
import { DEFAULT_POLL_RATE_S, type Poller, Watch } from './watch.js';

/** What it is part of. */
export interface OwnEndDeviceHost {
  /** DeviceCategoryType bits. */
  readonly deviceCategory: number;
  /** The PIN of the label, where the owner gave one. */
  readonly pin: number | undefined;
  /** The server's time, s. */
  nowS(): number;
  /** It was found, or read again. `isNew`: the server had lost it, or never had it, and knows nothing of the device. */
  onFound(own: EndDevice, isNew: boolean): void;
  /** The server's whole list shows it no more, and the server does not register it anew. */
  onGone(): void;
  /** Its Registration shows another PIN than the label. */
  onWrongPin(): void;
}

export class OwnEndDevice implements Poller {
  private readonly services: SessionServices;
  private readonly host: OwnEndDeviceHost;
  private watch: Watch | undefined = undefined;
  private listHref = '';
  private pinChecked = false;

  constructor(services: SessionServices, host: OwnEndDeviceHost) {
    this.services = services;
    this.host = host;
  }

  /** Follows the EndDeviceList there; one that is followed already is left as it is. */
  follow(listHref: string): void {
    if (this.listHref === listHref) return;
    if (this.watch !== undefined) this.watch.stop();
    this.listHref = listHref;
    this.watch = new Watch(this.services, DEFAULT_POLL_RATE_S, this);
    this.watch.start();
  }

  stop(): void {
    if (this.watch !== undefined) this.watch.stop();
  }

  poll(watch: Watch): void {
    const { requester, limits, identity } = this.services;
    const href = this.listHref;
    let own: EndDevice | undefined;
    readList(
      requester,
      href,
      'EndDeviceList',
      'EndDevice',
      limits,
      limits.maxListItems,
      'maxListItems',
      (item) => {
        if (isOwn(item, identity)) own = item;
      },
      (summary) => {
        if (own !== undefined) {
          watch.ended(true, summary.pollRateS);
          this.checkPin(own, false);
        } else if (summary.complete) this.register(href, summary, watch);
        else {
          watch.ended(false, summary.pollRateS);
          this.warn('session.no-end-devices', {
            status: summary.status,
            error: summary.error === undefined ? undefined : summary.error.message,
          });
        }
      },
    );
  }

  /** In-band registration: the server does not know us, or not any more. */
  private register(href: string, { pollRateS }: ListSummary, watch: Watch): void {
    const { requester, identity, log, serverId } = this.services;
    const nowS = Math.floor(this.host.nowS());
    const resource = endDevice(identity.lfdi, identity.sfdi, this.host.deviceCategory, nowS);
    this.pinChecked = false;
    requester.post(href, { $element: 'EndDevice', ...resource }, (outcome) => {
      if (outcome.location === undefined) {
        this.warn('session.not-registered', { status: outcome.status });
        watch.ended(true, pollRateS);
        // A server that could not answer may not have meant it.
        if (outcome.status !== undefined && outcome.status < 500) this.host.onGone();
        return;
      }
      log.write('info', 'session.registered-in-band', { server: serverId, href: outcome.location });
      requester.get(outcome.location, 'EndDevice', (got) => {
        watch.ended(true, pollRateS);
        if (got.resource !== undefined) this.checkPin(got.resource, true);
      });
    });
  }

  /** Once a registration; a server without RegistrationLink cannot be checked (ALL-05). */
  private checkPin(own: EndDevice, isNew: boolean): void {
    const href = linkHref(own.RegistrationLink);
    const { pin } = this.host;
    if (href === undefined || pin === undefined || this.pinChecked) {
      this.host.onFound(own, isNew);
      return;
    }
    this.services.requester.get(href, 'Registration', (outcome) => {
      const answer = outcome.resource;
      if (answer === undefined) this.warn('session.no-registration', { status: outcome.status });
      else if (answer.pIN !== pin) this.host.onWrongPin();
      else {
        this.pinChecked = true;
        this.host.onFound(own, isNew);
      }
    });
  }

  private warn(code: string, fields: { status: number | undefined; error?: string | undefined }): void {
    this.services.log.write('warn', code, { server: this.services.serverId, ...fields });
  }
}

/** By LFDI, whatever the case of its digits; by SFDI where the server gives no LFDI. */
function isOwn(item: EndDevice, identity: PeerIdentity): boolean {
  if (item.lFDI !== undefined && item.lFDI !== '') return item.lFDI.toUpperCase() === identity.lfdi;
  return Number(item.sFDI) === identity.sfdi;
}
