/** Store areas made and read by the tools are those of the board: `tools/board/store-image.ts`, `provision.ts`. */

import test from 'ava';

import { createNodeCrypto } from '../../../hal/node/crypto.js';
import { readStoredIdentity } from '../../../stack/client/stored-identity.js';
import { createNobleCrypto } from '../../../stack/tls/crypto/noble.js';
import { provisionedValues, provisionStore, type Provision } from '../../../tools/board/provision.js';
import { readStoreImage, storeCapacity, writeStoreImage } from '../../../tools/board/store-image.js';
import { readBoard, storeArea } from '../../../tools/firmware/board.js';
import { createSeededEntropy } from '../../../tools/pki/seeded-entropy.js';
import { createTestPki, DEFAULT_HOLDERS, findHolder } from '../../../tools/pki/test-pki.js';
import { projectPath } from '../../../tools/support/project-root.js';
import { createPrng } from '../../support/prng.js';
import { listed, StoreDriver } from '../../support/store-driver.js';

const BOARD = readBoard(projectPath(''), 'netduinoplus2');
const { sectorOctets: SECTORS } = storeArea(BOARD);

const pki = createTestPki({
  crypto: createNobleCrypto(createSeededEntropy(5)),
  notBeforeS: 1704067200,
  holders: DEFAULT_HOLDERS,
});
const holder = findHolder(pki, 'thermostat');
const PROVISION: Provision = { chain: holder.chain, scalar: holder.scalar, roots: [pki.root], pin: holder.pin };

/** A board whose flash holds these octets. */
function boardWith(area: Uint8Array, sectorOctets: readonly number[] = SECTORS): StoreDriver {
  const store = new StoreDriver(sectorOctets);
  store.change(0, area);
  store.restart();
  return store;
}

test('the board reads what the tools wrote, changes it, and the tools read that', (t) => {
  const next = createPrng(3);
  const values = new Map<string, Uint8Array>();
  for (let i = 0; i < 30; i++) {
    const value = Uint8Array.from({ length: next() % 300 }, () => next());
    values.set(`key ${i} évent`, value);
  }
  values.set('large', new Uint8Array(8192).fill(3));
  const area = writeStoreImage(values, SECTORS);
  t.is(area.length, 262144);
  t.deepEqual(listed(readStoreImage(area)), listed(values));
  const store = boardWith(area);
  const { formatted, damaged, keys, capacity } = store.report();
  t.deepEqual([formatted, damaged, keys, capacity], [false, 0, 31, storeCapacity(SECTORS)]);
  for (const [key, value] of values) t.deepEqual(store.get(key), value);
  for (let i = 0; i < 400; i++) {
    const key = `key ${i % 12} évent`;
    if (i % 7 === 0) {
      store.delete(key);
      values.delete(key);
    } else {
      values.set(
        key,
        Uint8Array.from({ length: next() % 900 }, () => next()),
      );
      store.set(key, values.get(key)!);
    }
  }
  t.true(store.report().sectorErases[1]! > 0, 'it was compacted');
  t.deepEqual(listed(readStoreImage(store.cells())), listed(values));
});

test('sectors of different sizes', (t) => {
  const sectors = [8192, 4096, 16384];
  const values = new Map([['a', Uint8Array.of(1)]]);
  const store = boardWith(writeStoreImage(values, sectors), sectors);
  for (let i = 0; i < 300; i++) store.set('b', new Uint8Array(100).fill(i));
  values.set('b', new Uint8Array(100).fill(299));
  t.deepEqual(listed(readStoreImage(store.cells(), sectors)), listed(values));
});

test('an area that holds no store has no values', (t) => {
  t.is(readStoreImage(new Uint8Array(8192)).size, 0);
  t.is(readStoreImage(new Uint8Array(8192).fill(0xff)).size, 0);
});

for (const [values, message] of [
  [new Map([['', new Uint8Array(1)]]), /key: expected 1 to 120 octets of UTF-8, got 0/],
  [new Map([['é'.repeat(61), new Uint8Array(1)]]), /got 122/],
  [new Map([['key', new Uint8Array(8193)]]), /value of key: expected at most 8192 octets, got 8193/],
  [new Map(Array.from({ length: 65 }, (_, i) => [`${i}`, new Uint8Array(1)])), /at most 64 keys, got 65/],
  [new Map(Array.from({ length: 2 }, (_, i) => [`${i}`, new Uint8Array(7000)])), /at most 12252 octets, and 1 is past/],
] as [Map<string, Uint8Array>, RegExp][]) {
  test(`refused, since the board would not hold it: ${message.source}`, (t) => {
    t.throws(() => writeStoreImage(values, [16384, 16384]), { instanceOf: RangeError, message });
  });
}

test('a provisioned board finds its identity, and all that its maker wrote', (t) => {
  const server = 'https://[2001:db8::1]:8443/dcap';
  const area = provisionStore(BOARD, { ...PROVISION, serial: 'TH-0815', server, domain: 'site' });
  t.is(area.length, storeArea(BOARD).octets);
  const store = boardWith(area);
  const found = readStoredIdentity(
    { get: (key) => store.get(key), set: () => t.fail(), delete: () => t.fail() },
    createNodeCrypto(),
  );
  t.deepEqual(found?.identity.chain, holder.chain);
  t.deepEqual(found?.identity.key.publicKey, holder.key.publicKey);
  t.is(found?.pin, holder.pin);
  t.is(found?.serialNumber, 'TH-0815');
  t.deepEqual(found?.server, { endpoint: { address: '2001:db8::1', port: 8443 }, dcapPath: '/dcap' });
});

test('what may be absent is: PIN and options', (t) => {
  const { chain, scalar, roots } = PROVISION;
  t.deepEqual([...provisionedValues({ chain, scalar, roots }).keys()], ['id/cert', 'id/key', 'id/roots']);
});

for (const [fault, change, message] of [
  [
    'a key of another certificate',
    { scalar: findHolder(pki, 'meter').scalar },
    /scalar: expected the key of the first/,
  ],
  ['a scalar that is none', { scalar: new Uint8Array(32) }, /id\/key is no private key/],
  ['no certificate', { chain: [] }, /chain: expected a certificate/],
  ['a PIN with a wrong check digit', { pin: holder.pin + 1 }, /pin: expected six digits/],
  ['a serial number of 33 characters', { serial: 'x'.repeat(33) }, /serial: expected at most 32/],
  ['an option of two lines', { serial: 'a\nserver=https://evil/' }, /serial: expected one line/],
  ['a server that is no https URL', { server: 'http://a/dcap' }, /server is no https URL/],
] as [string, Partial<Provision>, RegExp][]) {
  test(`found before a board has it: ${fault}`, (t) => {
    t.throws(() => provisionStore(BOARD, { ...PROVISION, ...change }), { message });
  });
}
