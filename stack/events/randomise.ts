/**
 * Randomisation of events (IEEE 2030.5-2018 RandomizableEvent; event rules, rule 2).
 *
 * An offset lies between 0 and the bound, both included, and has the bound's sign. It is drawn once per mRID and kept
 * with the event over polls and restarts. The start offset shifts the whole event, the duration offset its end alone:
 *
 *     effective start = start + startOffset
 *     effective end   = start + startOffset + duration + durationOffset
 */

import type { Entropy } from '../ports/entropy.js';
import type { Interval } from './intervals.js';

/** Whole seconds in [0, bound] or, where the bound is negative, in [bound, 0]. */
export function drawOffset(bound: number, random: () => number): number {
  if (bound === 0) return 0;
  const size = Math.abs(bound);
  const drawn = Math.min(size, Math.floor(random() * (size + 1)));
  return bound < 0 && drawn !== 0 ? -drawn : drawn;
}

/** From the moment of a cancel with randomisation to the end: at most the larger of the two bounds (rule 5). */
export function drawCancelOffset(randomizeStart: number, randomizeDuration: number, random: () => number): number {
  return drawOffset(Math.max(Math.abs(randomizeStart), Math.abs(randomizeDuration)), random);
}

/** When an event is effective by itself, its neighbours aside; at least one second long, whatever was drawn. */
export function randomisedInterval(event: {
  readonly start: number;
  readonly duration: number;
  readonly startOffset: number;
  readonly durationOffset: number;
}): Interval {
  const start = event.start + event.startOffset;
  return { start, end: start + Math.max(1, event.duration + event.durationOffset) };
}

/** A uniform source in [0, 1) with 32 bits from a machine's entropy. */
export function randomFromEntropy(entropy: Entropy): () => number {
  return () => {
    const octets = new Uint8Array(4);
    entropy.fill(octets);
    return (octets[0]! * 0x1000000 + octets[1]! * 0x10000 + octets[2]! * 0x100 + octets[3]!) / 0x100000000;
  };
}
