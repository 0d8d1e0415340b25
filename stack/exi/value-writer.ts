/** Writes the values of simple types, and refuses what a type cannot hold (EXI 1.0 §7.1, §7.3.3). */

import { complementInt64, type Int64 } from '../core/int64.js';
import { type Limits } from '../core/limits.js';
import { hexDigitValue } from '../core/octets.js';
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

export abstract class ValueWriter {
  protected readonly writer = new BitWriter();
  protected readonly schema: Schema;
  readonly limits: Limits;
  protected readonly types: Words;
  private readonly facets: readonly Facets[];
  private readonly values = new WrittenValues();

  constructor(schema: Schema, limits: Limits) {
    this.schema = schema;
    this.limits = limits;
    this.types = schema.tables.types;
    this.facets = schema.facets;
  }

  /** Where the encoder is, as a path of field names. */
  protected abstract path(): string;

  /** Forgets the strings of the last document. */
  protected clearTables(): void {
    this.values.clear();
  }

  /** A value of a simple type; `name` is its qualified name. */
  protected writeValue(type: number, name: number, value: unknown): void {
    const facets = this.facets[this.types[4 * type + 3]! >>> 10]!;
    const { writer } = this;
    switch (facets.kind) {
      case KIND_SMALL:
        writer.bits(this.integer(value, facets) - (facets.min as number), facets.bits);
        return;
      case KIND_UNSIGNED:
        writer.unsigned(this.integer(value, facets));
        return;
      case KIND_SIGNED: {
        const integer = this.integer(value, facets);
        writer.bits(integer < 0 ? 1 : 0, 1);
        writer.unsigned(integer < 0 ? -1 - integer : integer);
        return;
      }
      case KIND_BOOLEAN:
        if (typeof value !== 'boolean') throw this.wrong('a boolean', value);
        writer.bits(value ? 1 : 0, 1);
        return;
      case KIND_STRING:
      case KIND_URI:
        if (typeof value !== 'string') throw this.wrong('a string (' + facets.name + ')', value);
        this.writeText(value, name, facets);
        return;
      case KIND_HEX:
        this.writeHexadecimal(value, facets);
        return;
      case KIND_UNSIGNED_LONG:
        writer.unsignedLong(this.long(value, facets));
        return;
      case KIND_SIGNED_LONG: {
        const integer = this.long(value, facets);
        writer.bits(integer < 0 ? 1 : 0, 1);
        writer.unsignedLong(integer < 0 ? complementInt64(integer) : integer);
      }
    }
  }

  /** Whether the values of a simple type may be empty. */
  protected holdsText(type: number): boolean {
    const { kind } = this.facets[this.types[4 * type + 3]! >>> 10]!;
    return kind === KIND_STRING || kind === KIND_HEX || kind === KIND_URI;
  }

  /** A string by its number in the tables, or spelled out and added to them. */
  private writeText(text: string, name: number, facets: Facets): void {
    const { writer, values } = this;
    const known = values.find(text);
    if (known < 0) {
      writer.unsigned(this.countCharacters(text, facets) + 2);
      writer.characters(text);
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
    for (let i = 0; i < length; i++) {
      if (hexDigitValue(value.charCodeAt(i)) < 0)
        throw this.outside('hexadecimal digits', value.charAt(i) + ' at ' + i);
    }
    this.writer.unsigned(length >>> 1);
    this.writer.hexadecimal(value);
  }

  /** An integer of 32 bits or fewer within its type. */
  private integer(value: unknown, facets: Facets): number {
    if (typeof value !== 'number' || Math.floor(value) !== value)
      throw this.wrong('an integer (' + facets.name + ')', value);
    if (value < (facets.min as number) || value > (facets.max as number)) throw this.outsideRange(value, facets);
    return value;
  }

  private long(value: unknown, facets: Facets): Int64 {
    if (typeof value === 'number') {
      if (!Number.isSafeInteger(value)) throw this.wrong('a safe integer or a bigint (' + facets.name + ')', value);
    } else if (typeof value !== 'bigint') throw this.wrong('an integer (' + facets.name + ')', value);
    if (value < facets.min || value > facets.max) throw this.outsideRange(value, facets);
    return value;
  }

  /** A value of the wrong type. */
  protected wrong(expected: string, actual: unknown): TypeError {
    const shown = typeof actual === 'string' ? '"' + actual.slice(0, 32) + '"' : typeof actual;
    const text = typeof actual === 'number' || typeof actual === 'boolean' ? String(actual) : shown;
    return new TypeError(this.path() + ': expected ' + expected + ', got ' + text);
  }

  private outside(expected: string, actual: string): RangeError {
    return new RangeError(this.path() + ': expected ' + expected + ', got ' + actual);
  }

  private outsideRange(value: Int64, facets: Facets): RangeError {
    return this.outside(facets.min + ' to ' + facets.max + ' (' + facets.name + ')', String(value));
  }
}
