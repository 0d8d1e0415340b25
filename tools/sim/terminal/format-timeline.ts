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
  'cancelled by server': 'cyan',
  ended: 'magenta',
  'opted out': 'magenta',
  'opted in': 'magenta',
  expired: 'yellow',
  rejected: 'red',
  fault: 'red',
  trouble: 'red',
  'late response': 'yellow',
  clock: 'red',
});

/** Kinds that only the full timeline shows: they are many and expected. */
const QUIET: readonly TimelineKind[] = ['response', 'resumed', 'ignored', 'following', 'registered'];

export interface TimelineFormat {
  readonly paint?: Painter;
  /** Show responses, resumed sessions and ignored events too. */
  readonly full?: boolean;
}

/** What each device says for itself within so many seconds, and the short timeline says once for all of them. */
const FOLDED_S: Readonly<Partial<Record<TimelineKind, number>>> = Object.freeze({
  discovered: 60,
  handshake: 60,
  received: 300,
  'late response': 300,
  clock: 900,
  trouble: 1800,
});

/** Entries of one second, kind and event are one line with several names. */
export function formatTimeline(result: SimulationResult, { paint = PLAIN, full = false }: TimelineFormat = {}): string {
  const entries = result.timeline.filter((entry) => full || !QUIET.includes(entry.kind));
  const names = new Map(result.events.map((event) => [event.mRID, event.name]));
  const rows = gather(entries, full).map(({ first, who, last, times }) => ({
    kind: first.kind,
    cells: [
      localClock(result.scenario, first.timeS),
      first.kind,
      first.mRID === undefined ? '' : (names.get(first.mRID) ?? first.mRID.slice(0, 8)),
      who.join(', '),
      first.kind === 'trouble' && times > who.length
        ? `${first.detail}, ${times} times until ${localClock(result.scenario, last.timeS)}`
        : first.detail,
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

interface Line {
  readonly first: TimelineEntry;
  readonly who: string[];
  last: TimelineEntry;
  times: number;
}

function gather(entries: readonly TimelineEntry[], full: boolean): readonly Line[] {
  const lines: Line[] = [];
  const latest = new Map<string, Line>();
  for (const entry of entries) {
    const key = [entry.kind, entry.mRID, entry.detail].join('\n');
    const foldS = full ? undefined : FOLDED_S[entry.kind];
    let line = latest.get(key);
    if (line === undefined || !continues(line, entry, foldS, line === lines[lines.length - 1])) {
      line = { first: entry, who: [], last: entry, times: 0 };
      lines.push(line);
      latest.set(key, line);
    }
    if (!line.who.includes(entry.who)) line.who.push(entry.who);
    line.last = entry;
    line.times++;
  }
  return lines;
}

/** Whether an entry that says the same as a line belongs to it: soon enough after, or in the same second with nothing between. */
function continues({ first, last }: Line, entry: TimelineEntry, foldS: number | undefined, isLast: boolean): boolean {
  if (foldS !== undefined) return entry.timeS - last.timeS <= foldS;
  return isLast && Math.floor(first.timeS) === Math.floor(entry.timeS);
}
