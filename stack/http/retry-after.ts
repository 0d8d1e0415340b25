/** Retry-After: how long a server asks a client to wait (RFC 9110 §10.2.3). */

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const DAYS_BEFORE_MONTH: readonly number[] = Object.freeze([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]);
const S_PER_DAY = 86400;

/**
 * Seconds to wait: of a number of seconds, or of a date judged against the Date field of the same answer, so that no
 * clock of one's own is asked.
 *
 * @param date value of the answer's Date field.
 * @returns at least 0; `undefined` where the field says nothing that can be used.
 */
export function parseRetryAfter(value: string, date: string | undefined): number | undefined {
  const seconds = parseDigits(value, 0, value.length);
  if (seconds >= 0) return seconds;
  const until = parseHttpDate(value);
  const from = date === undefined ? undefined : parseHttpDate(date);
  if (until === undefined || from === undefined) return undefined;
  return Math.max(0, until - from);
}

/**
 * Seconds since 1970 of a date in the one form that is written today: `Sun, 06 Nov 1994 08:49:37 GMT`
 * (RFC 9110 §5.6.7 IMF-fixdate); `undefined` for anything else.
 */
export function parseHttpDate(text: string): number | undefined {
  if (text.length !== 29 || text.slice(25) !== ' GMT') return undefined;
  const month = MONTHS.indexOf(text.slice(8, 11));
  const day = parseDigits(text, 5, 7);
  const year = parseDigits(text, 12, 16);
  const hour = parseDigits(text, 17, 19);
  const minute = parseDigits(text, 20, 22);
  const second = parseDigits(text, 23, 25);
  if (month < 0 || month % 3 !== 0 || day < 1 || day > 31 || year < 1970) return undefined;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return undefined;
  const index = month / 3;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days =
    (year - 1970) * 365 + leapDaysBefore(year) + DAYS_BEFORE_MONTH[index]! + (isLeap && index > 1 ? 1 : 0) + day - 1;
  return days * S_PER_DAY + hour * 3600 + minute * 60 + second;
}

/** Leap days from 1970 up to but not including a year. */
function leapDaysBefore(year: number): number {
  const last = year - 1;
  return Math.floor(last / 4) - Math.floor(last / 100) + Math.floor(last / 400) - 477;
}

/** An unsigned decimal of `text[start, end)`, at most nine digits; −1 where it is none. */
function parseDigits(text: string, start: number, end: number): number {
  if (start === end || end - start > 9) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return -1;
    value = value * 10 + code - 48;
  }
  return value;
}
