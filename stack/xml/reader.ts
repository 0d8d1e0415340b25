/**
 * Reads a resource from XML by the tables of one edition.
 *
 * What the schema has must stand where the schema has it; what it does not have (other namespaces, later editions) is
 * skipped with its content. A mandatory field may be absent: what to make of that is up to whoever uses the resource.
 */

import { type Limits } from '../core/limits.js';
import { type PeerError, pastLimit } from '../core/peer-error.js';
import { ANY_TYPE, KIND_COMPLEX, NO_TYPE, type Schema, UNBOUNDED } from '../model/schema.js';
import { asciiOctets, textOctets } from './input.js';
import { SEP_NAMESPACE, XSI_NAMESPACE, knownNamespace } from './namespaces.js';
import { readEpilog, readProlog } from './prolog.js';
import { CLOSING, XmlScanner } from './scanner.js';
import { isAt } from './source.js';
import { ATTRIBUTE_STRIDE, DECLARATION } from './tags.js';
import { type SimpleValue, valueAt, valueOfText } from './values.js';

/** A document or a nested value while it is read: fields by name. */
export interface XmlFields {
  [name: string]: unknown;
}

/**
 * Reads one document. A PeerError names the octet (of the UTF-8 form, where text was given) and the path.
 *
 * `input`: text, or UTF-8 octets, which are read where they lie and not kept.
 */
export function readXml(schema: Schema, input: string | Uint8Array, limits: Limits): XmlFields {
  const isText = typeof input === 'string';
  const length = input.length;
  if (length > limits.maxDocumentOctets) throw tooLarge(length, limits);
  const ascii = isText ? asciiOctets(input) : undefined;
  const octets = ascii ?? (isText ? textOctets(input) : input);
  if (octets.length > limits.maxDocumentOctets) throw tooLarge(octets.length, limits);
  const scanner = new XmlScanner(octets, ascii !== undefined ? (input as string) : undefined, limits);
  return new XmlReader(schema, scanner).readDocument();
}

function tooLarge(length: number, limits: Limits): PeerError {
  const limit = { name: 'maxDocumentOctets', value: limits.maxDocumentOctets };
  return pastLimit('xml.size', 'a document of ' + length + ' octets', limit);
}

class XmlReader {
  private readonly schema: Schema;
  private readonly scanner: XmlScanner;
  private isNil = false;

  constructor(schema: Schema, scanner: XmlScanner) {
    this.schema = schema;
    this.scanner = scanner;
  }

  readDocument(): XmlFields {
    const scanner = this.scanner;
    readProlog(scanner);
    scanner.openTag();
    if (!scanner.isSep) throw this.wrongNamespace();
    const name = scanner.span(scanner.localStart, scanner.nameEnd);
    const declared = this.schema.elementType(name);
    if (declared === NO_TYPE) throw this.unknownRoot(name);
    scanner.pushPath(name, -1);
    const type = scanner.attributeCount === 0 ? declared : this.actualType(declared);
    const document: XmlFields = { $element: name };
    if (type !== declared) document['$type'] = this.schema.typeName(type);
    if (this.schema.kindOf(type) === KIND_COMPLEX) this.readFields(type, document);
    else {
      const value = this.readSimple(type);
      if (value !== undefined) document['value'] = value;
    }
    scanner.pathLength = 0;
    readEpilog(scanner);
    return document;
  }

  /** Reads the value of an element of which the opening tag was read; `undefined` where `xsi:nil` says there is none. */
  private readElement(declared: number): XmlFields | SimpleValue | undefined {
    const schema = this.schema;
    const type = this.scanner.attributeCount === 0 ? declared : this.actualType(declared);
    if (schema.kindOf(type) !== KIND_COMPLEX) return this.readSimple(type);
    const fields: XmlFields = type === declared ? {} : { $type: schema.typeName(type) };
    this.readFields(type, fields);
    return fields;
  }

  private readSimple(type: number): SimpleValue | undefined {
    const scanner = this.scanner;
    const isNil = scanner.attributeCount > 0 && this.isNil;
    scanner.readText();
    if (isNil && scanner.cooked === undefined && scanner.textStart === scanner.textEnd) return undefined;
    const facets = this.schema.facetsOf(type);
    return scanner.cooked === undefined
      ? valueAt(scanner, facets, scanner.textStart, scanner.textEnd)
      : valueOfText(scanner, facets, scanner.cooked, scanner.textStart);
  }

  /** Reads attributes, content and closing tag of an element of complex type. */
  private readFields(type: number, fields: XmlFields): void {
    const schema = this.schema;
    const scanner = this.scanner;
    const firstElement = schema.firstSlot(type) + schema.attributeCount(type);
    const end = firstElement + schema.elementCount(type);
    if (scanner.attributeCount > 0) this.readAttributes(type, fields);
    if (scanner.isEmpty) {
      scanner.depth--;
      return;
    }
    const nameStart = scanner.nameStart;
    const nameEnd = scanner.nameEnd;
    let next = firstElement;
    while (scanner.nextMark() !== CLOSING) {
      const bindings = scanner.bindingCount;
      scanner.openTag();
      const slot = scanner.isSep ? this.slotHere(next, end) : -1;
      if (slot < 0) {
        if (scanner.isSep) this.refuseMisplaced(firstElement, next, end);
        scanner.skipElement();
      } else next = this.readField(slot, fields);
      scanner.dropBindings(bindings);
    }
    scanner.closeTag(nameStart, nameEnd);
  }

  /** Reads a field into its place, and returns the first slot that may follow. */
  private readField(slot: number, fields: XmlFields): number {
    const schema = this.schema;
    const scanner = this.scanner;
    const name = schema.slotName(slot);
    const most = schema.slotMax(slot);
    if (most === 1) {
      scanner.pushPath(name, -1);
      const value = this.readElement(schema.slotType(slot));
      if (value !== undefined) fields[name] = value;
      scanner.pathLength--;
      return slot + 1;
    }
    let items = fields[name] as unknown[] | undefined;
    if (items === undefined) {
      items = [];
      fields[name] = items;
    }
    scanner.pushPath(name, items.length);
    if (most !== UNBOUNDED && items.length >= most) {
      throw scanner.fail('occurs', 'more than the ' + most + ' that the schema allows', scanner.nameStart);
    }
    if (items.length >= scanner.limits.maxListItems) {
      throw scanner.tooMuch('list', 'a longer list', 'maxListItems', scanner.nameStart);
    }
    const value = this.readElement(schema.slotType(slot));
    if (value !== undefined) items.push(value);
    scanner.pathLength--;
    return slot;
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

  /** The type that `xsi:type` names, or the declared one; notes `xsi:nil` on the way. */
  private actualType(declared: number): number {
    const scanner = this.scanner;
    const attributes = scanner.attributes;
    let type = declared;
    this.isNil = false;
    for (let a = 0; a < scanner.attributeCount; a++) {
      const k = a * ATTRIBUTE_STRIDE;
      const colon = attributes[k + 1]!;
      if (colon < 0 || (attributes[k + 5]! & DECLARATION) !== 0) continue;
      if (scanner.attributeNamespace(k) !== XSI_NAMESPACE) continue;
      const nameEnd = attributes[k + 2]!;
      const isType = isAt(scanner.octets, colon + 1, nameEnd, 'type');
      if (!isType && !isAt(scanner.octets, colon + 1, nameEnd, 'nil')) continue;
      const value = scanner.cookedValue(k)?.trim() ?? scanner.span(attributes[k + 3]!, attributes[k + 4]!).trim();
      if (isType) type = this.typeNamed(value, declared, attributes[k + 3]!);
      else this.isNil = value === 'true' || value === '1';
    }
    return type;
  }

  private typeNamed(value: string, declared: number, at: number): number {
    const schema = this.schema;
    const scanner = this.scanner;
    const colon = value.indexOf(':');
    const prefix = colon < 0 ? '' : value.slice(0, colon);
    const local = value.slice(colon + 1);
    const shown = '"' + value.slice(0, 60) + '"';
    const namespace = scanner.namespaceOfText(prefix);
    if (namespace === undefined) throw scanner.fail('prefix', 'xsi:type ' + shown + ' has an undeclared prefix', at);
    const type = namespace === SEP_NAMESPACE ? schema.typeNamed(local) : NO_TYPE;
    if (type === NO_TYPE) throw scanner.refuse('type', 'xsi:type ' + shown + ' is not a type of this build', at);
    if (!schema.isSubtype(type, declared)) {
      const detail = 'xsi:type ' + shown + ' does not derive from ' + schema.typeName(declared);
      throw scanner.fail('type', detail, at);
    }
    return type;
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

  private wrongNamespace(): PeerError {
    const scanner = this.scanner;
    const prefixEnd = scanner.localStart === scanner.nameStart ? scanner.nameStart : scanner.localStart - 1;
    const uri = scanner.namespaceOf(scanner.nameStart, prefixEnd);
    const known = knownNamespace(uri);
    const element = '<' + scanner.span(scanner.localStart, scanner.nameEnd) + '>';
    const shown = uri === '' ? 'no namespace' : 'namespace "' + uri.slice(0, 80) + '"';
    const who = known === undefined ? ', unknown here' : uri === '' ? '' : ', ' + known.name;
    const detail = element + ' is in ' + shown + who + '; read here is "' + SEP_NAMESPACE + '"';
    return scanner.refuse('namespace', detail, scanner.nameStart);
  }

  private unknownRoot(name: string): PeerError {
    const shown = name.slice(0, 60);
    const dropped = this.schema.isDropped(name);
    const detail = dropped ? shown + ' was left out of this build' : shown + ' is no element of ' + this.schema.edition;
    return this.scanner.refuse('root', detail, this.scanner.nameStart);
  }
}
