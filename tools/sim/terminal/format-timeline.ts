/** The timeline as aligned lines: when, who, what, which event, what else. */

import { type SimulationResult, type TimelineEntry, type TimelineKind } from '../result.js';
import { localClock } from '../local-time.js';
import { type Painter, PLAIN, type Tint } from './style.js';

const TINTS: Readonly<Partial<Record<TimelineKind, Tint>>> = Object.freeze({
  published: 'cyan',
  started: 'green',
  completed: 'green',
  superseded: 'yellow',
  'partly superseded': 'yellow',
  cancelled: 'yellow',
  'opted out': 'magenta',
  'opted in': 'magenta',
  expired: 'yellow',
  rejected: 'red',
  fault: 'red',
  trouble: 'red',
  clock: 'red',
});

/** Kinds that only the full timeline shows: they are many and expected. */
const QUIET: readonly TimelineKind[] = ['response', 'resumed', 'ignored', 'following', 'registered'];

export interface TimelineFormat {
  readonly paint?: Painter;
  /** Show responses, resumed sessions and ignored events too. */
  readonly full?: boolean;
}

/** Entries of one second, kind and event are one line with several names. */
export function formatTimeline(result: SimulationResult, { paint = PLAIN, full = false }: TimelineFormat = {}): string {
  const entries = result.timeline.filter((entry) => full || !QUIET.includes(entry.kind));
  const names = new Map(result.events.map((event) => [event.mRID, event.name]));
  const rows = gather(entries).map(({ first, who }) => ({
    kind: first.kind,
    cells: [
      localClock(result.scenario, first.timeS),
      first.kind,
      first.mRID === undefined ? '' : (names.get(first.mRID) ?? first.mRID.slice(0, 8)),
      who.join(', '),
      first.detail,
    ],
  }));
  const widths = [0, 1, 2, 3].map((i) => Math.max(0, ...rows.map(({ cells }) => cells[i]!.length)));
  return rows.map(({ kind, cells }) => formatRow(kind, cells, widths, paint) + '\n').join('');
}

function formatRow(kind: TimelineKind, cells: readonly string[], widths: readonly number[], paint: Painter): string {
  const tint = TINTS[kind];
  const padded = cells.map((cell, i) => cell.padEnd(widths[i] ?? 0));
  const what = tint === undefined ? padded[1]! : paint(padded[1]!, tint);
  const rest = [padded[2]!, padded[3]!, padded[4]!].join('  ').trimEnd();
  return `${paint(padded[0]!, 'dim')}  ${what}  ${rest}`.trimEnd();
}

function gather(entries: readonly TimelineEntry[]): { first: TimelineEntry; who: string[] }[] {
  const groups: { first: TimelineEntry; who: string[] }[] = [];
  for (const entry of entries) {
    const last = groups[groups.length - 1];
    if (last !== undefined && isAlike(last.first, entry)) {
      if (!last.who.includes(entry.who)) last.who.push(entry.who);
    } else groups.push({ first: entry, who: [entry.who] });
  }
  return groups;
}

function isAlike(a: TimelineEntry, b: TimelineEntry): boolean {
  const sameTime = Math.floor(a.timeS) === Math.floor(b.timeS);
  return sameTime && a.kind === b.kind && a.mRID === b.mRID && a.detail === b.detail;
}
