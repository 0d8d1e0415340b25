/**
 * One edition of IEEE 2030.5 as packed tables, and the questions that a codec asks of them.
 *
 * Types and slots are small numbers, so that a codec walks typed arrays and allocates nothing. A slot is one field of one
 * type, inherited ones included: first the attributes in the order of their names (EXI 1.0 §8.5.4.1.3), then the elements
 * in schema order. The tables are generated (`npm run generate`) and lie in flash; nothing here is written after load.
 */

import { type Int64, parseInt64 } from '../core/int64.js';

/** What the content of a type is. Compare with `===`; the numbers are those of the tables. */
export const KIND_COMPLEX = 0;
export const KIND_BOOLEAN = 1;
export const KIND_STRING = 2;
export const KIND_URI = 3;
/** Upper-case hexadecimal text of octets. */
export const KIND_HEX = 4;
/** An integer of at most 4,096 values: EXI codes it as that many bits from its lowest (EXI 1.0 §7.1.9). */
export const KIND_SMALL = 5;
/** Never negative, 32 bits or fewer. */
export const KIND_UNSIGNED = 6;
/** Signed, 32 bits or fewer. */
export const KIND_SIGNED = 7;
/** Never negative, more than 32 bits: an {@link Int64}. */
export const KIND_UNSIGNED_LONG = 8;
/** Signed, more than 32 bits: an {@link Int64}. */
export const KIND_SIGNED_LONG = 9;

export type Kind = number;

/** No type: a root that this edition does not have, or that this build left out. */
export const NO_TYPE = 0xffff;
/** The type of a wildcard slot, where elements of other namespaces may stand. */
export const ANY_TYPE = 0xfffe;
/** A slot that repeats without bound. */
export const UNBOUNDED = 0xffff;

/** Restrictions of a simple type. */
export interface Facets {
  readonly kind: Kind;
  /** Name of the simple type as the schema gives it, for messages: `UInt16`, `HexBinary128`, `string`. */
  readonly name: string;
  /** Longest value: code points of a string, octets of a hexBinary; 0 where there is no bound. */
  readonly maxLength: number;
  /** Inclusive range of an integer; 0 for other kinds. */
  readonly min: Int64;
  readonly max: Int64;
  /** The same range as doubles: exact for every value that is a number. */
  readonly low: number;
  readonly high: number;
  /** The characters that a pattern permits in a string, by code point; empty where it may have any. */
  readonly characters: string;
  /** Bits of a {@link KIND_SMALL}. */
  readonly bits: number;
}

/** Numbers by index: a typed array that nobody writes. */
export type Words = ArrayLike<number>;

/** What the generator writes. Layouts are given with {@link Schema}, which reads them. */
export interface SchemaTables {
  readonly edition: string;
  /** The EXI schemaId of the edition. */
  readonly schemaId: string;
  readonly namespace: string;
  /** Local names in EXI string-table order: those of the namespace, then those of no namespace (attributes). */
  readonly names: readonly string[];
  /** How many of `names` are in the namespace. */
  readonly qualified: number;
  /** String-table id of each name where the build left names out; empty where it is the index. */
  readonly nameCodes: Words;
  /** Names of the namespace in the whole edition, left-out ones included. */
  readonly allQualified: number;
  /** Global elements of the whole edition, left-out ones included. */
  readonly allElements: number;
  /** `code name type` for each global element that is kept, by code. */
  readonly elements: Words;
  /** Names of the left-out global elements in code order, each followed by a space. */
  readonly dropped: string;
  /** `name base firstSlot counts` a type; counts = facet << 10 | attributes << 7 | wildcards << 6 | elements. */
  readonly types: Words;
  /** `name type` a slot; bits 11–15 of the first word index `occurs`. A wildcard has a name past all of `names`. */
  readonly slots: Words;
  /** Number of first-level productions of the EXI state before each slot (EXI 1.0 §8.5.4). */
  readonly productions: Words;
  /** `min max` pairs. */
  readonly occurs: Words;
  /**
   * `kind name maxLength min max`, each separated by a space, and the characters where a pattern restricts them; facet 0
   * stands for complex content.
   */
  readonly facets: readonly string[];
  /** Types of which the attributes are open (`anyAttribute`), ascending. */
  readonly openTypes: Words;
}

const TYPE_WORDS = 4;
/** Bits of the first word of a slot that are the index of its name. */
export const NAME_MASK = 0x7ff;

/** Bits of the last word of a type that count its elements. */
export const ELEMENTS_MASK = 0x3f;
/** The bit of that word that says whether attributes or elements of any name may stand in the type. */
export const WILDCARD_BIT = 0x40;

/** Bits of that word that are not zero where a simple type may have attributes. */
export const ATTRIBUTED_MASK = 0x3c0;

/** A read-only view of {@link SchemaTables}. One instance an edition, made when its module loads. */
export class Schema {
  readonly edition: string;
  readonly schemaId: string;
  readonly namespace: string;
  readonly tables: SchemaTables;
  readonly names: readonly string[];
  /** Number of types; a type is an integer below it. */
  readonly typeCount: number;
  readonly facets: readonly Facets[];

  constructor(tables: SchemaTables) {
    this.edition = tables.edition;
    this.schemaId = tables.schemaId;
    this.namespace = tables.namespace;
    this.tables = tables;
    this.names = tables.names;
    this.typeCount = tables.types.length / TYPE_WORDS;
    const facets: Facets[] = [];
    for (let i = 0; i < tables.facets.length; i++) facets.push(readFacets(tables.facets[i]!));
    this.facets = facets;
  }

  /** The type of a global element; {@link NO_TYPE} where there is none, or it was left out of this build. */
  elementType(element: string): number {
    const at = this.findElement(element);
    return at < 0 ? NO_TYPE : this.tables.elements[3 * at + 2]!;
  }

  /** Index of a global element among those that this build keeps, or -1. */
  findElement(element: string): number {
    const elements = this.tables.elements;
    let low = 0;
    let high = elements.length / 3 - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const name = this.names[elements[3 * middle + 1]!]!;
      if (name === element) return middle;
      if (name < element) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Whether the edition has this global element and the build left it out. */
  isDropped(element: string): boolean {
    return (' ' + this.tables.dropped).indexOf(' ' + element + ' ') >= 0;
  }

  /** The complex or simple type of that name; {@link NO_TYPE} where there is none, or it was left out. */
  typeNamed(name: string): number {
    const types = this.tables.types;
    let low = 0;
    let high = this.typeCount - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const id = types[TYPE_WORDS * middle]!;
      const found = id === NO_TYPE ? '' : this.names[id]!;
      if (found === name) return middle;
      if (id !== NO_TYPE && found < name) low = middle + 1;
      else high = middle - 1;
    }
    return NO_TYPE;
  }

  /** Name of a type; empty for an anonymous one. */
  typeName(type: number): string {
    const id = this.tables.types[TYPE_WORDS * type]!;
    return id === NO_TYPE ? '' : this.names[id]!;
  }

  /** Whether attributes of any name may stand in a type. */
  isOpen(type: number): boolean {
    const { openTypes } = this.tables;
    let low = 0;
    let high = openTypes.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = openTypes[middle]!;
      if (found === type) return true;
      if (found < type) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }

  /** The type that this one extends, or {@link NO_TYPE}. */
  baseType(type: number): number {
    return this.tables.types[TYPE_WORDS * type + 1]!;
  }

  /** Whether a value of `type` may stand where `declared` is declared: the same, or derived from it. */
  isSubtype(type: number, declared: number): boolean {
    for (let t = type; t !== NO_TYPE; t = this.baseType(t)) if (t === declared) return true;
    return false;
  }

  kindOf(type: number): Kind {
    return this.facetsOf(type).kind;
  }

  facetsOf(type: number): Facets {
    return this.facets[this.tables.types[TYPE_WORDS * type + 3]! >>> 10]!;
  }

  /** First slot of a type: its attributes, then its elements. */
  firstSlot(type: number): number {
    return this.tables.types[TYPE_WORDS * type + 2]!;
  }

  attributeCount(type: number): number {
    return (this.tables.types[TYPE_WORDS * type + 3]! >>> 7) & 7;
  }

  elementCount(type: number): number {
    return this.tables.types[TYPE_WORDS * type + 3]! & ELEMENTS_MASK;
  }

  /** Name of a slot; `*` of a wildcard. */
  slotName(slot: number): string {
    return this.names[this.tables.slots[2 * slot]! & NAME_MASK] ?? '*';
  }

  /** The declared type of a slot, or {@link ANY_TYPE} for a wildcard. */
  slotType(slot: number): number {
    return this.tables.slots[2 * slot + 1]!;
  }

  /** Fewest occurrences: 0 or 1. */
  slotMin(slot: number): number {
    return this.tables.occurs[2 * (this.tables.slots[2 * slot]! >>> 11)]!;
  }

  /** Most occurrences, {@link UNBOUNDED} where there is no bound. A field is a list where this is above 1. */
  slotMax(slot: number): number {
    return this.tables.occurs[2 * (this.tables.slots[2 * slot]! >>> 11) + 1]!;
  }

  /** The slot of an attribute of a type, or -1. */
  findAttribute(type: number, name: string): number {
    const first = this.firstSlot(type);
    return this.findSlot(name, first, first + this.attributeCount(type));
  }

  /** The slot of an element of a type, or -1. */
  findField(type: number, name: string): number {
    const first = this.firstSlot(type) + this.attributeCount(type);
    return this.findSlot(name, first, first + this.elementCount(type));
  }

  /** The slot of that name within `[from, to)`, or -1. */
  findSlot(name: string, from: number, to: number): number {
    for (let slot = from; slot < to; slot++) {
      if (this.slotName(slot) === name && this.slotType(slot) !== ANY_TYPE) return slot;
    }
    return -1;
  }
}

function readFacets(text: string): Facets {
  const parts = text.split(' ');
  const min = parseInt64(parts[3]!)!;
  const max = parseInt64(parts[4]!)!;
  let bits = 0;
  if (Number(parts[0]) === KIND_SMALL) for (let span = Number(max) - Number(min); span > 0; span >>>= 1) bits++;
  return Object.freeze({
    kind: Number(parts[0]),
    name: parts[1]!,
    maxLength: Number(parts[2]),
    min,
    max,
    low: Number(min),
    high: Number(max),
    characters: parts[5] ?? '',
    bits,
  });
}
