/**
 * Touching events (IEEE 2030.5-2018 event rules, rule 3): randomisation leaves no hole between two events of which
 * one is scheduled to start exactly where the other is scheduled to end. The later one starts where the earlier one
 * effectively ends, and its own start offset moves nothing but its end. Events with a gap between their schedules,
 * on different clocks or without a common mode are left alone.
 */

import { randomisedInterval } from './randomise.js';
import { commonModes, type ModeSet } from './mode-set.js';

/** One event on the way to its effective interval. `start` and `end` are what this module works out. */
export interface SeamItem {
  readonly clockId: string;
  readonly scheduledStart: number;
  readonly scheduledEnd: number;
  readonly modes: ModeSet;
  /** It runs already, so its start cannot move any more. */
  readonly running: boolean;
  start: number;
  end: number;
}

/** The item of an event, randomised by itself. */
export function seamItem(
  event: {
    readonly start: number;
    readonly duration: number;
    readonly startOffset: number;
    readonly durationOffset: number;
    readonly startedAt: number;
    readonly phase: string;
  },
  clockId: string,
  modes: ModeSet,
): SeamItem {
  const own = randomisedInterval(event);
  const running = event.phase === 'running';
  return {
    clockId,
    scheduledStart: event.start,
    scheduledEnd: event.start + event.duration,
    modes,
    running,
    start: running ? event.startedAt : own.start,
    end: running ? Math.max(own.end, event.startedAt + 1) : own.end,
  };
}

/**
 * Joins touching events. `items` is sorted by scheduled start. Where several events meet at one instant through
 * common modes, they share one seam: the latest effective end of the earlier ones, cut so that each later one is
 * left at least a second, and not before each earlier one has had a second.
 */
export function joinSeams(items: readonly SeamItem[]): void {
  const met: boolean[] = [];
  for (let i = 0; i < items.length; i++) met.push(false);
  for (let i = 0; i < items.length; i++) {
    if (met[i]!) continue;
    const later: SeamItem[] = [items[i]!];
    const earlier: SeamItem[] = [];
    met[i] = true;
    gather(items, met, later, earlier);
    if (earlier.length !== 0) join(earlier, later);
  }
}

/** Grows the two sides of the seam at the start of `later[0]` until no touching event with a common mode is missing. */
function gather(items: readonly SeamItem[], met: boolean[], later: SeamItem[], earlier: SeamItem[]): void {
  const at = later[0]!.scheduledStart;
  const clockId = later[0]!.clockId;
  let grown = true;
  while (grown) {
    grown = false;
    for (let i = 0; i < items.length; i++) {
      const item = items[i]!;
      if (item.clockId !== clockId) continue;
      if (item.scheduledEnd === at && !includes(earlier, item) && sharesMode(item, later)) {
        earlier.push(item);
        grown = true;
      } else if (item.scheduledStart === at && !met[i]! && sharesMode(item, earlier)) {
        later.push(item);
        met[i] = true;
        grown = true;
      }
    }
  }
}

function join(earlier: readonly SeamItem[], later: readonly SeamItem[]): void {
  let seam = -Infinity;
  let latest = Infinity;
  let earliest = -Infinity;
  let fixed = Infinity;
  for (let i = 0; i < earlier.length; i++) {
    seam = Math.max(seam, earlier[i]!.end);
    earliest = Math.max(earliest, earlier[i]!.start + 1);
  }
  for (let i = 0; i < later.length; i++) {
    latest = Math.min(latest, later[i]!.end - 1);
    if (later[i]!.running) fixed = Math.min(fixed, later[i]!.start);
  }
  if (fixed !== Infinity) seam = fixed;
  else seam = Math.max(earliest, Math.min(seam, latest));
  for (let i = 0; i < earlier.length; i++) earlier[i]!.end = seam;
  for (let i = 0; i < later.length; i++) {
    const item = later[i]!;
    if (item.running) continue;
    item.start = seam;
    item.end = Math.max(item.end, seam + 1);
  }
}

function sharesMode(item: SeamItem, others: readonly SeamItem[]): boolean {
  for (let i = 0; i < others.length; i++) if (commonModes(item.modes, others[i]!.modes) !== 0) return true;
  return false;
}

function includes(items: readonly SeamItem[], item: SeamItem): boolean {
  for (let i = 0; i < items.length; i++) if (items[i] === item) return true;
  return false;
}
