/**
 * Decodes an EXI stream by the tables of an edition (EXI 1.0 §8.5.4: schema-informed grammars, not strict).
 *
 * The grammar of a type is its slots in order: before slot `s` the productions are the slots from `s` to the first that is
 * mandatory, or to the end and then EE, so an event code is a distance. What the schema does not foresee has codes of a
 * second level, which {@link ./undeclared} lists.
 *
 * One instance decodes one document at a time and keeps its buffers for the next.
 */

import { type Limits } from '../core/limits.js';
import { type PeerError, unsupported } from '../core/peer-error.js';
import { defineField, NARROW_PROPERTIES } from '../core/wide-object.js';
import {
  KIND_COMPLEX,
  KIND_HEX,
  KIND_STRING,
  KIND_URI,
  NAME_MASK,
  NO_TYPE,
  type Schema,
  UNBOUNDED,
  type Words,
} from '../model/schema.js';
import { DocumentPath } from './document-path.js';
import { type ForeignHost, ForeignReader } from './foreign-reader.js';
import { readHeader } from './header.js';
import { URI_SCHEMA } from './name-tables.js';
import {
  END,
  NEW_ATTRIBUTE,
  NEW_ELEMENT,
  NIL,
  selectUndeclared,
  TYPE,
  undeclaredCount,
  UNTYPED_ATTRIBUTE,
  UNTYPED_TEXT,
} from './undeclared.js';
import { ValueReader } from './value-reader.js';

/** A decoded document or a part of one: fields by name, in the order of the schema. */
export type Fields = Record<string, unknown>;

export class ExiDecoder extends ValueReader implements ForeignHost {
  private readonly names: readonly string[];
  private readonly slots: Words;
  private readonly productions: Words;
  private readonly occurs: Words;
  private foreign: ForeignReader | undefined = undefined;
  private readonly place: DocumentPath;

  constructor(schema: Schema, limits: Limits) {
    super(schema, limits);
    this.names = schema.names;
    this.slots = schema.tables.slots;
    this.productions = schema.tables.productions;
    this.occurs = schema.tables.occurs;
    this.place = new DocumentPath(limits.maxDepth);
  }

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
    let end = content + (counts & 0x7f);
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
      const code = this.readCode(32 - Math.clz32(count), slot, end, count);
      if (code < count) {
        const target = slot + code;
        if (target === end) break;
        const word = slots[2 * target]!;
        const slotType = slots[2 * target + 1]!;
        const slotName = word & NAME_MASK;
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
          if (items === max && max !== UNBOUNDED) {
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
        end = content + (counts & 0x7f);
      }
    }
    this.place.depth = depth - 1;
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
        const attribute = this.slots[2 * target]! & NAME_MASK;
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

  /** An element of simple content; `undefined` where it has none and is nil. */
  protected readSimple(type: number, name: number): unknown {
    const { reader } = this;
    if (reader.bits(1) === 0) {
      const value = this.readValue(type, name);
      if (reader.bits(1) === 0) return value;
      return this.readSimpleRest(type, name, value, true, 2, false);
    }
    return this.readSimpleRest(type, name, undefined, false, 0, true);
  }

  /** The same where something stands that the schema does not foresee. `escaped`: the escape code was just read. */
  private readSimpleRest(
    type: number,
    name: number,
    found: unknown,
    hasValue: boolean,
    from: number,
    fresh: boolean,
  ): unknown {
    let value = found;
    let read = hasValue;
    let phase = from;
    let actual = type;
    let escaped = true;
    for (;;) {
      if (!escaped && this.reader.bits(1) === 0) {
        if (read) return value;
        value = this.readValue(actual, name);
        read = true;
        phase = 2;
        continue;
      }
      escaped = false;
      const event = this.readUndeclared(read, phase, phase < 2 && fresh);
      if (event === END) {
        const { kind, name: typeName } = this.schema.facetsOf(actual);
        if (read) return value;
        if (kind === KIND_STRING || kind === KIND_URI || kind === KIND_HEX) return '';
        throw this.fail('exi.value', 'no content where ' + typeName + ' is expected');
      }
      if (event === TYPE) actual = this.readTypeName(actual, type);
      else if (event === NIL) {
        if (this.reader.bits(1) === 1) read = true;
      } else if (event === NEW_ATTRIBUTE) this.foreignReader().skipAttribute();
      else if (event === UNTYPED_ATTRIBUTE) this.readUntypedAttribute(0, 0, 0);
      else {
        if (event === NEW_ELEMENT) this.foreignReader().skipElement();
        else if (read) this.readText(name);
        else {
          const text = this.readText(name);
          throw this.fail(
            'exi.value',
            'the text "' + text.slice(0, 32) + '" where ' + this.schema.facetsOf(actual).name + ' is expected',
          );
        }
        phase = 2;
      }
    }
  }

  /** Reads a code of the second level and says what it stands for. */
  private readUndeclared(declaresEnd: boolean, phase: number, beforeContent: boolean): number {
    const count = undeclaredCount(declaresEnd, phase, beforeContent);
    const code = this.readSecondCode(32 - Math.clz32(count - 1), declaresEnd, phase, beforeContent);
    if (code >= count) throw this.fail('exi.event-code', 'no production of the second level ' + code);
    return selectUndeclared(code, declaresEnd, phase, beforeContent);
  }

  /** An attribute with a value that its type cannot hold: refused by name, unless it is none of the schema. */
  private readUntypedAttribute(slot: number, content: number, reach: number): void {
    const permitted = (reach < content ? reach : content) - slot;
    const code = this.reader.bits(32 - Math.clz32(permitted));
    if (code > permitted) throw this.fail('exi.event-code', 'no production of the third level ' + code);
    if (code === permitted) {
      this.foreignReader().skipAttribute();
      return;
    }
    const name = this.slots[2 * (slot + code)]! & NAME_MASK;
    const facets = this.schema.facetsOf(this.slots[2 * (slot + code) + 1]!);
    const text = this.readText(name);
    throw this.fail(
      'exi.value',
      'the attribute ' + this.names[name]! + ' is "' + text.slice(0, 32) + '" where ' + facets.name + ' is expected',
    );
  }

  /** The type that xsi:type names; `present` where it is none of this edition. */
  private readTypeName(present: number, declared: number): number {
    const foreign = this.foreignReader();
    foreign.readName();
    if (foreign.uri !== URI_SCHEMA) return present;
    const name = foreign.names.localName(foreign.uri, foreign.local);
    const type = this.schema.typeNamed(name);
    if (type === NO_TYPE) {
      if (this.schema.isDropped(name) || name.charCodeAt(0) === 35) {
        throw this.refuse('exi.dropped', 'the type ' + name + ' is not in this build');
      }
      return present;
    }
    if (!this.schema.isSubtype(type, declared)) {
      throw this.fail('exi.type', 'xsi:type ' + name + ' where ' + this.schema.typeName(declared) + ' is declared');
    }
    return type;
  }

  /** First-level code of the document: a global element. */
  protected readRootCode(width: number): number {
    return this.reader.bits(width);
  }

  /** First-level code before `slot` of a type of which the slots end at `end`; `count` productions are declared. */
  protected readCode(width: number, _slot: number, _end: number, _count: number): number {
    return this.reader.bits(width);
  }

  protected readSecondCode(width: number, _declaresEnd: boolean, _phase: number, _beforeContent: boolean): number {
    return this.reader.bits(width);
  }

  skipTyped(type: number, name: number): void {
    if (this.schema.kindOf(type) === KIND_COMPLEX) this.readComplex({}, type, name);
    else this.readSimple(type, name);
  }

  enter(): void {
    this.place.depth++;
    if (this.place.depth > this.limits.maxDepth) throw this.past('maxDepth', 'elements nested deeper');
    this.place.slots[this.place.depth] = -1;
  }

  leave(): void {
    this.place.depth--;
  }

  private refuse(code: string, detail: string): PeerError {
    return unsupported(code, detail, { bit: this.reader.bit, path: this.path() });
  }

  path(): string {
    return this.place.describe(this.schema);
  }

  private foreignReader(): ForeignReader {
    this.foreign ??= new ForeignReader(this);
    return this.foreign;
  }
}
