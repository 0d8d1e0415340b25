import test from 'ava';
import { XMLValidator } from 'fast-xml-parser';
import { decodeExi, encodeExi, parseXml, writeXml, writeXmlOctets } from '../../../stack/codec.js';
import { SCHEMA_2018 } from '../../../stack/model/2018/schema-2018.js';
import { type PlainObject, objectOfXml, readExiVectors } from '../../support/exi-vectors.js';

const VECTORS = readExiVectors('exi-2018.jsonl.gz');
const FOREIGN = readExiVectors('exi-2018-foreign.jsonl.gz');
const plain = (value: object): PlainObject => value as unknown as PlainObject;

test('each of the 972 documents is read as a reader that shares no code with ours reads it', (t) => {
  t.is(VECTORS.length, 972);
  for (const { name, xml } of VECTORS) t.deepEqual(plain(parseXml(xml)), objectOfXml(SCHEMA_2018, xml), name);
});

test('text and octets of each document are read alike', (t) => {
  for (const { name, xml } of [...VECTORS, ...FOREIGN]) {
    t.deepEqual(parseXml(new Uint8Array(Buffer.from(xml, 'utf8'))), parseXml(xml), name);
  }
});

test('XML → EXI gives the octets of each vector', (t) => {
  for (const { name, xml, exi } of VECTORS) t.deepEqual(encodeExi(parseXml(xml)), exi, name);
});

test('EXI → object → XML → object holds for each vector', (t) => {
  for (const { name, exi } of VECTORS) {
    const resource = decodeExi(exi);
    t.deepEqual(parseXml(writeXml(resource)), resource, name);
  }
});

test('EXI → XML → EXI gives the octets of each vector', (t) => {
  for (const { name, exi } of VECTORS) t.deepEqual(encodeExi(parseXml(writeXmlOctets(decodeExi(exi)))), exi, name);
});

test('what is written is well-formed and is read alike by the other reader', (t) => {
  for (const { name, xml } of VECTORS) {
    const resource = parseXml(xml);
    const written = writeXml(resource);
    t.true(XMLValidator.validate(written), name);
    t.deepEqual(objectOfXml(SCHEMA_2018, written), plain(resource), name);
    t.is(Buffer.from(writeXmlOctets(resource)).toString('utf8'), written, name);
    t.true(written.startsWith(`<${resource.$element} xmlns="urn:ieee:std:2030.5:ns"`), name);
  }
});

test('each of the 60 foreign documents is read, as XML and as EXI, as its plain twin', (t) => {
  t.is(FOREIGN.length, 60);
  for (const { name, xml, exi, plain: twin } of FOREIGN) {
    const expected = parseXml(twin!);
    t.deepEqual(parseXml(xml), expected, name);
    t.deepEqual(decodeExi(exi), expected, name);
    t.deepEqual(parseXml(writeXml(expected)), expected, name);
  }
});
