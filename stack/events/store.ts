/**
 * The bounded store: which events are held, which give way when it is full, and what is remembered of those that left.
 *
 * Full means `limits.maxStoredEvents`. Running events stay, then those that start soonest; what gives way is named in
 * a PeerError `events.store-full` and comes back with a later poll, when there is room, as the event that it was.
 */

import { misbehaved, pastLimit, type PeerError } from '../core/peer-error.js';
import { commonModes } from './mode-set.js';
import { EventStatusCode, type EventInput, type EventState, type RememberedEvent, type StoredEvent } from './types.js';

/** Layout of {@link EventState}: raise it with every change of its fields. */
export const STATE_LAYOUT = 1;

export function emptyState<P>(): EventState<P> {
  return { layout: STATE_LAYOUT, programs: [], events: [], remembered: [], owed: [], forgottenUntil: 0 };
}

export function findEvent<P>(state: EventState<P>, mRID: string): StoredEvent<P> | undefined {
  for (let i = 0; i < state.events.length; i++) if (state.events[i]!.mRID === mRID) return state.events[i];
  return undefined;
}

/** Takes a new event in, or the status of a known one. Returns why not, where it was refused. */
export function takeEvent<P>(
  state: EventState<P>,
  input: EventInput<P>,
  supportedModes: number,
  capacity: number,
): PeerError | undefined {
  if (!input.forThisDevice) return undefined;
  const known = findEvent(state, input.mRID);
  if (known !== undefined) return updateEvent(known, input);
  const memory = findRemembered(state, input.mRID);
  if (memory !== undefined && memory.finished) return undefined;
  if (memory === undefined) {
    if (isOver(input.currentStatus)) return undefined;
    const end = input.start + input.duration;
    if (end <= state.forgottenUntil) return storeFull(input.mRID, 'may be a finished one that was forgotten', capacity);
  }
  const event = newEvent(input, supportedModes);
  if (memory !== undefined) {
    recall(event, memory);
    state.remembered.splice(state.remembered.indexOf(memory), 1);
  }
  insertSorted(state.events, event);
  return state.events.length <= capacity ? undefined : pushOut(state, capacity);
}

/** Marks the events of a program that a complete, current list does not hold any more; forgets what it need not know. */
export function withdrawMissing<P>(state: EventState<P>, programId: string, listed: readonly string[]): void {
  for (let i = 0; i < state.events.length; i++) {
    const event = state.events[i]!;
    if (event.programId === programId && !contains(listed, event.mRID)) event.withdrawn = true;
  }
  for (let i = state.remembered.length - 1; i >= 0; i--) {
    const entry = state.remembered[i]!;
    if (entry.programId === programId && !contains(listed, entry.mRID)) state.remembered.splice(i, 1);
  }
}

/** Removes an event that is finished and remembers it, so that a list which still shows it changes nothing. */
export function finishEvent<P>(state: EventState<P>, event: StoredEvent<P>, capacity: number): void {
  state.events.splice(state.events.indexOf(event), 1);
  remember(state, memoryOf(event, true), capacity);
}

/** Server statuses with which an event is first seen only when there is nothing left to do. */
function isOver(currentStatus: number): boolean {
  return currentStatus !== EventStatusCode.Scheduled && currentStatus !== EventStatusCode.Active;
}

/** Rule 8: a server edits nothing of an event but its status, so nothing else is taken. */
function updateEvent<P>(event: StoredEvent<P>, input: EventInput<P>): PeerError | undefined {
  if (event.programId !== input.programId) {
    return misbehaved('events.mrid-taken', 'event ' + input.mRID + ' of another program has this mRID', {
      path: 'mRID',
    });
  }
  event.withdrawn = false;
  if (!endsEarly(event.status) && endsEarly(input.currentStatus)) {
    event.status = input.currentStatus;
    event.statusTime = input.statusTime;
  }
  if (
    event.start === input.start &&
    event.duration === input.duration &&
    event.creationTime === input.creationTime &&
    event.randomizeStart === input.randomizeStart &&
    event.randomizeDuration === input.randomizeDuration
  ) {
    return undefined;
  }
  return misbehaved(
    'events.edited',
    'event ' + input.mRID + ' changed in more than its status; the first form stands',
    {
      path: 'interval',
    },
  );
}

function endsEarly(status: number): boolean {
  return (
    status === EventStatusCode.Cancelled ||
    status === EventStatusCode.CancelledWithRandomization ||
    status === EventStatusCode.Superseded
  );
}

function newEvent<P>(input: EventInput<P>, supportedModes: number): StoredEvent<P> {
  return {
    mRID: input.mRID,
    programId: input.programId,
    creationTime: input.creationTime,
    start: input.start,
    duration: input.duration,
    randomizeStart: input.randomizeStart,
    randomizeDuration: input.randomizeDuration,
    modes: commonModes(input.modes, supportedModes),
    valid: input.valid && input.duration > 0,
    mandatory: input.mandatory,
    responseRequired: input.responseRequired,
    replyTo: input.replyTo === undefined ? '' : input.replyTo,
    payload: input.payload,
    startOffset: 0,
    durationOffset: 0,
    cancelOffset: -1,
    phase: 'arrived',
    startedAt: 0,
    lost: 0,
    holds: 0,
    participation: 'in',
    request: '',
    overrideUntil: 0,
    overrideLeft: input.overrideDuration === undefined ? -1 : input.overrideDuration,
    ranSome: false,
    missedSome: false,
    status: input.currentStatus,
    statusTime: input.statusTime,
    withdrawn: false,
    answered: 0,
  };
}

/** The standard's list order, so that what happens does not depend on the order in which events arrived. */
function insertSorted<P>(events: StoredEvent<P>[], event: StoredEvent<P>): void {
  let at = events.length;
  while (at > 0 && comesBefore(event, events[at - 1]!)) at--;
  events.splice(at, 0, event);
}

function comesBefore<P>(a: StoredEvent<P>, b: StoredEvent<P>): boolean {
  if (a.start !== b.start) return a.start < b.start;
  if (a.creationTime !== b.creationTime) return a.creationTime > b.creationTime;
  return a.mRID > b.mRID;
}

/** The last one in order that does not run gives way; it is remembered where it has been judged. */
function pushOut<P>(state: EventState<P>, capacity: number): PeerError | undefined {
  let at = state.events.length - 1;
  while (at > 0 && state.events[at]!.phase === 'running') at--;
  const event = state.events[at]!;
  state.events.splice(at, 1);
  if (event.cancelOffset >= 0) remember(state, memoryOf(event, false), capacity);
  return storeFull(event.mRID, 'gives way to sooner ones', capacity);
}

function storeFull(mRID: string, why: string, capacity: number): PeerError {
  const limit = { name: 'maxStoredEvents', value: capacity };
  return pastLimit('events.store-full', 'event ' + mRID + ' ' + why, limit);
}

function memoryOf<P>(event: StoredEvent<P>, finished: boolean): RememberedEvent {
  return {
    mRID: event.mRID,
    programId: event.programId,
    end: event.start + event.duration,
    finished,
    startOffset: event.startOffset,
    durationOffset: event.durationOffset,
    cancelOffset: event.cancelOffset,
    answered: event.answered,
  };
}

function recall<P>(event: StoredEvent<P>, memory: RememberedEvent): void {
  event.startOffset = memory.startOffset;
  event.durationOffset = memory.durationOffset;
  event.cancelOffset = memory.cancelOffset;
  event.answered = memory.answered;
}

/**
 * Keeps as many memories as events. The finished event that ends first is forgotten for a new one, and from then on
 * an unknown event that ends no later is refused, since it may be that one: better a late event not run than a
 * superseded one run again. Where none is finished, the one that ends last is forgotten; it comes back as a new one.
 */
function remember<P>(state: EventState<P>, entry: RememberedEvent, capacity: number): void {
  const memory = state.remembered;
  memory.push(entry);
  if (memory.length <= capacity) return;
  let gone = 0;
  for (let i = 1; i < memory.length; i++) if (isForgottenBefore(memory[i]!, memory[gone]!)) gone = i;
  if (memory[gone]!.finished) state.forgottenUntil = Math.max(state.forgottenUntil, memory[gone]!.end);
  memory.splice(gone, 1);
}

function isForgottenBefore(a: RememberedEvent, b: RememberedEvent): boolean {
  if (a.finished !== b.finished) return a.finished;
  if (a.end !== b.end) return a.finished ? a.end < b.end : a.end > b.end;
  return a.mRID < b.mRID;
}

function findRemembered<P>(state: EventState<P>, mRID: string): RememberedEvent | undefined {
  for (let i = 0; i < state.remembered.length; i++) if (state.remembered[i]!.mRID === mRID) return state.remembered[i];
  return undefined;
}

function contains(listed: readonly string[], mRID: string): boolean {
  for (let i = 0; i < listed.length; i++) if (listed[i] === mRID) return true;
  return false;
}
