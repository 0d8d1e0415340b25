/**
 * Decodes an EXI stream by the tables of an edition (EXI 1.0 §8.5.4: schema-informed grammars, not strict).
 *
 * The grammar of a type is its slots in order: before slot `s` the productions are the slots from `s` to the first that is
 * mandatory, or to the end and then EE, so an event code is a distance. What the schema does not foresee has codes of a
 * second level, which {@link ./undeclared} lists.
 *
 * One instance decodes one document at a time and keeps its buffers for the next.
 */

import { defineField, NARROW_PROPERTIES } from '../core/wide-object.js';
import { ANY_TYPE, ELEMENTS_MASK, KIND_COMPLEX, NAME_MASK, UNBOUNDED, WILDCARD_BIT } from '../model/schema.js';
import { type ForeignHost } from './foreign-reader.js';
import { readHeader } from './header.js';
import { END, NEW_ATTRIBUTE, NEW_ELEMENT, NIL, TYPE, UNTYPED_ATTRIBUTE, UNTYPED_TEXT } from './undeclared.js';
import { ElementReader } from './element-reader.js';
import { ANY_ATTRIBUTE, slotDistance } from './wildcards.js';

// V8 folds a module's own constants into the code, and looks imported ones up at each use.
const NAME = NAME_MASK;
const ENDLESS = UNBOUNDED;
const WILDCARD = WILDCARD_BIT;
const ELEMENTS = ELEMENTS_MASK;

/** A decoded document or a part of one: fields by name, in the order of the schema. */
export type Fields = Record<string, unknown>;

export class ExiDecoder extends ElementReader implements ForeignHost {
  /** Decodes the document in `octets[start, end)`. PeerError with the bit, and where it can be told the path. */
  decode(octets: Uint8Array, start: number, end: number): Fields {
    const { reader } = this;
    this.clearTables();
    this.foreign = undefined;
    this.place.clear('');
    if (end - start > this.limits.maxDocumentOctets) {
      throw this.past('maxDocumentOctets', 'a document of ' + (end - start) + ' octets', start * 8);
    }
    reader.open(octets, start, end);
    this.readHead();
    const document = this.readRoot();
    if (reader.left() >= 8) throw this.fail('exi.trailing', 'octets after the end of the document');
    return document;
  }

  protected readHead(): void {
    readHeader(this.reader, this.schema.schemaId);
  }

  private readRoot(): Fields {
    const { schema } = this;
    const all = schema.tables.allElements;
    const code = this.readRootCode(32 - Math.clz32(all));
    if (code > all) throw this.fail('exi.event-code', 'no global element ' + code);
    if (code === all) {
      const foreign = this.foreignReader();
      foreign.readName();
      throw this.refuse('exi.root', 'a document of ' + foreign.names.describe(foreign.uri, foreign.local));
    }
    const { elements } = schema.tables;
    let low = 0;
    while (3 * low < elements.length && elements[3 * low]! < code) low++;
    if (elements[3 * low] !== code) {
      const name = schema.tables.dropped.split(' ')[code - low]!;
      throw this.refuse('exi.dropped', 'the element ' + name + ' is not in this build');
    }
    const name = elements[3 * low + 1]!;
    const type = elements[3 * low + 2]!;
    this.place.root = this.names[name]!;
    const document: Fields = { $element: this.place.root };
    if (schema.kindOf(type) === KIND_COMPLEX) this.readComplex(document, type, name);
    else {
      const value = this.readSimple(type, name);
      if (value !== undefined) document['value'] = value;
    }
    return document;
  }

  /** Reads attributes and content of a complex type into `object`. */
  private readComplex(object: Fields, type: number, name: number): void {
    const { slots, productions } = this;
    const depth = this.place.depth + 1;
    if (depth > this.limits.maxDepth) throw this.past('maxDepth', 'elements nested deeper');
    this.place.depth = depth;
    let slot = this.types[4 * type + 2]!;
    let counts = this.types[4 * type + 3]!;
    let content = slot + ((counts >>> 7) & 7);
    let end = content + (counts & ELEMENTS);
    const declared = type;
    let items = 0;
    let list: unknown[] | undefined = undefined;
    // At most so many properties: attributes, one that starts with $, and fields so far.
    let properties = 1 + (content - slot);
    // 0: nothing read yet, 1: in the attributes or before the content, 2: in the content.
    let phase = 0;
    for (;;) {
      let count = slot === end ? 1 : productions[slot]!;
      if (items > 0) count = this.productionsAgain(slot, end);
      let code: number;
      if ((counts & WILDCARD) === 0) code = this.readCode(32 - Math.clz32(count), slot, end, count);
      else {
        code = this.readAmongWildcards(type, slot, content, end, count, phase);
        if (code < 0) {
          phase = code === ANY_ATTRIBUTE ? 1 : 2;
          if (code !== ANY_ATTRIBUTE) {
            slot += ANY_ATTRIBUTE - 1 - code;
            items = 1;
          }
          continue;
        }
      }
      if (code < count) {
        const target = slot + code;
        if (target === end) break;
        const word = slots[2 * target]!;
        const slotType = slots[2 * target + 1]!;
        const slotName = word & NAME;
        if (target !== slot) items = 0;
        this.place.slots[depth] = target;
        this.place.items[depth] = items;
        if (target < content) {
          object[this.names[slotName]!] = this.readValue(slotType, slotName);
          phase = 1;
          slot = target + 1;
          continue;
        }
        phase = 2;
        let value: unknown;
        if (this.types[4 * slotType + 3]! < 1024) {
          const child: Fields = {};
          this.readComplex(child, slotType, slotName);
          value = child;
        } else value = this.readSimple(slotType, slotName);
        const max = this.occurs[2 * (word >>> 11) + 1]!;
        slot = target;
        if (max === 1) {
          if (value !== undefined) this.setField(object, slotName, value, properties++);
          slot++;
        } else {
          if (items === 0) list = undefined;
          if (value !== undefined) {
            if (list === undefined) {
              list = [];
              this.setField(object, slotName, list, properties++);
            }
            list.push(value);
          }
          items++;
          if (items > this.limits.maxListItems) throw this.past('maxListItems', 'a longer list');
          if (items === max && max !== ENDLESS) {
            slot++;
            items = 0;
          }
        }
        continue;
      }
      if (code > count) throw this.fail('exi.event-code', 'no production ' + code + ', expected 0 to ' + count);
      this.place.slots[depth] = -1;
      const declaresEnd = slot + count > end;
      const event = this.readUndeclared(declaresEnd, phase, slot <= content);
      if (event === END) break;
      if (event === TYPE) {
        type = this.readTypeName(type, declared);
        if (type !== declared) object['$type'] = this.schema.typeName(type);
      } else if (event === NIL) {
        if (this.reader.bits(1) === 1) {
          this.readNilled(object, slot, content, name);
          break;
        }
        continue;
      } else if (event === NEW_ATTRIBUTE) this.foreignReader().skipAttribute();
      else if (event === UNTYPED_ATTRIBUTE) this.readUntypedAttribute(slot, content, slot + count);
      else {
        if (event === NEW_ELEMENT) this.foreignReader().skipElement();
        else this.readText(name);
        phase = 2;
        if (slot < content) slot = content;
      }
      if (event === TYPE) {
        slot = this.types[4 * type + 2]!;
        counts = this.types[4 * type + 3]!;
        content = slot + ((counts >>> 7) & 7);
        end = content + (counts & ELEMENTS);
      }
    }
    this.place.depth = depth - 1;
  }

  /**
   * Reads an event code of a type with wildcards: how far the production is from `slot`. What stands for a wildcard is
   * skipped: ANY_ATTRIBUTE then, or as far below it as the wildcard of elements is from `slot`, and one more.
   */
  private readAmongWildcards(
    type: number,
    slot: number,
    content: number,
    end: number,
    count: number,
    phase: number,
  ): number {
    const open = phase < 2 && this.schema.isOpen(type);
    const read = this.readCode(32 - Math.clz32(open ? count + 1 : count), slot, end, count);
    const code = slotDistance(read, this.slots, slot, content, end, count, open);
    const isElement = code >= 0 && code < count && slot + code < end && this.slots[2 * (slot + code) + 1] === ANY_TYPE;
    if (code !== ANY_ATTRIBUTE && !isElement) return code;
    this.place.slots[this.place.depth] = -1;
    if (isElement) this.foreignReader().skipElement();
    else this.foreignReader().skipAttribute();
    return isElement ? ANY_ATTRIBUTE - 1 - code : ANY_ATTRIBUTE;
  }

  private setField(object: Fields, name: number, value: unknown, properties: number): void {
    if (properties < NARROW_PROPERTIES) object[this.names[name]!] = value;
    else defineField(object, this.names[name]!, value);
  }

  /** Productions after at least one item of a list. */
  private productionsAgain(slot: number, end: number): number {
    if (this.occurs[2 * (this.slots[2 * slot]! >>> 11)] === 0) return this.productions[slot]!;
    return 1 + (slot + 1 === end ? 1 : this.productions[slot + 1]!);
  }

  /** Attributes of an element that says xsi:nil; it has no content (EXI 1.0 §8.5.4.1.4, TypeEmpty). */
  private readNilled(object: Fields, first: number, content: number, name: number): void {
    let slot = first;
    let phase = 0;
    for (;;) {
      let count = 1;
      while (slot + count <= content && this.schema.slotMin(slot + count - 1) === 0) count++;
      const code = this.readCode(32 - Math.clz32(count), slot, content, count);
      if (code < count) {
        const target = slot + code;
        if (target === content) return;
        const attribute = this.slots[2 * target]! & NAME;
        object[this.names[attribute]!] = this.readValue(this.slots[2 * target + 1]!, attribute);
        slot = target + 1;
        phase = 1;
        continue;
      }
      if (code > count) throw this.fail('exi.event-code', 'no production ' + code + ', expected 0 to ' + count);
      const event = this.readUndeclared(slot + count > content, phase, phase < 2);
      if (event === END) return;
      if (event === NEW_ATTRIBUTE) this.foreignReader().skipAttribute();
      else if (event === UNTYPED_ATTRIBUTE) this.readUntypedAttribute(slot, content, slot + count);
      else if (event === NEW_ELEMENT || event === UNTYPED_TEXT) {
        if (event === NEW_ELEMENT) this.foreignReader().skipElement();
        else this.readText(name);
        phase = 2;
        slot = content;
      } else throw this.fail('exi.xsi', 'xsi:type or xsi:nil after xsi:nil');
    }
  }

  /** First-level code of the document: a global element. */
  protected readRootCode(width: number): number {
    return this.reader.bits(width);
  }

  skipTyped(type: number, name: number): void {
    if (this.schema.kindOf(type) === KIND_COMPLEX) this.readComplex({}, type, name);
    else this.readSimple(type, name);
  }
}
