/** An event under judgement in one step of the engine, and what the parts of a step share. */

import { type ModeSet, NO_MODES, withoutModes } from './mode-set.js';
import { owe } from './respond.js';
import type { SeamItem } from './seams.js';
import { finishEvent } from './store.js';
import type { Strength } from './supersede.js';
import {
  type EventEngineOptions,
  type EventState,
  EventStatusCode,
  type StoredEvent,
  type StoredProgram,
  type Transition,
  type TransitionKind,
} from './types.js';

/** A clock that is known: its server's time is `now + offset`. */
export interface KnownClock {
  readonly clockId: string;
  offset: number;
}

/** An event under judgement in this step. */
export interface Judged<P> extends Strength {
  readonly event: StoredEvent<P>;
  readonly program: StoredProgram<P>;
  /** Seconds to add to `now` for the event's clock, and what it shows then, in whole seconds. */
  readonly offset: number;
  readonly serverNow: number;
  /** When it is effective, its neighbours regarded. */
  seam: SeamItem;
  ended: boolean;
}

/** One step: what is judged, when, and what it tells. */
export interface Step<P> {
  readonly state: EventState<P>;
  readonly options: EventEngineOptions;
  readonly now: number;
  readonly transitions: Transition[];
}

/** Whether a time on the event's clock has come. Always compared on the timeline of `now`, so that nextAt is due. */
export function isDue<P>(entry: Judged<P>, at: number, now: number): boolean {
  return now >= at - entry.offset;
}

/** A fraction that stems from offsets alone must not show the second before. */
export function wholeSeconds(time: number): number {
  return Math.floor(time + 0.001);
}

/** The modes for which an event competes: those that it has not lost, or the whole device. */
export function claimOf<P>(options: EventEngineOptions, event: StoredEvent<P>): ModeSet {
  if (options.exclusive === true) return event.lost === NO_MODES ? options.supportedModes : NO_MODES;
  return withoutModes(event.modes, event.lost);
}

/** Whether the server has said that it ends before its time. */
export function isCancelled<P>(event: StoredEvent<P>): boolean {
  return (
    event.status === EventStatusCode.Cancelled ||
    event.status === EventStatusCode.CancelledWithRandomization ||
    event.status === EventStatusCode.Superseded
  );
}

/** The program of an id, removed or not. */
export function findProgram<P>(state: Readonly<EventState<P>>, programId: string): StoredProgram<P> | undefined {
  for (let i = 0; i < state.programs.length; i++) {
    if (state.programs[i]!.programId === programId) return state.programs[i];
  }
  return undefined;
}

/** The clock of an id, where it is known. */
export function findClock(clocks: readonly KnownClock[], clockId: string): KnownClock | undefined {
  for (let i = 0; i < clocks.length; i++) if (clocks[i]!.clockId === clockId) return clocks[i];
  return undefined;
}

/** Ends an event: its response is owed, it leaves the store and is remembered. */
export function finish<P>(step: Step<P>, entry: Judged<P>, kind: TransitionKind, status: number, by: string): void {
  entry.ended = true;
  tell(step, entry, kind, status, entry.event.modes, by);
  finishEvent(step.state, entry.event, step.options.limits.maxStoredEvents);
}

/** Tells of a transition and, where a response says it, owes that. */
export function tell<P>(
  step: Step<P>,
  entry: Judged<P>,
  kind: TransitionKind,
  status: number,
  modes: ModeSet,
  by: string,
): void {
  const event = entry.event;
  const at = entry.serverNow;
  step.transitions.push({ kind, mRID: event.mRID, at, status, modes, by });
  if (status === 0) return;
  const capacity = step.options.limits.maxOwedResponses;
  const dropped = owe(step.state.owed, capacity, event, status, at, entry.program.serverId);
  if (dropped === undefined) return;
  step.transitions.push({ kind: 'responseDropped', mRID: dropped.mRID, at, status: dropped.status, modes: 0, by: '' });
}
