/**
 * Tells one server what the device is and what befell it: DeviceInformation and DeviceStatus once, log events as they
 * come (IEEE 2030.5-2018, Device Information, Device Status and Log Event function sets; BASIC-027).
 */

import { OP_STATE_OPERATING, deviceInformation, deviceStatus } from '../functions/end-device-client.js';
import { type LogEntry, logEvent } from '../functions/log-event-client.js';
import { type EndDevice, type Sep2Resource } from '../model/2018/types.gen.js';
import { type ApplianceProfile } from './appliance.js';
import { type ServerTime, type SessionServices } from './services.js';

/** Log events that wait for a server; past it the oldest is dropped. */
const MAX_WAITING_LOG_EVENTS = 8;

interface WaitingEntry {
  readonly entry: LogEntry;
  /** Monotonic time at which it happened. */
  readonly atMs: number;
  readonly id: number;
}

export class SelfReporter {
  private readonly services: SessionServices;
  private readonly profile: ApplianceProfile;
  private readonly time: ServerTime;
  private readonly startedMs: number;
  private logHref: string | undefined = undefined;
  private readonly waiting: WaitingEntry[] = [];
  private nextLogId = 0;
  private posting = false;

  constructor(services: SessionServices, profile: ApplianceProfile, time: ServerTime) {
    this.services = services;
    this.profile = profile;
    this.time = time;
    this.startedMs = services.scheduler.nowMs();
  }

  /** The server named the places. */
  start(own: EndDevice): void {
    const nowS = Math.floor(this.time.nowS());
    const { identity, scheduler } = this.services;
    if (own.DeviceInformationLink !== undefined) {
      const information = deviceInformation(identity.lfdi, this.profile.nameplate);
      this.put(own.DeviceInformationLink.href, { $element: 'DeviceInformation', ...information });
    }
    if (own.DeviceStatusLink !== undefined) {
      const upS = Math.floor((scheduler.nowMs() - this.startedMs) / 1000);
      const status = deviceStatus(OP_STATE_OPERATING, 1, upS, nowS);
      this.put(own.DeviceStatusLink.href, { $element: 'DeviceStatus', ...status });
    }
    if (own.LogEventListLink !== undefined) this.logHref = own.LogEventListLink.href;
    this.postNext();
  }

  /** Reports a log event, now or once the server is there. One that is lost for want of room is the oldest. */
  report(entry: LogEntry): void {
    if (this.waiting.length >= MAX_WAITING_LOG_EVENTS) this.waiting.shift();
    this.waiting.push({ entry, atMs: this.services.scheduler.nowMs(), id: this.nextLogId++ });
    this.postNext();
  }

  /** Posts what waits. */
  resume(): void {
    this.postNext();
  }

  private postNext(): void {
    const href = this.logHref;
    const next = this.waiting[0];
    if (href === undefined || next === undefined || this.posting) return;
    this.posting = true;
    // What happened before the server's time was known is dated back from now.
    const agoS = (this.services.scheduler.nowMs() - next.atMs) / 1000;
    const createdS = Math.floor(this.time.nowS() - agoS);
    const event = logEvent({ ...next.entry, createdS, id: next.id });
    this.services.requester.post(href, { $element: 'LogEvent', ...event }, (outcome) => {
      this.posting = false;
      // Kept where the server could not be reached: the next report takes it along.
      if (outcome.status === undefined || outcome.status >= 500) return;
      const at = this.waiting.indexOf(next);
      if (at >= 0) this.waiting.splice(at, 1);
      this.postNext();
    });
  }

  private put(href: string, resource: Sep2Resource): void {
    const { requester, log, serverId } = this.services;
    requester.put(href, resource, (outcome) => {
      if (outcome.status === undefined || outcome.status > 299) {
        log.write('warn', 'self.not-taken', { server: serverId, what: resource.$element, status: outcome.status });
      }
    });
  }
}
