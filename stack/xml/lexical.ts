/**
 * The lexical forms of the simple types, read in place from octets (XML Schema Part 2, second edition). Ranges and
 * lengths are the caller's: these functions know form alone.
 */

import { type Int64, parseInt64 } from '../core/int64.js';
import { CLASS_OF, SPACE } from './characters.js';
import { isAt, spanOf } from './source.js';

/** Most digits that a number holds exactly whatever they are. */
const MAX_EXACT_DIGITS = 15;

/** The offset of the first octet that is no white space. */
export function skipSpace(octets: Uint8Array, start: number, end: number): number {
  while (start < end && (CLASS_OF[octets[start]!]! & SPACE) !== 0) start++;
  return start;
}

/** The offset after the last octet that is no white space. */
export function trimEnd(octets: Uint8Array, start: number, end: number): number {
  while (end > start && (CLASS_OF[octets[end - 1]!]! & SPACE) !== 0) end--;
  return end;
}

/** A decimal integer, sign and leading zeros allowed; `undefined` where it is none, or too long to be in any range. */
export function integerOf(octets: Uint8Array, start: number, end: number): Int64 | undefined {
  const sign = octets[start];
  const first = sign === 45 || sign === 43 ? start + 1 : start;
  if (first >= end) return undefined;
  let value = 0;
  for (let i = first; i < end; i++) {
    const digit = octets[i]! - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  if (end - first <= MAX_EXACT_DIGITS) return sign === 45 && value !== 0 ? -value : value;
  let significant = first;
  while (significant < end - 1 && octets[significant] === 48) significant++;
  return parseInt64((sign === 45 ? '-' : '') + spanOf(octets, significant, end));
}

/** `true`, `false`, `1` or `0`. */
export function booleanOf(octets: Uint8Array, start: number, end: number): boolean | undefined {
  if (end - start === 1) return octets[start] === 49 ? true : octets[start] === 48 ? false : undefined;
  if (isAt(octets, start, end, 'true')) return true;
  return isAt(octets, start, end, 'false') ? false : undefined;
}

/** Whether these are pairs of hexadecimal digits: 0 where not, 1 where all are upper-case already, 2 where not. */
export function hexForm(octets: Uint8Array, start: number, end: number): number {
  if ((end - start) % 2 !== 0) return 0;
  let form = 1;
  for (let i = start; i < end; i++) {
    const octet = octets[i]!;
    if (octet >= 48 && octet <= 57) continue;
    if (octet >= 65 && octet <= 70) continue;
    if (octet < 97 || octet > 102) return 0;
    form = 2;
  }
  return form;
}

/** Whether white space inside of the text has to be collapsed: any but single spaces. */
export function hasLooseSpace(octets: Uint8Array, start: number, end: number): boolean {
  let space = true;
  for (let i = start; i < end; i++) {
    const octet = octets[i]!;
    if (octet > 32) space = false;
    else if (octet !== 32 || space) return true;
    else space = true;
  }
  return false;
}

/** White space as `whiteSpace="collapse"` asks (XML Schema Part 2 §4.3.6): one space between words, none around. */
export function collapseSpace(text: string): string {
  let collapsed = '';
  let start = -1;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 32;
    const isSpace = code === 32 || (code >= 9 && code <= 13 && code !== 11 && code !== 12);
    if (!isSpace && start < 0) start = i;
    if (!isSpace || start < 0) continue;
    collapsed += (collapsed.length > 0 ? ' ' : '') + text.slice(start, i);
    start = -1;
  }
  return collapsed;
}

/** Code points of a text: a surrogate pair counts once. */
export function codePointLength(text: string): number {
  let length = text.length;
  for (let i = 0; i + 1 < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0xd800 || code > 0xdbff) continue;
    length--;
    i++;
  }
  return length;
}
