/** The board's store in C: what it keeps, what it refuses, and that a refusal costs nothing (stack/ports/store.ts). */

import test from 'ava';

import { readStoreImage } from '../../../tools/board/store-image.js';
import { createPrng } from '../../support/prng.js';
import { E, listed, StoreDriver } from '../../support/store-driver.js';

const SMALL = [4096, 4096];
/** The store area of the Netduino Plus 2. */
const NETDUINO = [131072, 131072];

function mounted(sectorOctets: readonly number[] = SMALL): StoreDriver {
  const store = new StoreDriver(sectorOctets);
  store.mount();
  return store;
}

function pattern(length: number, seed: number): Uint8Array {
  const next = createPrng(seed);
  return Uint8Array.from({ length }, () => next() & 0xff);
}

test('a value is what was set last, over restarts too; a key that was deleted or never set has none', (t) => {
  const store = mounted();
  t.is(store.get('a'), undefined);
  t.is(store.set('a', pattern(100, 1)), 0);
  t.is(store.set('a', pattern(33, 2)), 0);
  t.is(store.set('empty', new Uint8Array(0)), 0);
  t.is(store.set('gone', pattern(5, 3)), 0);
  t.is(store.delete('gone'), 0);
  t.is(store.delete('never'), 0);
  for (let start = 0; start < 3; start++) {
    t.deepEqual(store.get('a'), pattern(33, 2));
    t.deepEqual(store.get('empty'), new Uint8Array(0));
    t.is(store.get('gone'), undefined);
    t.is(store.report().keys, 2);
    store.restart();
  }
});

test('values of every length up to one of many chunks are read as they were written', (t) => {
  const store = mounted(NETDUINO);
  const lengths = [
    ...Array.from({ length: 40 }, (_, i) => i),
    507,
    508,
    509,
    510,
    511,
    512,
    513,
    1023,
    1024,
    4096,
    8191,
    8192,
  ];
  for (const length of lengths) {
    t.is(store.set('key', pattern(length, length + 1)), 0);
    t.deepEqual(store.get('key'), pattern(length, length + 1));
  }
  store.restart();
  t.deepEqual(store.get('key'), pattern(8192, 8193));
  t.is(store.report().damaged, 0);
});

test('keys of 1 to 120 octets are told apart by all of them', (t) => {
  const store = mounted();
  const keys = ['k', 'l', 'k'.repeat(119), 'k'.repeat(120), 'k'.repeat(119) + 'l', 'évent/日'];
  keys.forEach((key, index) => t.is(store.set(key, Uint8Array.of(index)), 0));
  store.restart();
  keys.forEach((key, index) => t.deepEqual(store.get(key), Uint8Array.of(index)));
});

test('keys of the same hash are told apart', (t) => {
  // By the hash alone 64 keys would clash once in 2^16 / 64; these clash by their choice.
  const store = mounted();
  const clashing = keysOfOneHash(4);
  clashing.forEach((key, index) => t.is(store.set(key, Uint8Array.of(index)), 0));
  t.is(store.delete(clashing[1]!), 0);
  store.restart();
  t.deepEqual(
    clashing.map((key) => store.get(key)?.[0]),
    [0, undefined, 2, 3],
  );
});

test('setting what is there already writes nothing', (t) => {
  const store = mounted();
  store.set('a', pattern(600, 1));
  store.set('empty', new Uint8Array(0));
  const { steps } = store.report();
  t.is(store.set('a', pattern(600, 1)), 0);
  t.is(store.set('empty', new Uint8Array(0)), 0);
  t.is(store.delete('never'), 0);
  t.is(store.report().steps, steps);
  t.is(store.set('a', pattern(600, 1).fill(0, 599)), 0);
  t.true(store.report().steps > steps);
});

test('a value of more than 8,192 octets is refused, and the old one stays', (t) => {
  const store = mounted(NETDUINO);
  store.set('a', Uint8Array.of(1));
  const { steps } = store.report();
  t.is(store.set('a', new Uint8Array(8193)), E.value);
  t.is(store.report().steps, steps);
  t.deepEqual(store.get('a'), Uint8Array.of(1));
});

test('a 65th key is refused; one of the 64 may change, and a deleted one makes room', (t) => {
  const store = mounted();
  for (let i = 0; i < 64; i++) t.is(store.set(`key ${i}`, Uint8Array.of(i)), 0);
  t.is(store.set('one more', Uint8Array.of(64)), E.keys);
  t.is(store.set('key 7', Uint8Array.of(77)), 0);
  store.restart();
  t.is(store.report().keys, 64);
  t.deepEqual(store.get('key 7'), Uint8Array.of(77));
  t.is(store.set('one more', Uint8Array.of(64)), E.keys);
  t.is(store.delete('key 8'), 0);
  t.is(store.set('one more', Uint8Array.of(64)), 0);
  store.restart();
  t.deepEqual(store.get('one more'), Uint8Array.of(64));
  t.is(store.get('key 8'), undefined);
});

test('a full store refuses what does not fit and loses nothing; what it holds can still change and go', (t) => {
  const store = mounted();
  const held = new Map<string, Uint8Array>();
  let result = 0;
  for (let i = 0; result === 0; i++) {
    const value = pattern(200, i + 1);
    result = store.set(`k${i}`, value);
    if (result === 0) held.set(`k${i}`, value);
  }
  t.is(result, E.full);
  const { capacity, held: octets } = store.report();
  t.true(octets <= capacity && capacity - octets < 212, 'refused at the capacity and not before');
  const { steps } = store.report();
  t.is(store.set('k0', pattern(800, 1)), E.full);
  t.is(store.report().steps, steps, 'a refusal writes nothing');
  for (let round = 0; round < 50; round++) {
    held.set('k3', pattern(200, 1000 + round));
    t.is(store.set('k3', held.get('k3')!), 0);
  }
  store.restart();
  t.deepEqual(listed(readStoreImage(store.cells())), listed(held));
  t.is(store.report().keys, held.size);
  for (const key of held.keys()) t.is(store.delete(key), 0);
  t.is(store.report().held, 0);
  t.is(store.set('k0', pattern(800, 1)), 0);
});

test('an area that never was a store becomes one: erased, zeros or garbage', (t) => {
  const store = new StoreDriver(SMALL);
  for (const fill of [0xff, 0x00, 0xa5]) {
    store.make(fill);
    store.mount();
    t.true(store.report().formatted);
    t.is(store.report().keys, 0);
    t.is(store.set('a', Uint8Array.of(fill)), 0);
    store.restart();
    t.false(store.report().formatted);
    t.deepEqual(store.get('a'), Uint8Array.of(fill));
  }
  store.change(0, pattern(8192, 5));
  store.restart();
  t.true(store.report().formatted);
  t.is(store.set('a', Uint8Array.of(1)), 0);
});

test('reads stay few: one a chunk of the log at a mount, at most four a value', (t) => {
  const store = mounted(NETDUINO);
  for (let i = 0; i < 40; i++) store.set(`key ${i}`, pattern(50 + i, i + 1));
  store.restart();
  const { reads } = store.report();
  store.restart();
  t.true(store.report().reads - reads < 131072 / 512 + 10, `${store.report().reads - reads}`);
  const before = store.report().reads;
  for (let i = 0; i < 40; i++) store.get(`key ${i}`);
  // Twice the front: once for the length, so that the engine can make the buffer, once for the value.
  t.true(store.report().reads - before <= 40 * 4);
});

/** Keys of which the CRC-32 agrees in its lowest 16 bits. */
function keysOfOneHash(count: number): string[] {
  const byHash = new Map<number, string[]>();
  for (let i = 0; ; i++) {
    const key = `key ${i}`;
    const hash = crc16(key);
    const keys = byHash.get(hash) ?? [];
    keys.push(key);
    if (keys.length === count) return keys;
    byHash.set(hash, keys);
  }
}

function crc16(key: string): number {
  let crc = 0xffffffff;
  for (const octet of Buffer.from(key)) {
    crc ^= octet;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) * 0xedb88320);
  }
  return ~crc & 0xffff;
}
