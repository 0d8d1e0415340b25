/** What is refused on reading names bit, path and limit; what is refused on writing names path, expectation and actual. */

import test from 'ava';
import { decodeExi, encodeExi, PeerError, type Sep2Resource } from '../../../stack/codec.js';
import { ExiBits } from '../../support/exi-bits.js';
import { localName, rootCode } from '../../support/schema-facts.js';

function refusal(octets: Uint8Array): PeerError {
  try {
    decodeExi(octets);
  } catch (error) {
    if (error instanceof PeerError) return error;
    throw error;
  }
  throw new Error('decoded');
}

test('reading: an integer outside its type', (t) => {
  const uint16 = refusal(new ExiBits().root(rootCode('UnitValueType')).bits(0, 1).raw('0 00000000 0').octets());
  t.is(uint16.blame, 'malformed');
  const currency = refusal(new ExiBits().root(rootCode('CurrencyCode')).raw('0').unsigned(65536).octets());
  t.is(currency.code, 'exi.range');
  t.regex(currency.message, /outside UInt16, 0 to 65535 at CurrencyCode at bit \d+/);
  const time = refusal(
    new ExiBits()
      .root(rootCode('TimeType'))
      .raw('0 0')
      .unsigned(1n << 63n)
      .octets(),
  );
  t.regex(time.message, /outside Int64/);
  const huge = refusal(
    new ExiBits()
      .root(rootCode('TimeType'))
      .raw('0 0')
      .unsigned(1n << 70n)
      .octets(),
  );
  t.is(huge.code, 'exi.range');
});

test('reading: a string and a hexBinary longer than their types', (t) => {
  const locale = refusal(
    new ExiBits().root(rootCode('SupportedLocale')).bits(1, 2).raw('0').string('x'.repeat(43), 2).octets(),
  );
  t.is(locale.code, 'exi.length');
  t.is(locale.place?.path, 'SupportedLocale/locale');
  t.regex(locale.message, /43 code points where String42/);
  const hex = refusal(
    new ExiBits().root(rootCode('DeviceCategoryType')).raw('0').unsigned(5).bits(0, 24).bits(0, 24).octets(),
  );
  t.regex(hex.message, /more than 4 octets where HexBinary32/);
});

test('reading: a character that XML does not have', (t) => {
  for (const code of [0, 8, 0x1f, 0xd800, 0xfffe, 0x110000]) {
    const bits = new ExiBits().root(rootCode('SupportedLocale')).bits(1, 2).raw('0').unsigned(3).unsigned(code);
    t.is(refusal(bits.octets()).code, 'exi.character', String(code));
  }
});

test('reading: text where a number is declared is refused with the text', (t) => {
  const error = refusal(new ExiBits().root(rootCode('UomType')).raw('1').bits(6, 3).string('forty', 2).octets());
  t.is(error.code, 'exi.value');
  t.regex(error.message, /"forty" where UInt8 is expected/);
});

test('reading: an attribute with a value that its type cannot hold', (t) => {
  // SupportedLocaleList: `all` is the one production; escape, AT(*) untyped is code 4 of 7, then `all` of {all, any}.
  const bits = new ExiBits().root(rootCode('SupportedLocaleList')).bits(1, 1).bits(4, 3).bits(0, 1).string('many', 2);
  t.regex(refusal(bits.octets()).message, /attribute all is "many" where UInt32/);
});

test('reading: a reference into a table that is not that long', (t) => {
  const bits = new ExiBits().root(rootCode('SupportedLocale')).bits(1, 2).raw('0').unsigned(1);
  t.is(refusal(bits.octets()).code, 'exi.string-table');
});

test('reading: a mandatory field may be absent, at the undeclared end of the element', (t) => {
  const bits = new ExiBits().root(rootCode('SupportedLocale')).bits(2, 2).bits(0, 3);
  t.deepEqual<unknown, unknown>(decodeExi(bits.octets()), { $element: 'SupportedLocale' });
});

test('reading: xsi:type on the root gives $type, and one that is not derived is refused', (t) => {
  const typed = (name: string): ExiBits =>
    new ExiBits().root(rootCode('Resource')).bits(2, 2).bits(0, 3).bits(5, 3).bits(0, 8).bits(localName(name), 10);
  t.deepEqual<unknown, unknown>(
    decodeExi(typed('SupportedLocale').bits(1, 2).raw('0').string('x', 2).raw('0 0').octets()),
    {
      $element: 'Resource',
      $type: 'SupportedLocale',
      locale: 'x',
    },
  );
  const error = refusal(typed('Link').octets());
  t.is(error.code, 'exi.type');
  t.regex(error.message, /xsi:type Link where Resource is declared/);
});

test('reading: xsi:nil leaves the attributes of an element and nothing else', (t) => {
  // SupportedLocale: escape, xsi:nil true; then the attributes and EE: href 0, EE 1, of three.
  const bits = new ExiBits()
    .root(rootCode('SupportedLocale'))
    .bits(2, 2)
    .bits(2, 3)
    .raw('1')
    .bits(0, 2)
    .string('/n', 2)
    .raw('0');
  t.deepEqual<unknown, unknown>(decodeExi(bits.octets()), { $element: 'SupportedLocale', href: '/n' });
  const simple = new ExiBits().root(rootCode('UomType')).raw('1').bits(2, 3).raw('1').raw('0');
  t.deepEqual<unknown, unknown>(decodeExi(simple.octets()), { $element: 'UomType' });
});

const WRITES: readonly [what: string, object: unknown, message: RegExp][] = [
  ['no $element', { value: 1 }, /\$element/],
  ['an unknown $element', { $element: 'Thing' }, /global element of IEEE 2030.5-2018, got Thing/],
  ['no object', 7, /expected an object/],
  ['a missing field', { $element: 'SupportedLocale' }, /^SupportedLocale: expected the field locale/],
  ['an unknown field', { $element: 'SupportedLocale', locale: 'x', colour: 1 }, /no field colour in SupportedLocale/],
  [
    'a number for a string',
    { $element: 'SupportedLocale', locale: 7 },
    /^SupportedLocale\/locale: expected a string .*got 7/,
  ],
  ['a fraction', { $element: 'UomType', value: 1.5 }, /expected an integer \(UInt8\), got 1.5/],
  ['a value past its range', { $element: 'UomType', value: 256 }, /expected 0 to 255 \(UInt8\), got 256/],
  [
    'a bigint past 64 bits',
    { $element: 'TimeType', value: 1n << 63n },
    /9223372036854775807 \(Int64\), got 9223372036854775808/,
  ],
  ['an unsafe number', { $element: 'TimeType', value: 2 ** 60 }, /safe integer or a bigint/],
  ['a bad digit', { $element: 'DeviceCategoryType', value: '0G' }, /hexadecimal digits .*"0G"/],
  ['half an octet', { $element: 'DeviceCategoryType', value: '012' }, /even number of digits/],
  ['a lone surrogate', { $element: 'SupportedLocale', locale: 'a\ud800' }, /characters of XML, got U\+d800 at 1/],
  [
    'an item of the wrong type',
    { $element: 'SupportedLocaleList', all: 2, results: 2, SupportedLocale: [{ locale: 'x' }, { locale: true }] },
    /^SupportedLocaleList\/SupportedLocale\[1\]\/locale: expected a string/,
  ],
  ['no array', { $element: 'SupportedLocaleList', all: 1, results: 1, SupportedLocale: {} }, /expected an array/],
  [
    'a $type that is not derived',
    { $element: 'Resource', $type: 'Link' },
    /\$type to name Resource or a type derived from it/,
  ],
];
for (const [what, object, message] of WRITES) {
  test(`writing: ${what} is the caller’s bug`, (t) => {
    const error = t.throws(() => encodeExi(object as Sep2Resource));
    t.true(error instanceof TypeError || error instanceof RangeError);
    t.regex(error.message, message);
  });
}

test('writing: more than ten CurveData are refused', (t) => {
  const curve = (points: number): Sep2Resource => ({
    $element: 'DERCurve',
    mRID: '01',
    creationTime: 0,
    CurveData: Array.from({ length: points }, (_, i) => ({ xvalue: i, yvalue: 5 - i })),
    curveType: 0,
    xMultiplier: 0,
    yMultiplier: 0,
    yRefType: 0,
  });
  for (const points of [1, 2, 9, 10]) t.deepEqual(decodeExi(encodeExi(curve(points))), curve(points), String(points));
  t.throws(() => encodeExi(curve(11)), { message: /DERCurve\/CurveData.*at most 10 items, got 11/ });
  t.throws(() => encodeExi(curve(0)), { message: /expected the field CurveData/ });
});

test('after a refusal the next document is read and written as ever', (t) => {
  const octets = encodeExi({ $element: 'UomType', value: 38 });
  refusal(octets.subarray(0, 6));
  t.throws(() => encodeExi({ $element: 'UomType', value: 999 }));
  t.deepEqual(decodeExi(octets), { $element: 'UomType', value: 38 });
  t.deepEqual(encodeExi({ $element: 'UomType', value: 38 }), octets);
});
