/** The board's stand-in for `@noble/hashes/utils.js` answers as the library's own module does. */

import * as library from '@noble/hashes/utils.js';
import test from 'ava';

import * as own from '../../../hal/xs/noble/hashes-utils.js';
import { octetRange } from '../../support/octet-patterns.js';

test('octets to hexadecimal and back', (t) => {
  for (const octets of [new Uint8Array(0), Uint8Array.of(0x0a), octetRange(0, 255)]) {
    const text = own.bytesToHex(octets);
    t.is(text, library.bytesToHex(octets));
    t.deepEqual(own.hexToBytes(text), octets);
    t.deepEqual(own.hexToBytes(text.toUpperCase()), octets);
  }
  for (const wrong of ['0', '0g', '@0', '0`', 'a:', '/0']) {
    t.throws(() => own.hexToBytes(wrong), { instanceOf: RangeError }, wrong);
    t.throws(() => library.hexToBytes(wrong), undefined, wrong);
  }
});

test('parts are joined', (t) => {
  const parts = [octetRange(1, 3), new Uint8Array(0), octetRange(9, 9)];
  t.deepEqual(own.concatBytes(...parts), library.concatBytes(...parts));
  t.throws(() => own.concatBytes('text' as never), { instanceOf: TypeError });
});

test('arguments are checked alike', (t) => {
  const both = [own, library] as const;
  for (const { abytes, anumber, ahash, isBytes } of both) {
    t.is(abytes(octetRange(1, 4), 4).length, 4);
    t.throws(() => abytes(octetRange(1, 4), 5, 'key'), { instanceOf: RangeError, message: /key.*5.*4/ });
    t.throws(() => abytes([1] as never, 1), { instanceOf: TypeError });
    t.throws(() => anumber('1' as never), { instanceOf: TypeError });
    for (const wrong of [-1, 1.5, 2 ** 53, NaN]) t.throws(() => anumber(wrong), { instanceOf: RangeError });
    t.throws(() => ahash((() => 0) as never), { instanceOf: TypeError });
    t.true(isBytes(new Uint8Array(1)));
    t.false(isBytes([1]));
  }
});
