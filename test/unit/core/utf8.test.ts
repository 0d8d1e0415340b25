import test from 'ava';
import fc from 'fast-check';
import { decodeUtf8, encodeUtf8, utf8Length } from '../../../stack/core/utf8.js';

test('UTF-8 of any text equals that of the host (RFC 3629)', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const octets = encodeUtf8(text);
      t.deepEqual(octets, new Uint8Array(Buffer.from(text, 'utf8')));
      t.is(utf8Length(text), octets.length);
    }),
  );
  t.pass();
});

test('a lone surrogate is written as U+FFFD (RFC 3629 §3)', (t) => {
  t.deepEqual([...encodeUtf8('a\ud800b')], [0x61, 0xef, 0xbf, 0xbd, 0x62]);
});

test('octets are read exactly when the host reads them without replacement (RFC 3629 §3)', (t) => {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 6 }), (octets) => {
      let expected: string | undefined;
      try {
        expected = strict.decode(octets);
      } catch {
        expected = undefined;
      }
      t.is(decodeUtf8(octets), expected);
    }),
    { numRuns: 5000 },
  );
});
