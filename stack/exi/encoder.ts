/**
 * Encodes a document as an EXI stream by the tables of an edition (EXI 1.0 §8.5.4), the same octets for the same object.
 *
 * The order of the fields in an object does not matter; in the order of the schema they are written fastest. What is wrong
 * with an object is its maker's bug: TypeError or RangeError with the path, what was expected and what was found.
 */

import { type Limits } from '../core/limits.js';
import { ELEMENTS_MASK, KIND_COMPLEX, NAME_MASK, type Schema, UNBOUNDED, WILDCARD_BIT } from '../model/schema.js';
import { writeHeader } from './header.js';

import { ElementWriter, type GivenFields } from './element-writer.js';
import { eventCode } from './wildcards.js';

// V8 folds a module's own constants into the code, and looks imported ones up at each use.
const NAME = NAME_MASK;
const ENDLESS = UNBOUNDED;
const WILDCARD = WILDCARD_BIT;
const ELEMENTS = ELEMENTS_MASK;

/** A field without a value, or an empty list. */
const ABSENT = -1;

export class ExiEncoder extends ElementWriter {
  private readonly header: Uint8Array;
  /** The global element of the last document: documents of one element come in runs. */
  private lastElement = '';
  private lastIndex = -1;
  /** The slots of the fields of each object that is being written, one object after the other. */
  private readonly order: number[] = [];
  private orderLength = 0;

  constructor(schema: Schema, limits: Limits) {
    super(schema, limits);
    writeHeader(this.writer, schema.schemaId);
    this.header = this.writer.finish();
  }

  /** Encodes a document; `$element` names its global element. */
  encode(document: GivenFields): Uint8Array {
    const { schema, writer } = this;
    this.place.clear('resource');
    if (typeof document !== 'object' || !document) {
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
   * do not, or a wildcard is among them: then the document is begun again, and {@link writeComplex} takes all the care. The two share no loop, so that
   * an engine learns each alone.
   */
  private writeInOrder(object: GivenFields, declared: number): boolean {
    const { slots, productions, names, occurs, types, place } = this;
    // Looked up first, though rare: V8 brings an object of an outdated shape up to date at a look-up, and where it does so
    // within `for in`, that loop is slow from then on.
    const type = this.typeNamed(object['$type'], declared);
    let slot = types[4 * type + 2]!;
    const counts = types[4 * type + 3]!;
    if ((counts & WILDCARD) !== 0) return false;
    const content = slot + ((counts >>> 7) & 7);
    const end = content + (counts & ELEMENTS);
    const depth = this.open();
    if (type !== declared) this.writeTypeName(declared, type);
    let items = 0;
    for (const key in object) {
      let target = slot;
      while (target < end && names[slots[2 * target]! & NAME] !== key) target++;
      if (target === end) {
        if (key === '$element' || key === '$type') continue;
        return false;
      }
      const value = object[key];
      if (value === undefined) continue;
      const count = items > 0 ? this.productionsAgain(slot, end) : productions[slot]!;
      const word = slots[2 * target]!;
      const slotType = slots[2 * target + 1]!;
      const name = word & NAME;
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
        items = length === max && max !== ENDLESS ? 0 : length;
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
    this.close(type, slot, content, end, items);
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
      } else this.writeSimple(i === 0 ? code : 0, i === 0 ? width : again, type, slots[2 * target]! & NAME, items[i]);
    }
    return true;
  }

  /** The number of items of a list, which `max` bounds. */
  private checkList(value: unknown, max: number): number {
    if (!Array.isArray(value)) throw this.wrong('an array', value);
    if (value.length > max && max !== ENDLESS) throw this.wrong('at most ' + max + ' items', value.length);
    return value.length;
  }

  /** Writes a complex type of which the fields may come in any order. */
  private writeComplex(object: GivenFields, declared: number): void {
    const type = this.typeNamed(object['$type'], declared);
    const { slots, productions, names, order } = this;
    const counts = this.types[4 * type + 3]!;
    const first = this.types[4 * type + 2]!;
    const content = first + ((counts >>> 7) & 7);
    const end = content + (counts & ELEMENTS);

    // The slots of the fields, in the order in which the object has them.
    const from = this.orderLength;
    let to = from;
    let next = first;
    for (const key in object) {
      let target = next;
      while (target < end && names[slots[2 * target]! & NAME] !== key) target++;
      if (target === end) {
        if (key === '$element' || key === '$type') continue;
        target = this.schema.findSlot(key, first, end);
        if (target < 0) {
          if (object[key] === undefined) continue;
          throw this.unknown(type, key);
        }
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
      const value = object[names[slots[2 * target]! & NAME]!];
      const open = (counts & WILDCARD) !== 0 && this.takesAttributes(type, slot, content, items);
      let code = target - slot;
      const missing = code < count ? -1 : slot + count - 1;
      if ((counts & WILDCARD) !== 0) code = eventCode(code, slots, slot, content, end, count, open);
      const width = 32 - Math.clz32(open ? count + 1 : count);
      const written = this.writeField(code, width, missing, target, end, value, target < content);
      if (written === ABSENT) continue;
      items = written;
      slot = items > 0 ? target : target + 1;
    }
    this.orderLength = from;
    this.close(type, slot, content, end, items);
  }

  /**
   * Writes one field, of which the first event code is `code` in `width` bits. `missing`: the mandatory slot before it, or -1.
   * Returns the number of items where the list may go on, 0 where it may not or is none, ABSENT where nothing was there.
   */
  private writeField(
    code: number,
    width: number,
    missing: number,
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
    const max = this.occurs[2 * (word >>> 11) + 1]!;
    const length = max === 1 ? 1 : this.checkList(value, max);
    if (length === 0) return ABSENT;
    if (missing >= 0) throw this.missing(missing);
    const type = slots[2 * target + 1]!;
    const name = word & NAME;
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
    return length === max && max !== ENDLESS ? 0 : length;
  }

  /** Writes the event code of an element, its content and its end. */
  private writeElement(code: number, width: number, type: number, name: number, value: unknown): void {
    if (this.types[4 * type + 3]! >= 1024) this.writeSimple(code, width, type, name, value);
    else {
      this.writer.bits(code, width);
      this.writeComplex(this.asObject(value), type);
    }
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
