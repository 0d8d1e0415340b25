/** stack/ports/store.ts and entropy.ts, on every adapter. */

import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { NODE_ENTROPY } from '../../../hal/node/entropy.js';
import { FileStore } from '../../../hal/node/file-store.js';
import { SeededEntropy } from '../../../hal/virtual/entropy.js';
import { MemoryStore } from '../../../hal/virtual/store.js';
import { loadStoreDevice } from '../../support/xs-on-node/store-device.js';

const directory = mkdtempSync(join(tmpdir(), 'sep2-store-'));
const board = await loadStoreDevice();
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

for (const [name, make] of [
  ['hal/node', () => new FileStore(mkdtempSync(join(directory, 'contract-')))],
  ['hal/virtual', () => new MemoryStore()],
  ['hal/xs', () => board.make()],
] as const) {
  test(`${name}: a value is what was set last; a key that was deleted or never set is undefined`, (t) => {
    const store = make();
    t.is(store.get('time/offset'), undefined);
    store.set('time/offset', Uint8Array.of(1, 2, 3));
    store.set('time/offset', Uint8Array.of(4));
    store.set('../évent', new Uint8Array(0));
    t.deepEqual(store.get('time/offset'), Uint8Array.of(4));
    t.deepEqual(store.get('../évent'), new Uint8Array(0));
    store.delete('time/offset');
    store.delete('time/offset');
    t.is(store.get('time/offset'), undefined);
    t.deepEqual(store.get('../évent'), new Uint8Array(0));
  });

  test(`${name}: what was given or got may be changed without harm`, (t) => {
    const store = make();
    const value = Uint8Array.of(1, 2);
    store.set('key', value);
    value.fill(9);
    store.get('key')!.fill(8);
    t.deepEqual(store.get('key'), Uint8Array.of(1, 2));
  });
}

test('hal/node: values outlive the object, and only their owner reads them', (t) => {
  const place = join(directory, 'durable');
  new FileStore(place).set('session', Uint8Array.of(7));
  t.deepEqual(new FileStore(place).get('session'), Uint8Array.of(7));
  t.is(statSync(place).mode & 0o077, 0);
  t.is(statSync(join(place, readdirSync(place)[0]!)).mode & 0o077, 0);
});

test('hal/node: a write that a power cut interrupted leaves the old value', (t) => {
  const place = join(directory, 'interrupted');
  const store = new FileStore(place);
  store.set('key', Uint8Array.of(1));
  writeFileSync(join(place, readdirSync(place)[0]! + '.new'), 'half');
  t.deepEqual(new FileStore(place).get('key'), Uint8Array.of(1));
  store.set('key', Uint8Array.of(2));
  t.deepEqual(store.get('key'), Uint8Array.of(2));
});

test('hal/node: a key that cannot be a file name is the caller’s bug', (t) => {
  const store = new FileStore(join(directory, 'keys'));
  t.throws(() => store.set('', Uint8Array.of(1)), { instanceOf: RangeError });
  t.throws(() => store.get('k'.repeat(121)), { instanceOf: RangeError });
});

test('hal/xs: a value is read where it lies: a part of a larger array is that part alone', (t) => {
  const store = board.make();
  const large = Uint8Array.from({ length: 40 }, (_, i) => i);
  store.set('part', large.subarray(7, 20));
  t.deepEqual(store.get('part'), large.slice(7, 20));
  t.deepEqual(board.restart().get('part'), large.slice(7, 20));
});

test('hal/xs: a key outside 1 to 120 octets is the caller’s bug, in the words of hal/node', (t) => {
  const store = board.make();
  const words = (length: number): object => ({
    instanceOf: RangeError,
    message: `key: expected 1 to 120 octets of UTF-8, got ${length}`,
  });
  t.throws(() => store.set('', Uint8Array.of(1)), words(0));
  t.throws(() => store.get('é'.repeat(61)), words(122));
  t.throws(() => store.delete('k'.repeat(121)), words(121));
  store.set('k'.repeat(120), Uint8Array.of(1));
  t.deepEqual(store.get('k'.repeat(120)), Uint8Array.of(1));
});

test('hal/xs: past a limit a write is refused by its name, and nothing is lost', (t) => {
  const store = board.make();
  store.set('a', Uint8Array.of(1));
  t.throws(() => store.set('a', new Uint8Array(8193)), {
    name: 'StoreError',
    code: 'value',
    message: 'store: a, 8193 octets: a value has at most 8192',
  });
  store.set('b', new Uint8Array(8000));
  t.throws(() => store.set('a', new Uint8Array(5000)), {
    name: 'StoreError',
    code: 'full',
    message: 'store: a, 5000 octets: 8024 of 12252 octets are taken',
  });
  for (let i = 0; i < 62; i++) store.set(`k${i}`, Uint8Array.of(i));
  t.throws(() => store.set('c', Uint8Array.of(1)), {
    name: 'StoreError',
    code: 'keys',
    message: 'store: c, 1 octets: 64 keys are held, the most there can be',
  });
  t.deepEqual(board.restart().get('a'), Uint8Array.of(1));
});

test('hal/xs: a flash that fails is told by the failure’s name; the old value stays', (t) => {
  const store = board.make();
  store.set('a', Uint8Array.of(1));
  board.fail(-4, 1000);
  t.throws(() => store.set('a', Uint8Array.of(2)), {
    name: 'StoreError',
    code: 'flash',
    message: 'store: a, 1 octets: no sector takes it: the sector is write protected',
  });
  t.throws(() => store.delete('a'), { name: 'StoreError', code: 'flash' });
  board.fail(0, 0);
  t.deepEqual(board.restart().get('a'), Uint8Array.of(1));
});

test('hal/xs: each start tells the log what it found', (t) => {
  board.console();
  board.make().set('a', Uint8Array.of(1));
  board.restart();
  t.deepEqual(board.console().split('\n'), [
    'L0 warn store.formatted keys=0 held=0 capacity=12252 erases=1 damaged=0',
    'L0 info store.mounted keys=1 held=12 capacity=12252 erases=1 damaged=0',
    '',
  ]);
});

test('entropy fills the whole target, differs between owners, and repeats by seed alone', (t) => {
  const draw = (source: { fill(target: Uint8Array): void }): string => {
    const octets = new Uint8Array(37);
    source.fill(octets);
    return Buffer.from(octets).toString('hex');
  };
  t.is(draw(new SeededEntropy(1, 'meter')), draw(new SeededEntropy(1, 'meter')));
  t.not(draw(new SeededEntropy(1, 'meter')), draw(new SeededEntropy(1, 'server')));
  t.not(draw(new SeededEntropy(1, 'meter')), draw(new SeededEntropy(2, 'meter')));
  t.not(draw(NODE_ENTROPY), draw(NODE_ENTROPY));
  const counts = new Uint32Array(256);
  const many = new Uint8Array(256 * 400);
  new SeededEntropy(3, 'meter').fill(many);
  for (const octet of many) counts[octet]!++;
  t.true(Math.min(...counts) > 300 && Math.max(...counts) < 500);
});
