/**
 * Follows the function set assignments of one server: which programme lists the device reads, and on which Time their
 * events are judged (IEEE 2030.5-2018, Function Set Assignments; CORE-010, CORE-011, BASIC-002, BASIC-003).
 */

import { type DerPayload } from '../functions/der-events.js';
import { type DrlcControl } from '../functions/drlc-events.js';
import { type FunctionSetAssignmentsBase } from '../model/2018/types.gen.js';
import { type EventDesk } from './event-desk.js';
import { linkHref } from './href.js';
import { isGone, readList } from './list-reader.js';
import { DerProgramFollower, type FollowerOptions, LoadProgramFollower } from './program-follower.js';
import { type SessionServices } from './services.js';
import { type TimeKeeper } from './time-keeper.js';
import { DEFAULT_POLL_RATE_S, type Poller, Watch } from './watch.js';

/** What it is part of. */
export interface AssignmentsHost {
  readonly time: TimeKeeper;
  /** DeviceCategoryType bits. */
  readonly deviceCategory: number;
  /** Where load controls go; absent for a device that follows none. */
  readonly load: EventDesk<DrlcControl> | undefined;
  /** Where DER controls go; absent for a device that follows none. */
  readonly der: EventDesk<DerPayload> | undefined;
  /** The server's own Time, for assignments that name none. */
  readonly timeHref: string;
  /** What is assigned is followed now. */
  onFollowing(programLists: number): void;
}

type Follower = LoadProgramFollower | DerProgramFollower;

/** What one reading of the assignments asks for. */
interface Wanted {
  readonly listKeys: string[];
  readonly timeHrefs: string[];
}

export class Assignments implements Poller {
  private readonly services: SessionServices;
  private readonly host: AssignmentsHost;
  /** One for each list and Time: at most two for each of `limits.maxAssignments`. */
  private readonly followers = new Map<string, Follower>();
  private watch: Watch | undefined = undefined;
  private listHref = '';

  constructor(services: SessionServices, host: AssignmentsHost) {
    this.services = services;
    this.host = host;
  }

  /** Follows the list there; one that is followed already is left as it is. */
  follow(listHref: string): void {
    if (listHref === this.listHref) return;
    if (this.watch !== undefined) this.watch.stop();
    this.listHref = listHref;
    this.watch = new Watch(this.services, DEFAULT_POLL_RATE_S, this);
    this.watch.start();
  }

  /** Follows what a DeviceCapability itself offers, of a server that knows no assignments. */
  followOnly(base: FunctionSetAssignmentsBase): void {
    this.apply([base], true);
  }

  /** Nothing is assigned any more: all programmes end. */
  drop(): void {
    if (this.watch !== undefined) this.watch.stop();
    this.watch = undefined;
    this.listHref = '';
    this.leaveAllBut([]);
  }

  /** Asks no more; what is known stays in force. */
  stop(): void {
    if (this.watch !== undefined) this.watch.stop();
    this.followers.forEach((follower) => follower.stop());
  }

  poll(watch: Watch): void {
    const { requester, limits, log, serverId } = this.services;
    const href = this.listHref;
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
        watch.ended(summary.complete, summary.pollRateS);
        if (this.listHref !== href) return;
        if (summary.error !== undefined) {
          log.write('warn', 'session.assignments', { server: serverId, error: summary.error.message });
        }
        // Half a list says what is followed, and nothing of what is not.
        if (summary.complete || isGone(summary)) this.apply(found, true);
        else if (found.length > 0) this.apply(found, false);
      },
    );
  }

  private apply(assignments: readonly FunctionSetAssignmentsBase[], isWhole: boolean): void {
    const { load, der, time, timeHref: ownTimeHref } = this.host;
    const wanted: Wanted = { listKeys: [], timeHrefs: [ownTimeHref] };
    for (let i = 0; i < assignments.length; i++) {
      const assignment = assignments[i]!;
      const timeHref = linkHref(assignment.TimeLink) ?? ownTimeHref;
      const loadHref = linkHref(assignment.DemandResponseProgramListLink);
      if (load !== undefined && loadHref !== undefined) {
        this.want(
          'load',
          loadHref,
          timeHref,
          wanted,
          (options) => new LoadProgramFollower(this.services, options, load),
        );
      }
      const derHref = linkHref(assignment.DERProgramListLink);
      if (der !== undefined && derHref !== undefined) {
        this.want('der', derHref, timeHref, wanted, (options) => new DerProgramFollower(this.services, options, der));
      }
    }
    if (isWhole) {
      this.leaveAllBut(wanted.listKeys);
      time.retainOnly(wanted.timeHrefs);
    }
    this.host.onFollowing(wanted.listKeys.length);
  }

  private want(
    kind: string,
    listHref: string,
    timeHref: string,
    wanted: Wanted,
    create: (options: FollowerOptions) => Follower,
  ): void {
    const { serverId } = this.services;
    const { time, deviceCategory } = this.host;
    const listKey = serverId + ' ' + kind + ' ' + listHref + ' ' + timeHref;
    if (wanted.listKeys.indexOf(listKey) < 0) wanted.listKeys.push(listKey);
    if (wanted.timeHrefs.indexOf(timeHref) < 0) wanted.timeHrefs.push(timeHref);
    if (this.followers.has(listKey)) return;
    const follower = create({ listHref, listKey, clockId: time.clockId(timeHref), deviceCategory });
    this.followers.set(listKey, follower);
    time.follow(timeHref, listKey, () => follower.start());
  }

  /** Also what an earlier run of the device had followed is left where it is assigned no more. */
  private leaveAllBut(listKeys: readonly string[]): void {
    this.followers.forEach((follower, listKey) => {
      if (listKeys.indexOf(listKey) >= 0) return;
      follower.drop();
      this.followers.delete(listKey);
    });
    const { load, der } = this.host;
    if (load !== undefined) load.endOfLists(this.services.serverId, listKeys);
    if (der !== undefined) der.endOfLists(this.services.serverId, listKeys);
  }
}
