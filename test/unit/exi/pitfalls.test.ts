/** The EXI rules that codecs of this field get wrong, one by one, against bits written out by hand. */

import test, { type ExecutionContext } from 'ava';
import { decodeExi, encodeExi, type Sep2Resource } from '../../../stack/codec.js';
import { ExiBits } from '../../support/exi-bits.js';
import { rootCode } from '../../support/schema-facts.js';

/** Both ways: the object encodes to these bits, and they decode to the object. */
function bothWays(t: ExecutionContext, object: Sep2Resource, bits: ExiBits): void {
  t.deepEqual(hex(encodeExi(object)), hex(bits.octets()));
  t.deepEqual<unknown, unknown>(decodeExi(bits.octets()), object);
}

test('a negative integer is sign bit 1 and then -x - 1 (EXI 1.0 §7.1.5)', (t) => {
  for (const value of [-1, -2, -28800, -2147483648, 0, 1, 2147483647]) {
    const bits = new ExiBits().root(rootCode('TimeOffsetType')).raw('0');
    bits.raw(value < 0 ? '1' : '0').unsigned(value < 0 ? -value - 1 : value);
    bothWays(t, { $element: 'TimeOffsetType', value }, bits.raw('0'));
  }
});

test('a negative 64-bit integer is exact to its last bit (EXI 1.0 §7.1.5)', (t) => {
  for (const value of [-9223372036854775808n, -9007199254740993n, 9223372036854775807n, 9007199254740993n]) {
    const bits = new ExiBits().root(rootCode('TimeType')).raw('0');
    bits.raw(value < 0n ? '1' : '0').unsigned(value < 0n ? -value - 1n : value);
    bothWays(t, { $element: 'TimeType', value }, bits.raw('0'));
  }
});

test('a hit in the local partition is 0 and an id in ceil(log2 n) bits (EXI 1.0 §7.3.3)', (t) => {
  const list: Sep2Resource = {
    $element: 'SupportedLocaleList',
    href: '/',
    all: 4,
    results: 4,
    SupportedLocale: [{ locale: 'x' }, { locale: 'y' }, { locale: 'x' }, { locale: 'y' }],
  };
  const bits = new ExiBits().root(rootCode('SupportedLocaleList'));
  bits.bits(0, 1).unsigned(4).bits(0, 2).string('/', 2).bits(0, 1).unsigned(4);
  bits.bits(0, 2).bits(1, 2).raw('0').string('x', 2).raw('0').raw('0');
  bits.bits(0, 2).bits(1, 2).raw('0').string('y', 2).raw('0').raw('0');
  // Two values in the partition of locale: one bit of id.
  bits.bits(0, 2).bits(1, 2).raw('0').bits(0, 8).bits(0, 1).raw('0').raw('0');
  bits.bits(0, 2).bits(1, 2).raw('0').bits(0, 8).bits(1, 1).raw('0').raw('0');
  bothWays(t, list, bits.bits(1, 2));
});

test('one entry takes no bits of id (EXI 1.0 §7.3.3)', (t) => {
  const object: Sep2Resource = { $element: 'SupportedLocale', href: 'en', locale: 'en' };
  const bits = new ExiBits().root(rootCode('SupportedLocale'));
  bits.bits(0, 2).string('en', 2);
  // locale: the global partition holds one value, so 1 and nothing after it.
  bits.bits(0, 1).raw('0').bits(1, 8).raw('0');
  bothWays(t, object, bits.raw('0'));
});

test('a hit in the global partition is 1 and an id, and adds nothing to the local one (EXI 1.0 §7.3.3)', (t) => {
  const list: Sep2Resource = {
    $element: 'SupportedLocaleList',
    href: 'x',
    all: 3,
    results: 3,
    SupportedLocale: [{ locale: 'x' }, { locale: 'y' }, { locale: 'x' }],
  };
  const bits = new ExiBits().root(rootCode('SupportedLocaleList'));
  bits.bits(0, 1).unsigned(3);
  bits.bits(0, 2).string('x', 2);
  bits.bits(0, 1).unsigned(3);
  bits.bits(0, 2).bits(1, 2).raw('0').bits(1, 8).raw('0').raw('0');
  bits.bits(0, 2).bits(1, 2).raw('0').string('y', 2).raw('0').raw('0');
  // 'x' is still not in the partition of locale: global, one of two.
  bits.bits(0, 2).bits(1, 2).raw('0').bits(1, 8).bits(0, 1).raw('0').raw('0');
  bothWays(t, list, bits.bits(1, 2));
});

test('an empty string is never added to a table (EXI 1.0 §7.3.3)', (t) => {
  const list: Sep2Resource = {
    $element: 'SupportedLocaleList',
    href: '',
    all: 1,
    results: 1,
    SupportedLocale: [{ href: '', locale: 'x' }],
  };
  const bits = new ExiBits().root(rootCode('SupportedLocaleList'));
  bits.bits(0, 1).unsigned(1);
  bits.bits(0, 2).unsigned(2);
  bits.bits(0, 1).unsigned(1);
  // Spelled out again, as nothing: no partition knows it.
  bits.bits(0, 2).bits(0, 2).unsigned(2).bits(0, 1).raw('0').string('x', 2).raw('0').raw('0');
  bothWays(t, list, bits.bits(1, 2));
});

test('an element without characters has no CH but the EE that its content does not declare (EXI 1.0 §8.5.4.4.1)', (t) => {
  const bits = new ExiBits().root(rootCode('DeviceCategoryType'));
  bothWays(t, { $element: 'DeviceCategoryType', value: '' }, bits.raw('1 000'));
  // A CH of length 0 says the same, and is read as the same.
  const spelled = new ExiBits().root(rootCode('DeviceCategoryType')).raw('0').unsigned(0).raw('0');
  t.deepEqual(decodeExi(spelled.octets()), { $element: 'DeviceCategoryType', value: '' });
});

test('hexBinary keeps leading zero octets, and its length counts octets (EXI 1.0 §7.1.1)', (t) => {
  const bits = new ExiBits().root(rootCode('DeviceCategoryType')).raw('0').unsigned(4).bits(0, 8).bits(0, 8);
  bothWays(t, { $element: 'DeviceCategoryType', value: '0000000F' }, bits.bits(0, 8).bits(15, 8).raw('0'));
});

test('the length of a string and its characters count code points (EXI 1.0 §7.1.10)', (t) => {
  const object: Sep2Resource = { $element: 'SupportedLocale', locale: 'a\u{1f600}é' };
  const bits = new ExiBits().root(rootCode('SupportedLocale')).bits(1, 2).raw('0');
  bits
    .unsigned(3 + 2)
    .unsigned(0x61)
    .unsigned(0x1f600)
    .unsigned(0xe9);
  bothWays(t, object, bits.raw('0').raw('0'));
});

test('maxLength counts code points too: 42 astral ones fit a String42, 43 do not', (t) => {
  const account = (customerName: string): Sep2Resource => ({
    $element: 'CustomerAccount',
    mRID: '01',
    currency: 840,
    customerName,
    pricePowerOfTenMultiplier: 0,
  });
  t.deepEqual(decodeExi(encodeExi(account('😀'.repeat(42)))), account('😀'.repeat(42)));
  t.throws(() => encodeExi(account('😀'.repeat(43))), { message: /customerName: .*42 code points.* got 43/ });
});

test('the body starts at bit 39, with no padding after the header (EXI 1.0 §5)', (t) => {
  const octets = encodeExi({ $element: 'UomType', value: 0 });
  t.is(hex(octets).slice(0, 8), 'a030114c');
  // 324 global elements: nine bits of event code, of which the first shares an octet with the end of the header.
  t.is(octets[4]! >>> 1, 0x63);
  t.is((octets[4]! & 1) * 256 + octets[5]!, rootCode('UomType'));
});

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}
