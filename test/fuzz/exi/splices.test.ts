/** Documents cut from two others, by bits and by tags: what one codec reads, the other writes and reads alike. */

import test from 'ava';

import { isDeepStrictEqual } from 'node:util';

import { decodeExi, encodeExi, HOST_LIMITS, parseXml, PeerError, writeXml } from '../../../stack/codec.js';
import { type Sep2Resource } from '../../../stack/model/2018/types.gen.js';
import { SCHEMA_2018 } from '../../../stack/model/2018/schema-2018.js';
import { findMissingField } from '../../../stack/server/required-fields.js';
import { readExiVectors } from '../../support/exi-vectors.js';
import { createPrng } from '../../support/prng.js';

const RUNS = 40_000;
const SEED = 4711;
const OPTIONS = { limits: HOST_LIMITS };
/** Distinguishing bits, options bit, version and schemaId. */
const HEADER_BITS = 24;

const VALUES = [
  ...['&#0;', '&#xD800;', '&#x1;', '\u0085', '\ufffe', '\u{1F600}'.repeat(40), '<![CDATA[1]]>', '1<!-- -->2', '&lt;'],
  ...['+1', ' 1 ', '1.0', '0x1F', 'true', '', '-1', '256', '65536', '-32769', '4294967296', '281474976710656'],
  ...['9223372036854775808', '-9223372036854775809', '18446744073709551616'],
];

type Pick = (count: number) => number;

function spliceBits(a: Uint8Array, b: Uint8Array, pick: Pick): Uint8Array {
  const bits = bitsOf(a);
  const other = bitsOf(b);
  const at = HEADER_BITS + pick(Math.max(1, bits.length - HEADER_BITS));
  const length = 1 + pick(64);
  const way = pick(3);
  if (way === 0) return octetsOf(bits.slice(0, at) + other.slice(HEADER_BITS + pick(other.length)));
  if (way === 1) return octetsOf(bits.slice(0, at + length) + bits.slice(at, at + length).repeat(3) + bits.slice(at));
  return octetsOf(bits.slice(0, at) + bits.slice(at + length));
}

function spliceTags(a: string, b: string, pick: Pick): string {
  const tags = tagsOf(a);
  const other = tagsOf(b);
  const at = pick(tags.length);
  const way = pick(5);
  if (way === 0) tags.splice(at, 0, other[pick(other.length)]!);
  else if (way === 1) tags.splice(at, 1);
  else if (way === 2) tags.splice(at, 0, ...tags.slice(at, at + 1 + pick(6)));
  else if (way === 3) tags[at] = VALUES[pick(VALUES.length)]!;
  else [tags[at], tags[0]] = [tags[0]!, tags[at]!];
  return tags.join('');
}

function tagsOf(xml: string): string[] {
  return [...xml.match(/<[^>]*>|[^<]+/g)!];
}

function bitsOf(octets: Uint8Array): string {
  return [...octets].map((octet) => octet.toString(2).padStart(8, '0')).join('');
}

function octetsOf(bits: string): Uint8Array {
  const octets = new Uint8Array(Math.ceil(bits.length / 8));
  for (let i = 0; i < bits.length; i++) if (bits[i] === '1') octets[i >>> 3]! |= 128 >>> (i & 7);
  return octets;
}

/** XML collapses the white space of a URI (XML Schema part 2, anyURI); EXI carries it as it is. */
function comparable(resource: Sep2Resource): unknown {
  const text = JSON.stringify(resource, (_key, value: unknown) => {
    if (typeof value === 'bigint') return value + 'n';
    return typeof value === 'string' ? value.replace(/[ \t\r\n]+/g, ' ').trim() : value;
  });
  return JSON.parse(text);
}

function read(t: { fail(message: string): void }, source: Uint8Array | string, run: number): Sep2Resource | undefined {
  try {
    return typeof source === 'string' ? parseXml(source, OPTIONS) : decodeExi(source, OPTIONS);
  } catch (error) {
    if (!(error instanceof PeerError)) t.fail(`seed ${SEED}, run ${run}: ${String(error)}`);
    return undefined;
  }
}

test(`${RUNS} spliced documents: both codecs take the same, or refuse with a PeerError`, (t) => {
  const next = createPrng(SEED);
  const pick: Pick = (count) => next() % count;
  const vectors = readExiVectors('exi-2018.jsonl.gz');
  let whole = 0;
  for (let run = 0; run < RUNS; run++) {
    const a = vectors[pick(vectors.length)]!;
    const b = vectors[pick(vectors.length)]!;
    const source = run % 2 === 0 ? spliceBits(a.exi, b.exi, pick) : spliceTags(a.xml, b.xml, pick);
    const resource = read(t, source, run);
    if (resource === undefined || findMissingField(SCHEMA_2018, resource) !== undefined) continue;
    whole++;
    const expected = comparable(resource);
    const place = `seed ${SEED}, run ${run}`;
    if (!isDeepStrictEqual(comparable(parseXml(writeXml(resource), OPTIONS)), expected)) t.fail(place + ': XML');
    if (!isDeepStrictEqual(comparable(decodeExi(encodeExi(resource), OPTIONS)), expected)) t.fail(place + ': EXI');
  }
  t.true(whole > RUNS / 50, String(whole));
});
