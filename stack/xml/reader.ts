/**
 * Reads a resource from XML by the tables of one edition.
 *
 * What the schema has must stand where the schema has it; what it does not have (other namespaces, later editions) is
 * skipped with its content. A mandatory field may be absent: what to make of that is up to whoever uses the resource.
 */

import { type Limits } from '../core/limits.js';
import { pastLimit } from '../core/peer-error.js';
import { defineField, NARROW_PROPERTIES } from '../core/wide-object.js';
import { ANY_TYPE, KIND_COMPLEX, NAME_MASK, NO_TYPE, type Schema, UNBOUNDED } from '../model/schema.js';
import { TextInput, textOctets } from './input.js';
import { readEpilog, readProlog } from './prolog.js';
import { unknownRoot, wrongNamespace } from './root.js';
import { CLOSING, XmlScanner } from './scanner.js';
import { isAt } from './source.js';
import { ATTRIBUTE_STRIDE, SEP_DECLARATION } from './tags.js';
import { type SimpleValue, valueAt, valueOfText } from './values.js';
import { actualType, isNil } from './xsi.js';

/** A document or a nested value while it is read: fields by name. */
export interface XmlFields {
  [name: string]: unknown;
}

/** Reads one document at a time, and keeps its buffers for the next. */
export class XmlReader {
  readonly schema: Schema;
  readonly limits: Limits;
  private readonly scanner: XmlScanner;
  private readonly input = new TextInput();
  private wasForeign = false;

  constructor(schema: Schema, limits: Limits) {
    this.schema = schema;
    this.limits = limits;
    this.scanner = new XmlScanner(limits);
  }

  /**
   * Reads a document: text, or UTF-8 octets, which are read where they lie and not kept. A PeerError names the octet (of
   * the UTF-8 form, where text was given) and the path.
   */
  read(document: string | Uint8Array): XmlFields {
    const scanner = this.scanner;
    this.checkSize(document.length);
    if (typeof document === 'string') {
      const ascii = this.input.ascii(document);
      const octets = ascii ?? textOctets(document);
      this.checkSize(octets.length);
      scanner.open(octets, ascii === undefined ? undefined : document);
    } else scanner.open(document, undefined);
    this.wasForeign = false;
    try {
      readProlog(scanner);
      const fields = this.readPlainRoot() ?? this.readRoot();
      scanner.pathLength = 0;
      readEpilog(scanner);
      return fields;
    } finally {
      scanner.close();
    }
  }

  private checkSize(length: number): void {
    const most = this.limits.maxDocumentOctets;
    if (length <= most) return;
    throw pastLimit('xml.size', 'a document of ' + length + ' octets', { name: 'maxDocumentOctets', value: most });
  }

  /** The root in its usual form: no prefix, our namespace declared as default, known attributes. `undefined` if not. */
  private readPlainRoot(): XmlFields | undefined {
    const scanner = this.scanner;
    const start = scanner.at;
    const nameEnd = scanner.passName(start);
    const name = scanner.span(start, nameEnd);
    const type = this.schema.elementType(name);
    if (type === NO_TYPE || this.schema.kindOf(type) !== KIND_COMPLEX || scanner.limits.maxDepth < 1) return undefined;
    scanner.pushPath(name, -1);
    const document: XmlFields = { $element: name };
    const end = this.readPlainAttributes(type, document, nameEnd);
    if (end < 0 || !scanner.isDefaultSep) {
      scanner.forgetSep();
      scanner.pathLength = 0;
      return undefined;
    }
    if (scanner.octets[end] === 47) scanner.at = end + 2;
    else {
      scanner.at = end + 1;
      scanner.depth++;
      this.readContent(type, document, start, nameEnd);
    }
    return document;
  }

  /** The root in any form. */
  private readRoot(): XmlFields {
    const scanner = this.scanner;
    scanner.openTag();
    if (!scanner.isSep) throw wrongNamespace(scanner);
    const name = scanner.span(scanner.localStart, scanner.nameEnd);
    const declared = this.schema.elementType(name);
    if (declared === NO_TYPE) throw unknownRoot(scanner, this.schema, name);
    scanner.pushPath(name, -1);
    const type = scanner.attributeCount === 0 ? declared : actualType(this.schema, scanner, declared);
    const document: XmlFields = { $element: name };
    if (type !== declared) document['$type'] = this.schema.typeName(type);
    if (this.schema.kindOf(type) === KIND_COMPLEX) this.readFields(type, document);
    else {
      const value = this.readSimple(type);
      if (value !== undefined) document['value'] = value;
    }
    return document;
  }

  /**
   * Reads the element whose name is `[nameStart, nameEnd)`, a name of the schema without prefix. The usual forms are
   * read here, without a look at what is rare: namespaces, references, comments. Those start over in the scanner, and
   * {@link wasForeign} tells that the tag itself declared another namespace and was skipped.
   */
  private readPlainly(declared: number, nameStart: number, nameEnd: number): XmlFields | SimpleValue | undefined {
    const scanner = this.scanner;
    const octets = scanner.octets;
    const facets = this.schema.facetsOf(declared);
    if (scanner.depth < scanner.limits.maxDepth) {
      if (facets.kind !== KIND_COMPLEX) {
        const start = nameEnd + 1;
        const isPlain = octets[nameEnd] === 62 && this.schema.attributeCount(declared) === 0;
        const end = isPlain ? scanner.plainTextEnd(start) : -1;
        if (end >= 0 && scanner.passClose(end, nameStart, nameEnd)) return valueAt(scanner, facets, start, end);
      } else {
        const fields: XmlFields = {};
        const end = octets[nameEnd] === 62 ? nameEnd : this.readPlainAttributes(declared, fields, nameEnd);
        if (end >= 0) {
          if (octets[end] === 47) scanner.at = end + 2;
          else {
            scanner.at = end + 1;
            scanner.depth++;
            this.readContent(declared, fields, nameStart, nameEnd);
          }
          return fields;
        }
      }
    }
    const bindings = scanner.bindingCount;
    scanner.at = nameStart;
    scanner.openTag();
    let value: XmlFields | SimpleValue | undefined = undefined;
    if (scanner.isSep) value = this.readElement(declared);
    else {
      scanner.skipElement();
      this.wasForeign = true;
    }
    scanner.dropBindings(bindings);
    return value;
  }

  /**
   * Reads attributes that the type has, one space before each and values without references, and on the root our
   * namespace. The offset of the ">" or "/>" that ends the tag, or -1 where anything else was met.
   */
  private readPlainAttributes(type: number, fields: XmlFields, at: number): number {
    const scanner = this.scanner;
    const schema = this.schema;
    const octets = scanner.octets;
    const first = schema.firstSlot(type);
    const end = first + schema.attributeCount(type);
    let seen = 0;
    while (octets[at] === 32) {
      const slot = this.slotAt(at + 1, first, end, 61);
      if (slot < 0) {
        if (scanner.depth > 0 || scanner.isDefaultSep || !scanner.declaresSep(at)) return -1;
        at += SEP_DECLARATION.length;
        continue;
      }
      const name = schema.slotName(slot);
      const start = at + name.length + 3;
      const quote = octets[start - 1]!;
      const bit = 1 << (slot - first);
      if ((quote !== 34 && quote !== 39) || (seen & bit) !== 0) return -1;
      seen |= bit;
      at = scanner.plainValueEnd(start);
      if (octets[at] !== quote) return -1;
      scanner.pushPath(name, -1);
      fields[name] = valueAt(scanner, schema.facetsOf(schema.slotType(slot)), start, at);
      scanner.pathLength--;
      at++;
    }
    return octets[at] === 62 || (octets[at] === 47 && octets[at + 1] === 62) ? at : -1;
  }

  /** Reads the value of an element of which the opening tag was read; `undefined` where `xsi:nil` says there is none. */
  private readElement(declared: number): XmlFields | SimpleValue | undefined {
    const schema = this.schema;
    const type = this.scanner.attributeCount === 0 ? declared : actualType(schema, this.scanner, declared);
    if (schema.kindOf(type) !== KIND_COMPLEX) {
      return schema.attributeCount(type) === 0 ? this.readSimple(type) : this.readAttributed(type);
    }
    const fields: XmlFields = type === declared ? {} : { $type: schema.typeName(type) };
    this.readFields(type, fields);
    return fields;
  }

  /** Simple content of a type that has attributes: an object of these and of `value`. */
  private readAttributed(type: number): XmlFields {
    const fields: XmlFields = {};
    this.readAttributes(type, fields);
    const value = this.readSimple(type);
    if (value !== undefined) fields['value'] = value;
    return fields;
  }

  private readSimple(type: number): SimpleValue | undefined {
    const scanner = this.scanner;
    const nil = scanner.attributeCount > 0 && isNil(scanner);
    scanner.readText();
    if (nil && scanner.cooked === undefined && scanner.textStart === scanner.textEnd) return undefined;
    const facets = this.schema.facetsOf(type);
    return scanner.cooked === undefined
      ? valueAt(scanner, facets, scanner.textStart, scanner.textEnd)
      : valueOfText(scanner, facets, scanner.cooked, scanner.textStart);
  }

  /** Reads attributes, content and closing tag of an element of complex type of which the opening tag was read. */
  private readFields(type: number, fields: XmlFields): void {
    const scanner = this.scanner;
    if (scanner.attributeCount > 0) this.readAttributes(type, fields);
    if (scanner.isEmpty) scanner.depth--;
    else this.readContent(type, fields, scanner.nameStart, scanner.nameEnd);
  }

  /** Reads content and closing tag of an element of complex type. */
  private readContent(type: number, fields: XmlFields, nameStart: number, nameEnd: number): void {
    const schema = this.schema;
    const scanner = this.scanner;
    const first = schema.firstSlot(type) + schema.attributeCount(type);
    const end = first + schema.elementCount(type);
    let next = first;
    // At most so many properties: attributes, one that starts with $, and fields so far.
    let properties = 1 + schema.attributeCount(type);
    let last = -1;
    while (scanner.nextMark() !== CLOSING) {
      const start = scanner.at;
      let slot = scanner.isDefaultSep ? this.slotAt(start, next, end, 62) : -1;
      if (slot >= 0) {
        if (slot !== last) properties++;
        last = slot;
        next = this.readField(slot, fields, properties, start, next);
        continue;
      }
      const bindings = scanner.bindingCount;
      scanner.openTag();
      slot = scanner.isSep ? this.slotHere(next, end) : -1;
      if (slot >= 0) {
        if (slot !== last) properties++;
        last = slot;
        next = this.readField(slot, fields, properties, -1, next);
      } else {
        if (scanner.isSep) this.refuseMisplaced(first, next, end);
        scanner.skipElement();
      }
      scanner.dropBindings(bindings);
    }
    scanner.closeTag(nameStart, nameEnd);
  }

  /**
   * Reads a field into its place, and returns the first slot that may follow. `properties`: how many the object has then,
   * at most. `nameStart`: where its name is, or -1 where its opening tag was read. `next`: what it returns where the
   * element turned out to be foreign.
   */
  private readField(slot: number, fields: XmlFields, properties: number, nameStart: number, next: number): number {
    const schema = this.schema;
    const scanner = this.scanner;
    const name = schema.slotName(slot);
    const type = schema.slotType(slot);
    const most = schema.slotMax(slot);
    let items: unknown[] | undefined = undefined;
    if (most === 1) scanner.pushPath(name, -1);
    else {
      items = (fields[name] as unknown[] | undefined) ?? [];
      scanner.pushPath(name, items.length);
      this.checkRoom(items.length, most);
    }
    const value = nameStart < 0 ? this.readElement(type) : this.readPlainly(type, nameStart, nameStart + name.length);
    scanner.pathLength--;
    if (this.wasForeign) {
      this.wasForeign = false;
      return next;
    }
    const isNew = value !== undefined && (items === undefined || items.push(value) === 1);
    if (isNew) {
      if (properties <= NARROW_PROPERTIES) fields[name] = items ?? value;
      else defineField(fields, name, items ?? value);
    }
    return items === undefined ? slot + 1 : slot;
  }

  private checkRoom(count: number, most: number): void {
    const scanner = this.scanner;
    if (most !== UNBOUNDED && count >= most) {
      throw scanner.fail('occurs', 'more than the ' + most + ' that the schema allows');
    }
    if (count >= scanner.limits.maxListItems) throw scanner.tooMuch('list', 'a longer list', 'maxListItems');
  }

  /**
   * The slot in `[from, to)` whose name is at an octet, followed by `after` (or, where that is ">", by a space or "/"
   * as well); -1 where there is none.
   */
  private slotAt(at: number, from: number, to: number, after: number): number {
    const names = this.schema.names;
    const slots = this.schema.tables.slots;
    const octets = this.scanner.octets;
    for (let slot = from; slot < to; slot++) {
      const name = names[slots[2 * slot]! & NAME_MASK];
      if (name === undefined) continue; // a wildcard
      const length = name.length;
      const octet = octets[at + length];
      if (octet !== after && (after !== 62 || (octet !== 32 && octet !== 47))) continue;
      let i = 0;
      while (i < length && octets[at + i] === name.charCodeAt(i)) i++;
      if (i === length) return slot;
    }
    return -1;
  }

  /** The slot in `[from, to)` whose name the tag bears, or -1. */
  private slotHere(from: number, to: number): number {
    const schema = this.schema;
    const octets = this.scanner.octets;
    const start = this.scanner.localStart;
    const end = this.scanner.nameEnd;
    for (let slot = from; slot < to; slot++) {
      if (isAt(octets, start, end, schema.slotName(slot)) && schema.slotType(slot) !== ANY_TYPE) return slot;
    }
    return -1;
  }

  private readAttributes(type: number, fields: XmlFields): void {
    const schema = this.schema;
    const scanner = this.scanner;
    const attributes = scanner.attributes;
    const first = schema.firstSlot(type);
    const end = first + schema.attributeCount(type);
    for (let a = 0; a < scanner.attributeCount; a++) {
      const k = a * ATTRIBUTE_STRIDE;
      if (attributes[k + 1]! >= 0) continue;
      for (let slot = first; slot < end; slot++) {
        const name = schema.slotName(slot);
        if (!isAt(scanner.octets, attributes[k]!, attributes[k + 2]!, name)) continue;
        const facets = schema.facetsOf(schema.slotType(slot));
        const cooked = scanner.cookedValue(k);
        const start = attributes[k + 3]!;
        scanner.pushPath(name, -1);
        fields[name] =
          cooked === undefined
            ? valueAt(scanner, facets, start, attributes[k + 4]!)
            : valueOfText(scanner, facets, cooked, start);
        scanner.pathLength--;
        break;
      }
    }
  }

  /** Refuses an element that the type has, but not here; one that it does not have at all is for the caller to skip. */
  private refuseMisplaced(first: number, next: number, end: number): void {
    const schema = this.schema;
    const scanner = this.scanner;
    const slot = this.slotHere(first, next);
    if (slot < 0) return;
    const name = schema.slotName(slot);
    if (slot === next - 1 && schema.slotMax(slot) === 1) {
      throw scanner.fail('order', name + ' twice, where the schema has one', scanner.nameStart);
    }
    const wanted = next < end ? schema.slotName(next) + ' or what follows it' : 'the end of the element';
    throw scanner.fail('order', name + ' out of order: expected ' + wanted, scanner.nameStart);
  }
}
