/**
 * Encodes a document as an EXI stream by the tables of an edition (EXI 1.0 §8.5.4), the same octets for the same object.
 *
 * The order of the fields in an object does not matter; in the order of the schema they are written fastest. What is wrong
 * with an object is its maker's bug: TypeError or RangeError with the path, what was expected and what was found.
 */

import { type Limits } from '../core/limits.js';
import { KIND_COMPLEX, NAME_MASK, NO_TYPE, type Schema, UNBOUNDED, type Words } from '../model/schema.js';
import { DocumentPath } from './document-path.js';
import { writeHeader } from './header.js';
import { INITIAL_URIS, URI_SCHEMA } from './name-tables.js';
import { END, TYPE, undeclaredCount } from './undeclared.js';
import { ValueWriter } from './value-writer.js';

/** A field without a value, or an empty list. */
const ABSENT = -1;

type Fields = Readonly<Record<string, unknown>>;

export class ExiEncoder extends ValueWriter {
  private readonly names: readonly string[];
  private readonly slots: Words;
  private readonly productions: Words;
  private readonly occurs: Words;
  private readonly place: DocumentPath;
  private readonly header: Uint8Array;
  /** The global element of the last document: documents of one element come in runs. */
  private lastElement = '';
  private lastIndex = -1;
  /** The slots of the fields of each object that is being written, one object after the other. */
  private readonly order: number[] = [];
  private orderLength = 0;

  constructor(schema: Schema, limits: Limits) {
    super(schema, limits);
    this.names = schema.names;
    this.slots = schema.tables.slots;
    this.productions = schema.tables.productions;
    this.occurs = schema.tables.occurs;
    this.place = new DocumentPath(limits.maxDepth);
    writeHeader(this.writer, schema.schemaId);
    this.header = this.writer.finish();
  }

  /** Encodes a document; `$element` names its global element. */
  encode(document: Fields): Uint8Array {
    const { schema, writer } = this;
    this.place.clear('resource');
    if (typeof document !== 'object' || document === undefined || !document) {
      throw this.wrong('an object with $element', document);
    }
    const element = document['$element'];
    if (typeof element !== 'string') throw this.wrong('$element to name a global element', element);
    const at = element === this.lastElement ? this.lastIndex : schema.findElement(element);
    if (at < 0) {
      const why = schema.isDropped(element) ? ' of this build' : ' of ' + schema.edition;
      throw new RangeError('$element: expected a global element' + why + ', got ' + element);
    }
    this.lastElement = element;
    this.lastIndex = at;
    const { elements } = schema.tables;
    const code = elements[3 * at]!;
    const name = elements[3 * at + 1]!;
    const type = elements[3 * at + 2]!;
    this.begin(element, code);
    if (schema.kindOf(type) === KIND_COMPLEX) {
      if (this.writeInOrder(document, type)) return writer.finish();
      this.begin(element, code);
      this.writeComplex(document, type);
    } else this.writeSimple(0, 0, type, name, document['value']);
    return writer.finish();
  }

  /** Starts over: header and event code of the root. */
  private begin(element: string, code: number): void {
    const { schema, writer } = this;
    this.clearTables();
    this.place.clear(element);
    this.orderLength = 0;
    writer.clear();
    const { header } = this;
    for (let i = 0; i < header.length - 1; i++) writer.bits(header[i]!, 8);
    // The header ends one bit before its last octet does, whatever the schemaId.
    writer.bits(header[header.length - 1]! >>> 1, 7);
    writer.bits(code, 32 - Math.clz32(schema.tables.allElements));
  }

  /**
   * Writes a complex type of which the fields come in the order of the schema, as a decoder leaves them. False where they
   * do not: then the document is begun again, and {@link writeComplex} takes all the care. The two share no loop, so that
   * an engine learns each alone.
   */
  private writeInOrder(object: Fields, declared: number): boolean {
    const { slots, productions, names, occurs, types, place } = this;
    // Looked up first, though rare: V8 brings an object of an outdated shape up to date at a look-up, and where it does so
    // within `for in`, that loop is slow from then on.
    const type = this.typeNamed(object['$type'], declared);
    let slot = types[4 * type + 2]!;
    const counts = types[4 * type + 3]!;
    const content = slot + ((counts >>> 7) & 7);
    const end = content + (counts & 0x7f);
    const depth = this.open();
    if (type !== declared) this.writeTypeName(declared, type);
    let items = 0;
    for (const key in object) {
      let target = slot;
      while (target < end && names[slots[2 * target]! & NAME_MASK] !== key) target++;
      if (target === end) {
        if (key === '$element' || key === '$type') continue;
        return false;
      }
      const value = object[key];
      if (value === undefined) continue;
      const count = items > 0 ? this.productionsAgain(slot, end) : productions[slot]!;
      const word = slots[2 * target]!;
      const slotType = slots[2 * target + 1]!;
      const name = word & NAME_MASK;
      const max = occurs[2 * (word >>> 11) + 1]!;
      const code = target - slot;
      const width = 32 - Math.clz32(count);
      place.slots[depth] = target;
      place.items[depth] = 0;
      if (max !== 1) {
        const length = this.checkList(value, max);
        if (length === 0) continue;
        if (code >= count || !this.writeItemsInOrder(code, width, target, end, value as readonly unknown[]))
          return false;
        items = length === max && max !== UNBOUNDED ? 0 : length;
        slot = items > 0 ? target : target + 1;
        continue;
      }
      if (code >= count) return false;
      if (target < content) {
        this.writer.bits(code, width);
        this.writeValue(slotType, name, value);
      } else if (types[4 * slotType + 3]! < 1024) {
        this.writer.bits(code, width);
        if (!this.writeInOrder(this.asObject(value), slotType)) return false;
      } else this.writeSimple(code, width, slotType, name, value);
      items = 0;
      slot = target + 1;
    }
    this.close(slot, end, items);
    return true;
  }

  /** Writes the items of a list, the first with an event code of `width` bits; false where one is not in order. */
  private writeItemsInOrder(
    code: number,
    width: number,
    target: number,
    end: number,
    items: readonly unknown[],
  ): boolean {
    const { place, slots } = this;
    const type = slots[2 * target + 1]!;
    const isComplex = this.types[4 * type + 3]! < 1024;
    const again = 32 - Math.clz32(this.productionsAgain(target, end));
    for (let i = 0; i < items.length; i++) {
      place.items[place.depth] = i;
      if (isComplex) {
        this.writer.bits(i === 0 ? code : 0, i === 0 ? width : again);
        if (!this.writeInOrder(this.asObject(items[i]), type)) return false;
      } else
        this.writeSimple(i === 0 ? code : 0, i === 0 ? width : again, type, slots[2 * target]! & NAME_MASK, items[i]);
    }
    return true;
  }

  /** The number of items of a list, which `max` bounds. */
  private checkList(value: unknown, max: number): number {
    if (!Array.isArray(value)) throw this.wrong('an array', value);
    if (value.length > max && max !== UNBOUNDED) throw this.wrong('at most ' + max + ' items', value.length);
    return value.length;
  }

  /** The actual type of an object by its `$type`, which may be undefined. */
  private typeNamed(name: unknown, declared: number): number {
    if (name === undefined) return declared;
    const type = typeof name === 'string' ? this.schema.typeNamed(name) : NO_TYPE;
    if (type === NO_TYPE || !this.schema.isSubtype(type, declared)) {
      throw this.wrong('$type to name ' + this.schema.typeName(declared) + ' or a type derived from it', name);
    }
    return type;
  }

  /** Writes xsi:type, a second-level production of the first state of an element (EXI 1.0 §8.5.4.4.1). */
  private writeTypeName(declared: number, type: number): void {
    const { schema, writer } = this;
    const first = schema.firstSlot(declared);
    const end = first + schema.attributeCount(declared) + schema.elementCount(declared);
    const count = first === end ? 1 : this.productions[first]!;
    const declaresEnd = first + count > end;
    writer.bits(count, 32 - Math.clz32(count));
    writer.bits(declaresEnd ? TYPE - 1 : TYPE, 32 - Math.clz32(undeclaredCount(declaresEnd, 0, true) - 1));
    writer.bits(URI_SCHEMA + 1, 32 - Math.clz32(INITIAL_URIS));
    writer.bits(0, 8);
    const name = schema.tables.types[4 * type]!;
    const codes = schema.tables.nameCodes;
    writer.bits(codes.length === 0 ? name : codes[name]!, 32 - Math.clz32(schema.tables.allQualified - 1));
  }

  /** Writes a complex type of which the fields may come in any order. */
  private writeComplex(object: Fields, declared: number): void {
    const type = this.typeNamed(object['$type'], declared);
    const { slots, productions, names, order } = this;
    const counts = this.types[4 * type + 3]!;
    const first = this.types[4 * type + 2]!;
    const content = first + ((counts >>> 7) & 7);
    const end = content + (counts & 0x7f);

    // The slots of the fields, in the order in which the object has them.
    const from = this.orderLength;
    let to = from;
    let next = first;
    for (const key in object) {
      let target = next;
      while (target < end && names[slots[2 * target]! & NAME_MASK] !== key) target++;
      if (target === end) {
        if (key === '$element' || key === '$type') continue;
        target = this.schema.findSlot(key, first, end);
        if (target < 0) throw new TypeError(this.path() + ': no field ' + key + ' in ' + this.schema.typeName(type));
      }
      order[to++] = target;
      next = target + 1;
    }

    this.open();
    this.orderLength = to;
    if (type !== declared) this.writeTypeName(declared, type);
    sortSlots(order, from, to);
    let slot = first;
    let items = 0;
    for (let at = from; at < to; at++) {
      const target = order[at]!;
      const count = items > 0 ? this.productionsAgain(slot, end) : productions[slot]!;
      const value = object[names[slots[2 * target]! & NAME_MASK]!];
      const written = this.writeField(target - slot, count, target, end, value, target < content);
      if (written === ABSENT) continue;
      items = written;
      slot = items > 0 ? target : target + 1;
    }
    this.orderLength = from;
    this.close(slot, end, items);
  }

  /**
   * Writes one field, `code` slots after the present one, in a state that declares `count` productions.
   * Returns the number of items where the list may go on, 0 where it may not or is none, ABSENT where nothing was there.
   */
  private writeField(
    code: number,
    count: number,
    target: number,
    end: number,
    value: unknown,
    attribute: boolean,
  ): number {
    if (value === undefined) return ABSENT;
    const { slots, place } = this;
    place.slots[place.depth] = target;
    place.items[place.depth] = 0;
    const word = slots[2 * target]!;
    const width = 32 - Math.clz32(count);
    const max = this.occurs[2 * (word >>> 11) + 1]!;
    const length = max === 1 ? 1 : this.checkList(value, max);
    if (length === 0) return ABSENT;
    if (code >= count) throw this.missing(target - code + count - 1);
    const type = slots[2 * target + 1]!;
    const name = word & NAME_MASK;
    if (attribute) {
      this.writer.bits(code, width);
      this.writeValue(type, name, value);
      return 0;
    }
    if (max === 1) {
      this.writeElement(code, width, type, name, value);
      return 0;
    }
    const items = value as readonly unknown[];
    const again = 32 - Math.clz32(this.productionsAgain(target, end));
    for (let i = 0; i < length; i++) {
      place.items[place.depth] = i;
      this.writeElement(i === 0 ? code : 0, i === 0 ? width : again, type, name, items[i]);
    }
    return length === max && max !== UNBOUNDED ? 0 : length;
  }

  /** Writes the event code of an element, its content and its end. */
  private writeElement(code: number, width: number, type: number, name: number, value: unknown): void {
    if (this.types[4 * type + 3]! >= 1024) this.writeSimple(code, width, type, name, value);
    else {
      this.writer.bits(code, width);
      this.writeComplex(this.asObject(value), type);
    }
  }

  private asObject(value: unknown): Fields {
    if (typeof value !== 'object' || !value) throw this.wrong('an object', value);
    return value as Fields;
  }

  /** Enters an element and says its depth. */
  private open(): number {
    const depth = this.place.depth + 1;
    const max = this.limits.maxDepth;
    if (depth > max) throw new RangeError(this.path() + ': expected at most ' + max + ' levels, got more');
    this.place.depth = depth;
    return depth;
  }

  /** Writes EE in the state before `slot`, or after `items` items of it, and leaves the element. */
  private close(slot: number, end: number, items: number): void {
    let count = slot === end ? 1 : this.productions[slot]!;
    if (items > 0) count = this.productionsAgain(slot, end);
    if (slot + count <= end) throw this.missing(slot + count - 1);
    this.writer.bits(count - 1, 32 - Math.clz32(count));
    this.place.depth--;
  }

  /** An element of simple content. CH is the first production of it, EE that of what follows: each is 0 in one bit. */
  private writeSimple(code: number, width: number, type: number, name: number, value: unknown): void {
    const { writer } = this;
    if (value === '' && this.holdsText(type)) {
      // No characters, no CH: EE, which the content does not declare.
      writer.bits((code << 1) | 1, width + 1);
      writer.bits(END, 32 - Math.clz32(undeclaredCount(false, 0, true) - 1));
      return;
    }
    writer.bits(code << 1, width + 1);
    this.writeValue(type, name, value);
    writer.bits(0, 1);
  }

  /** Productions after at least one item of a list. */
  private productionsAgain(slot: number, end: number): number {
    if (this.occurs[2 * (this.slots[2 * slot]! >>> 11)] === 0) return this.productions[slot]!;
    return 1 + (slot + 1 === end ? 1 : this.productions[slot + 1]!);
  }

  private missing(slot: number): TypeError {
    this.place.slots[this.place.depth] = -1;
    return new TypeError(this.path() + ': expected the field ' + this.schema.slotName(slot) + ', which is mandatory');
  }

  protected path(): string {
    return this.place.describe(this.schema);
  }
}

/** Sorts `order[from, to)`: few numbers, often nearly in order. */
function sortSlots(order: number[], from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const slot = order[i]!;
    let j = i;
    while (j > from && order[j - 1]! > slot) {
      order[j] = order[j - 1]!;
      j--;
    }
    order[j] = slot;
  }
}
