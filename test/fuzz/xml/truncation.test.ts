import test from 'ava';
import { PeerError, parseXml } from '../../../stack/codec.js';
import { readExiVectors } from '../../support/exi-vectors.js';

test('each vector cut at each octet is refused as truncated or malformed, with an octet within it', (t) => {
  let cuts = 0;
  for (const { name, xml } of readExiVectors('exi-2018.jsonl.gz')) {
    const octets = new Uint8Array(Buffer.from(xml));
    for (let length = 0; length < octets.length; length++) {
      cuts++;
      const error = refusal(octets.subarray(0, length));
      if (
        !(error instanceof PeerError) ||
        error.blame !== 'malformed' ||
        !((error.place?.octet ?? length + 1) <= length)
      ) {
        t.fail(`${name} cut at ${length}: ${String(error)}`);
        return;
      }
    }
  }
  t.true(cuts > 250_000);
});

function refusal(octets: Uint8Array): unknown {
  try {
    parseXml(octets);
  } catch (error) {
    return error;
  }
  return undefined;
}
