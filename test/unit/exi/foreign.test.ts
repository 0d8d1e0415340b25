/** Foreign content by the grammars that EXI builds as it goes (EXI 1.0 §8.4.3), against bits written out by hand. */

import test from 'ava';
import { decodeExi, PeerError } from '../../../stack/codec.js';
import { ExiBits } from '../../support/exi-bits.js';
import { localName, rootCode } from '../../support/schema-facts.js';

/** `SupportedLocale` without attributes; its content is one locale. Codes of the first state: href 0, locale 1, escape 2. */
const open = (): ExiBits => new ExiBits().root(rootCode('SupportedLocale'));
/** After `locale`: EE 0, escape 1; then SE(*) 0, CH 1. */
const afterLocale = (): ExiBits => open().bits(1, 2).raw('0').string('en', 2).raw('0');
const plain = { $element: 'SupportedLocale', locale: 'en' };

test('a foreign attribute before the declared ones, and its value enters the tables', (t) => {
  // Escape; EE, type, nil, AT(*): code 3 of 7.
  const bits = open().bits(2, 2).bits(3, 3).bits(0, 3).string('urn:v', 0).string('tag', 1).string('en', 2);
  // locale then is a hit in the global table.
  bits.bits(1, 2).raw('0').bits(1, 8).raw('0').raw('0');
  t.deepEqual<unknown, unknown>(decodeExi(bits.octets()), plain);
});

test('a foreign element learns: its second copy has shorter codes', (t) => {
  const bits = afterLocale();
  // <v:box a="1"><v:item>x</v:item></v:box>, all of it new.
  bits.raw('1 0').bits(0, 3).string('urn:v', 0).string('box', 1);
  bits.raw('01').bits(1, 3).string('a', 1).string('1', 2);
  // The start of box now has AT(a), one bit: 1 escapes; SE(*) is 10. urn:v is the sixth URI.
  bits.raw('1 10').bits(6, 3).string('item', 1);
  bits.raw('11').string('x', 2).raw('0');
  // item: CH was at its start, so EE is 0 of {EE, escape}; box likewise.
  bits.raw('0');
  // The same again: box is 0 of the two names of urn:v; AT(a) is 1 of {SE(item), AT(a), escape}.
  bits.raw('1 0').bits(6, 3).unsigned(0).bits(0, 1);
  bits.bits(1, 2).string('2', 2);
  bits.bits(0, 2);
  // item: CH learned, 0 of {CH}; the value x is in its own partition.
  bits.raw('0').bits(0, 8).raw('0').raw('0');
  t.deepEqual<unknown, unknown>(decodeExi(bits.raw('0').octets()), plain);
});

test('an empty foreign element ends at its start, and that is learned', (t) => {
  const bits = afterLocale();
  bits.raw('1 0').bits(0, 3).string('urn:v', 0).string('note', 1).raw('00');
  // Again: EE is 0 of {EE}, one bit.
  bits.raw('1 0').bits(6, 3).unsigned(0).raw('0');
  t.deepEqual<unknown, unknown>(decodeExi(bits.raw('0').octets()), plain);
});

test('a global element of the schema in a place where it is not declared is read by its own grammar and skipped', (t) => {
  const bits = afterLocale().raw('1 0').bits(5, 3).unsigned(0).bits(localName('UomType'), 10);
  bits.raw('0').bits(38, 8).raw('0');
  t.deepEqual<unknown, unknown>(decodeExi(bits.raw('0').octets()), plain);
});

test('xsi:type on a foreign element switches to the grammar of the schema’s type', (t) => {
  const bits = afterLocale().raw('1 0').bits(0, 3).string('urn:v', 0).string('uom', 1);
  // AT(*), its name xsi:type: URI 2, local name 1 of two; the value names a type.
  bits.raw('01').bits(3, 3).unsigned(0).bits(1, 1).bits(5, 3).unsigned(0).bits(localName('UomType'), 10);
  bits.raw('0').bits(38, 8).raw('0');
  t.deepEqual<unknown, unknown>(decodeExi(bits.raw('0').octets()), plain);
});

test('a type of XML Schema on a foreign element is refused by name, since its values are coded by it', (t) => {
  const bits = afterLocale().raw('1 0').bits(0, 3).string('urn:v', 0).string('n', 1);
  bits.raw('01').bits(3, 3).unsigned(0).bits(1, 1).bits(4, 3).unsigned(0).bits(19, 6);
  const error = t.throws(() => decodeExi(bits.octets()), { instanceOf: PeerError });
  t.is(error.blame, 'unsupported');
  t.regex(error.message, /xs:decimal/);
});

test('text between the elements of a complex type is skipped', (t) => {
  // Escape at the start, CH untyped: code 6 of 7; after it, content without attributes: locale 0, escape 1.
  const bits = open().bits(2, 2).bits(6, 3).string('\n', 2).bits(0, 1).raw('0').string('en', 2).raw('0').raw('0');
  t.deepEqual<unknown, unknown>(decodeExi(bits.octets()), plain);
});

test('a foreign element inside simple content does not hide its value', (t) => {
  // UomType: escape, SE(*) 5 of 7; then CH 0.
  const bits = new ExiBits().root(rootCode('UomType')).raw('1').bits(5, 3).bits(0, 3).string('urn:v', 0).string('n', 1);
  bits.raw('00').raw('0').bits(38, 8).raw('0');
  t.deepEqual<unknown, unknown>(decodeExi(bits.octets()), { $element: 'UomType', value: 38 });
});
