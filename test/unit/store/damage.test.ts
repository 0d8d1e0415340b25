/** The board's store on flash of which bits fell or that holds garbage: what is damaged is skipped, all else is there. */

import test from 'ava';

import { readStoreImage, writeStoreImage } from '../../../tools/board/store-image.js';
import { createPrng } from '../../support/prng.js';
import { listed, StoreDriver } from '../../support/store-driver.js';

const SECTORS = [2048, 2048];

/** Every value that a key had. */
const HISTORY = new Map([
  ['a', ['first', 'second of a', 'third']],
  ['b', ['one', '']],
  ['long', ['x'.repeat(150)]],
]);

/** A store in which some values were replaced. */
function written(): StoreDriver {
  const store = new StoreDriver(SECTORS);
  store.mount();
  for (let turn = 0; turn < 3; turn++) {
    for (const [key, values] of HISTORY) {
      if (values[turn] !== undefined) store.set(key, Buffer.from(values[turn]));
    }
  }
  return store;
}

/** What is wrong with the values that the store gives: none may be one that was never set. */
function strangers(store: StoreDriver): string[] {
  return [...HISTORY].flatMap(([key, values]) => {
    const found = store.get(key);
    const text = found === undefined ? undefined : Buffer.from(found).toString();
    return text === undefined || values.includes(text) ? [] : [`${key} = ${text}`];
  });
}

function last(key: string): string {
  return HISTORY.get(key)!.at(-1)!;
}

test('a bit that flips anywhere costs one record at most, and the store goes on', (t) => {
  t.timeout(120_000);
  const store = written();
  const sound = store.cells();
  let lost = 0;
  const end = 48 + store.report().held + 100;
  for (let bit = 0; bit < end * 8; bit++) {
    const offset = bit >> 3;
    store.make();
    store.change(0, sound);
    store.change(offset, Uint8Array.of(sound[offset]! ^ (1 << (bit & 7))));
    store.restart();
    if (strangers(store).length > 0) t.fail(`bit ${bit}: ${strangers(store).join()}`);
    const missing = [...HISTORY.keys()].filter((key) => Buffer.from(store.get(key) ?? '?').toString() !== last(key));
    lost += missing.length;
    if (missing.length > (offset < 48 ? 0 : 1)) t.fail(`bit ${bit}: ${missing.join(', ')} are lost`);
    if (store.set('a', Buffer.from('third')) !== 0) t.fail(`bit ${bit}: the store takes no more`);
    store.restart();
    if (Buffer.from(store.get('a') ?? '').toString() !== 'third') t.fail(`bit ${bit}: what was set since is gone`);
  }
  t.true(lost > 1000, 'records were hit');
});

test('a record that the flash loses while the board runs is no value any more, and can be set again', (t) => {
  const store = written();
  const place = Buffer.from(store.cells()).indexOf('third');
  store.change(place, Buffer.from('THIRD'));
  t.is(store.get('a'), undefined);
  t.is(store.set('a', Buffer.from('THIRD')), 0);
  t.is(Buffer.from(store.get('a')!).toString(), 'THIRD');
  store.restart();
  t.is(Buffer.from(store.get('a')!).toString(), 'THIRD');
  // Its later record replaced the lost one; what a compaction finds lost it leaves behind.
  store.change(Buffer.from(store.cells()).indexOf('xxxx'), Buffer.from('X'));
  for (let i = 0; store.report().sectorErases[1] === 0; i++) store.set('filler', new Uint8Array(50).fill(i));
  t.is(store.get('long'), undefined);
  t.is(Buffer.from(store.get('a')!).toString(), 'THIRD');
});

test('garbage in random places never breaks the store, nor makes a value that was never set', (t) => {
  t.timeout(120_000);
  const store = written();
  const sound = store.cells();
  const next = createPrng(11);
  for (let round = 0; round < 600; round++) {
    store.make();
    store.change(0, sound);
    for (let hits = next() % 6; hits >= 0; hits--) {
      const length = 1 + (next() % (next() % 8 === 0 ? 700 : 12));
      const offset = next() % (next() % 2 === 0 ? 600 : 4096 - length);
      store.change(
        offset,
        Uint8Array.from({ length }, () => next()),
      );
    }
    store.restart();
    t.deepEqual(strangers(store), [], `round ${round}`);
    t.deepEqual(
      listed(readStoreImage(store.cells(), SECTORS)).filter((line) => !line.startsWith('filler')),
      listed(new Map([...HISTORY.keys()].flatMap((key) => valueOf(store, key)))),
      `round ${round}: the reader of the tools finds the same`,
    );
    for (let i = 0; i < 30; i++) t.is(store.set('filler', new Uint8Array(70).fill(i)), 0, `round ${round}`);
    store.restart();
    t.deepEqual(store.get('filler'), new Uint8Array(70).fill(29), `round ${round}`);
    t.deepEqual(strangers(store), [], `round ${round}`);
  }
});

test('a bit that fell in the free part of a sector is not written over', (t) => {
  const store = written();
  store.change(600, Uint8Array.of(0x7f));
  store.restart();
  t.is(store.report().damaged, 1);
  for (let i = 0; i < 8; i++) t.is(store.set('filler', new Uint8Array(60).fill(i)), 0);
  store.restart();
  t.deepEqual(store.get('filler'), new Uint8Array(60).fill(7));
  t.is(Buffer.from(store.get('a')!).toString(), 'third');
});

test('a record inside a value is no record, even where the one around it is damaged', (t) => {
  const forged = writeStoreImage(new Map([['id/roots', Buffer.from('forged')]]), SECTORS).subarray(48, 88);
  const store = new StoreDriver(SECTORS);
  for (let shift = 0; shift < 4; shift++) {
    store.make();
    store.mount();
    store.set('id/roots', Buffer.from('sound'));
    const value = Buffer.concat([Buffer.alloc(shift), ...Array.from({ length: 8 }, () => forged)]);
    store.set('tls', value);
    const place = Buffer.from(store.cells()).indexOf('tls');
    store.change(place, Buffer.from('T'));
    store.restart();
    t.is(store.get('tls'), undefined);
    t.is(Buffer.from(store.get('id/roots')!).toString(), 'sound');
  }
});

test('where the newest sector is lost the one before it still serves', (t) => {
  const store = new StoreDriver(SECTORS);
  store.mount();
  store.set('kept', Uint8Array.of(1));
  for (let i = 0; store.report().sectorErases[1] === 0; i++) store.set('filler', new Uint8Array(50).fill(i));
  store.change(2048, new Uint8Array(48));
  store.restart();
  t.false(store.report().formatted);
  t.deepEqual(store.get('kept'), Uint8Array.of(1));
});

function valueOf(store: StoreDriver, key: string): [string, Uint8Array][] {
  const value = store.get(key);
  return value === undefined ? [] : [[key, value]];
}
