/**
 * What the decoder reads within an element, fields apart: simple content, attributes, and events that the schema does not
 * foresee (EXI 1.0 §8.5.4.1.3, §8.5.4.4).
 */

import { type Limits } from '../core/limits.js';
import { type PeerError, unsupported } from '../core/peer-error.js';
import {
  ATTRIBUTED_MASK,
  KIND_HEX,
  KIND_STRING,
  KIND_URI,
  NAME_MASK,
  NO_TYPE,
  type Schema,
  type Words,
} from '../model/schema.js';
import { DocumentPath } from './document-path.js';
import { type ForeignHost, ForeignReader } from './foreign-reader.js';
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
} from './undeclared.js';
import { ValueReader } from './value-reader.js';
import { ANY_ATTRIBUTE, slotDistance } from './wildcards.js';

// V8 folds a module's own constants into the code, and looks imported ones up at each use.
const ATTRIBUTED = ATTRIBUTED_MASK;

export abstract class ElementReader extends ValueReader implements ForeignHost {
  protected readonly names: readonly string[];
  protected readonly slots: Words;
  protected readonly productions: Words;
  protected readonly occurs: Words;
  protected foreign: ForeignReader | undefined = undefined;
  protected readonly place: DocumentPath;

  constructor(schema: Schema, limits: Limits) {
    super(schema, limits);
    this.names = schema.names;
    this.slots = schema.tables.slots;
    this.productions = schema.tables.productions;
    this.occurs = schema.tables.occurs;
    this.place = new DocumentPath(limits.maxDepth);
  }

  abstract skipTyped(type: number, name: number): void;

  /**
   * An element of simple content; `undefined` where it has none and is nil. With attributes in the schema, an object of
   * these and of `value`.
   */
  protected readSimple(type: number, name: number): unknown {
    const { reader } = this;
    if ((this.types[4 * type + 3]! & ATTRIBUTED) !== 0) return this.readAttributed(type, name);
    if (reader.bits(1) === 0) {
      const value = this.readValue(type, name);
      if (reader.bits(1) === 0) return value;
      return this.readSimpleRest(type, name, value, true, 2, false);
    }
    return this.readSimpleRest(type, name, undefined, false, 0, true);
  }

  /** An element of simple content that may have attributes. */
  private readAttributed(type: number, name: number): unknown {
    const { slots, schema } = this;
    const first = schema.firstSlot(type);
    const content = first + schema.attributeCount(type);
    const open = schema.isOpen(type);
    const object: Record<string, unknown> | undefined = first === content ? undefined : {};
    let phase = 0;
    for (let slot = first; ;) {
      // Where a type of fields has EE, this has CH.
      const count = slot === content ? 1 : this.productions[slot]!;
      const read = this.readCode(32 - Math.clz32(open ? count + 1 : count), slot, content, count);
      const code = slotDistance(read, slots, slot, content, content, count, open);
      if (code > count) throw this.fail('exi.event-code', 'no production ' + read);
      if (code === ANY_ATTRIBUTE) this.foreignReader().skipAttribute();
      else if (code === count) {
        const event = this.readUndeclared(false, phase, true);
        if (event === END) return withValue(object, this.emptyValue(type));
        if (event === NEW_ATTRIBUTE) this.foreignReader().skipAttribute();
        else if (event === UNTYPED_ATTRIBUTE) this.readUntypedAttribute(slot, content, slot + count);
        else throw this.refuse('exi.undeclared', 'xsi:type, xsi:nil or mixed content in ' + schema.typeName(type));
      } else if (slot + code === content) {
        const value = this.readValue(type, name);
        return withValue(
          object,
          this.reader.bits(1) === 0 ? value : this.readSimpleRest(type, name, value, true, 2, false),
        );
      } else {
        slot += code;
        const attribute = slots[2 * slot]! & NAME_MASK;
        object![this.names[attribute]!] = this.readValue(slots[2 * slot + 1]!, attribute);
        slot++;
      }
      phase = 1;
    }
  }

  /** What no characters at all are for a simple type. */
  private emptyValue(type: number): string {
    const { kind, name } = this.schema.facetsOf(type);
    if (kind === KIND_STRING || kind === KIND_URI || kind === KIND_HEX) return '';
    throw this.fail('exi.value', 'no content where ' + name + ' is expected');
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
        return read ? value : this.emptyValue(actual);
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
  protected readUndeclared(declaresEnd: boolean, phase: number, beforeContent: boolean): number {
    const count = undeclaredCount(declaresEnd, phase, beforeContent);
    const code = this.readSecondCode(32 - Math.clz32(count - 1), declaresEnd, phase, beforeContent);
    if (code >= count) throw this.fail('exi.event-code', 'no production of the second level ' + code);
    return selectUndeclared(code, declaresEnd, phase, beforeContent);
  }

  /** An attribute with a value that its type cannot hold: refused by name, unless it is none of the schema. */
  protected readUntypedAttribute(slot: number, content: number, reach: number): void {
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
  protected readTypeName(present: number, declared: number): number {
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

  protected readSecondCode(width: number, _declaresEnd: boolean, _phase: number, _beforeContent: boolean): number {
    return this.reader.bits(width);
  }

  enter(): void {
    this.place.depth++;
    if (this.place.depth > this.limits.maxDepth) throw this.past('maxDepth', 'elements nested deeper');
    this.place.slots[this.place.depth] = -1;
  }

  leave(): void {
    this.place.depth--;
  }

  protected refuse(code: string, detail: string): PeerError {
    return unsupported(code, detail, { bit: this.reader.bit, path: this.path() });
  }

  path(): string {
    return this.place.describe(this.schema);
  }

  protected foreignReader(): ForeignReader {
    this.foreign ??= new ForeignReader(this);
    return this.foreign;
  }

  /** First-level code before `slot` of a type of which the slots end at `end`; `count` productions are declared. */
  protected readCode(width: number, _slot: number, _end: number, _count: number): number {
    return this.reader.bits(width);
  }
}

/** A value alone, or with the attributes that it has. */
function withValue(object: Record<string, unknown> | undefined, value: unknown): unknown {
  if (object === undefined) return value;
  object['value'] = value;
  return object;
}
