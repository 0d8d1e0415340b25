import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import test from 'ava';
import { decodeExi, parseXml } from '../../../stack/codec.js';
import { defineField } from '../../../stack/core/wide-object.js';
import { readExiVectors } from '../../support/exi-vectors.js';

setFlagsFromString('--allow-natives-syntax');
const hasFastProperties = runInThisContext('(object) => %HasFastProperties(object)') as (object: object) => boolean;

test('a defined field is a property like any other', (t) => {
  const object: Record<string, unknown> = { a: 1 };
  defineField(object, 'b', 2);
  t.deepEqual(object, { a: 1, b: 2 });
  object['b'] = 3;
  t.is(JSON.stringify(object), '{"a":1,"b":3}');
  t.true(delete object['b']);
});

test('no object of a document, however wide, is a hash table to V8', (t) => {
  for (const vector of readExiVectors('exi-2018.jsonl.gz')) {
    t.deepEqual(slowObjects(decodeExi(vector.exi)), [], vector.name);
    t.deepEqual(slowObjects(parseXml(vector.xml)), [], vector.name);
  }
});

/** The objects within a value that V8 keeps as hash tables. */
function slowObjects(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  const within = Object.values(value).flatMap(slowObjects);
  return Array.isArray(value) || hasFastProperties(value) ? within : [value, ...within];
}
