import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import { BOARD_LIMITS, decodeExi, encodeExi, HOST_LIMITS, PeerError, type Sep2Resource } from '../../../stack/codec.js';
import { readExiVectors } from '../../support/exi-vectors.js';
import { createPrng } from '../../support/prng.js';

const MUTATIONS = 200_000;
const seeds = [...readExiVectors('exi-2018.jsonl.gz'), ...readExiVectors('exi-2018-foreign.jsonl.gz')];

test(`${MUTATIONS} mutations: only PeerErrors, and what decodes is a document`, (t) => {
  t.timeout(240_000);
  const random = createPrng(20305);
  let decoded = 0;
  let refused = 0;
  const codes = new Set<string>();
  for (let i = 0; i < MUTATIONS; i++) {
    const { name, exi } = seeds[random() % seeds.length]!;
    const mutant = mutate(exi, random);
    const limits = i % 4 === 0 ? BOARD_LIMITS : HOST_LIMITS;
    let resource: Sep2Resource;
    try {
      resource = decodeExi(mutant, { limits });
    } catch (error) {
      if (!(error instanceof PeerError)) t.fail(`${name} as ${hex(mutant)}: ${String(error)}`);
      else codes.add(error.code);
      refused++;
      continue;
    }
    decoded++;
    checkDocument(resource, (why) => t.fail(`${name} as ${hex(mutant)}: ${why}`));
  }
  t.log(`${decoded} decoded, ${refused} refused: ${[...codes].sort().join(' ')}`);
  t.true(decoded > 1000 && refused > 1000);
  t.true(process.memoryUsage().heapUsed < 512 * 1024 * 1024);
});

/** What was decoded encodes and decodes to itself, unless something mandatory is not there. */
function checkDocument(resource: Sep2Resource, fail: (why: string) => void): void {
  let octets: Uint8Array;
  try {
    octets = encodeExi(resource);
  } catch (error) {
    const absent = error instanceof TypeError && /mandatory|got undefined/.test(error.message);
    if (!absent) fail(String(error));
    return;
  }
  if (!isDeepStrictEqual(decodeExi(octets), resource)) fail('decodes to something else when it was encoded');
}

function mutate(exi: Uint8Array, random: () => number): Uint8Array {
  let octets = Array.from(exi);
  // Three in four leave the header alone, or little but headers would be tried.
  const from = random() % 4 === 0 ? 0 : 5;
  for (let n = 1 + (random() % 3); n > 0; n--) {
    const at = from + (random() % Math.max(1, octets.length - from));
    switch (random() % 5) {
      case 0:
        octets[at] = random() & 0xff;
        break;
      case 1:
      case 2:
        octets[at] = (octets[at] ?? 0) ^ (1 << (random() % 8));
        break;
      case 3:
        octets.splice(at, 1 + (random() % 3));
        break;
      default:
        octets = [...octets.slice(0, at), ...octets.slice(from, from + (random() % 8)), ...octets.slice(at)];
    }
  }
  return Uint8Array.from(octets);
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}
