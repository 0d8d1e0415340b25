/** Values of the simple types: form, then range or length, with an error that names type, value and bound. */

import { type Int64, compareInt64 } from '../core/int64.js';
import { type PeerError } from '../core/peer-error.js';
import { encodeUtf8 } from '../core/utf8.js';
import { type Facets, KIND_BOOLEAN, KIND_HEX, KIND_STRING, KIND_URI } from '../model/schema.js';
import {
  booleanOf,
  codePointLength,
  collapseSpace,
  hasLooseSpace,
  hexForm,
  integerOf,
  skipSpace,
  trimEnd,
} from './lexical.js';
import { type XmlSource, spanOf } from './source.js';

/** A value as resources hold it. */
export type SimpleValue = string | boolean | Int64;

/** The value that octets `[start, end)` of a document stand for; white space is treated as the type asks. */
export function valueAt(source: XmlSource, facets: Facets, start: number, end: number): SimpleValue {
  if (facets.kind === KIND_STRING) return checkedText(source, facets, source.span(start, end), start);
  return nonText(source, facets, source.octets, start, end, start);
}

/** The value that a text put together from a document stands for; `at` is where it began. */
export function valueOfText(source: XmlSource, facets: Facets, text: string, at: number): SimpleValue {
  if (facets.kind === KIND_STRING) return checkedText(source, facets, text, at);
  if (facets.kind === KIND_URI) return checkedText(source, facets, collapseSpace(text), at);
  const octets = encodeUtf8(text);
  return nonText(source, facets, octets, 0, octets.length, at);
}

/** Every kind but strings: white space around the value falls away. */
function nonText(
  source: XmlSource,
  facets: Facets,
  octets: Uint8Array,
  start: number,
  end: number,
  at: number,
): SimpleValue {
  if (start < end && (octets[start]! <= 32 || octets[end - 1]! <= 32)) {
    start = skipSpace(octets, start, end);
    end = trimEnd(octets, start, end);
  }
  const kind = facets.kind;
  if (kind === KIND_URI) {
    const text = source.octets === octets ? source.span(start, end) : spanOf(octets, start, end);
    return checkedText(source, facets, hasLooseSpace(octets, start, end) ? collapseSpace(text) : text, at);
  }
  if (kind === KIND_BOOLEAN) {
    const value = booleanOf(octets, start, end);
    if (value === undefined) throw wrongForm(source, facets, octets, start, end, at);
    return value;
  }
  if (kind === KIND_HEX) {
    const form = hexForm(octets, start, end);
    if (form === 0) throw wrongForm(source, facets, octets, start, end, at);
    if (facets.maxLength > 0 && end - start > 2 * facets.maxLength) {
      throw tooLong(source, facets, (end - start) / 2, 'octets', at);
    }
    if (end - start > 2 * source.limits.maxStringLength) throw pastStringLimit(source, at);
    const text = source.octets === octets ? source.span(start, end) : spanOf(octets, start, end);
    return form === 2 ? text.toUpperCase() : text;
  }
  const value = integerOf(octets, start, end);
  if (value === undefined) throw wrongForm(source, facets, octets, start, end, at);
  if (!isInRange(value, facets)) {
    throw source.fail('range', String(value).slice(0, 40) + ' is not in ' + rangeOf(facets), at);
  }
  return value;
}

/** Compares a number with a number where it can: mixed comparison is slow. Bounds that are no number are past 2^53. */
function isInRange(value: Int64, facets: Facets): boolean {
  const min = facets.min;
  const max = facets.max;
  if (typeof value !== 'number') return compareInt64(value, min) >= 0 && compareInt64(value, max) <= 0;
  return (typeof min !== 'number' || value >= min) && (typeof max !== 'number' || value <= max);
}

function checkedText(source: XmlSource, facets: Facets, text: string, at: number): string {
  const most = facets.maxLength;
  const limit = source.limits.maxStringLength;
  if (most > 0 && text.length > most) {
    const length = codePointLength(text);
    if (length > most) throw tooLong(source, facets, length, 'characters', at);
  }
  if (text.length > limit && codePointLength(text) > limit) throw pastStringLimit(source, at);
  return text;
}

function pastStringLimit(source: XmlSource, at: number): PeerError {
  return source.tooMuch('string', 'a longer text', 'maxStringLength', at);
}

function tooLong(source: XmlSource, facets: Facets, length: number, unit: string, at: number): PeerError {
  const detail = length + ' ' + unit + ' where ' + facets.name + ' holds at most ' + facets.maxLength;
  return source.fail('length', detail, at);
}

function wrongForm(
  source: XmlSource,
  facets: Facets,
  octets: Uint8Array,
  start: number,
  end: number,
  at: number,
): PeerError {
  const shown =
    octets === source.octets ? source.excerpt(start, end) : '"' + spanOf(octets, start, end).slice(0, 40) + '"';
  return source.fail('value', shown + ' is not ' + formOf(facets), at);
}

function formOf(facets: Facets): string {
  if (facets.kind === KIND_BOOLEAN) return 'a boolean (true, false, 1 or 0)';
  if (facets.kind === KIND_HEX) return 'hexadecimal in pairs of digits (' + facets.name + ')';
  return 'an integer (' + rangeOf(facets) + ')';
}

/** `UInt16 0…65535`. */
function rangeOf(facets: Facets): string {
  return facets.name + ' ' + String(facets.min) + '…' + String(facets.max);
}
