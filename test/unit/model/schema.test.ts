import test from 'ava';
import { SCHEMA_2018 } from '../../../stack/model/2018/schema-2018.js';
import {
  KIND_COMPLEX,
  KIND_HEX,
  KIND_SMALL,
  KIND_UNSIGNED_LONG,
  NO_TYPE,
  UNBOUNDED,
} from '../../../stack/model/schema.js';

const schema = SCHEMA_2018;

test('the edition has 324 global elements and each has its type', (t) => {
  t.is(schema.tables.allElements, 324);
  for (let i = 0; i < 324; i++) {
    const name = schema.names[schema.tables.elements[3 * i + 1]!]!;
    t.not(schema.elementType(name), NO_TYPE, name);
    t.is(schema.elementType(name), schema.typeNamed(name), name);
  }
  t.is(schema.elementType('NoSuchThing'), NO_TYPE);
});

test('inherited slots come first: attributes by name, then elements in schema order', (t) => {
  const type = schema.elementType('DERControl');
  const first = schema.firstSlot(type);
  const names: string[] = [];
  for (let i = 0; i < schema.attributeCount(type) + schema.elementCount(type); i++)
    names.push(schema.slotName(first + i));
  t.deepEqual(names, [
    ...['href', 'replyTo', 'responseRequired', 'subscribable'],
    ...['mRID', 'description', 'version', 'creationTime', 'EventStatus', 'interval'],
    ...['randomizeDuration', 'randomizeStart', 'DERControlBase', 'deviceCategory'],
  ]);
});

test('occurrences: optional, mandatory, a list, and the one bounded list', (t) => {
  const bounds = (element: string, field: string): [number, number] => {
    const slot = schema.findField(schema.elementType(element), field);
    return [schema.slotMin(slot), schema.slotMax(slot)];
  };
  t.deepEqual(bounds('DERControl', 'version'), [0, 1]);
  t.deepEqual(bounds('DERControl', 'mRID'), [1, 1]);
  t.deepEqual(bounds('DERControlList', 'DERControl'), [0, UNBOUNDED]);
  t.deepEqual(bounds('DERCurve', 'CurveData'), [1, 10]);
});

test('simple content comes down to a kind and its restrictions', (t) => {
  t.is(schema.kindOf(schema.elementType('DERControl')), KIND_COMPLEX);
  t.is(schema.kindOf(schema.elementType('PowerSourceType')), KIND_SMALL);
  const mRID = schema.facetsOf(schema.slotType(schema.findField(schema.elementType('DERControl'), 'mRID')));
  t.is(mRID.kind, KIND_HEX);
  t.is(mRID.maxLength, 16);
  const long = schema.facetsOf(schema.typeNamed('UInt64'));
  t.is(long.kind, KIND_UNSIGNED_LONG);
  t.is(long.max, 18446744073709551615n);
});

test('a derived type is known as one', (t) => {
  const response = schema.typeNamed('Response');
  t.true(schema.isSubtype(schema.typeNamed('DERControlResponse'), response));
  t.false(schema.isSubtype(response, schema.typeNamed('DERControlResponse')));
});
