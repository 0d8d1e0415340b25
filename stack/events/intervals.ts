/**
 * Algebra of half-open intervals [start, end) and of normal lists of them: sorted, disjoint, not touching, none empty.
 *
 * Half-open, so that of two events back to back exactly one covers the instant between them
 * (IEEE 2030.5-2018 event rules).
 */

/** Seconds; covers `start` and not `end`. Empty where `end <= start`. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** Whether it covers no instant. */
export function isEmpty(a: Interval): boolean {
  return a.end <= a.start;
}

/** Whether it covers an instant: its start, and not its end. */
export function covers(a: Interval, at: number): boolean {
  return a.start <= at && at < a.end;
}

/** The normal list that covers what any of the given intervals covers, whatever their order. */
export function union(intervals: readonly Interval[]): Interval[] {
  const sorted: Interval[] = [];
  for (let i = 0; i < intervals.length; i++) if (!isEmpty(intervals[i]!)) sorted.push(intervals[i]!);
  sorted.sort(byStart);
  const merged: Interval[] = [];
  for (let i = 0; i < sorted.length; i++) {
    const next = sorted[i]!;
    const last = merged[merged.length - 1];
    if (last !== undefined && next.start <= last.end) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, next.end) };
    } else merged.push(next);
  }
  return merged;
}

/** What `from` covers and none of `holes` does, as a normal list. */
export function subtract(from: readonly Interval[], holes: readonly Interval[]): Interval[] {
  const cuts = union(holes);
  const left: Interval[] = [];
  const whole = union(from);
  for (let i = 0; i < whole.length; i++) {
    const piece = whole[i]!;
    let at = piece.start;
    for (let j = 0; j < cuts.length; j++) {
      const cut = cuts[j]!;
      if (cut.end <= at || cut.start >= piece.end) continue;
      if (cut.start > at) left.push({ start: at, end: cut.start });
      at = cut.end;
    }
    if (at < piece.end) left.push({ start: at, end: piece.end });
  }
  return left;
}

function byStart(a: Interval, b: Interval): number {
  return a.start - b.start;
}
