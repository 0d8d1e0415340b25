/** What a caller's bug gives: an error that names path, expectation and actual, from both writers; never octets. */

import test from 'ava';
import { encodeExi, type Sep2Resource, writeXml } from '../../../stack/codec.js';

const TIME = {
  $element: 'Time',
  currentTime: 1,
  dstEndTime: 1,
  dstOffset: 0,
  dstStartTime: 1,
  quality: 1,
  tzOffset: 0,
};
const DEVICE = { $element: 'EndDevice', changedTime: 1, sFDI: 1 };
const LIST = { $element: 'MirrorUsagePointList', all: 0, results: 0 };

/** A value by what is wrong with it, and what the message says of it in either encoding. */
const ODD: readonly [string, unknown, RegExp][] = [
  ['undefined', undefined, /^resource: expected an object with \$element, got undefined$/],
  ['null', null, /^resource: expected an object with \$element, got null$/],
  ['a string', 'x', /^resource: expected an object with \$element, got "x"$/],
  ['no $element', {}, /\$element.*got undefined$/],
  ['an element of no edition', { $element: '__proto__' }, /^(resource\.)?\$element: expected .*__proto__/],
  ['an unknown field', { ...TIME, foo: 1 }, /^Time.*foo/],
  ['a string for a number', { ...TIME, quality: '1' }, /^Time\/quality: expected an integer \(UInt8\), got "1"$/],
  ['NaN', { ...TIME, quality: NaN }, /^Time\/quality: expected an integer \(UInt8\), got NaN$/],
  ['a number past its range', { ...TIME, quality: 256 }, /^Time\/quality: expected .*0 to 255.*, got 256$/],
  ['null for a number', { ...TIME, quality: null }, /^Time\/quality: expected an integer \(UInt8\), got null$/],
  ['an array for a number', { ...TIME, quality: [1] }, /^Time\/quality: expected an integer \(UInt8\), got an array$/],
  [
    'a number past 2^53',
    { ...TIME, currentTime: 2 ** 60 },
    /^Time\/currentTime: expected .*integer.*, got 1152921504606847000$/,
  ],
  [
    'an array for an object',
    { ...DEVICE, ConfigurationLink: [] },
    /^EndDevice\/ConfigurationLink: expected an object, got an array$/,
  ],
  [
    'null for an object',
    { ...DEVICE, ConfigurationLink: null },
    /^EndDevice\/ConfigurationLink: expected an object, got null$/,
  ],
  [
    'a function for an object',
    { ...DEVICE, ConfigurationLink: () => 1 },
    /ConfigurationLink: expected an object, got function$/,
  ],
  [
    'an object for a list',
    { ...LIST, MirrorUsagePoint: {} },
    /MirrorUsagePoint(\[0\])?: expected an array, got an object$/,
  ],
  [
    'a hole in a list',
    { ...LIST, MirrorUsagePoint: [undefined] },
    /MirrorUsagePoint(\[0\])?: expected an object, got undefined$/,
  ],
  [
    'octets for hexadecimal text',
    { ...DEVICE, lFDI: new Uint8Array(2) },
    /^EndDevice\/lFDI: expected hexadecimal .*, got an object$/,
  ],
  ['half an octet', { ...DEVICE, lFDI: 'ABC' }, /^EndDevice\/lFDI: expected .*digits.*ABC|3 digits/],
  ['a lone surrogate', { ...DEVICE, href: '\ud800' }, /^EndDevice\/href: expected characters .*U\+d800/],
  ['a $type of no edition', { ...TIME, $type: 'Foo' }, /^Time.*\$type.*got "Foo"$/],
];

for (const [what, value, message] of ODD) {
  test(`${what} is an error with path, expectation and actual, from both writers`, (t) => {
    for (const write of [encodeExi, writeXml]) {
      const error = t.throws(() => write(value as Sep2Resource), { any: true, message });
      t.true(error instanceof TypeError || error instanceof RangeError);
    }
  });
}

test('an undefined field is an absent one, also where the schema does not know it', (t) => {
  const plain = TIME as Sep2Resource;
  const odd = { ...TIME, foo: undefined, localTime: undefined } as Sep2Resource;
  t.deepEqual(encodeExi(odd), encodeExi(plain));
  t.is(writeXml(odd), writeXml(plain));
});

test('a cycle ends at the depth limit, from both writers', (t) => {
  const inner: Record<string, unknown> = {
    $type: 'Notification',
    status: 1,
    subscribedResource: '/',
    subscriptionURI: '/',
  };
  inner['Resource'] = inner;
  const cycle = { $element: 'NotificationList', all: 1, results: 1, Notification: [inner] } as unknown as Sep2Resource;
  for (const write of [encodeExi, writeXml]) {
    t.throws(() => write(cycle), { instanceOf: RangeError, message: /: expected at most 32 levels, got more$/ });
  }
});
