/** Reads the values of simple types: numbers, octets, and strings with their tables (EXI 1.0 §7.1, §7.3.3). */

import { complementInt64, type Int64 } from '../core/int64.js';
import { type Limits } from '../core/limits.js';
import { type PassedLimit, pastLimit, PeerError } from '../core/peer-error.js';
import {
  type Facets,
  KIND_BOOLEAN,
  KIND_HEX,
  KIND_SIGNED,
  KIND_SIGNED_LONG,
  KIND_SMALL,
  KIND_STRING,
  KIND_UNSIGNED,
  KIND_UNSIGNED_LONG,
  KIND_URI,
  type Schema,
  type Words,
} from '../model/schema.js';
import { BitReader, type PathSource } from './bit-reader.js';
import { ReadValues } from './value-tables.js';

// V8 folds a module's own constants into the code, and looks imported ones up at each use.
const BOOLEAN = KIND_BOOLEAN;
const HEX = KIND_HEX;
const SIGNED = KIND_SIGNED;
const SIGNED_LONG = KIND_SIGNED_LONG;
const SMALL = KIND_SMALL;
const STRING = KIND_STRING;
const UNSIGNED = KIND_UNSIGNED;
const UNSIGNED_LONG = KIND_UNSIGNED_LONG;
const URI = KIND_URI;

/** Most characters that become text at once: a host is faster with many, a board has no room for them. */
const MAX_RUN = 64;
const MIN_RUN = 16;

function runOf({ maxStringLength }: Limits): number {
  return maxStringLength >= 1024 ? MAX_RUN : MIN_RUN;
}

export abstract class ValueReader implements PathSource {
  readonly reader: BitReader;
  readonly schema: Schema;
  readonly limits: Limits;
  protected readonly types: Words;
  protected readonly facets: readonly Facets[];
  private readonly values: ReadValues;
  private nameEntries = 0;

  constructor(schema: Schema, limits: Limits) {
    this.reader = new BitReader(this, runOf(limits));
    this.schema = schema;
    this.limits = limits;
    this.types = schema.tables.types;
    this.facets = schema.facets;
    this.values = new ReadValues(schema.names.length, limits.maxStringTableEntries);
  }

  /** Forgets the strings of the last document. */
  protected clearTables(): void {
    this.values.clear();
    this.nameEntries = 0;
  }

  /** A value of a simple type; `name` is its qualified name. */
  protected readValue(type: number, name: number): unknown {
    const facets = this.facets[this.types[4 * type + 3]! >>> 10]!;
    const { reader } = this;
    switch (facets.kind) {
      case SMALL: {
        const value = reader.bits(facets.bits) + (facets.min as number);
        if (value > (facets.max as number)) throw this.outOfRange(facets);
        return value;
      }
      case UNSIGNED: {
        const value = reader.unsigned(facets.max as number);
        if (value < 0) throw this.outOfRange(facets);
        return value;
      }
      case SIGNED: {
        const negative = reader.bits(1);
        const magnitude = reader.unsigned(0xffffffff);
        const value = negative === 1 ? -1 - magnitude : magnitude;
        if (magnitude < 0 || value < (facets.min as number) || value > (facets.max as number)) {
          throw this.outOfRange(facets);
        }
        return value;
      }
      case BOOLEAN:
        return reader.bits(1) === 1;
      case STRING:
      case URI: {
        const text = this.readText(name, facets.characters);
        if (facets.maxLength > 0 && text.length > facets.maxLength) this.checkLength(text, facets);
        return text;
      }
      case HEX:
        return this.readHexadecimal(facets);
      case UNSIGNED_LONG: {
        const value = reader.unsignedLong();
        if (!isWithin(value, facets)) throw this.outOfRange(facets);
        return value;
      }
      case SIGNED_LONG:
        return this.readSignedLong(facets);
    }
    throw this.fail('exi.value', 'a value where ' + facets.name + ' is expected');
  }

  private readHexadecimal(facets: Facets): string {
    const length = this.reader.unsigned(0x7fffffff);
    const max = facets.maxLength;
    if (length < 0 || (max > 0 && length > max)) {
      throw this.fail('exi.length', 'more than ' + max + ' octets where ' + facets.name + ' is expected');
    }
    if (length > this.limits.maxStringLength)
      throw this.past('maxStringLength', 'a hexBinary of ' + length + ' octets');
    return this.reader.hexadecimal(length);
  }

  private readSignedLong(facets: Facets): Int64 {
    const negative = this.reader.bits(1);
    const magnitude = this.reader.unsignedLong();
    if (magnitude < 0) throw this.outOfRange(facets);
    const value = negative === 1 ? complementInt64(magnitude) : magnitude;
    if (!isWithin(value, facets)) throw this.outOfRange(facets);
    return value;
  }

  /** A string value, from the tables or spelled out (EXI 1.0 §7.3.3) in the characters of its type, if it has some. */
  readText(name: number, characters: string = ''): string {
    const { reader, values } = this;
    const length = reader.unsigned(0x7fffffff);
    if (length > 1) {
      if (length - 2 > this.limits.maxStringLength) {
        throw this.past('maxStringLength', 'a string of ' + (length - 2) + ' code points');
      }
      const text = characters === '' ? reader.characters(length - 2) : reader.restricted(length - 2, characters);
      const full = values.add(name, text);
      if (full !== undefined) throw this.pastTable(full);
      return text;
    }
    if (length < 0) throw this.fail('exi.length', 'a length above 2^31');
    const count = length === 0 ? values.localCount(name) : values.globalCount();
    const index = count < 2 ? 0 : reader.bits(32 - Math.clz32(count - 1));
    if (index >= count) throw this.fail('exi.string-table', 'string ' + index + ' of a table of ' + count);
    return length === 0 ? values.localValue(name, index) : values.globalValue(index);
  }

  /** A URI or a local name, which is in no table of values. */
  readNameText(length: number): string {
    if (length > this.limits.maxStringLength) {
      throw this.past('maxStringLength', 'a name of ' + length + ' code points');
    }
    return this.reader.characters(length);
  }

  /** Counts an entry of a name table. */
  countName(): void {
    this.nameEntries++;
    const max = this.limits.maxStringTableEntries;
    if (this.nameEntries > max) throw this.pastTable({ name: 'maxStringTableEntries', value: max });
  }

  /** Where the decoder is, as a path of field names; empty before the root. */
  abstract path(): string;

  /** A `malformed` error here. */
  fail(code: string, detail: string): PeerError {
    return new PeerError('malformed', code, detail, { bit: this.reader.bit, path: this.path() });
  }

  /** A `limit` error here. */
  protected past(name: keyof Limits, detail: string, bit: number = this.reader.bit): PeerError {
    return pastLimit('exi.limit', detail, { name, value: this.limits[name] }, { bit, path: this.path() });
  }

  private pastTable(limit: PassedLimit): PeerError {
    return pastLimit('exi.limit', 'more strings to remember', limit, { bit: this.reader.bit, path: this.path() });
  }

  private outOfRange(facets: Facets): PeerError {
    return this.fail('exi.range', 'outside ' + facets.name + ', ' + facets.min + ' to ' + facets.max);
  }

  /** Text with more UTF-16 units than `maxLength` may still have few enough code points. */
  private checkLength(text: string, facets: Facets): void {
    let length = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code < 0xdc00 || code > 0xdfff) length++;
    }
    if (length > facets.maxLength) {
      throw this.fail('exi.length', length + ' code points where ' + facets.name + ' is expected');
    }
  }
}

/** Whether an integer is in range. As doubles where the value is one: to compare a number with a bigint is slow. */
function isWithin(value: Int64, facets: Facets): boolean {
  if (typeof value === 'number') return value >= facets.low && value <= facets.high;
  return value >= facets.min && value <= facets.max;
}
