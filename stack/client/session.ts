/**
 * One device at one server: from DeviceCapability to the programmes that it follows.
 *
 * The walk: DeviceCapability, Time, own EndDevice (registered in band where the server has none), Registration and its PIN,
 * function set assignments, programme lists. Each stage is then asked again at its own pollRate; a stage that finds the
 * same links leaves what follows from them alone, so that nothing is asked more often than the server wishes.
 */

import { type PeerIdentity } from '../core/peer-identity.js';
import { endDevice } from '../functions/end-device-client.js';
import { type DERControlBase, type EndDevice, type FunctionSetAssignmentsBase } from '../model/2018/types.gen.js';
import { type LogLevel, type LogValue } from '../ports/log.js';
import { type DrlcControl } from '../functions/drlc-events.js';
import { type CurveShelf } from './curve-shelf.js';
import { type EventDesk } from './event-desk.js';
import { readList } from './list-reader.js';
import { DerProgramFollower, LoadProgramFollower } from './program-follower.js';
import { type SessionServices } from './services.js';
import { TimeKeeper } from './time-keeper.js';
import { DEFAULT_POLL_RATE_S, type PollResult, type PollTask, Watch } from './watch.js';

/** What the session waits for next, or why it waits no more. */
export type SessionState =
  | 'AwaitCapability'
  | 'AwaitTime'
  | 'AwaitEndDevice'
  | 'AwaitRegistration'
  | 'AwaitAssignments'
  | 'Following'
  | 'RefusedPin'
  | 'Moved'
  | 'Stopped';

/** Where a device reports, as far as the server offers it. */
export interface ReportLinks {
  readonly endDevice: EndDevice;
  readonly mirrorUsagePointList: string | undefined;
}

export interface SessionOptions {
  readonly dcapPath: string;
  /** DeviceCategoryType bits. */
  readonly deviceCategory: number;
  /** The PIN of the label, where the owner gave one: a server that shows another is not followed. */
  readonly pin: number | undefined;
  /** Where load controls go; absent for a device that follows none. */
  readonly load?: EventDesk<DrlcControl>;
  /** Where DER controls go; absent for a device that follows none. */
  readonly der?: EventDesk<DERControlBase>;
  readonly curves: CurveShelf;
  /** A clock of this server became known or was stepped. */
  onClockChanged(): void;
  /** The own EndDevice was found, or read again. */
  onEndDevice(links: ReportLinks): void;
  /** The server lives elsewhere. */
  onMoved(href: string): void;
}

type Follower = LoadProgramFollower | DerProgramFollower;

export class ServerSession {
  readonly services: SessionServices;
  readonly time: TimeKeeper;
  private readonly options: SessionOptions;
  private readonly capability: Watch;
  private endDevices: Watch | undefined = undefined;
  private endDevicesHref = '';
  private assignments: Watch | undefined = undefined;
  private assignmentsHref = '';
  private readonly followers = new Map<string, Follower>();
  private timeHref = '';
  private mirrorHref: string | undefined = undefined;
  private stateNow: SessionState = 'AwaitCapability';
  private pinChecked = false;

  constructor(services: SessionServices, options: SessionOptions) {
    this.services = services;
    this.options = options;
    this.time = new TimeKeeper(services, () => options.onClockChanged());
    this.capability = this.watch((done) => this.readCapability(done));
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

  private halt(state: SessionState): void {
    this.stateNow = state;
    this.capability.stop();
    if (this.endDevices !== undefined) this.endDevices.stop();
    if (this.assignments !== undefined) this.assignments.stop();
    this.followers.forEach((follower) => follower.stop());
    this.time.stop();
    this.services.requester.stop();
  }

  private readCapability(done: (result: PollResult) => void): void {
    this.services.requester.get(this.options.dcapPath, 'DeviceCapability', (outcome) => {
      const dcap = outcome.resource;
      if (dcap === undefined) {
        done({ ok: false, pollRateS: undefined });
        if (outcome.moved !== undefined) {
          this.halt('Moved');
          this.options.onMoved(outcome.moved);
        } else {
          this.say('warn', 'session.no-capability', {
            status: outcome.status,
            failure: outcome.failure,
            error: outcome.error === undefined ? undefined : outcome.error.message,
          });
        }
        return;
      }
      done({ ok: true, pollRateS: dcap.pollRate });
      this.mirrorHref = linkHref(dcap.MirrorUsagePointListLink);
      const timeHref = linkHref(dcap.TimeLink);
      if (timeHref === undefined) {
        this.say('error', 'session.no-time', { detail: 'DeviceCapability has no TimeLink: events cannot be judged' });
        return;
      }
      this.timeHref = timeHref;
      if (this.stateNow === 'AwaitCapability') this.stateNow = 'AwaitTime';
      const endDeviceList = linkHref(dcap.EndDeviceListLink);
      this.time.follow(timeHref, () => {
        if (endDeviceList === undefined) this.follow([dcap]);
        else this.watchEndDevices(endDeviceList);
      });
    });
  }

  private watchEndDevices(href: string): void {
    if (this.endDevicesHref === href) return;
    if (this.endDevices !== undefined) this.endDevices.stop();
    this.stateNow = 'AwaitEndDevice';
    this.endDevicesHref = href;
    this.endDevices = this.watch((done) => this.readEndDevices(href, done));
    this.endDevices.start();
  }

  private readEndDevices(href: string, done: (result: PollResult) => void): void {
    const { requester, limits, identity } = this.services;
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
        if (own === undefined && summary.complete) {
          this.register(href, { ok: true, pollRateS: summary.pollRateS }, done);
          return;
        }
        done({ ok: own !== undefined, pollRateS: summary.pollRateS });
        if (own !== undefined) this.foundEndDevice(own);
        else this.say('warn', 'session.no-end-devices', { status: summary.status });
      },
    );
  }

  /** In-band registration: the server does not know us yet. */
  private register(href: string, result: PollResult, done: (result: PollResult) => void): void {
    const { requester, identity } = this.services;
    const nowS = Math.floor(this.nowS());
    const resource = endDevice(identity.lfdi, identity.sfdi, this.options.deviceCategory, nowS);
    requester.post(href, { $element: 'EndDevice', ...resource }, (outcome) => {
      if (outcome.location === undefined) {
        this.say('warn', 'session.not-registered', { status: outcome.status });
        done(result);
        return;
      }
      this.say('info', 'session.registered-in-band', { href: outcome.location });
      requester.get(outcome.location, 'EndDevice', (got) => {
        done(result);
        if (got.resource !== undefined) this.foundEndDevice(got.resource);
      });
    });
  }

  private foundEndDevice(own: EndDevice): void {
    if (this.stateNow === 'RefusedPin') return;
    const registration = linkHref(own.RegistrationLink);
    if (registration !== undefined && !this.pinChecked && this.options.pin !== undefined) {
      this.stateNow = 'AwaitRegistration';
      this.services.requester.get(registration, 'Registration', (outcome) => {
        const answer = outcome.resource;
        if (answer === undefined) this.say('warn', 'session.no-registration', { status: outcome.status });
        else if (answer.pIN !== this.options.pin) {
          this.say('error', 'session.wrong-pin', {
            detail: 'the server shows another PIN than the label: not followed',
          });
          this.dropPrograms();
          this.halt('RefusedPin');
        } else {
          this.pinChecked = true;
          this.follows(own);
        }
      });
      return;
    }
    this.follows(own);
  }

  private follows(own: EndDevice): void {
    this.options.onEndDevice({ endDevice: own, mirrorUsagePointList: this.mirrorHref });
    const href = linkHref(own.FunctionSetAssignmentsListLink);
    if (href === undefined) {
      this.say('warn', 'session.no-assignments', { detail: 'the EndDevice has no FunctionSetAssignmentsListLink' });
      this.dropPrograms();
      return;
    }
    if (href === this.assignmentsHref) return;
    if (this.assignments !== undefined) this.assignments.stop();
    this.stateNow = 'AwaitAssignments';
    this.assignmentsHref = href;
    this.assignments = this.watch((done) => this.readAssignments(href, done));
    this.assignments.start();
  }

  private readAssignments(href: string, done: (result: PollResult) => void): void {
    const { requester, limits } = this.services;
    const found: FunctionSetAssignmentsBase[] = [];
    readList(
      requester,
      href,
      'FunctionSetAssignmentsList',
      'FunctionSetAssignments',
      limits,
      limits.maxAssignments,
      'maxAssignments',
      (item) => found.push(item),
      (summary) => {
        done({ ok: summary.complete, pollRateS: summary.pollRateS });
        if (summary.error !== undefined) this.say('warn', 'session.assignments', { error: summary.error.message });
        if (summary.complete || found.length > 0) this.follow(found);
      },
    );
  }

  /** Follows what the assignments name, and leaves what they name no more. */
  private follow(assignments: readonly FunctionSetAssignmentsBase[]): void {
    const wanted = new Set<string>();
    for (let i = 0; i < assignments.length; i++) {
      const assignment = assignments[i]!;
      const timeHref = linkHref(assignment.TimeLink) ?? this.timeHref;
      const { load, der, curves, deviceCategory } = this.options;
      const clockId = this.time.clockId(timeHref);
      const loadHref = linkHref(assignment.DemandResponseProgramListLink);
      if (load !== undefined && loadHref !== undefined) {
        const options = { listHref: loadHref, clockId, deviceCategory };
        this.want('load ' + loadHref, timeHref, wanted, () => new LoadProgramFollower(this.services, options, load));
      }
      const derHref = linkHref(assignment.DERProgramListLink);
      if (der !== undefined && derHref !== undefined) {
        const options = { listHref: derHref, clockId, deviceCategory };
        this.want(
          'der ' + derHref,
          timeHref,
          wanted,
          () => new DerProgramFollower(this.services, options, der, curves),
        );
      }
    }
    this.followers.forEach((follower, key) => {
      if (wanted.has(key)) return;
      follower.drop();
      this.followers.delete(key);
    });
    if (this.stateNow !== 'Following') this.say('info', 'session.following', { programLists: wanted.size });
    this.stateNow = 'Following';
  }

  private want(list: string, timeHref: string, wanted: Set<string>, create: () => Follower): void {
    const key = list + ' ' + timeHref;
    wanted.add(key);
    if (this.followers.has(key)) return;
    const follower = create();
    this.followers.set(key, follower);
    this.time.follow(timeHref, () => follower.start());
  }

  private dropPrograms(): void {
    this.followers.forEach((follower) => follower.drop());
    this.followers.clear();
    if (this.assignments !== undefined) this.assignments.stop();
    this.assignments = undefined;
    this.assignmentsHref = '';
  }

  /** The server's time now, s; 0 before it is known. */
  nowS(): number {
    const clock = this.time.clock(this.time.clockId(this.timeHref));
    return (clock === undefined ? undefined : clock.at(this.services.scheduler.nowMs())) ?? 0;
  }

  private watch(task: PollTask): Watch {
    return new Watch(this.services.scheduler, this.services.entropy, DEFAULT_POLL_RATE_S, task);
  }

  private say(level: LogLevel, code: string, fields: Record<string, LogValue>): void {
    this.services.log.write(level, code, { server: this.services.serverId, ...fields });
  }
}

function linkHref(link: { readonly href: string } | undefined): string | undefined {
  return link === undefined ? undefined : link.href;
}

function isOwn(item: EndDevice, identity: PeerIdentity): boolean {
  if (item.lFDI !== undefined) return item.lFDI.toUpperCase() === identity.lfdi;
  return Number(item.sFDI) === identity.sfdi;
}
