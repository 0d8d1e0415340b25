/**
 * Writes a resource as XML that the strictest readers of the field take: the namespace as default on the root, no
 * declaration, no byte order mark, fields in schema order, no white space between elements.
 *
 * A resource is the caller's: what does not fit the schema is a TypeError or RangeError that names path, expectation
 * and actual.
 */

import { describeValue } from '../core/describe-value.js';
import { compareInt64, isInt64 } from '../core/int64.js';
import { hexDigitValue } from '../core/octets.js';
import {
  ANY_TYPE,
  type Facets,
  KIND_BOOLEAN,
  KIND_COMPLEX,
  KIND_HEX,
  KIND_STRING,
  KIND_URI,
  NO_TYPE,
  type Schema,
} from '../model/schema.js';
import { escapeText } from './escape.js';
import { codePointLength } from './lexical.js';
import { XSI_NAMESPACE } from './namespaces.js';
import { type XmlSink } from './sink.js';

/** A document or a nested value: fields by name. */
interface Fields {
  readonly [name: string]: unknown;
}

/** Writes one document into a sink. A RangeError where elements are nested deeper than `maxDepth`, as in a cycle. */
export function writeXmlTo(schema: Schema, sink: XmlSink, resource: object, maxDepth: number): void {
  new XmlWriter(schema, sink, maxDepth).writeDocument(resource as Fields);
}

class XmlWriter {
  private readonly schema: Schema;
  private readonly sink: XmlSink;
  private readonly maxDepth: number;
  /** Names of the fields around the one that is written, for errors. */
  private readonly path: string[] = [];
  /** Slots that are filled, of the element that is written and of those around it. */
  private readonly present: number[] = [];
  private presentEnd = 0;

  constructor(schema: Schema, sink: XmlSink, maxDepth: number) {
    this.schema = schema;
    this.sink = sink;
    this.maxDepth = maxDepth;
  }

  writeDocument(resource: Fields): void {
    if (typeof resource !== 'object' || !resource) {
      throw new TypeError('resource: expected an object with $element, got ' + describeValue(resource));
    }
    const name = resource['$element'];
    if (typeof name !== 'string')
      throw new TypeError('resource.$element: expected an element name, got ' + describeValue(name));
    const declared = this.schema.elementType(name);
    if (declared === NO_TYPE) {
      throw new RangeError(
        'resource.$element: expected an element of ' + this.schema.edition + ', got ' + describeValue(name),
      );
    }
    this.path.push(name);
    const type = this.typeOf(resource, declared);
    const extra = ' xmlns="' + this.schema.namespace + '"';
    if (this.schema.kindOf(type) === KIND_COMPLEX) this.writeFields(name, type, declared, resource, extra);
    else {
      const value = resource['value'];
      if (value === undefined) throw new TypeError(this.where() + '/value: expected a value, got undefined');
      this.writeSimple(name, type, value, extra + this.typeAttribute(type, declared));
    }
    this.path.pop();
  }

  private writeElement(name: string, declared: number, value: unknown): void {
    this.path.push(name);
    if (this.schema.kindOf(declared) !== KIND_COMPLEX) {
      if (this.schema.attributeCount(declared) === 0) this.writeSimple(name, declared, value, '');
      else this.writeAttributed(name, declared, this.asFields(value));
    } else {
      if (this.path.length > this.maxDepth) {
        throw new RangeError(this.where() + ': expected at most ' + this.maxDepth + ' levels, got more');
      }
      const fields = this.asFields(value);
      this.writeFields(name, this.typeOf(fields, declared), declared, fields, '');
    }
    this.path.pop();
  }

  private asFields(value: unknown): Fields {
    if (typeof value !== 'object' || !value || Array.isArray(value)) throw this.wrong('an object', value);
    return value as Fields;
  }

  /** Simple content of a type that has attributes: an object of these and of `value`. */
  private writeAttributed(name: string, type: number, fields: Fields): void {
    const schema = this.schema;
    const first = schema.firstSlot(type);
    let attributes = '';
    const names = Object.keys(fields);
    for (let i = 0; i < names.length; i++) {
      if (names[i] !== 'value' && schema.findAttribute(type, names[i]!) < 0) throw this.unknown(type, names[i]!);
    }
    for (let slot = first; slot < first + schema.attributeCount(type); slot++) {
      const attribute = schema.slotName(slot);
      const value = fields[attribute];
      if (value === undefined) {
        if (schema.slotMin(slot) > 0) this.refuseMissing(slot);
        continue;
      }
      this.path.push(attribute);
      attributes += ' ' + attribute + '="' + this.lexical(schema.facetsOf(schema.slotType(slot)), value, true) + '"';
      this.path.pop();
    }
    this.writeSimple(name, type, fields['value'], attributes);
  }

  private typeOf(fields: Fields, declared: number): number {
    const name = fields['$type'];
    if (name === undefined) return declared;
    const type = typeof name === 'string' ? this.schema.typeNamed(name) : NO_TYPE;
    if (type !== NO_TYPE && this.schema.isSubtype(type, declared)) return type;
    throw new RangeError(
      this.where() +
        '/$type: expected a type derived from ' +
        this.schema.typeName(declared) +
        ', got ' +
        describeValue(name),
    );
  }

  private typeAttribute(type: number, declared: number): string {
    if (type === declared) return '';
    return ' xmlns:xsi="' + XSI_NAMESPACE + '" xsi:type="' + this.schema.typeName(type) + '"';
  }

  private writeFields(name: string, type: number, declared: number, fields: Fields, extra: string): void {
    const schema = this.schema;
    const sink = this.sink;
    sink.append('<');
    sink.append(name);
    if (extra !== '') sink.append(extra);
    if (type !== declared) sink.append(this.typeAttribute(type, declared));
    const base = this.presentEnd;
    this.collectPresent(type, fields);
    const presentEnd = this.presentEnd;
    let at = base;
    let slot = schema.firstSlot(type);
    const firstElement = slot + schema.attributeCount(type);
    const end = firstElement + schema.elementCount(type);
    let open = true;
    for (; slot < end; slot++) {
      if (at === presentEnd || this.present[at] !== slot) {
        if (schema.slotMin(slot) > 0) this.refuseMissing(slot);
        continue;
      }
      at++;
      const field = schema.slotName(slot);
      const value = fields[field];
      if (slot < firstElement) {
        this.path.push(field);
        sink.attribute(field, this.lexical(schema.facetsOf(schema.slotType(slot)), value, true));
        this.path.pop();
        continue;
      }
      if (open) sink.append('>');
      open = false;
      if (schema.slotMax(slot) === 1) this.writeElement(field, schema.slotType(slot), value);
      else this.writeItems(field, slot, value);
    }
    if (open) sink.append('/>');
    else sink.close(name);
    this.presentEnd = base;
  }

  /**
   * Adds to {@link present} the slots that the fields fill, in schema order. Fields mostly come in that order, so each
   * name is looked for from where the last one was found.
   */
  private collectPresent(type: number, fields: Fields): void {
    const present = this.present;
    const base = this.presentEnd;
    let count = base;
    const first = this.schema.firstSlot(type);
    const end = first + this.schema.attributeCount(type) + this.schema.elementCount(type);
    const names = Object.keys(fields);
    let next = first;
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!;
      let slot = this.schema.findSlot(name, next, end);
      if (slot < 0) slot = this.schema.findSlot(name, first, next);
      if (slot < 0) {
        if (name !== '$element' && name !== '$type' && fields[name] !== undefined) throw this.unknown(type, name);
        continue;
      }
      next = slot + 1;
      if (fields[name] === undefined) continue;
      let at = count++;
      for (; at > base && present[at - 1]! > slot; at--) present[at] = present[at - 1]!;
      present[at] = slot;
    }
    this.presentEnd = count;
  }

  private writeItems(field: string, slot: number, value: unknown): void {
    const most = this.schema.slotMax(slot);
    this.path.push(field);
    if (!Array.isArray(value)) throw this.wrong('an array', value);
    if (value.length > most) throw this.wrong('at most ' + most + ' items', value.length);
    if (value.length < this.schema.slotMin(slot)) throw this.wrong('at least one item', value.length);
    this.path.pop();
    const type = this.schema.slotType(slot);
    for (let i = 0; i < value.length; i++) this.writeElement(field, type, value[i]);
  }

  private writeSimple(name: string, type: number, value: unknown, extra: string): void {
    const text = this.lexical(this.schema.facetsOf(type), value, false);
    this.sink.leaf(name, extra, text);
  }

  /** The lexical form of a simple value. */
  private lexical(facets: Facets, value: unknown, isAttribute: boolean): string {
    const kind = facets.kind;
    if (kind === KIND_STRING || kind === KIND_URI) {
      if (typeof value !== 'string') throw this.wrong('a string', value);
      const most = facets.maxLength;
      if (most > 0 && value.length > most && codePointLength(value) > most) {
        throw this.outOfRange('at most ' + most + ' characters', value);
      }
      return escapeText(value, isAttribute, this.path);
    }
    if (kind === KIND_BOOLEAN) {
      if (typeof value !== 'boolean') throw this.wrong('a boolean', value);
      return value ? 'true' : 'false';
    }
    if (kind === KIND_HEX) {
      if (typeof value !== 'string' || !isHex(value)) throw this.wrong('hexadecimal in pairs of digits', value);
      if (facets.maxLength > 0 && value.length > 2 * facets.maxLength) {
        throw this.outOfRange('at most ' + facets.maxLength + ' octets', value);
      }
      return value.toUpperCase();
    }
    if (!isInt64(value)) throw this.wrong('an integer (' + facets.name + ')', value);
    if (compareInt64(value, facets.min) < 0 || compareInt64(value, facets.max) > 0) {
      throw this.outOfRange(facets.name + ', ' + String(facets.min) + ' to ' + String(facets.max), value);
    }
    return value === 0 ? '0' : String(value);
  }

  private where(): string {
    return this.path.join('/');
  }

  private refuseMissing(slot: number): void {
    if (this.schema.slotType(slot) === ANY_TYPE) return;
    const path = this.where() + '/' + this.schema.slotName(slot);
    throw new TypeError(path + ': expected a value, which the schema demands, got undefined');
  }

  private unknown(type: number, name: string): TypeError {
    return new TypeError(this.where() + '/' + name + ': expected a field of ' + this.schema.typeName(type));
  }

  private wrong(expected: string, actual: unknown): TypeError {
    return new TypeError(this.where() + ': expected ' + expected + ', got ' + describeValue(actual));
  }

  private outOfRange(expected: string, actual: unknown): RangeError {
    return new RangeError(this.where() + ': expected ' + expected + ', got ' + describeValue(actual));
  }
}

function isHex(text: string): boolean {
  if (text.length % 2 !== 0) return false;
  for (let i = 0; i < text.length; i++) if (hexDigitValue(text.charCodeAt(i)) < 0) return false;
  return true;
}
