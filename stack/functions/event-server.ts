/**
 * The life of events on a server (IEEE 2030.5-2018 Event): scheduled, active, over or cancelled, by the server's clock.
 *
 * Nothing of an event changes once it is published except its EventStatus. What the status is follows from the time
 * alone, so a clock that jumps either way leaves nothing stale. The 2018 edition has no status for an event that is
 * over: it leaves the active list at its end, and its own list `keepEndedS` later.
 */

import { SortedList } from '../core/sorted-list.js';
import {
  categoriesMeet,
  checkEventSpec,
  controlModes,
  EVENT_ACTIVE,
  EVENT_CANCELLED,
  EVENT_CANCELLED_RANDOM,
  EVENT_SCHEDULED,
  type EventSpec,
} from './event-spec.js';
import { type Audience } from './resource-tree.js';
import { makeMRID, type ServerHost } from './server-host.js';

/** Where a program keeps its events, and who may see them. */
export interface EventHome {
  readonly family: 'EndDeviceControl' | 'DERControl';
  readonly listPath: string;
  readonly activePath: string;
  readonly audience: Audience;
  /** The group of devices that follow the program. */
  readonly group: string;
  /** Lower wins. */
  readonly primacy: number;
  /** Where responses go. */
  readonly replyTo: string;
  /** Fields that the schema requires of every event, where a control does not say them. */
  readonly eventDefaults: object;
}

/** What a response may refer to. */
export interface Subject {
  readonly path: string;
  readonly family: EventHome['family'];
  readonly replyTo: string;
  /** Whether the event has left the tree. */
  readonly isGone: boolean;
}

interface LiveEvent extends Subject {
  readonly mRID: string;
  readonly home: EventHome;
  readonly serial: number;
  readonly startS: number;
  readonly endS: number;
  readonly createdS: number;
  readonly modes: readonly string[];
  readonly deviceCategory: string | undefined;
  isGone: boolean;
  /** Since when it is cancelled, and how. */
  cancelledS: number | undefined;
  cancelStatus: number;
  reason: string | undefined;
  /** Since when another event may supersede it. */
  supersededS: number | undefined;
  /** What was last published. */
  status: number;
  isListedActive: boolean;
  /** The next moment at which something changes by time alone. */
  nextS: number;
}

export class EventBook {
  private readonly host: ServerHost;
  private readonly subjects = new Map<string, LiveEvent>();
  private readonly byPath = new Map<string, LiveEvent>();
  private readonly timeline = new SortedList<LiveEvent>((a, b) => a.nextS - b.nextS || a.serial - b.serial);
  private readonly byStart = new SortedList<LiveEvent>((a, b) => a.startS - b.startS || a.serial - b.serial);
  private serial = 0;
  private longestS = 0;
  private lastS = -Infinity;

  constructor(host: ServerHost) {
    this.host = host;
  }

  /**
   * Publishes an event and returns its path.
   *
   * @throws RangeError or TypeError where the schema could not carry it, its mRID is taken, or it would leave its list at once.
   */
  add(home: EventHome, spec: EventSpec, nowS: number): string {
    checkEventSpec(spec);
    this.advance(nowS);
    const goneS = spec.startS + spec.durationS + this.host.config.keepEndedS;
    if (nowS >= goneS) throw new RangeError('startS: expected an event that is not gone by ' + goneS + ', now ' + nowS);
    const mRID = spec.mRID ?? makeMRID(this.host);
    if (this.subjects.has(mRID)) throw new RangeError('mRID: expected one not in use, got ' + mRID);
    const path = home.listPath + '/' + this.host.tree.nextId(home.listPath);
    const event: LiveEvent = {
      path,
      mRID,
      home,
      family: home.family,
      replyTo: home.replyTo,
      serial: ++this.serial,
      startS: spec.startS,
      endS: spec.startS + spec.durationS,
      createdS: Math.floor(nowS),
      modes: controlModes(spec.control),
      deviceCategory: spec.deviceCategory,
      isGone: false,
      cancelledS: undefined,
      cancelStatus: EVENT_CANCELLED,
      reason: undefined,
      supersededS: undefined,
      status: EVENT_SCHEDULED,
      isListedActive: false,
      nextS: 0,
    };
    const fields = eventFields(event, spec);
    this.host.check(home.family, fields);
    this.host.tree.put(path, home.family, home.audience, fields);
    this.host.tree.place(home.listPath, path);
    this.subjects.set(mRID, event);
    this.byPath.set(path, event);
    this.byStart.insert(event);
    this.longestS = Math.max(this.longestS, spec.durationS);
    this.weighAgainstOthers(event, nowS);
    event.nextS = this.settle(event, nowS);
    this.timeline.insert(event);
    return path;
  }

  /**
   * Cancels an event that is scheduled or active; one that is over or cancelled stays as it is and `false` comes back.
   *
   * @param isRandomized devices end it within max(|randomizeStart|, |randomizeDuration|), not at once.
   * @param reason at most 192 characters.
   */
  cancel(path: string, nowS: number, isRandomized: boolean, reason?: string): boolean {
    this.advance(nowS);
    const event = this.byPath.get(path);
    if (event === undefined || event.cancelledS !== undefined || nowS >= event.endS) return false;
    event.cancelledS = Math.floor(nowS);
    event.cancelStatus = isRandomized ? EVENT_CANCELLED_RANDOM : EVENT_CANCELLED;
    event.reason = reason;
    this.reschedule(event, nowS);
    this.visitOverlapping(event, (other) => {
      if (other.supersededS !== undefined && !this.isOutranked(other)) {
        other.supersededS = undefined;
        this.publish(other);
      }
    });
    return true;
  }

  /** Brings every event's status up to a moment; also back, where the clock was set back. */
  advance(nowS: number): void {
    if (nowS < this.lastS) {
      const all: LiveEvent[] = [];
      this.timeline.copyInto(all, 0, this.timeline.length);
      for (let i = 0; i < all.length; i++) this.reschedule(all[i]!, nowS);
    }
    this.lastS = nowS;
    for (;;) {
      const first = this.timeline.at(0);
      if (first === undefined || first.nextS > nowS) return;
      this.reschedule(first, nowS);
    }
  }

  /** When the next status changes by time alone; `undefined` where none will. */
  nextChangeS(): number | undefined {
    return this.timeline.at(0)?.nextS;
  }

  /** The event that an mRID names, `keepSubjectS` beyond the time that it leaves its list. */
  subject(mRID: string): Subject | undefined {
    return this.subjects.get(mRID);
  }

  /** Drops every event of a list that goes away. */
  removeOf(listPath: string): void {
    for (const event of [...this.subjects.values()]) {
      if (event.home.listPath !== listPath) continue;
      this.timeline.remove(event);
      this.byStart.remove(event);
      this.byPath.delete(event.path);
      this.subjects.delete(event.mRID);
    }
  }

  private reschedule(event: LiveEvent, nowS: number): void {
    this.timeline.remove(event);
    event.nextS = this.settle(event, nowS);
    if (event.nextS < Infinity) this.timeline.insert(event);
  }

  /** Makes the tree say what is true at `nowS`, and returns when that changes next. */
  private settle(event: LiveEvent, nowS: number): number {
    const leavesS = Math.max(event.endS, event.cancelledS ?? 0) + this.host.config.keepEndedS;
    if (event.isGone || nowS >= leavesS) return this.settleGone(event, leavesS, nowS);
    const isCancelled = event.cancelledS !== undefined;
    const isStarted = nowS >= event.startS;
    const status = isCancelled ? event.cancelStatus : isStarted ? EVENT_ACTIVE : EVENT_SCHEDULED;
    const isActive = status === EVENT_ACTIVE && nowS < event.endS;
    if (status !== event.status) {
      event.status = status;
      this.publish(event);
      this.host.observer.onEventStatus?.(event.path, event.mRID, status, nowS);
    }
    if (isActive !== event.isListedActive) {
      event.isListedActive = isActive;
      if (isActive) this.host.tree.place(event.home.activePath, event.path);
      else this.host.tree.withdraw(event.home.activePath, event.path);
    }
    if (isCancelled) return leavesS;
    return !isStarted ? event.startS : isActive ? event.endS : leavesS;
  }

  private settleGone(event: LiveEvent, leavesS: number, nowS: number): number {
    if (!event.isGone) {
      event.isGone = true;
      this.host.tree.remove(event.path);
      this.byPath.delete(event.path);
      this.byStart.remove(event);
    }
    const forgetS = leavesS + this.host.config.keepSubjectS;
    if (nowS < forgetS) return forgetS;
    this.subjects.delete(event.mRID);
    return Infinity;
  }

  /** Rewrites EventStatus, and nothing else. */
  private publish(event: LiveEvent): void {
    const { path, home } = event;
    const fields = { ...this.host.tree.get(path)!.fields, EventStatus: statusFields(event) };
    this.host.tree.put(path, home.family, home.audience, fields);
  }

  private weighAgainstOthers(event: LiveEvent, nowS: number): void {
    const sinceS = Math.floor(nowS);
    this.visitOverlapping(event, (other) => {
      if (other.cancelledS !== undefined) return;
      const loser = outranks(event, other) ? other : event;
      if (loser.supersededS !== undefined) return;
      loser.supersededS = sinceS;
      this.publish(loser);
    });
  }

  private isOutranked(event: LiveEvent): boolean {
    let found = false;
    this.visitOverlapping(event, (other) => {
      if (other.cancelledS === undefined && outranks(other, event)) found = true;
    });
    return found;
  }

  /** Events in the tree that overlap in time, share a mode and a category, and have a device in common. */
  private visitOverlapping(event: LiveEvent, visit: (other: LiveEvent) => void): void {
    const fromS = event.startS - this.longestS;
    const first = this.byStart.countFront((other) => other.startS < fromS);
    const end = this.byStart.countFront((other) => other.startS < event.endS);
    const others: LiveEvent[] = [];
    this.byStart.copyInto(others, first, end - first);
    for (let i = 0; i < others.length; i++) {
      const other = others[i]!;
      if (other !== event && other.endS > event.startS && this.compete(event, other)) visit(other);
    }
  }

  private compete(a: LiveEvent, b: LiveEvent): boolean {
    if (a.family !== b.family || !categoriesMeet(a.deviceCategory, b.deviceCategory)) return false;
    if (!a.modes.some((mode) => b.modes.indexOf(mode) >= 0)) return false;
    return a.home.group === b.home.group || this.host.access.shareMember(a.home.group, b.home.group);
  }
}

/** Primacy, then the newer creationTime, then the larger mRID (facts of IEEE 2030.5-2018 event rules). */
function outranks(a: LiveEvent, b: LiveEvent): boolean {
  if (a.home.primacy !== b.home.primacy) return a.home.primacy < b.home.primacy;
  if (a.createdS !== b.createdS) return a.createdS > b.createdS;
  return a.mRID > b.mRID;
}

function statusFields(event: LiveEvent): object {
  const dateTime =
    event.cancelledS ?? (event.status === EVENT_ACTIVE ? Math.max(event.startS, event.createdS) : event.createdS);
  const fields: Record<string, unknown> = {
    currentStatus: event.status,
    dateTime,
    potentiallySuperseded: event.supersededS !== undefined,
  };
  if (event.supersededS !== undefined) fields['potentiallySupersededTime'] = event.supersededS;
  if (event.reason !== undefined) fields['reason'] = event.reason;
  return fields;
}

function eventFields(event: LiveEvent, spec: EventSpec): object {
  const fields: Record<string, unknown> = {
    href: event.path,
    replyTo: event.home.replyTo,
    responseRequired: '0' + (spec.responseRequired ?? 3),
    mRID: event.mRID,
    version: 0,
    subscribable: 0,
    creationTime: event.createdS,
    EventStatus: statusFields(event),
    interval: { duration: spec.durationS, start: spec.startS },
    ...event.home.eventDefaults,
    ...spec.control,
  };
  if (spec.description !== undefined) fields['description'] = spec.description;
  if (spec.randomizeStartS !== undefined) fields['randomizeStart'] = spec.randomizeStartS;
  if (spec.randomizeDurationS !== undefined) fields['randomizeDuration'] = spec.randomizeDurationS;
  if (spec.deviceCategory !== undefined) fields['deviceCategory'] = spec.deviceCategory;
  return fields;
}
