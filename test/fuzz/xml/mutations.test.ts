import test from 'ava';
import { HOST_LIMITS, PeerError, parseXml, writeXml } from '../../../stack/codec.js';
import { readExiVectors } from '../../support/exi-vectors.js';
import { createPrng } from '../../support/prng.js';

const MUTATIONS = 100_000;
const SEED = 20305;
/** Pieces that a random octet seldom makes. */
const PIECES = [
  '<',
  '>',
  '/>',
  '</',
  '&',
  ';',
  '"',
  "'",
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?',
  '?>',
  '&#x10FFFF;',
  '<!DOCTYPE a>',
]
  .concat([
    'xmlns=""',
    ' xmlns:a="b"',
    'a:',
    'xsi:type="Time"',
    '99999999999999999999',
    '-',
    '\u0000',
    '\ud83d\ude00',
    '\r\n',
  ])
  .map((piece) => new Uint8Array(Buffer.from(piece)));

test(`${MUTATIONS} seeded mutations of the vectors: read, or refused with a PeerError, in bounded time`, (t) => {
  const next = createPrng(SEED);
  const documents = readExiVectors('exi-2018.jsonl.gz').map(({ xml }) => new Uint8Array(Buffer.from(xml)));
  let read = 0;
  let slowestMs = 0;
  const codes = new Set<string>();
  for (let i = 0; i < MUTATIONS; i++) {
    const octets = mutate(documents[next() % documents.length]!, next);
    const start = performance.now();
    try {
      const resource = parseXml(octets, { limits: HOST_LIMITS });
      read++;
      if (i % 50 === 0) writeIfComplete(resource);
    } catch (error) {
      if (!(error instanceof PeerError)) {
        t.fail(`seed ${SEED}, mutation ${i}: ${String(error)}: ${Buffer.from(octets).toString('latin1')}`);
        return;
      }
      codes.add(error.code);
    }
    slowestMs = Math.max(slowestMs, performance.now() - start);
  }
  t.true(read > MUTATIONS / 100 && read < MUTATIONS, `${read} were read`);
  t.true(codes.size > 15, [...codes].join(' '));
  t.true(slowestMs < 1000, `the slowest took ${slowestMs} ms`);
});

/** What was read can be written again, unless a mandatory field fell away. */
function writeIfComplete(resource: Parameters<typeof writeXml>[0]): void {
  try {
    writeXml(resource);
  } catch (error) {
    if (!(error instanceof TypeError) || !error.message.includes('which the schema demands')) throw error;
  }
}

/** One to four changes: an octet, a piece put in, a run taken out, doubled or moved. */
function mutate(original: Uint8Array, next: () => number): Uint8Array {
  let octets = original;
  for (let changes = 1 + (next() % 4); changes > 0; changes--) {
    const at = next() % (octets.length + 1);
    const end = Math.min(octets.length, at + (next() % 16));
    const to = next() % (octets.length + 1);
    const piece = PIECES[next() % PIECES.length]!;
    switch (next() % 6) {
      case 0:
        octets = join(octets.subarray(0, at), Uint8Array.of(next() & 0xff), octets.subarray(at + 1));
        break;
      case 1:
        octets = join(
          octets.subarray(0, at),
          Uint8Array.of((octets[at] ?? 0) ^ (1 << (next() % 8))),
          octets.subarray(at + 1),
        );
        break;
      case 2:
        octets = join(octets.subarray(0, at), piece, octets.subarray(at));
        break;
      case 3:
        octets = join(octets.subarray(0, at), octets.subarray(end));
        break;
      case 4:
        octets = join(octets.subarray(0, to), octets.subarray(at, end), octets.subarray(to));
        break;
      default:
        octets = join(octets.subarray(0, at), piece, octets.subarray(end));
    }
  }
  return octets;
}

function join(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
