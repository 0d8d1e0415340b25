/** A second edition is data: its notation compiles to tables and types without a change to the generator. */

import { readFileSync } from 'node:fs';
import test from 'ava';
import ts from 'typescript';
import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { ExiDecoder } from '../../../stack/exi/decoder.js';
import { ExiEncoder } from '../../../stack/exi/encoder.js';
import { KIND_COMPLEX, KIND_SMALL, NO_TYPE, Schema } from '../../../stack/model/schema.js';
import { XmlReader } from '../../../stack/xml/reader.js';
import { TextSink } from '../../../stack/xml/sink.js';
import { writeXmlTo } from '../../../stack/xml/writer.js';
import { emitTables, measureTables } from '../../../tools/generate/emit-tables.js';
import { emitTypes } from '../../../tools/generate/emit-types.js';
import { layOut } from '../../../tools/generate/layout.js';
import { readNotation } from '../../../tools/generate/notation.js';
import { objectOfXml, readExiVectors } from '../../support/exi-vectors.js';
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

test('its types compile', (t) => {
  const path = projectPath('stack/model/2023/types.gen.ts');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  const text = emitTypes(notation);
  host.getSourceFile = (name, ...rest) =>
    name === path ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : getSourceFile.call(host, name, ...rest);
  host.fileExists = (name) => name === path || fileExists.call(host, name);
  host.readFile = (name) => (name === path ? text : readFile.call(host, name));
  const problems = ts.getPreEmitDiagnostics(ts.createProgram([path], options, host));
  t.deepEqual(
    problems.map((problem) => ts.flattenDiagnosticMessageText(problem.messageText, ' ')),
    [],
  );
});

const schema = new Schema(layOut(notation));
const vectors = readExiVectors('exi-2023.jsonl.gz');

test('its 516 vectors decode and encode octet for octet (EXI 1.0 §8.5.4, schemaId S2)', (t) => {
  t.is(vectors.length, 516);
  const decoder = new ExiDecoder(schema, HOST_LIMITS);
  const encoder = new ExiEncoder(schema, HOST_LIMITS);
  for (const { name, xml, exi } of vectors) {
    const object = objectOfXml(schema, xml);
    t.deepEqual(decoder.decode(exi, 0, exi.length), object, name);
    t.deepEqual(hex(encoder.encode(object)), hex(exi), name);
  }
});

test('its 516 vectors go from XML to EXI and back', (t) => {
  const reader = new XmlReader(schema, HOST_LIMITS);
  const decoder = new ExiDecoder(schema, HOST_LIMITS);
  const encoder = new ExiEncoder(schema, HOST_LIMITS);
  for (const { name, xml, exi } of vectors) {
    t.deepEqual(hex(encoder.encode(reader.read(xml))), hex(exi), name);
    const sink = new TextSink();
    writeXmlTo(schema, sink, decoder.decode(exi, 0, exi.length), HOST_LIMITS.maxDepth);
    t.deepEqual(objectOfXml(schema, sink.text), objectOfXml(schema, xml), name);
  }
});

test('simple content with an attribute of the schema is an object with value', (t) => {
  const document = {
    $element: 'CurrentDERControls',
    opModFixedV: { disabled: true, value: -32768 },
    opModFixedW: { value: 7 },
    updatedTime: 1767225600,
  };
  const octets = new ExiEncoder(schema, HOST_LIMITS).encode(document);
  t.deepEqual<unknown, unknown>(new ExiDecoder(schema, HOST_LIMITS).decode(octets, 0, octets.length), document);
  const sink = new TextSink();
  writeXmlTo(schema, sink, document, HOST_LIMITS.maxDepth);
  t.regex(sink.text, /<opModFixedV disabled="true">-32768<\/opModFixedV><opModFixedW>7</);
  t.deepEqual<unknown, unknown>(new XmlReader(schema, HOST_LIMITS).read(sink.text), document);
});

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}
