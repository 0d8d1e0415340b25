/** How a scenario file writes times: `1h30m`, `17:30`, `2026-07-15T00:00:00+02:00`. */

import { type StrictNode } from './strict-node.js';

const UNIT_S: Readonly<Record<string, number>> = Object.freeze({ d: 86400, h: 3600, m: 60, s: 1 });

/** A length of time in s: a number, or numbers with d, h, m, s. Negative with a leading minus. */
export function readDuration(node: StrictNode, leastS: number, mostS: number, otherwise?: number): number {
  if (!node.exists() && otherwise !== undefined) return otherwise;
  const what = `a duration such as 90s, 15m or 1h30m, from ${showDuration(leastS)} to ${showDuration(mostS)}`;
  const seconds = parseDuration(node.word(what));
  if (seconds === undefined || seconds < leastS || seconds > mostS) node.expected(what);
  return seconds;
}

/** Seconds; `undefined` where the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(-?)((?:\d+(?:\.\d+)?[dhms])+|\d+(?:\.\d+)?)$/.exec(text.trim());
  if (match === null) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of match[2]!.matchAll(/(\d+(?:\.\d+)?)([dhms]?)/g)) {
    seconds += Number(amount) * (UNIT_S[unit === '' ? 's' : unit!] ?? 1);
  }
  return match[1] === '-' ? -seconds : seconds;
}

/** `1h30m`, the largest units first. */
export function showDuration(seconds: number): string {
  if (seconds === 0) return '0s';
  let rest = Math.abs(seconds);
  let text = seconds < 0 ? '-' : '';
  for (const [unit, size] of Object.entries(UNIT_S)) {
    const count = unit === 's' ? Math.round(rest * 1000) / 1000 : Math.floor(rest / size);
    if (count > 0) text += count + unit;
    rest -= count * size;
  }
  return text;
}

/** Local time of day, `HH:MM` or `HH:MM:SS`, in s after midnight. */
export function readTimeOfDay(node: StrictNode, otherwise?: number): number {
  if (!node.exists() && otherwise !== undefined) return otherwise;
  const what = 'a time of day from 00:00 to 24:00';
  const seconds = parseClock(node.word(what));
  if (seconds === undefined || seconds > 86400) node.expected(what);
  return seconds;
}

/**
 * A moment: a date and time with its offset, or a local time on the day on which the scenario starts. Hours above 24
 * reach into the days after: 31:30 is half past seven on the second.
 */
export function readMoment(node: StrictNode, midnightS: number): number {
  const what = 'a time such as 17:30 (31:30 for the next day) or 2026-07-15T17:30:00+02:00';
  const text = node.word(what);
  const clock = parseClock(text);
  if (clock !== undefined) return midnightS + clock;
  const dated = parseDateTime(text);
  if (dated === undefined) node.expected(what);
  return dated.epochS;
}

/** The start: a date and time that names its offset from UTC. */
export function readStart(node: StrictNode): { epochS: number; utcOffsetS: number } {
  const what = 'a date and time with its offset from UTC, such as 2026-07-15T00:00:00+02:00';
  const dated = parseDateTime(node.word(what));
  if (dated === undefined) node.expected(what);
  return dated;
}

function parseClock(text: string): number | undefined {
  const match = /^(\d{1,3}):([0-5]\d)(?::([0-5]\d))?$/.exec(text.trim());
  if (match === null) return undefined;
  return Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0);
}

function parseDateTime(text: string): { epochS: number; utcOffsetS: number } | undefined {
  const match = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|([+-])(\d{2}):(\d{2}))$/.exec(text.trim());
  const epochMs = match === null ? NaN : Date.parse(text.trim());
  if (match === null || Number.isNaN(epochMs)) return undefined;
  const size = match[1] === undefined ? 0 : Number(match[2]) * 3600 + Number(match[3]) * 60;
  return { epochS: epochMs / 1000, utcOffsetS: match[1] === '-' ? -size : size };
}
