/**
 * One step of the engine: from the state and the time, what has ended, what the user asked, what starts, which event
 * holds which mode, and what each of that owes. See {@link ./engine} for the rules in words.
 */

import { contend } from './contend.js';
import {
  claimOf,
  findClock,
  findProgram,
  finish,
  isCancelled,
  isDue,
  type Judged,
  type KnownClock,
  type Step,
  tell,
  wholeSeconds,
} from './judgement.js';
import { NO_MODES } from './mode-set.js';
import { heedUser, participate } from './participation.js';
import { drawCancelOffset, drawOffset, randomisedInterval } from './randomise.js';
import { completionStatus, ResponseStatus } from './respond.js';
import { joinSeams, type SeamItem, seamItem } from './seams.js';
import { finishEvent } from './store.js';
import {
  type EventEngineOptions,
  type EventState,
  EventStatusCode,
  type StoredEvent,
  type Transition,
} from './types.js';

/** What a step tells. */
export interface StepResult {
  readonly transitions: readonly Transition[];
  /** When the next step is due, on the timeline of `now`; `undefined` where only new input changes anything. */
  readonly nextAt: number | undefined;
}

/** Brings the state to `now`. */
export function runStep<P>(
  state: EventState<P>,
  options: EventEngineOptions,
  clocks: readonly KnownClock[],
  now: number,
): StepResult {
  const step: Step<P> = { state, options, now, transitions: [] };
  const judged = admit(step, clocks);
  // Each start and each loss can move a seam, and with it another event's start or end: until all is still.
  let moved = true;
  while (moved) {
    joinAll(step, judged);
    for (let i = 0; i < judged.length; i++) if (!judged[i]!.ended) endWhereDue(step, judged[i]!);
    for (let i = 0; i < judged.length; i++) if (!judged[i]!.ended) heedUser(step, judged[i]!);
    moved = contend(step, judged);
  }
  for (let i = 0; i < judged.length; i++) if (!judged[i]!.ended) participate(step, judged[i]!);
  dropRemovedPrograms(state);
  return { transitions: step.transitions, nextAt: nextChange(judged, now) };
}

/** Judges arrivals and gathers every event whose clock is known, in the order of the store. */
function admit<P>(step: Step<P>, clocks: readonly KnownClock[]): Judged<P>[] {
  const judged: Judged<P>[] = [];
  const events = step.state.events.slice();
  for (let i = 0; i < events.length; i++) {
    const event = events[i]!;
    const program = findProgram(step.state, event.programId)!;
    const clock = findClock(clocks, program.clockId);
    if (clock === undefined) {
      event.holds = NO_MODES;
      if (program.removed) finishEvent(step.state, event, step.options.limits.maxStoredEvents);
      continue;
    }
    if (event.cancelOffset < 0) draw(event, step.options.random);
    const entry: Judged<P> = {
      event,
      program,
      primacy: program.primacy,
      creationTime: event.creationTime,
      mRID: event.mRID,
      offset: clock.offset,
      serverNow: wholeSeconds(step.now + clock.offset),
      seam: seamItem(event, program.clockId, claimOf(step.options, event)),
      ended: false,
    };
    if (event.phase === 'arrived') receive(step, entry);
    if (!entry.ended) judged.push(entry);
  }
  return judged;
}

/** Rule 2: all that is random about an event is drawn here, once. */
function draw<P>(event: StoredEvent<P>, random: () => number): void {
  event.startOffset = drawOffset(event.randomizeStart, random);
  event.durationOffset = drawOffset(event.randomizeDuration, random);
  event.cancelOffset = drawCancelOffset(event.randomizeStart, event.randomizeDuration, random);
}

/** Answers an arrival: with 252, 253 or 254 in place of 1 where it can never run. */
function receive<P>(step: Step<P>, entry: Judged<P>): void {
  const event = entry.event;
  if (event.answered === 0 && (isCancelled(event) || event.withdrawn || entry.program.removed)) {
    finish(step, entry, 'ignored', 0, '');
  } else if (!event.valid) finish(step, entry, 'rejected', ResponseStatus.Invalid, '');
  else if (event.modes === NO_MODES) finish(step, entry, 'rejected', ResponseStatus.NotApplicable, '');
  else if (isDue(entry, randomisedInterval(event).end, step.now)) {
    finish(step, entry, 'expired', ResponseStatus.Expired, '');
  } else {
    event.phase = 'scheduled';
    if (event.answered === 0) tell(step, entry, 'received', ResponseStatus.EventReceived, event.modes, '');
  }
}

/** Works out anew when each event is effective. One that is cancelled or gone has no seam with its neighbours. */
function joinAll<P>(step: Step<P>, judged: readonly Judged<P>[]): void {
  const items: SeamItem[] = [];
  for (let i = 0; i < judged.length; i++) {
    const entry = judged[i]!;
    if (entry.ended) continue;
    entry.seam = seamItem(entry.event, entry.program.clockId, claimOf(step.options, entry.event));
    if (!isCancelled(entry.event) && !entry.event.withdrawn && !entry.program.removed) items.push(entry.seam);
  }
  joinSeams(items);
}

/** Ends what is over, cancelled or gone. */
function endWhereDue<P>(step: Step<P>, entry: Judged<P>): void {
  const event = entry.event;
  const running = event.phase === 'running';
  const over = isDue(entry, entry.seam.end, step.now);
  if (running && over) return finish(step, entry, 'completed', completionStatus(event), '');
  if (event.status === EventStatusCode.Superseded) {
    return finish(step, entry, 'superseded', ResponseStatus.EventSuperseded, '');
  }
  if (
    event.status === EventStatusCode.Cancelled ||
    entry.program.removed ||
    (event.withdrawn && !pastSchedule(step, entry))
  ) {
    return finish(step, entry, 'cancelled', ResponseStatus.EventCancelled, '');
  }
  if (event.status === EventStatusCode.CancelledWithRandomization) {
    if (!running || isDue(entry, cancelEnd(entry), step.now)) {
      return finish(step, entry, 'cancelled', ResponseStatus.EventCancelled, '');
    }
  }
  if (!running && over) {
    if (event.participation === 'in') finish(step, entry, 'expired', ResponseStatus.Expired, '');
    else finish(step, entry, 'completed', completionStatus(event), '');
  }
}

/** A server need not list an event past its schedule; the random tail runs on all the same. */
function pastSchedule<P>(step: Step<P>, entry: Judged<P>): boolean {
  return isDue(entry, entry.event.start + entry.event.duration, step.now);
}

/** Rule 5: the cancel counts from the status's own time, or from when it was learned where that lies in the future. */
function cancelEnd<P>(entry: Judged<P>): number {
  const event = entry.event;
  if (event.statusTime > entry.serverNow) event.statusTime = entry.serverNow;
  return Math.min(entry.seam.end, event.statusTime + event.cancelOffset);
}

function nextChange<P>(judged: readonly Judged<P>[], now: number): number | undefined {
  let next = Infinity;
  for (let i = 0; i < judged.length; i++) {
    const entry = judged[i]!;
    if (entry.ended) continue;
    const event = entry.event;
    if (event.phase === 'scheduled') next = sooner(next, entry.seam.start - entry.offset, now);
    next = sooner(next, entry.seam.end - entry.offset, now);
    if (event.status === EventStatusCode.CancelledWithRandomization) {
      next = sooner(next, event.statusTime + event.cancelOffset - entry.offset, now);
    }
    if (event.participation === 'overriding' && event.overrideLeft >= 0) {
      next = sooner(next, event.overrideUntil - entry.offset, now);
    }
  }
  return next === Infinity ? undefined : next;
}

function sooner(best: number, at: number, now: number): number {
  return at > now && at < best ? at : best;
}

function dropRemovedPrograms<P>(state: EventState<P>): void {
  for (let i = state.programs.length - 1; i >= 0; i--) if (state.programs[i]!.removed) state.programs.splice(i, 1);
}
