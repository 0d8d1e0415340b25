import fc from 'fast-check';
import test from 'ava';
import { decodePlain, encodePlain, type PlainData } from '../../stack/client/plain-data.js';
import { PeerError } from '../../stack/core/peer-error.js';
import { fromHex, toHex } from '../../stack/core/octets.js';

const { plain } = fc.letrec<{ plain: PlainData }>((tie) => ({
  plain: fc.oneof(
    { maxDepth: 4 },
    fc.integer({ min: -4294967296, max: 4294967295 }),
    fc.double({ noNaN: true }),
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.array(tie('plain'), { maxLength: 6 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('plain'),
      { maxKeys: 6, noNullPrototype: true },
    ),
  ),
}));

test('plain data comes back as it was (RFC 8949)', (t) => {
  fc.assert(
    fc.property(plain, (value) => {
      t.deepEqual(decodePlain(encodePlain(value)), value);
    }),
    { numRuns: 500 },
  );
});

// RFC 8949 Appendix A.
for (const [hex, value] of [
  ['00', 0],
  ['17', 23],
  ['1818', 24],
  ['1903E8', 1000],
  ['1A000F4240', 1000000],
  ['20', -1],
  ['3863', -100],
  ['FB3FF199999999999A', 1.1],
  ['F5', true],
  ['6449455446', 'IETF'],
  ['62C3BC', 'ü'],
  ['83010203', [1, 2, 3]],
  ['A26161016162820203', { a: 1, b: [2, 3] }],
] as [string, PlainData][]) {
  test(`${JSON.stringify(value)} is ${hex} (RFC 8949 appendix A)`, (t) => {
    t.is(toHex(encodePlain(value)).toUpperCase(), hex);
    t.deepEqual(decodePlain(fromHex(hex)!), value);
  });
}

test('octets that nobody wrote are refused with a PeerError, whatever they are', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (octets) => {
      try {
        decodePlain(octets);
      } catch (error) {
        t.true(error instanceof PeerError, String(error));
      }
    }),
    { numRuns: 5000 },
  );
  t.throws(() => decodePlain(new Uint8Array(100).fill(0x81)), { instanceOf: PeerError });
});

test('what is no plain data is the caller’s mistake', (t) => {
  t.throws(() => encodePlain(12n as never), { instanceOf: TypeError, message: /expected plain data, got bigint/ });
});
