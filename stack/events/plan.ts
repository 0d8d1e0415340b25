/**
 * What lies ahead of one mode, from the events that are stored now: for a display, for pre-cooling, for a charger that
 * plans its night. It is the interval algebra of the rules that {@link ./step} applies instant by instant; new events,
 * cancels and the user change it at any time.
 */

import { type Interval, subtract, union } from './intervals.js';
import { hasMode } from './mode-set.js';
import { joinSeams, type SeamItem, seamItem } from './seams.js';
import { claimOf, findClock, findProgram, isCancelled, type KnownClock } from './judgement.js';
import { compareStrength, type Strength } from './supersede.js';
import type { EventEngineOptions, EventState, StoredEvent } from './types.js';

/** One event's turn on a mode, on the timeline of the engine's `now`. */
export interface PlannedControl extends Interval {
  readonly mRID: string;
  readonly programId: string;
}

interface Rival<P> extends Strength {
  readonly event: StoredEvent<P>;
  readonly seam: SeamItem;
  readonly offset: number;
}

/**
 * The turns on a mode, in order of time; no two overlap. An event takes its turn from its effective start until a
 * stronger one starts; one that would start under a stronger one has none.
 */
export function planMode<P>(
  state: Readonly<EventState<P>>,
  options: EventEngineOptions,
  clocks: readonly KnownClock[],
  mode: number,
): PlannedControl[] {
  const rivals = rivalsFor(state, options, clocks, mode);
  const plan: PlannedControl[] = [];
  let taken: Interval[] = [];
  for (let i = 0; i < rivals.length; i++) {
    const { event, seam, offset } = rivals[i]!;
    const own = { start: seam.start - offset, end: seam.end - offset };
    const turn = subtract([own], taken)[0];
    if (turn === undefined || turn.start !== own.start) continue;
    taken.push(turn);
    taken = union(taken);
    if (event.participation === 'optedOut' || !hasMode(event.modes, mode)) continue;
    plan.push({ mRID: event.mRID, programId: event.programId, start: turn.start, end: turn.end });
  }
  plan.sort(byStart);
  return plan;
}

/** The events that compete for a mode, strongest first. */
function rivalsFor<P>(
  state: Readonly<EventState<P>>,
  options: EventEngineOptions,
  clocks: readonly KnownClock[],
  mode: number,
): Rival<P>[] {
  const rivals: Rival<P>[] = [];
  const items: SeamItem[] = [];
  for (let i = 0; i < state.events.length; i++) {
    const event = state.events[i]!;
    const program = findProgram(state, event.programId)!;
    const clock = findClock(clocks, program.clockId);
    if (clock === undefined || program.removed || event.withdrawn || isCancelled(event)) continue;
    const seam = seamItem(event, program.clockId, claimOf(options, event));
    items.push(seam);
    if (!hasMode(seam.modes, mode)) continue;
    const { mRID, creationTime } = event;
    rivals.push({ event, seam, offset: clock.offset, primacy: program.primacy, creationTime, mRID });
  }
  joinSeams(items);
  rivals.sort(compareStrength);
  return rivals;
}

function byStart(a: Interval, b: Interval): number {
  return a.start - b.start;
}
