/** The board's store on flash that wears and fails: sectors wear evenly, what no longer holds is gone round, and told by name. */

import test from 'ava';

import { createPrng } from '../../support/prng.js';
import { E, StoreDriver } from '../../support/store-driver.js';

const FOREVER = 0x7fffffff;

function mounted(sectorOctets: readonly number[]): StoreDriver {
  const store = new StoreDriver(sectorOctets);
  store.mount();
  return store;
}

/** Sets a few keys to ever new values. */
function write(store: StoreDriver, count: number, seed: number): Map<string, Uint8Array> {
  const next = createPrng(seed);
  const values = new Map<string, Uint8Array>();
  for (let i = 0; i < count; i++) {
    const key = `key/${next() % 8}`;
    const value = Uint8Array.from({ length: 20 + (next() % 60) }, () => next());
    const result = store.set(key, value);
    if (result !== 0) throw new Error(`write ${i}: refused with ${result}`);
    values.set(key, value);
  }
  return values;
}

for (const sectors of [
  [4096, 4096],
  [4096, 4096, 4096],
  [8192, 4096, 4096, 8192, 16384],
]) {
  test(`thousands of writes over ${sectors.join(' + ')} octets: erases differ by at most one`, (t) => {
    const store = mounted(sectors);
    const values = write(store, 6000, sectors.length);
    const { sectorErases, erases } = store.report();
    t.true(Math.min(...sectorErases) > 8, sectorErases.join());
    t.true(Math.max(...sectorErases) - Math.min(...sectorErases) <= 1, sectorErases.join());
    t.is(erases, Math.max(...sectorErases), 'the header knows');
    store.restart();
    for (const [key, value] of values) t.deepEqual(store.get(key), value);
  });
}

test('a write costs flash in proportion: no erase before the sector is full', (t) => {
  const store = mounted([131072, 131072]);
  write(store, 1200, 9);
  t.deepEqual(store.report().sectorErases, [1, 0]);
});

test('a cell that no longer takes a 0 is gone round, in a write and in a compaction', (t) => {
  const store = mounted([4096, 4096]);
  for (const offset of [400, 401, 1000, 4096 + 60, 4096 + 300, 4096 + 900]) store.wear(offset, 0, 0xff);
  const values = write(store, 400, 3);
  t.true(store.report().sectorErases[1]! > 3);
  store.restart();
  for (const [key, value] of values) t.deepEqual(store.get(key), value);
});

test('a sector that no longer erases is left out while others take the values', (t) => {
  const store = mounted([4096, 4096, 4096]);
  store.wear(4096 + 2000, 0x10, 0);
  const values = write(store, 600, 4);
  const [first, second, third] = store.report().sectorErases;
  t.is(second, 1, 'tried once');
  t.true(first! > 3 && third! > 3);
  store.restart();
  for (const [key, value] of values) t.deepEqual(store.get(key), value);
});

test('with no sector left a write is refused by the name of the failure; what is held stays, over restarts too', (t) => {
  const store = mounted([4096, 4096]);
  store.wear(4096 + 2000, 0x10, 0);
  const held = new Map<string, number>();
  let result = 0;
  for (let i = 0; result === 0; i++) {
    result = store.set(`key/${i % 4}`, new Uint8Array(100).fill(i));
    if (result === 0) held.set(`key/${i % 4}`, i);
  }
  t.is(result, E.verify);
  t.true(
    [...held.values()].some((i) => i > 30),
    'the first sector was filled before',
  );
  t.is(store.set('key/0', new Uint8Array(100).fill(200)), E.worn, 'known to be worn, it is not erased again');
  for (let start = 0; start < 2; start++) {
    for (const [key, i] of held) t.deepEqual(store.get(key), new Uint8Array(100).fill(i));
    store.restart();
  }
});

for (const [name, code] of [
  ['busy', E.busy],
  ['write protected', E.protected],
  ['worn', E.verify],
] as const) {
  test(`a controller that is ${name} for a moment costs nothing; one that stays so is told, and the old value stays`, (t) => {
    const store = mounted([4096, 4096]);
    t.is(store.set('a', Uint8Array.of(1)), 0);
    store.fail(code, 1);
    t.is(store.set('a', Uint8Array.of(2)), 0);
    t.deepEqual(store.get('a'), Uint8Array.of(2));
    store.fail(code, FOREVER);
    t.is(store.set('a', Uint8Array.of(3)), code);
    // A sector that was found worn is not erased again before the next start.
    t.is(store.delete('a'), code === E.verify ? E.worn : code);
    t.deepEqual(store.get('a'), Uint8Array.of(2));
    store.mount();
    t.deepEqual(store.get('a'), Uint8Array.of(2), 'a mount needs no write');
    store.fail(0, 0);
    t.is(store.set('a', Uint8Array.of(4)), 0);
    store.restart();
    t.deepEqual(store.get('a'), Uint8Array.of(4));
  });
}

test('flash that takes no write at all is mounted as an empty store that refuses', (t) => {
  const store = new StoreDriver([4096, 4096]);
  store.fail(E.protected, FOREVER);
  store.mount();
  t.is(store.get('a'), undefined);
  t.is(store.set('a', Uint8Array.of(1)), E.worn);
  t.is(store.delete('a'), 0);
  store.fail(0, 0);
  store.restart();
  t.is(store.set('a', Uint8Array.of(1)), 0);
});

test('where the first sector cannot be formatted the next one is', (t) => {
  const store = new StoreDriver([4096, 4096]);
  store.wear(20, 0, 0xff);
  store.restart();
  t.is(store.set('a', Uint8Array.of(1)), 0);
  store.restart();
  t.deepEqual(store.get('a'), Uint8Array.of(1));
  t.deepEqual(store.report().sectorErases, [1, 1]);
});
