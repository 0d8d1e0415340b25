/** UTCTime and GeneralizedTime as RFC 5280 §4.1.2.5 restricts them, in seconds since 1970, and shown to people. */

import { malformed } from '../../core/peer-error.js';
import { type DerReader, TAG } from './der.js';

/** 99991231235959Z: the certificate has no well-defined end (RFC 5280 §4.1.2.5), as each IEEE 2030.5 device certificate. */
export const NO_EXPIRY_S = 253402300799;

/** Seconds since 1970-01-01T00:00:00Z of the time that comes next. */
export function readTime(reader: DerReader, what: string): number {
  const tag = reader.peekTag();
  if (tag !== TAG.generalizedTime) reader.expect(TAG.utcTime, what);
  else reader.next();
  const octets = reader.content();
  const digits = tag === TAG.generalizedTime ? 14 : 12;
  if (octets.length !== digits + 1 || octets[digits] !== 0x5a) {
    throw malformed('x509.time', what + ': expected ' + digits + ' digits and Z', { octet: reader.contentAt });
  }
  for (let i = 0; i < digits; i++) {
    if (octets[i]! < 0x30 || octets[i]! > 0x39) {
      throw malformed('x509.time', what + ': not a digit', { octet: reader.contentAt + i });
    }
  }
  let at = digits - 12;
  let year = pair(octets, at);
  if (at === 2) year += 100 * pair(octets, 0);
  else year += year < 50 ? 2000 : 1900;
  at += 2;
  const month = pair(octets, at);
  const day = pair(octets, at + 2);
  const hour = pair(octets, at + 4);
  const minute = pair(octets, at + 6);
  const second = pair(octets, at + 8);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) {
    throw malformed('x509.time', what + ': no such date', { octet: reader.contentAt });
  }
  return ((daysSince1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
}

/** Days from 1970-01-01 to a date of the Gregorian calendar, year 0–9999. */
export function daysSince1970(year: number, month: number, day: number): number {
  // Years are counted from March, so that the leap day ends one: the months before it have fixed lengths.
  const shifted = month > 2 ? year : year - 1;
  const monthFromMarch = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  return (
    shifted * 365 + Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400) + dayOfYear - 719468
  );
}

/** `2024-02-29T12:00:00Z`; a fraction of a second is dropped. Years 0–9999. */
export function formatTime(timeS: number): string {
  const wholeS = Math.floor(timeS);
  const days = Math.floor(wholeS / 86400);
  const secondOfDay = wholeS - 86400 * days;
  let year = Math.floor(days / 365.2425) + 1970;
  while (daysSince1970(year, 1, 1) > days) year--;
  while (daysSince1970(year + 1, 1, 1) <= days) year++;
  let day = days - daysSince1970(year, 1, 1) + 1;
  let month = 1;
  for (; day > daysInMonth(year, month); month++) day -= daysInMonth(year, month);
  const date = padded(year, 4) + '-' + padded(month, 2) + '-' + padded(day, 2);
  const hour = padded(Math.floor(secondOfDay / 3600), 2);
  const minute = padded(Math.floor(secondOfDay / 60) % 60, 2);
  return date + 'T' + hour + ':' + minute + ':' + padded(secondOfDay % 60, 2) + 'Z';
}

function padded(value: number, length: number): string {
  let text = String(value);
  while (text.length < length) text = '0' + text;
  return text;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function pair(octets: Uint8Array, at: number): number {
  return (octets[at]! - 0x30) * 10 + (octets[at + 1]! - 0x30);
}
