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
import { Assignments } from './assignments.js';
import { type EventDesk } from './event-desk.js';
import { linkHref } from './href.js';
import { OwnEndDevice } from './own-end-device.js';
import { type Outcome } from './requester.js';
import { type SessionServices } from './services.js';
import { TimeKeeper } from './time-keeper.js';
import { DEFAULT_POLL_RATE_S, type PollResult, Watch } from './watch.js';

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

export interface SessionOptions {
  readonly dcapPath: string;
  /** DeviceCategoryType bits. */
  readonly deviceCategory: number;
  /** The PIN of the label, where the owner gave one: a server that shows another is not followed. */
  readonly pin: number | undefined;
  /** Where load controls go; absent for a device that follows none. */
  readonly load: EventDesk<DrlcControl> | undefined;
  /** Where DER controls go; absent for a device that follows none. */
  readonly der: EventDesk<DerPayload> | undefined;
  /** A clock of this server became known (0), or was stepped by so many seconds. */
  onClockChanged(stepS: number): void;
  /** The own EndDevice was found, or read again. */
  onEndDevice(links: ReportLinks): void;
  /** The server says that it lives elsewhere. False: it is not followed there, and asked again here. */
  onMoved(href: string): boolean;
}

export class ServerSession {
  readonly services: SessionServices;
  readonly time: TimeKeeper;
  private readonly options: SessionOptions;
  private readonly capability: Watch;
  private readonly own: OwnEndDevice;
  private readonly assignments: Assignments;
  private timeHref = '';
  private mirrorHref: string | undefined = undefined;
  private stateNow: SessionState = 'AwaitCapability';

  constructor(services: SessionServices, options: SessionOptions) {
    const { scheduler, entropy } = services;
    const { deviceCategory, pin, load, der } = options;
    this.services = services;
    this.options = options;
    this.time = new TimeKeeper(services, (stepS) => options.onClockChanged(stepS));
    this.capability = new Watch(scheduler, entropy, DEFAULT_POLL_RATE_S, (done) => this.readCapability(done));
    this.own = new OwnEndDevice(services, {
      deviceCategory,
      pin,
      nowS: () => this.nowS(),
      onFound: (own, isNew) => this.foundEndDevice(own, isNew),
      onGone: () => this.gone(),
      onWrongPin: () => this.refusePin(),
    });
    this.assignments = new Assignments(services, {
      time: this.time,
      deviceCategory,
      load,
      der,
      timeHref: () => this.timeHref,
      onFollowing: (programLists) => this.nowFollows(programLists),
    });
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

  private readCapability(done: (result: PollResult) => void): void {
    this.services.requester.get(this.options.dcapPath, 'DeviceCapability', (outcome) => {
      const dcap = outcome.resource;
      done({ ok: dcap !== undefined, pollRateS: dcap === undefined ? undefined : dcap.pollRate });
      if (this.isHalted) return;
      if (dcap !== undefined) this.takeCapability(dcap);
      else if (outcome.moved === undefined) this.noCapability(outcome);
      else if (this.options.onMoved(outcome.moved)) this.halt('Moved');
    });
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

  private foundEndDevice(own: EndDevice, isNew: boolean): void {
    if (this.isHalted) return;
    this.options.onEndDevice({ endDevice: own, mirrorUsagePointList: this.mirrorHref, isNew });
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
  private gone(): void {
    if (this.isHalted) return;
    if (this.stateNow === 'Following') {
      this.say('warn', 'session.removed', { detail: 'the server lists this device no more' });
    }
    this.stateNow = 'AwaitEndDevice';
    this.assignments.drop();
  }

  private refusePin(): void {
    if (this.isHalted) return;
    this.say('error', 'session.wrong-pin', { detail: 'the server shows another PIN than the label: not followed' });
    this.assignments.drop();
    this.halt('RefusedPin');
  }

  private nowFollows(programLists: number): void {
    if (this.isHalted || this.stateNow === 'AwaitCapability') return;
    if (this.stateNow !== 'Following') this.say('info', 'session.following', { programLists });
    this.stateNow = 'Following';
  }

  private say(level: LogLevel, code: string, fields: Record<string, LogValue>): void {
    this.services.log.write(level, code, { server: this.services.serverId, ...fields });
  }
}
