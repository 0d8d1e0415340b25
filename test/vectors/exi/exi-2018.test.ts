import test from 'ava';
import { decodeExi, encodeExi, type Sep2Resource } from '../../../stack/codec.js';
import { SCHEMA_2018 } from '../../../stack/model/2018/schema-2018.js';
import { objectOfXml, readExiVectors } from '../../support/exi-vectors.js';

const vectors = readExiVectors('exi-2018.jsonl.gz');

test('there are three vectors for each of the 324 global elements', (t) => {
  t.is(vectors.length, 972);
  t.is(new Set(vectors.map((v) => objectOfXml(SCHEMA_2018, v.xml)['$element'])).size, 324);
});

test('every vector decodes to the object of its XML', (t) => {
  for (const v of vectors) t.deepEqual<unknown, unknown>(decodeExi(v.exi), objectOfXml(SCHEMA_2018, v.xml), v.name);
});

test('every vector encodes octet for octet', (t) => {
  for (const v of vectors) {
    t.deepEqual(hex(encodeExi(objectOfXml(SCHEMA_2018, v.xml) as Sep2Resource)), hex(v.exi), v.name);
  }
});

test('the order of the properties of an object does not matter', (t) => {
  for (const v of vectors) {
    t.deepEqual(hex(encodeExi(reversed(objectOfXml(SCHEMA_2018, v.xml)) as Sep2Resource)), hex(v.exi), v.name);
  }
});

test('a document is read where it lies in a receive buffer', (t) => {
  for (const v of vectors) {
    const buffer = new Uint8Array(v.exi.length + 11).fill(0xff);
    buffer.set(v.exi, 7);
    const got = decodeExi(buffer, { start: 7, end: 7 + v.exi.length });
    t.deepEqual<unknown, unknown>(got, objectOfXml(SCHEMA_2018, v.xml), v.name);
    t.deepEqual(decodeExi(buffer.subarray(7, 7 + v.exi.length)), got, v.name);
  }
});

test('a document with foreign elements or attributes decodes as its plain twin', (t) => {
  const foreign = readExiVectors('exi-2018-foreign.jsonl.gz');
  t.is(foreign.length, 60);
  for (const v of foreign) t.deepEqual<unknown, unknown>(decodeExi(v.exi), objectOfXml(SCHEMA_2018, v.plain!), v.name);
});

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}

/** The same object with the properties of every level in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, field]) => [name, reversed(field)]),
  );
}
