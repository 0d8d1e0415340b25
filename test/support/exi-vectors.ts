/** The EXI vectors, and the object of a vector's XML made by a reader that shares nothing with the product's. */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { XMLParser } from 'fast-xml-parser';
import { normalizeInt64 } from '../../stack/core/int64.js';
import { KIND_BOOLEAN, KIND_COMPLEX, KIND_HEX, KIND_STRING, KIND_URI, type Schema } from '../../stack/model/schema.js';
import { projectPath } from '../../tools/support/project-root.js';

export interface ExiVector {
  readonly name: string;
  readonly xml: string;
  readonly exi: Uint8Array;
  /** The same document without what the schema does not know. */
  readonly plain?: string;
}

/** Reads a file of test/vectors. */
export function readExiVectors(file: string): ExiVector[] {
  const lines = gunzipSync(readFileSync(projectPath('test/vectors/' + file)))
    .toString('utf8')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const { exi, ...rest } = JSON.parse(line) as { name: string; xml: string; exi: string; plain?: string };
    return { ...rest, exi: new Uint8Array(Buffer.from(exi, 'hex')) };
  });
}

type Node = Record<string, unknown>;
export type PlainObject = Record<string, unknown>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: false,
});

/** The object of a document in which every element is of the schema. */
export function objectOfXml(schema: Schema, xml: string): PlainObject {
  const root = (parser.parse(xml) as Node[]).find((node) => !('#text' in node))!;
  const element = nameOf(root);
  const content = readNode(schema, root, schema.elementType(element));
  return typeof content === 'object' ? { $element: element, ...content } : { $element: element, value: content };
}

function nameOf(node: Node): string {
  return Object.keys(node).find((key) => key !== ':@')!;
}

function readNode(schema: Schema, node: Node, declared: number): PlainObject | string | number | bigint | boolean {
  const attributes = (node[':@'] ?? {}) as Record<string, string>;
  const children = node[nameOf(node)] as Node[];
  const actual = attributes['xsi:type'] === undefined ? declared : schema.typeNamed(attributes['xsi:type']);
  if (schema.kindOf(actual) !== KIND_COMPLEX) {
    const value = readValue(schema, actual, children.map((child) => child['#text'] as string).join(''));
    if (schema.attributeCount(actual) === 0) return value;
    const known = Object.keys(attributes).filter((name) => schema.findAttribute(actual, name) >= 0);
    const fields = known.sort().map((name) => {
      return [name, readValue(schema, schema.slotType(schema.findAttribute(actual, name)), attributes[name]!)];
    });
    return { ...(Object.fromEntries(fields) as PlainObject), value };
  }
  const object: PlainObject = actual === declared ? {} : { $type: schema.typeName(actual) };
  for (const name of Object.keys(attributes).sort()) {
    const slot = schema.findAttribute(actual, name);
    if (slot >= 0) object[name] = readValue(schema, schema.slotType(slot), attributes[name]!);
  }
  for (const child of children) {
    if ('#text' in child) continue;
    const name = nameOf(child);
    const slot = schema.findField(actual, name);
    const value = readNode(schema, child, schema.slotType(slot));
    if (schema.slotMax(slot) === 1) object[name] = value;
    else if (object[name] === undefined) object[name] = [value];
    else (object[name] as unknown[]).push(value);
  }
  return object;
}

function readValue(schema: Schema, type: number, text: string): string | number | bigint | boolean {
  switch (schema.kindOf(type)) {
    case KIND_STRING:
    case KIND_URI:
      return text;
    case KIND_HEX:
      return text.toUpperCase();
    case KIND_BOOLEAN:
      return text === 'true' || text === '1';
    default:
      return normalizeInt64(BigInt(text));
  }
}
