/** What the encoder writes of an element, fields apart: its start and end, its actual type, simple content. */

import { type Limits } from '../core/limits.js';
import { ATTRIBUTED_MASK, NAME_MASK, NO_TYPE, type Schema, WILDCARD_BIT, type Words } from '../model/schema.js';
import { DocumentPath } from './document-path.js';
import { INITIAL_URIS, URI_SCHEMA } from './name-tables.js';
import { END, TYPE, undeclaredCount } from './undeclared.js';
import { ValueWriter } from './value-writer.js';
import { eventCode } from './wildcards.js';

// V8 folds a module's own constants into the code, and looks imported ones up at each use.
const NAME = NAME_MASK;
const ATTRIBUTED = ATTRIBUTED_MASK;
const WILDCARD = WILDCARD_BIT;

/** The fields of an object that is written. */
export type GivenFields = Readonly<Record<string, unknown>>;

export abstract class ElementWriter extends ValueWriter {
  protected readonly names: readonly string[];
  protected readonly slots: Words;
  protected readonly productions: Words;
  protected readonly occurs: Words;
  protected readonly place: DocumentPath;

  constructor(schema: Schema, limits: Limits) {
    super(schema, limits);
    this.names = schema.names;
    this.slots = schema.tables.slots;
    this.productions = schema.tables.productions;
    this.occurs = schema.tables.occurs;
    this.place = new DocumentPath(limits.maxDepth);
  }

  /** Enters an element and says its depth. */
  protected open(): number {
    const depth = this.place.depth + 1;
    const max = this.limits.maxDepth;
    if (depth > max) throw new RangeError(this.path() + ': expected at most ' + max + ' levels, got more');
    this.place.depth = depth;
    return depth;
  }

  /** Writes EE in the state before `slot`, or after `items` items of it, and leaves the element. */
  protected close(type: number, slot: number, content: number, end: number, items: number): void {
    let count = slot === end ? 1 : this.productions[slot]!;
    if (items > 0) count = this.productionsAgain(slot, end);
    if (slot + count <= end) throw this.missing(slot + count - 1);
    // EE is last; AT(*) before it is one more.
    if ((this.types[4 * type + 3]! & WILDCARD) !== 0 && this.takesAttributes(type, slot, content, items)) count++;
    this.writer.bits(count - 1, 32 - Math.clz32(count));
    this.place.depth--;
  }

  /** An element of simple content. CH is the first production of it, EE that of what follows: each is 0 in one bit. */
  protected writeSimple(code: number, width: number, type: number, name: number, value: unknown): void {
    const { writer } = this;
    if ((this.types[4 * type + 3]! & ATTRIBUTED) !== 0) {
      writer.bits(code, width);
      this.writeAttributed(type, name, value);
      return;
    }
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

  /** Simple content that may have attributes: the value alone, or where the schema has some an object with `value`. */
  private writeAttributed(type: number, name: number, content: unknown): void {
    const { schema, writer, slots } = this;
    const first = schema.firstSlot(type);
    const end = first + schema.attributeCount(type);
    const open = schema.isOpen(type);
    let value = content;
    let slot = first;
    if (first < end) {
      const object = this.asObject(content);
      value = object['value'];
      for (const key in object) {
        if (key !== 'value' && schema.findAttribute(type, key) < 0) throw this.unknown(type, key);
      }
      for (let target = first; target < end; target++) {
        const attribute = object[schema.slotName(target)];
        if (attribute === undefined) continue;
        const count = this.productions[slot]!;
        if (target - slot >= count) throw this.missing(slot + count - 1);
        const code = eventCode(target - slot, slots, slot, end, end, count, open);
        writer.bits(code, 32 - Math.clz32(open ? count + 1 : count));
        this.writeValue(slots[2 * target + 1]!, slots[2 * target]! & NAME, attribute);
        slot = target + 1;
      }
    }
    // CH is the last production: AT(*), if there is one, comes before it.
    const declared = slot === end ? 1 : this.productions[slot]!;
    if (slot + declared <= end) throw this.missing(slot + declared - 1);
    const count = open ? declared + 1 : declared;
    const isEmpty = value === '' && this.holdsText(type);
    writer.bits(isEmpty ? count : count - 1, 32 - Math.clz32(count));
    if (isEmpty) writer.bits(END, 32 - Math.clz32(undeclaredCount(false, slot === first ? 0 : 1, true) - 1));
    else {
      this.writeValue(type, name, value);
      writer.bits(0, 1);
    }
  }

  /** Writes xsi:type, a second-level production of the first state of an element (EXI 1.0 §8.5.4.4.1). */
  protected writeTypeName(declared: number, type: number): void {
    const { schema, writer } = this;
    const first = schema.firstSlot(declared);
    const end = first + schema.attributeCount(declared) + schema.elementCount(declared);
    const count = first === end ? 1 : this.productions[first]!;
    const declaresEnd = first + count > end;
    const escape = schema.isOpen(declared) ? count + 1 : count;
    writer.bits(escape, 32 - Math.clz32(escape));
    writer.bits(declaresEnd ? TYPE - 1 : TYPE, 32 - Math.clz32(undeclaredCount(declaresEnd, 0, true) - 1));
    writer.bits(URI_SCHEMA + 1, 32 - Math.clz32(INITIAL_URIS));
    writer.bits(0, 8);
    const name = schema.tables.types[4 * type]!;
    const codes = schema.tables.nameCodes;
    writer.bits(codes.length === 0 ? name : codes[name]!, 32 - Math.clz32(schema.tables.allQualified - 1));
  }

  /** The actual type of an object by its `$type`, which may be undefined. */
  protected typeNamed(name: unknown, declared: number): number {
    if (name === undefined) return declared;
    const type = typeof name === 'string' ? this.schema.typeNamed(name) : NO_TYPE;
    if (type === NO_TYPE || !this.schema.isSubtype(type, declared)) {
      throw this.wrong('$type to name ' + this.schema.typeName(declared) + ' or a type derived from it', name);
    }
    return type;
  }

  protected asObject(value: unknown): GivenFields {
    if (typeof value !== 'object' || !value || Array.isArray(value)) throw this.wrong('an object', value);
    return value as GivenFields;
  }

  /** Whether the state before `slot`, or after `items` items of it, has AT(*). */
  protected takesAttributes(type: number, slot: number, content: number, items: number): boolean {
    return slot <= content && items === 0 && this.schema.isOpen(type);
  }

  /** Productions after at least one item of a list. */
  protected productionsAgain(slot: number, end: number): number {
    if (this.occurs[2 * (this.slots[2 * slot]! >>> 11)] === 0) return this.productions[slot]!;
    return 1 + (slot + 1 === end ? 1 : this.productions[slot + 1]!);
  }

  protected unknown(type: number, field: string): TypeError {
    return new TypeError(this.path() + ': no field ' + field + ' in ' + this.schema.typeName(type));
  }

  protected missing(slot: number): TypeError {
    this.place.slots[this.place.depth] = -1;
    return new TypeError(this.path() + ': expected the field ' + this.schema.slotName(slot) + ', which is mandatory');
  }

  protected path(): string {
    return this.place.describe(this.schema);
  }
}
