/** A second edition is data: its notation compiles to tables and types without a change to the generator. */

import { readFileSync } from 'node:fs';
import test from 'ava';
import { KIND_COMPLEX, KIND_SMALL, NO_TYPE, Schema } from '../../../stack/model/schema.js';
import { emitTables, measureTables } from '../../../tools/generate/emit-tables.js';
import { emitTypes } from '../../../tools/generate/emit-types.js';
import { layOut } from '../../../tools/generate/layout.js';
import { readNotation } from '../../../tools/generate/notation.js';
import { projectPath } from '../../../tools/support/project-root.js';

const notation = readNotation(readFileSync(projectPath('test/vectors/schema-2023.sep2'), 'utf8'));

test('the notation of IEEE 2030.5-2023 compiles to tables: schemaId S2, 493 types, 129 elements', (t) => {
  t.is(notation.complex.size, 493);
  const tables = layOut(notation);
  const schema = new Schema(tables);
  t.is(schema.schemaId, 'S2');
  t.is(tables.allElements, 129);
  for (const [element, type] of notation.elements) {
    t.not(schema.elementType(element), NO_TYPE, element);
    t.is(schema.typeName(schema.elementType(element)), type.startsWith('#') ? '' : type, element);
  }
  t.log(`${measureTables(tables).total} octets of tables`);
});

test('types that only 2023 has are there, and what a field inherits comes first', (t) => {
  const schema = new Schema(layOut(notation));
  t.is(schema.kindOf(schema.elementType('DERComponentList')), KIND_COMPLEX);
  t.is(schema.kindOf(schema.typeNamed('UInt8')), KIND_SMALL);
  const control = schema.elementType('DERControl');
  const first = schema.firstSlot(control) + schema.attributeCount(control);
  t.true(schema.findField(control, 'mRID') >= first);
});

test('its tables and types are emitted', (t) => {
  t.regex(emitTables(layOut(notation), 'TABLES_2023', '..'), /edition: 'IEEE 2030.5-2023'/);
  t.regex(emitTypes(notation), /export type ElementName = keyof ElementTypes;/);
});
