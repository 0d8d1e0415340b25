/** Writes the values of simple types, and refuses what a type cannot hold (EXI 1.0 §7.1, §7.3.3). */

import { complementInt64, type Int64, isInt64, normalizeInt64 } from '../core/int64.js';
import { describeValue } from '../core/describe-value.js';
import { type Limits } from '../core/limits.js';
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
import { isXmlCharacter } from './bit-reader.js';
import { BitWriter } from './bit-writer.js';
import { WrittenValues } from './value-tables.js';

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

/** Octets that the writer takes at once: on a host some dozens of common documents, on a board one. */
const MAX_BLOCK_OCTETS = 16384;
const MIN_BLOCK_OCTETS = 256;

function blockOf({ maxDocumentOctets }: Limits): number {
  return Math.max(MIN_BLOCK_OCTETS, Math.min(maxDocumentOctets >>> 4, MAX_BLOCK_OCTETS));
}

export abstract class ValueWriter {
  protected readonly writer: BitWriter;
  protected readonly schema: Schema;
  readonly limits: Limits;
  protected readonly types: Words;
  private readonly facets: readonly Facets[];
  /** By facet: the kind, and the range as far as a double tells it. */
  private readonly kinds: Uint8Array;
  private readonly lows: Float64Array;
  private readonly highs: Float64Array;
  private readonly values: WrittenValues;

  constructor(schema: Schema, limits: Limits) {
    this.schema = schema;
    this.limits = limits;
    this.writer = new BitWriter(blockOf(limits));
    this.types = schema.tables.types;
    this.facets = schema.facets;
    this.kinds = new Uint8Array(schema.facets.length);
    this.lows = new Float64Array(schema.facets.length);
    this.highs = new Float64Array(schema.facets.length);
    for (let i = 0; i < schema.facets.length; i++) {
      this.kinds[i] = schema.facets[i]!.kind;
      this.lows[i] = schema.facets[i]!.low;
      this.highs[i] = schema.facets[i]!.high;
    }
    this.values = new WrittenValues(schema.names.length, limits.maxStringTableEntries);
  }

  /** Where the encoder is, as a path of field names. */
  protected abstract path(): string;

  /** Forgets the strings of the last document. */
  protected clearTables(): void {
    this.values.clear();
  }

  /** A value of a simple type; `name` is its qualified name. */
  protected writeValue(type: number, name: number, value: unknown): void {
    const facet = this.types[4 * type + 3]! >>> 10;
    const { writer } = this;
    switch (this.kinds[facet]) {
      case SMALL:
        writer.bits(this.integer(value, facet) - this.lows[facet]!, this.facets[facet]!.bits);
        return;
      case UNSIGNED:
        writer.unsigned(this.integer(value, facet));
        return;
      case SIGNED: {
        const integer = this.integer(value, facet);
        writer.bits(integer < 0 ? 1 : 0, 1);
        writer.unsigned(integer < 0 ? -1 - integer : integer);
        return;
      }
      case BOOLEAN:
        if (typeof value !== 'boolean') throw this.wrong('a boolean', value);
        writer.bits(value ? 1 : 0, 1);
        return;
      case STRING:
      case URI:
        this.writeText(value, name, this.facets[facet]!);
        return;
      case HEX:
        this.writeHexadecimal(value, this.facets[facet]!);
        return;
      case UNSIGNED_LONG:
        writer.unsignedLong(this.long(value, facet));
        return;
      case SIGNED_LONG: {
        const integer = this.long(value, facet);
        writer.bits(integer < 0 ? 1 : 0, 1);
        writer.unsignedLong(integer < 0 ? complementInt64(integer) : integer);
      }
    }
  }

  /** Whether the values of a simple type may be empty. */
  protected holdsText(type: number): boolean {
    const { kind } = this.facets[this.types[4 * type + 3]! >>> 10]!;
    return kind === STRING || kind === HEX || kind === URI;
  }

  /** A string by its number in the tables, or spelled out and added to them. */
  private writeText(text: unknown, name: number, facets: Facets): void {
    if (typeof text !== 'string') throw this.wrong('a string (' + facets.name + ')', text);
    const { writer, values } = this;
    const known = values.find(text);
    if (known < 0) {
      const max = facets.maxLength;
      const few = facets.characters;
      if ((max > 0 && text.length > max) || few !== '' || !writer.ascii(text, 2)) {
        writer.unsigned(this.countCharacters(text, facets) + 2);
        if (few === '') writer.characters(text);
        else writer.restricted(text, few);
      }
      values.add(name, text);
      return;
    }
    const max = facets.maxLength;
    if (max > 0 && text.length > max) this.countCharacters(text, facets);
    const local = values.owner(known) === name;
    const count = local ? values.localCount(name) : values.globalCount();
    writer.bits(local ? 0 : 1, 8);
    if (count > 1) writer.bits(local ? values.ordinal(known) : known, 32 - Math.clz32(count - 1));
  }

  /** Code points of a text that is within its type. */
  private countCharacters(text: string, facets: Facets): number {
    let count = text.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x20 && code < 0x80) continue;
      const point = text.codePointAt(i)!;
      if (!isXmlCharacter(point)) throw this.outside('characters of XML', 'U+' + point.toString(16) + ' at ' + i);
      if (point > 0xffff) {
        i++;
        count--;
      }
    }
    const max = facets.maxLength;
    if (max > 0 && count > max) throw this.outside('at most ' + max + ' code points (' + facets.name + ')', '' + count);
    return count;
  }

  private writeHexadecimal(value: unknown, facets: Facets): void {
    if (typeof value !== 'string') throw this.wrong('hexadecimal text (' + facets.name + ')', value);
    const length = value.length;
    const max = facets.maxLength;
    if (length % 2 !== 0 || (max > 0 && length > 2 * max)) {
      const expected = 'an even number of digits' + (max > 0 ? ', at most ' + 2 * max : '');
      throw this.outside(expected + ' (' + facets.name + ')', length + ' digits');
    }
    if (!this.writer.hexadecimal(value)) throw this.wrong('hexadecimal digits (' + facets.name + ')', value);
  }

  /** An integer of 32 bits or fewer within its type. */
  private integer(value: unknown, facet: number): number {
    if (typeof value !== 'number' || Math.floor(value) !== value) throw this.wrong(this.integerOf(facet), value);
    if (value < this.lows[facet]! || value > this.highs[facet]!) throw this.outsideRange(value, facet);
    return value;
  }

  /** An integer of up to 64 bits within its type. */
  private long(value: unknown, facet: number): Int64 {
    if (!isInt64(value)) {
      throw this.wrong(typeof value === 'number' ? 'a safe integer or a bigint' : this.integerOf(facet), value);
    }
    if (typeof value === 'number') {
      if (value < this.lows[facet]! || value > this.highs[facet]!) throw this.outsideRange(value, facet);
      return value;
    }
    const { min, max } = this.facets[facet]!;
    if (value < min || value > max) throw this.outsideRange(value, facet);
    return normalizeInt64(value);
  }

  private integerOf(facet: number): string {
    return 'an integer (' + this.facets[facet]!.name + ')';
  }

  /** A value of the wrong type. */
  protected wrong(expected: string, actual: unknown): TypeError {
    return new TypeError(this.path() + ': expected ' + expected + ', got ' + describeValue(actual));
  }

  private outside(expected: string, actual: string): RangeError {
    return new RangeError(this.path() + ': expected ' + expected + ', got ' + actual);
  }

  private outsideRange(value: Int64, facet: number): RangeError {
    const facets = this.facets[facet]!;
    return this.outside(facets.min + ' to ' + facets.max + ' (' + facets.name + ')', String(value));
  }
}
