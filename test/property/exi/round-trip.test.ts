import test from 'ava';
import { decodeExi, encodeExi, type Sep2Resource } from '../../../stack/codec.js';
import { SCHEMA_2018 } from '../../../stack/model/2018/schema-2018.js';
import { createPrng } from '../../support/prng.js';
import { randomDocument } from '../../support/random-document.js';

test('20,000 random documents come back from EXI as they were', (t) => {
  const random = createPrng(5);
  for (let i = 0; i < 20_000; i++) {
    const document = randomDocument(SCHEMA_2018, random);
    const octets = encodeExi(document as Sep2Resource);
    t.deepEqual<unknown, unknown>(decodeExi(octets), document, String(document['$element']));
  }
});

test('an array, a Buffer and a view into a larger buffer read the same', (t) => {
  const random = createPrng(6);
  for (let i = 0; i < 500; i++) {
    const octets = encodeExi(randomDocument(SCHEMA_2018, random) as Sep2Resource);
    const alone = Uint8Array.from(octets);
    const document = decodeExi(octets);
    t.deepEqual(decodeExi(alone), document);
    t.deepEqual(decodeExi(Buffer.from(alone)), document);
  }
});

test('what was encoded earlier does not change when more is encoded', (t) => {
  const random = createPrng(7);
  const kept: [Uint8Array, string][] = [];
  for (let i = 0; i < 2000; i++) {
    const octets = encodeExi(randomDocument(SCHEMA_2018, random) as Sep2Resource);
    kept.push([octets, Buffer.from(octets).toString('hex')]);
  }
  for (const [octets, hex] of kept) t.is(Buffer.from(octets).toString('hex'), hex);
});
