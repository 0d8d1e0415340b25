import test from 'ava';
import { type Sep2Resource, decodeExi, parseXml } from '../../../stack/codec.js';
import { SCHEMA_2018 } from '../../../stack/model/2018/schema-2018.js';
import { detectForm, exiOctets, readForm, writeForm } from '../../../tools/convert/forms.js';
import { indentXml } from '../../../tools/convert/indent.js';
import { resourceFromJson, resourceToJson } from '../../../tools/convert/json.js';
import { readExiVectors } from '../../support/exi-vectors.js';

const VECTORS = readExiVectors('exi-2018.jsonl.gz');
const octets = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

test('JSON and back is the same resource for each of the 972 documents', (t) => {
  for (const { name, exi } of VECTORS) {
    const resource = decodeExi(exi);
    t.deepEqual(resourceFromJson(SCHEMA_2018, resourceToJson(resource)), resource, name);
  }
});

test('every form of every document is told from its first octets, and read back to the same resource', (t) => {
  for (const { name, exi } of VECTORS) {
    const resource = decodeExi(exi);
    for (const form of ['exi', 'hex', 'xml', 'json'] as const) {
      const written = writeForm(resource, form, false);
      const content = typeof written === 'string' ? octets(written) : written;
      t.is(detectForm(content), form, name);
      t.deepEqual(readForm(content, form), resource, name);
    }
  }
});

test('indented XML is read as the same resource', (t) => {
  for (const { name, exi } of VECTORS) {
    const resource = decodeExi(exi);
    t.deepEqual(parseXml(writeForm(resource, 'xml', true) as string), resource, name);
  }
  t.is(indentXml('<a b="1"><c>&gt; </c><d/><e></e></a>'), '<a b="1">\n  <c>&gt; </c>\n  <d/>\n  <e></e>\n</a>\n');
});

test('a 64-bit integer past 2^53 is a string of digits in JSON; any integer may be one', (t) => {
  const time = { $element: 'TimeType', value: BigInt('9223372036854775807') } as unknown as Sep2Resource;
  t.regex(resourceToJson(time), /"value": "9223372036854775807"/);
  t.deepEqual(resourceFromJson(SCHEMA_2018, '{"$element":"Time","currentTime":"5"}') as unknown, {
    $element: 'Time',
    currentTime: 5,
  });
  t.deepEqual(resourceFromJson(SCHEMA_2018, '{"$element":"mRIDType","value":"12"}') as unknown, {
    $element: 'mRIDType',
    value: '12',
  });
});

test('a JSON number that has lost digits is refused with its path', (t) => {
  t.throws(() => resourceFromJson(SCHEMA_2018, '{"$element":"Time","currentTime":9223372036854775807}'), {
    message: /Time\/currentTime: expected an integer past 2\^53 as a string/,
  });
});

test('JSON that is no resource is refused', (t) => {
  for (const text of ['{}', '[]', '"x"', '{"$element":5}', 'null']) {
    t.throws(() => resourceFromJson(SCHEMA_2018, text), { message: /expected an object with \$element/ });
  }
});

test('hexadecimal may have spaces, colons, line ends and 0x', (t) => {
  const expected = new Uint8Array([0xa0, 0x30, 0x11]);
  for (const text of ['A03011', 'a0 30 11\n', 'a0:30:11', '0xA0 0x30 0x11', '0xA0, 0x30, 0x11']) {
    t.deepEqual(exiOctets(octets(text), 'hex'), expected, text);
    t.is(detectForm(octets(text)), 'hex', text);
  }
  t.throws(() => exiOctets(octets('A0g0'), 'hex'), { message: /got "g" as digit 2/ });
  t.throws(() => exiOctets(octets('A03'), 'hex'), { message: /got 3 digits/ });
});

test('forms are told in spite of a byte order mark and white space before them', (t) => {
  t.is(detectForm(octets('\ufeff \n<a/>')), 'xml');
  t.is(detectForm(octets('\ufeff\n{}')), 'json');
  t.is(detectForm(octets('$EXI')), 'exi');
  t.is(detectForm(new Uint8Array([0xa0])), 'exi');
  for (const text of ['', ' ', 'hello', '0']) t.is(detectForm(octets(text)), undefined, text);
});
