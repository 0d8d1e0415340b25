/**
 * What goes into the event engine, what it keeps and what it tells: plain data without behaviour.
 *
 * All of {@link EventState} is numbers, strings, booleans, arrays and the caller's own payloads, so that a board can
 * write it to flash and go on in the middle of an event. Times are whole seconds on the clock of the event's program
 * (TimeType), unless a field says otherwise.
 */

import type { Limits } from '../core/limits.js';
import type { ModeSet } from './mode-set.js';

/** EventStatus.currentStatus (IEEE 2030.5-2018 EventStatus; 5 is of the 2023 edition). */
export const EventStatusCode = Object.freeze({
  Scheduled: 0,
  Active: 1,
  Cancelled: 2,
  CancelledWithRandomization: 3,
  Superseded: 4,
  Completed: 5,
});

/** The control of a program for when no event is active: the modes that it sets, and what it sets them to. */
export interface DefaultControl<P> {
  readonly modes: ModeSet;
  readonly payload: P;
}

/** A program as the device sees it now. */
export interface ProgramInput<P> {
  /** The program's mRID: its identity, and the tie-break between equal primacies. */
  readonly programId: string;
  /** Whose program it is: anything that tells servers apart, such as the LFDI. */
  readonly serverId: string;
  /** Which Time resource its events are judged on: that of the function set assignment which led to it. */
  readonly clockId: string;
  /** PrimacyType, 0–255; the lower value wins. */
  readonly primacy: number;
  readonly default?: DefaultControl<P>;
}

/** A program in the store. `removed`: gone from the assignments, kept until its events have ended. */
export interface StoredProgram<P> extends ProgramInput<P> {
  removed: boolean;
}

/** An event as a poll or a notification shows it. */
export interface EventInput<P> {
  /** Upper-case hexadecimal. */
  readonly mRID: string;
  readonly programId: string;
  readonly creationTime: number;
  /** interval.start and interval.duration. */
  readonly start: number;
  readonly duration: number;
  /** −3600…3600 (OneHourRangeType); 0 where the field is absent. */
  readonly randomizeStart: number;
  readonly randomizeDuration: number;
  /** EventStatus: currentStatus and dateTime. */
  readonly currentStatus: number;
  readonly statusTime: number;
  /** The operating modes that it controls, supported or not. */
  readonly modes: ModeSet;
  /** False where its deviceCategory names other devices: it is then ignored without a word. */
  readonly forThisDevice: boolean;
  /** False where a field is out of its range or contradicts another: it is then answered 253. */
  readonly valid: boolean;
  /** drProgramMandatory: the user cannot opt out. */
  readonly mandatory: boolean;
  /** EndDeviceControl.overrideDuration: seconds that the user may override, all times together. */
  readonly overrideDuration?: number;
  /** responseRequired: bit 0 received, bit 1 specific, bit 2 end user. */
  readonly responseRequired: number;
  /** Where responses go; without it none is owed. */
  readonly replyTo?: string;
  /** What the modes are set to: plain data, opaque here, kept with the event. */
  readonly payload: P;
}

/**
 * Where a stored event is. It only ever moves forward, whatever the clock does: `arrived` (not yet judged),
 * `scheduled` (before its effective start), `running`; then it leaves the store.
 */
export type EventPhase = 'arrived' | 'scheduled' | 'running';

/** Whether the user lets the event control the device. */
export type Participation = 'in' | 'optedOut' | 'overriding';

export interface StoredEvent<P> {
  readonly mRID: string;
  readonly programId: string;
  readonly creationTime: number;
  readonly start: number;
  readonly duration: number;
  readonly randomizeStart: number;
  readonly randomizeDuration: number;
  /** Those of the event's modes that the device supports. */
  readonly modes: ModeSet;
  readonly valid: boolean;
  readonly mandatory: boolean;
  readonly responseRequired: number;
  readonly replyTo: string;
  readonly payload: P;

  /** Seconds drawn once: added to the start, added to the duration, from a randomised cancel to its end (−1: not drawn). */
  startOffset: number;
  durationOffset: number;
  cancelOffset: number;
  phase: EventPhase;
  /** When it began to be effective; meaningful while running. */
  startedAt: number;
  /** Modes that a stronger event has taken: not given back. */
  lost: ModeSet;
  /** Modes that it controls since the last step. */
  holds: ModeSet;
  participation: Participation;
  /** What the user asked for since the last step. */
  request: '' | 'optOut' | 'optIn' | 'override';
  /** When a running override ends by itself; meaningful while overriding. */
  overrideUntil: number;
  /** Seconds of override that are left; −1: no bound. */
  overrideLeft: number;
  /** It has controlled the device for some time; it was kept from it by the user for some time. */
  ranSome: boolean;
  missedSome: boolean;
  /** The last status seen: cancelled (2), cancelled with randomisation (3) and superseded (4) stay. */
  status: number;
  statusTime: number;
  /** It vanished from a complete list before its end. */
  withdrawn: boolean;
  /** Which responses it has owed so far, one bit each (respond.ts). */
  answered: number;
}

/** An event that left the store: finished, or pushed out by sooner ones. Kept so that a re-poll changes nothing. */
export interface RememberedEvent {
  readonly mRID: string;
  readonly programId: string;
  /** Scheduled end. */
  readonly end: number;
  /** False where it was pushed out and may come back. */
  readonly finished: boolean;
  /** As in {@link StoredEvent}: what an event that comes back goes on with. */
  readonly startOffset: number;
  readonly durationOffset: number;
  readonly cancelOffset: number;
  readonly answered: number;
}

/** A Response to be posted. It outlives the event, the control and the program. */
export interface OwedResponse {
  readonly mRID: string;
  /** Response.status: see {@link ./respond}. */
  readonly status: number;
  /** On the event's clock. */
  readonly createdDateTime: number;
  readonly replyTo: string;
  readonly serverId: string;
}

/** All that the engine knows, but the clocks: those are read anew after a restart. */
export interface EventState<P> {
  /** Layout of this object; another number is another layout. */
  readonly layout: number;
  /** Strongest first. */
  readonly programs: StoredProgram<P>[];
  /** By start, then creationTime falling, then mRID falling: the order of the standard's lists. */
  readonly events: StoredEvent<P>[];
  readonly remembered: RememberedEvent[];
  readonly owed: OwedResponse[];
  /** Scheduled end of the latest finished event that was forgotten for want of room (store.ts). */
  forgottenUntil: number;
}

export type TransitionKind =
  | 'received'
  | 'ignored'
  | 'rejected'
  | 'started'
  | 'partlySuperseded'
  | 'superseded'
  | 'completed'
  | 'cancelled'
  | 'expired'
  | 'optedOut'
  | 'overridden'
  | 'optedIn'
  | 'refused'
  | 'responseDropped';

/** One thing that happened in a step, for the log. */
export interface Transition {
  readonly kind: TransitionKind;
  readonly mRID: string;
  /** On the event's clock. */
  readonly at: number;
  /** Response.status that says it, owed or not; 0 where there is none. */
  readonly status: number;
  /** The modes that it is about: held after a start, lost in a supersession. */
  readonly modes: ModeSet;
  /** mRID of the event that superseded it, where one did. */
  readonly by: string;
}

export interface EventEngineOptions {
  /** Uses maxStoredEvents, maxPrograms and maxOwedResponses. */
  readonly limits: Limits;
  /** The modes that the device can follow. */
  readonly supportedModes: ModeSet;
  /** True where an event controls the whole device, whatever it sets (DRLC): any two that overlap compete. */
  readonly exclusive?: boolean;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}
