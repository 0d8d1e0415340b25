import test from 'ava';
import { decodeExi, encodeExi, PeerError } from '../../../stack/codec.js';
import { ExiBits } from '../../support/exi-bits.js';
import { rootCode } from '../../support/schema-facts.js';

const document = encodeExi({ $element: 'UomType', value: 38 });

function refusal(octets: Uint8Array): PeerError {
  try {
    decodeExi(octets);
  } catch (error) {
    if (error instanceof PeerError) return error;
    throw error;
  }
  throw new Error('decoded');
}

test('the cookie $EXI may come first (EXI 1.0 §5.1)', (t) => {
  t.deepEqual(decodeExi(Uint8Array.of(0x24, 0x45, 0x58, 0x49, ...document)), { $element: 'UomType', value: 38 });
  t.is(refusal(Uint8Array.of(0x24, 0x45, 0x58)).code, 'exi.header');
});

test('schemaId S2 of the 2023 edition is refused by name, not read as garbage', (t) => {
  const error = refusal(Uint8Array.of(0xa0, 0x30, 0x11, 0x4c, 0xca, 0, 0, 0));
  t.is(error.blame, 'unsupported');
  t.is(error.code, 'exi.schema-id');
  t.regex(error.message, /schemaId S2, expected S1/);
});

test('what is not EXI at all is malformed: XML, HTML, nothing', (t) => {
  t.is(refusal(new Uint8Array(Buffer.from('<DeviceCapability'))).code, 'exi.header');
  t.is(refusal(new Uint8Array(0)).code, 'exi.truncated');
});

const OPTIONS: readonly [what: string, bits: string, message: RegExp][] = [
  ['no options document', '10 0 0 0000', /no options in the header/],
  ['a preview version', '10 1 1 0000', /preview version/],
  ['version 2', '10 1 0 0001', /EXI version 2, expected 1/],
  ['strict alone', '10100000 0 10', /option strict/],
  ['no schemaId', '10100000 0 11', /no schemaId/],
  ['compression', '10100000 0 01 00', /option compression/],
  ['fragment', '10100000 0 01 01', /option fragment/],
  ['preserve', '10100000 0 00 01', /option preserve/],
  ['blockSize', '10100000 0 00 10', /option blockSize/],
  ['alignment and the like', '10100000 0 00 00', /group uncommon/],
  ['xsi:nil for the schemaId', '10100000 0 01 10 1', /without schema/],
  ['strict after the schemaId', '10100000 0 01 10 0 00000100 01010011 00110001 0', /option strict/],
];
for (const [what, bits, message] of OPTIONS) {
  test(`a header with ${what} is refused by name (EXI 1.0 §5.4)`, (t) => {
    const error = refusal(new ExiBits('').raw(bits).bits(0, 16).octets());
    t.is(error.blame, 'unsupported');
    t.regex(error.message, message);
  });
}

test('a root of another namespace is refused by its name', (t) => {
  const bits = new ExiBits().root(324).bits(0, 3).string('urn:x', 0).string('thing', 1);
  const error = refusal(bits.octets());
  t.is(error.blame, 'unsupported');
  t.regex(error.message, /\{urn:x\}thing/);
  t.is(refusal(new ExiBits().root(325).octets()).code, 'exi.event-code');
});

test('octets after the document are refused', (t) => {
  t.is(refusal(Uint8Array.of(...document, 0)).code, 'exi.trailing');
  t.is(decodeExi(Uint8Array.of(...document, 0), { end: document.length }).$element, 'UomType');
});

test('a range outside the octets is the caller’s bug', (t) => {
  t.throws(() => decodeExi(document, { end: document.length + 1 }), { instanceOf: RangeError });
  t.throws(() => decodeExi(document, { start: -1 }), { instanceOf: RangeError });
});

test('the header names the root code with nine bits', (t) => {
  t.deepEqual(document, new ExiBits().root(rootCode('UomType')).raw('0').bits(38, 8).raw('0').octets());
});
