import test, { type ExecutionContext } from 'ava';
import { decodeExi, encodeExi, HOST_LIMITS, type Limits, PeerError, type Sep2Resource } from '../../../stack/codec.js';
import { ExiBits } from '../../support/exi-bits.js';
import { rootCode } from '../../support/schema-facts.js';

function refusal(octets: Uint8Array, limits: Partial<Limits>): PeerError {
  const all = { ...HOST_LIMITS, ...limits };
  try {
    decodeExi(octets, { limits: all });
  } catch (error) {
    if (error instanceof PeerError) return error;
    throw error;
  }
  throw new Error('decoded');
}

function isLimit(t: ExecutionContext, error: PeerError, name: keyof Limits, path?: string): void {
  t.is(error.blame, 'limit');
  t.is(error.code, 'exi.limit');
  t.is(error.limit?.name, name);
  t.regex(error.message, new RegExp(name));
  if (path !== undefined) t.is(error.place?.path, path);
}

const program = (items: number): Sep2Resource => ({
  $element: 'SupportedLocaleList',
  href: '/l',
  all: items,
  results: items,
  SupportedLocale: Array.from({ length: items }, (_, i) => ({ locale: 'l' + i })),
});

test('a list of a million items stops at maxListItems, whatever `all` says', (t) => {
  // Items of 15 bits: event code, and the value by its number in the table.
  const bits = new ExiBits().root(rootCode('SupportedLocaleList')).bits(0, 1).unsigned(1_000_000);
  bits.bits(0, 2).string('/l', 2).bits(0, 1).unsigned(1_000_000);
  const item = '00' + '01' + '0' + '00000001' + '0' + '0';
  bits.raw(item.repeat(100_000));
  const octets = bits.octets();
  isLimit(t, refusal(octets, {}), 'maxListItems', 'SupportedLocaleList/SupportedLocale[65536]');
  isLimit(t, refusal(octets, { maxListItems: 10 }), 'maxListItems', 'SupportedLocaleList/SupportedLocale[10]');
});

test('a document larger than maxDocumentOctets is refused before it is read', (t) => {
  const octets = encodeExi(program(3));
  isLimit(t, refusal(octets, { maxDocumentOctets: octets.length - 1 }), 'maxDocumentOctets');
  t.notThrows(() => decodeExi(octets, { limits: { ...HOST_LIMITS, maxDocumentOctets: octets.length } }));
});

test('a string longer than maxStringLength is refused before its characters are read', (t) => {
  const bits = new ExiBits()
    .root(rootCode('SupportedLocaleList'))
    .bits(0, 1)
    .unsigned(1)
    .bits(0, 2)
    .unsigned(1_000_000);
  isLimit(t, refusal(bits.octets(), {}), 'maxStringLength', 'SupportedLocaleList/href');
});

test('a string table stops at maxStringTableEntries', (t) => {
  isLimit(t, refusal(encodeExi(program(8)), { maxStringTableEntries: 8 }), 'maxStringTableEntries');
  t.notThrows(() => decodeExi(encodeExi(program(7)), { limits: { ...HOST_LIMITS, maxStringTableEntries: 8 } }));
});

test('nesting stops at maxDepth, in the schema and in foreign content', (t) => {
  isLimit(t, refusal(encodeExi(program(1)), { maxDepth: 1 }), 'maxDepth');
  t.notThrows(() => decodeExi(encodeExi(program(1)), { limits: { ...HOST_LIMITS, maxDepth: 2 } }));
  // <UomType><x><x>… : SE(*) by a second-level code, then each a learned SE(x) of its parent.
  const bits = new ExiBits().root(rootCode('UomType')).raw('1').bits(5, 3);
  bits.bits(0, 3).string('urn:x', 0).string('x', 1);
  bits.raw('10').bits(6, 3).unsigned(0);
  for (let i = 0; i < 100; i++) bits.raw('0');
  isLimit(t, refusal(bits.octets(), {}), 'maxDepth');
});

test('names of foreign content count as entries', (t) => {
  const bits = new ExiBits().root(rootCode('UomType'));
  for (let i = 0; i < 3; i++) {
    bits.raw('1').bits(3, 3);
    bits
      .bits(0, 3)
      .string('urn:x' + i, 0)
      .string('x', 1)
      .unsigned(2);
  }
  isLimit(t, refusal(bits.octets(), { maxStringTableEntries: 4 }), 'maxStringTableEntries');
});

test('a hexBinary of four thousand million octets is refused by its length', (t) => {
  const bits = new ExiBits().root(rootCode('DeviceCategoryType')).raw('0').unsigned(0xffffffff);
  t.is(refusal(bits.octets(), {}).code, 'exi.length');
});
