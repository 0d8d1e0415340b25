import test from 'ava';
import { decodeExi, PeerError } from '../../../stack/codec.js';
import { readExiVectors } from '../../support/exi-vectors.js';

for (const file of ['exi-2018.jsonl.gz', 'exi-2018-foreign.jsonl.gz']) {
  test(`${file}: cut at any octet, a document is refused as truncated`, (t) => {
    let cuts = 0;
    for (const v of readExiVectors(file)) {
      for (let end = 0; end < v.exi.length; end++) {
        // Both the end of the array and an end within it.
        const error = refusal(() => decodeExi(v.exi.subarray(0, end))) ?? t.fail(`${v.name} at ${end} decodes`);
        const within = refusal(() => decodeExi(v.exi, { end })) ?? t.fail(`${v.name} at ${end} decodes`);
        if (error.code !== 'exi.truncated' || error.message !== within.message || error.place?.bit !== 8 * end) {
          t.fail(`${v.name} at ${end}: ${error.message}`);
        }
        cuts++;
      }
    }
    t.true(cuts > 4000);
  });
}

function refusal(task: () => unknown): PeerError | undefined {
  try {
    task();
  } catch (error) {
    if (error instanceof PeerError) return error;
    throw error;
  }
  return undefined;
}
