/**
 * One step of the engine: from the state and the time, what has ended, what the user asked, what starts, which event
 * holds which mode, and what each of that owes. See {@link ./engine} for the rules in words.
 */

import { commonModes, type ModeSet, NO_MODES, unionModes, withoutModes } from './mode-set.js';
import { drawCancelOffset, drawOffset, randomisedInterval } from './randomise.js';
import { completionStatus, owe, ResponseStatus } from './respond.js';
import { joinSeams, type SeamItem, seamItem } from './seams.js';
import { finishEvent } from './store.js';
import { compareStrength, lostModes, type Strength, supersededStatus } from './supersede.js';
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
interface Judged<P> extends Strength {
  readonly event: StoredEvent<P>;
  readonly program: StoredProgram<P>;
  /** Seconds to add to `now` for the event's clock, and what it shows then, in whole seconds. */
  readonly offset: number;
  readonly serverNow: number;
  /** When it is effective, its neighbours regarded. */
  seam: SeamItem;
  ended: boolean;
}

interface Step<P> {
  readonly state: EventState<P>;
  readonly options: EventEngineOptions;
  readonly now: number;
  readonly transitions: Transition[];
}

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

function heedUser<P>(step: Step<P>, entry: Judged<P>): void {
  const event = entry.event;
  const serverNow = entry.serverNow;
  const request = event.request;
  event.request = '';
  const expires = event.participation === 'overriding' && event.overrideLeft >= 0;
  if (expires && isDue(entry, event.overrideUntil, step.now)) {
    event.overrideLeft = 0;
    event.participation = 'in';
    tell(step, entry, 'optedIn', ResponseStatus.OptIn, event.modes, '');
  }
  if (request === 'optOut' && event.participation !== 'optedOut') {
    event.participation = 'optedOut';
    tell(step, entry, 'optedOut', ResponseStatus.OptOut, event.modes, '');
  } else if (request === 'override' && event.participation === 'in' && event.overrideLeft !== 0) {
    event.participation = 'overriding';
    event.overrideUntil = serverNow + event.overrideLeft;
    tell(step, entry, 'overridden', ResponseStatus.OptOut, event.modes, '');
  } else if (request === 'optIn' && event.participation !== 'in') {
    if (expires) event.overrideLeft = Math.max(0, event.overrideUntil - serverNow);
    event.participation = 'in';
    tell(step, entry, 'optedIn', ResponseStatus.OptIn, event.modes, '');
  }
}

/**
 * Rule 4: the strongest first, each takes what no stronger one holds, and loses the rest. Tells whether anything
 * started or lost a mode.
 */
function contend<P>(step: Step<P>, judged: readonly Judged<P>[]): boolean {
  const rivals: Judged<P>[] = [];
  for (let i = 0; i < judged.length; i++) {
    const entry = judged[i]!;
    if (entry.ended) continue;
    if (entry.event.phase === 'running' || isDue(entry, entry.seam.start, step.now)) rivals.push(entry);
  }
  rivals.sort(compareStrength);
  let moved = false;
  let held: ModeSet = NO_MODES;
  for (let i = 0; i < rivals.length; i++) {
    const entry = rivals[i]!;
    const event = entry.event;
    const claim = claimOf(step.options, event);
    if (commonModes(claim, held) !== NO_MODES) {
      yieldModes(step, rivals, i, claim, held);
      moved = true;
      if (entry.ended) continue;
    }
    held = unionModes(held, claimOf(step.options, event));
    if (event.phase !== 'scheduled') continue;
    event.phase = 'running';
    event.startedAt = entry.serverNow;
    moved = true;
  }
  return moved;
}

/** Takes from an event what stronger ones hold, and ends it where nothing is left. */
function yieldModes<P>(
  step: Step<P>,
  rivals: readonly Judged<P>[],
  index: number,
  claim: ModeSet,
  held: ModeSet,
): void {
  const entry = rivals[index]!;
  const event = entry.event;
  const winner = strongestHolder(step, rivals, index, claim);
  const before = event.lost;
  event.lost = lostModes(claim, before, held);
  if (claimOf(step.options, event) !== NO_MODES) {
    tell(step, entry, 'partlySuperseded', 0, withoutModes(event.lost, before), winner.mRID);
    return;
  }
  const status = supersededStatus(event.phase === 'running', entry.program, winner.program);
  finish(step, entry, 'superseded', status, winner.mRID);
}

/** The strongest of the rivals before `index` that holds one of the modes: there is one. */
function strongestHolder<P>(step: Step<P>, rivals: readonly Judged<P>[], index: number, claim: ModeSet): Judged<P> {
  let i = 0;
  while (i < index && (rivals[i]!.ended || commonModes(claim, claimOf(step.options, rivals[i]!.event)) === NO_MODES))
    i++;
  return rivals[i]!;
}

/** Lets an effective event control the device, unless the user has said no. */
function participate<P>(step: Step<P>, entry: Judged<P>): void {
  const event = entry.event;
  event.holds = NO_MODES;
  if (event.phase !== 'running') return;
  if (event.participation !== 'in') {
    event.missedSome = true;
    return;
  }
  event.holds = withoutModes(event.modes, event.lost);
  if (event.ranSome) return;
  event.ranSome = true;
  tell(step, entry, 'started', ResponseStatus.EventStarted, event.holds, '');
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

/** Ends an event: its response is owed, it leaves the store and is remembered. */
function finish<P>(step: Step<P>, entry: Judged<P>, kind: TransitionKind, status: number, by: string): void {
  entry.ended = true;
  tell(step, entry, kind, status, entry.event.modes, by);
  finishEvent(step.state, entry.event, step.options.limits.maxStoredEvents);
}

function tell<P>(
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

/** The modes for which an event competes: those that it has not lost, or the whole device. */
export function claimOf<P>(options: EventEngineOptions, event: StoredEvent<P>): ModeSet {
  if (options.exclusive === true) return event.lost === NO_MODES ? options.supportedModes : NO_MODES;
  return withoutModes(event.modes, event.lost);
}

/** A fraction that stems from offsets alone must not show the second before. */
function wholeSeconds(time: number): number {
  return Math.floor(time + 0.001);
}

/** Whether a time on the event's clock has come. Always compared on the timeline of `now`, so that nextAt is due. */
function isDue<P>(entry: Judged<P>, at: number, now: number): boolean {
  return now >= at - entry.offset;
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

function dropRemovedPrograms<P>(state: EventState<P>): void {
  for (let i = state.programs.length - 1; i >= 0; i--) if (state.programs[i]!.removed) state.programs.splice(i, 1);
}
