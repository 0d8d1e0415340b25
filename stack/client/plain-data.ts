/**
 * Plain data as octets for a {@link Store}: numbers, strings, booleans, arrays and objects, in CBOR (RFC 8949), of which
 * this is the part that such data needs. An absent field is left out; nothing else is lost.
 */

import { malformed } from '../core/peer-error.js';
import { decodeUtf8, encodeUtf8 } from '../core/utf8.js';

/** What can be kept. */
export type PlainData = number | string | boolean | readonly PlainData[] | { readonly [key: string]: PlainData };

/** Major types of RFC 8949 §3.1. */
const UNSIGNED = 0;
const NEGATIVE = 1;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const SIMPLE = 7;
const FALSE = 0xf4;
const TRUE = 0xf5;
const FLOAT_64 = 0xfb;

/** Deepest nesting that is read back: a control in an event in a list in a state. */
const MAX_DEPTH = 12;

/** @throws TypeError for a value that is no plain data */
export function encodePlain(value: PlainData): Uint8Array {
  const writer = new PlainWriter();
  writer.value(value);
  return writer.finish();
}

/** @throws PeerError `plain.malformed` where the octets are nothing that {@link encodePlain} wrote */
export function decodePlain(octets: Uint8Array): PlainData {
  const reader = new PlainReader(octets);
  const value = reader.value(0);
  reader.finish();
  return value;
}

/** Writes plain data piece by piece: what is large need not be one value first. */
export class PlainWriter {
  private octets = new Uint8Array(512);
  private length = 0;

  /** Begins an array: its `count` items follow. */
  list(count: number): void {
    this.head(ARRAY, count);
  }

  /** An array of some fields of a record, in their order. */
  row<T extends object>(record: T, fields: readonly (keyof T)[]): void {
    this.list(fields.length);
    for (let i = 0; i < fields.length; i++) this.value(record[fields[i]!] as PlainData);
  }

  /** An array of such rows. */
  rows<T extends object>(records: readonly T[], fields: readonly (keyof T)[]): void {
    this.list(records.length);
    for (let i = 0; i < records.length; i++) this.row(records[i]!, fields);
  }

  /** @throws TypeError for a value that is no plain data */
  value(value: PlainData): void {
    if (typeof value === 'number') this.number(value);
    else if (typeof value === 'string') this.text(value);
    else if (typeof value === 'boolean') this.put(value ? TRUE : FALSE);
    else if (Array.isArray(value)) {
      this.list(value.length);
      for (let i = 0; i < value.length; i++) this.value(value[i] as PlainData);
    } else if (typeof value === 'object') this.map(value as { readonly [key: string]: PlainData });
    else throw new TypeError('value: expected plain data, got ' + typeof value);
  }

  /** What was written. */
  finish(): Uint8Array {
    return this.octets.subarray(0, this.length);
  }

  private map(value: { readonly [key: string]: PlainData | undefined }): void {
    const keys = Object.keys(value).filter((key) => value[key] !== undefined);
    this.head(MAP, keys.length);
    for (let i = 0; i < keys.length; i++) {
      this.text(keys[i]!);
      this.value(value[keys[i]!]!);
    }
  }

  private text(text: string): void {
    const octets = encodeUtf8(text);
    this.head(TEXT, octets.length);
    this.reserve(octets.length);
    this.octets.set(octets, this.length);
    this.length += octets.length;
  }

  private number(value: number): void {
    const magnitude = value < 0 ? -1 - value : value;
    if (Number.isInteger(value) && magnitude <= 0xffffffff && !Object.is(value, -0)) {
      this.head(value < 0 ? NEGATIVE : UNSIGNED, magnitude);
      return;
    }
    this.put(FLOAT_64);
    this.reserve(8);
    new DataView(this.octets.buffer).setFloat64(this.length, value);
    this.length += 8;
  }

  private head(major: number, argument: number): void {
    const first = major * 32;
    if (argument < 24) return this.put(first + argument);
    const size = argument < 0x100 ? 1 : argument < 0x10000 ? 2 : 4;
    this.put(first + (size === 1 ? 24 : size === 2 ? 25 : 26));
    for (let i = size - 1; i >= 0; i--) this.put((argument >>> (8 * i)) & 0xff);
  }

  private put(octet: number): void {
    this.reserve(1);
    this.octets[this.length++] = octet;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.octets.length) return;
    const larger = new Uint8Array(Math.max(this.octets.length * 2, this.length + count));
    larger.set(this.octets);
    this.octets = larger;
  }
}

class PlainReader {
  private readonly octets: Uint8Array;
  private at = 0;

  constructor(octets: Uint8Array) {
    this.octets = octets;
  }

  value(depth: number): PlainData {
    if (depth > MAX_DEPTH) throw this.error('nesting of more than ' + MAX_DEPTH);
    const first = this.take();
    if (first === TRUE || first === FALSE) return first === TRUE;
    if (first === FLOAT_64) return this.float();
    const major = first >>> 5;
    if (major === SIMPLE) throw this.error('a simple value ' + first);
    const argument = this.argument(first & 31);
    if (major === UNSIGNED) return argument;
    if (major === NEGATIVE) return -1 - argument;
    if (major === TEXT) return this.text(argument);
    // Each item takes an octet at least: a count beyond them is a lie.
    if (argument > this.octets.length - this.at) throw this.error('a count of ' + argument);
    if (major === ARRAY) {
      const items: PlainData[] = [];
      for (let i = 0; i < argument; i++) items.push(this.value(depth + 1));
      return items;
    }
    if (major !== MAP) throw this.error('a major type ' + major);
    const map: { [key: string]: PlainData } = {};
    for (let i = 0; i < argument; i++) {
      const key = this.take();
      if (key >>> 5 !== TEXT) throw this.error('a key that is no text');
      map[this.text(this.argument(key & 31))] = this.value(depth + 1);
    }
    return map;
  }

  finish(): void {
    if (this.at !== this.octets.length) throw this.error('octets after the value');
  }

  private text(length: number): string {
    if (length > this.octets.length - this.at) throw this.error('a text of ' + length);
    const text = decodeUtf8(this.octets, this.at, this.at + length);
    if (text === undefined) throw this.error('a text that is no UTF-8');
    this.at += length;
    return text;
  }

  private float(): number {
    if (this.octets.length - this.at < 8) throw this.error('half a number');
    const view = new DataView(this.octets.buffer, this.octets.byteOffset + this.at, 8);
    this.at += 8;
    return view.getFloat64(0);
  }

  private argument(info: number): number {
    if (info < 24) return info;
    if (info > 26) throw this.error('an argument of form ' + info);
    let value = 0;
    for (let i = 1 << (info - 24); i > 0; i--) value = value * 256 + this.take();
    return value;
  }

  private take(): number {
    if (this.at >= this.octets.length) throw this.error('the end of the octets');
    return this.octets[this.at++]!;
  }

  private error(what: string): Error {
    return malformed('plain.malformed', 'kept data with ' + what, { octet: this.at });
  }
}
