import test from 'ava';
import { decodeExi, encodeExi, parseXml } from '../../../stack/codec.js';
import { SCHEMA_2018 } from '../../../stack/model/2018/schema-2018.js';
import { type BitField, explainExi } from '../../../tools/convert/explain.js';
import { explanationText } from '../../../tools/convert/explain-text.js';
import { readExiVectors } from '../../support/exi-vectors.js';

const VECTORS = [...readExiVectors('exi-2018.jsonl.gz'), ...readExiVectors('exi-2018-foreign.jsonl.gz')];
const NS = 'xmlns="urn:ieee:std:2030.5:ns"';

const explain = (xml: string): readonly BitField[] => explainExi(SCHEMA_2018, encodeExi(parseXml(xml))).fields;

test('the bit fields of each vector are its bits: in order, without gap or overlap, up to the last octet', (t) => {
  for (const { name, exi } of VECTORS) {
    const { fields, resource, error } = explainExi(SCHEMA_2018, exi);
    t.is(error, undefined, name);
    t.deepEqual(resource, decodeExi(exi), name);
    t.is(fields.map((field) => field.bits).join(''), bitsOf(exi), name);
    let bit = 0;
    for (const field of fields) {
      t.is(field.bit, bit, name);
      t.is(field.bits.length, field.width, name);
      t.true(field.meaning !== '', name);
      bit += field.width;
    }
  }
});

test('each vector cut at each octet is explained up to where it ends, with the error', (t) => {
  const { exi } = VECTORS.find(({ name }) => name === 'DERControl-0')!;
  for (let length = 0; length < exi.length; length++) {
    const { fields, error } = explainExi(SCHEMA_2018, exi.subarray(0, length));
    t.is(error?.code, 'exi.truncated');
    t.true(bitsOf(exi).startsWith(fields.map((field) => field.bits).join('')));
  }
});

test('the header is told field by field (EXI 1.0 §5)', (t) => {
  const fields = explain(
    `<Time ${NS}><currentTime>5</currentTime><dstEndTime>0</dstEndTime><dstOffset>0</dstOffset><dstStartTime>0</dstStartTime><quality>7</quality><tzOffset>0</tzOffset></Time>`,
  );
  t.deepEqual(fields[0], { bit: 0, width: 2, bits: '10', meaning: 'distinguishing bits', value: '2', path: '' });
  t.is(fields.find(({ meaning }) => meaning === 'options: schemaId')?.value, '"S1"');
  t.is(fields[11]?.bit, 39);
  t.regex(fields[11]!.value, /SE\(Time\)/);
});

test('a stream with the EXI cookie is told too', (t) => {
  const exi = encodeExi(parseXml(`<DeviceCapability ${NS}/>`));
  const { fields, error } = explainExi(SCHEMA_2018, new Uint8Array([0x24, 0x45, 0x58, 0x49, ...exi]));
  t.is(error, undefined);
  t.is(fields.filter(({ meaning }) => meaning === 'cookie $EXI').length, 4);
  t.is(fields[4]?.meaning, 'distinguishing bits');
});

test('values carry type and path, items their index, attributes an @', (t) => {
  const fields = explain(
    `<DERCurve ${NS} href="/c"><mRID>0A</mRID><creationTime>1</creationTime><CurveData><xvalue>1</xvalue><yvalue>2</yvalue></CurveData><CurveData><xvalue>-3</xvalue><yvalue>4</yvalue></CurveData><curveType>0</curveType><xMultiplier>0</xMultiplier><yMultiplier>0</yMultiplier><yRefType>0</yRefType></DERCurve>`,
  );
  t.true(fields.some(({ path, value }) => path === 'DERCurve/@href' && value === '"/c"'));
  t.true(fields.some(({ path, value }) => path === 'DERCurve/mRID' && value === '0A'));
  t.true(fields.some(({ path, value }) => path === 'DERCurve/CurveData[0]/yvalue' && value === '2'));
  const negative = fields.filter(({ path }) => path === 'DERCurve/CurveData[1]/xvalue');
  t.true(negative.some(({ value }) => value === 'negative'));
  t.true(negative.some(({ value, meaning }) => value === '2' && meaning.includes('−1 − value')));
});

test('a string from a table says which table, and the text', (t) => {
  const link = (name: string): string => `<${name} href="/same"/>`;
  const fields = explain(
    `<DeviceCapability ${NS} href="/same">${link('TimeLink')}${link('SelfDeviceLink')}</DeviceCapability>`,
  );
  t.true(fields.some(({ value }) => value.includes('found in the local table')));
  t.true(fields.some(({ value }) => value.endsWith('→ "/same"')));
});

test('the text form has a line for each field', (t) => {
  const exi = encodeExi(parseXml(`<DeviceCapability ${NS} href="/dcap"/>`));
  const explanation = explainExi(SCHEMA_2018, exi);
  const lines = explanationText(exi, explanation).trim().split('\n');
  t.true(lines.length >= explanation.fields.length + 3);
  t.regex(lines.join('\n'), /39 +4\.7 +9 +001100100 +event code +100: SE\(DeviceCapability\)/);
});

function bitsOf(octets: Uint8Array): string {
  return [...octets].map((octet) => octet.toString(2).padStart(8, '0')).join('');
}
