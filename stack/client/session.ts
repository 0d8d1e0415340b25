/**
 * One device at one server: from DeviceCapability to the programmes that it follows.
 *
 * The walk: DeviceCapability, Time, own EndDevice (registered in band where the server has none), Registration and its PIN,
 * function set assignments, programme lists. Each stage is then asked again at its own pollRate; a stage that finds the
 * same links leaves what follows from them alone, so that nothing is asked more often than the server wishes.
 */

import { type DerPayload } from '../functions/der-events.js';
import { type DrlcControl } from '../functions/drlc-events.js';
import { type DeviceCapability, type EndDevice } from '../model/2018/types.gen.js';
import { type LogLevel, type LogValue } from '../ports/log.js';
import { Assignments, type AssignmentsHost } from './assignments.js';
import { type EventDesk } from './event-desk.js';
import { linkHref } from './href.js';
import { OwnEndDevice, type OwnEndDeviceHost } from './own-end-device.js';
import { type Outcome, type RequesterObserver } from './requester.js';
import { type ServerTime, type SessionServices } from './services.js';
import { type ClockHost, TimeKeeper } from './time-keeper.js';
import { DEFAULT_POLL_RATE_S, type Poller, Watch } from './watch.js';

/** What the session waits for next, or why it waits no more. */
export type SessionState =
  | 'AwaitCapability'
  | 'AwaitTime'
  | 'AwaitEndDevice'
  | 'AwaitAssignments'
  | 'Following'
  | 'RefusedPin'
  | 'Moved'
  | 'Stopped';

/** Where a device reports, as far as the server offers it. */
export interface ReportLinks {
  readonly endDevice: EndDevice;
  readonly mirrorUsagePointList: string | undefined;
  /** The server knows nothing of the device, whatever it was told before. */
  readonly isNew: boolean;
}

/** The device whose session it is. */
export interface SessionHost {
  /** DeviceCategoryType bits. */
  readonly deviceCategory: number;
  /** The PIN of the label, where the owner gave one: a server that shows another is not followed. */
  readonly pin: number | undefined;
  /** Where load and DER controls go, each absent for a device that follows none. */
  readonly controls: {
    readonly load: EventDesk<DrlcControl> | undefined;
    readonly der: EventDesk<DerPayload> | undefined;
  };
  /** A clock of the server became known (0), or was stepped by so many seconds. */
  onClockChanged(serverId: string, stepS: number): void;
  /** The own EndDevice was found, or read again. */
  onEndDevice(session: ServerSession, links: ReportLinks): void;
  /** The server says that it lives elsewhere. False: it is not followed there, and asked again here. */
  onMoved(serverId: string, href: string): boolean;
  /** The server could not be reached; `first`: it was there until now. */
  onUnreachable(serverId: string, first: boolean): void;
  /** It answers again after that. */
  onReached(serverId: string): void;
}

export class ServerSession
  implements Poller, ServerTime, ClockHost, OwnEndDeviceHost, AssignmentsHost, RequesterObserver
{
  readonly services: SessionServices;
  readonly time: TimeKeeper;
  /** The server's own Time; empty before it is known. */
  timeHref = '';
  private readonly dcapPath: string;
  private readonly host: SessionHost;
  private readonly capability: Watch;
  private readonly own: OwnEndDevice;
  private readonly assignments: Assignments;
  private mirrorHref: string | undefined = undefined;
  private stateNow: SessionState = 'AwaitCapability';

  /** Its requester is its own: it observes it. */
  constructor(services: SessionServices, dcapPath: string, host: SessionHost) {
    this.services = services;
    this.dcapPath = dcapPath;
    this.host = host;
    this.time = new TimeKeeper(services, this);
    this.capability = new Watch(services, DEFAULT_POLL_RATE_S, this);
    this.own = new OwnEndDevice(services, this);
    this.assignments = new Assignments(services, this);
    services.requester.observer = this;
  }

  get deviceCategory(): number {
    return this.host.deviceCategory;
  }

  get pin(): number | undefined {
    return this.host.pin;
  }

  get load(): EventDesk<DrlcControl> | undefined {
    return this.host.controls.load;
  }

  get der(): EventDesk<DerPayload> | undefined {
    return this.host.controls.der;
  }

  get state(): SessionState {
    return this.stateNow;
  }

  start(): void {
    this.capability.start();
  }

  /** Asks nothing more; events that run go on by what is known. */
  stop(): void {
    this.halt('Stopped');
  }

  /** The server's time now, s; 0 before it is known. */
  nowS(): number {
    const clock = this.time.clock(this.time.clockId(this.timeHref));
    return (clock === undefined ? undefined : clock.at(this.services.scheduler.nowMs())) ?? 0;
  }

  /** Reads the DeviceCapability. */
  poll(watch: Watch): void {
    this.services.requester.get(this.dcapPath, 'DeviceCapability', (outcome) => {
      const dcap = outcome.resource;
      watch.ended(dcap !== undefined, dcap === undefined ? undefined : dcap.pollRate);
      if (this.isHalted) return;
      if (dcap !== undefined) this.takeCapability(dcap);
      else if (outcome.moved === undefined) this.noCapability(outcome);
      else if (this.host.onMoved(this.services.serverId, outcome.moved)) this.halt('Moved');
    });
  }

  onClockChanged(stepS: number): void {
    this.host.onClockChanged(this.services.serverId, stepS);
  }

  onUnreachable(first: boolean): void {
    this.host.onUnreachable(this.services.serverId, first);
  }

  onReached(): void {
    this.host.onReached(this.services.serverId);
  }

  onFound(own: EndDevice, isNew: boolean): void {
    if (this.isHalted) return;
    this.host.onEndDevice(this, { endDevice: own, mirrorUsagePointList: this.mirrorHref, isNew });
    const href = linkHref(own.FunctionSetAssignmentsListLink);
    if (href === undefined) {
      this.say('warn', 'session.no-assignments', { detail: 'the EndDevice has no FunctionSetAssignmentsListLink' });
      this.assignments.drop();
      return;
    }
    if (this.stateNow !== 'Following') this.stateNow = 'AwaitAssignments';
    this.assignments.follow(href);
  }

  /** Out-of-band removal (MAINT-001): what the server had assigned ends, and the list is asked again at its pollRate. */
  onGone(): void {
    if (this.isHalted) return;
    if (this.stateNow === 'Following') {
      this.say('warn', 'session.removed', { detail: 'the server lists this device no more' });
    }
    this.stateNow = 'AwaitEndDevice';
    this.assignments.drop();
  }

  onWrongPin(): void {
    if (this.isHalted) return;
    this.say('error', 'session.wrong-pin', { detail: 'the server shows another PIN than the label: not followed' });
    this.assignments.drop();
    this.halt('RefusedPin');
  }

  onFollowing(programLists: number): void {
    if (this.isHalted || this.stateNow === 'AwaitCapability') return;
    if (this.stateNow !== 'Following') this.say('info', 'session.following', { programLists });
    this.stateNow = 'Following';
  }

  private halt(state: SessionState): void {
    this.stateNow = state;
    this.capability.stop();
    this.own.stop();
    this.assignments.stop();
    this.time.stop();
    this.services.requester.stop();
  }

  private get isHalted(): boolean {
    return this.stateNow === 'Stopped' || this.stateNow === 'Moved' || this.stateNow === 'RefusedPin';
  }

  private takeCapability(dcap: DeviceCapability): void {
    this.mirrorHref = linkHref(dcap.MirrorUsagePointListLink);
    const timeHref = linkHref(dcap.TimeLink);
    if (timeHref === undefined) {
      this.say('error', 'session.no-time', { detail: 'DeviceCapability has no TimeLink: events cannot be judged' });
      return;
    }
    this.timeHref = timeHref;
    if (this.stateNow === 'AwaitCapability') this.stateNow = 'AwaitTime';
    const endDeviceList = linkHref(dcap.EndDeviceListLink);
    this.time.follow(timeHref, 'session', () => {
      if (this.isHalted) return;
      if (this.stateNow === 'AwaitTime') this.stateNow = 'AwaitEndDevice';
      if (endDeviceList === undefined) this.assignments.followOnly(dcap);
      else this.own.follow(endDeviceList);
    });
  }

  private noCapability(outcome: Outcome<unknown>): void {
    this.say('warn', 'session.no-capability', {
      status: outcome.status,
      failure: outcome.failure,
      error: outcome.error === undefined ? undefined : outcome.error.message,
    });
  }

  private say(level: LogLevel, code: string, fields: Record<string, LogValue>): void {
    this.services.log.write(level, code, { server: this.services.serverId, ...fields });
  }
}
