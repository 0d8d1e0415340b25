/**
 * Power cuts in the store of the emulated board, at random instants of what it writes: in the middle of a word, of an erase, of a
 * compaction, of a mount. The board starts again by itself each time, and says what it finds.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

import test from 'ava';

import { createNobleCrypto } from '../../stack/tls/crypto/noble.js';
import { BoardEmulator, STORE_FILE } from '../../tools/board/emulator.js';
import { provisionedValues } from '../../tools/board/provision.js';
import { readStoreImage, writeStoreImage } from '../../tools/board/store-image.js';
import { readBoard, storeArea } from '../../tools/firmware/board.js';
import { createSeededEntropy } from '../../tools/pki/seeded-entropy.js';
import { createTestPki, DEFAULT_HOLDERS, findHolder } from '../../tools/pki/test-pki.js';
import { projectPath } from '../../tools/support/project-root.js';
import { createPrng } from '../support/prng.js';
import { Ledger } from '../support/store-cuts/ledger.js';
import { buildWorkload, keyOf, valueOf } from '../support/store-cuts/plan.js';

const CUTS = 1000;
/** Steps (words, erases) from a start to its cut, at most. A compaction takes some five thousand, and must come to its end. */
const MOST_STEPS = 12_000;
/** One start in four is cut within so many: the erase and the header that begin a compaction, what a mount mends. */
const FEW_STEPS = 8;
/** Longest that all of it may take on a busy host, ms. */
const HOST_MS = 240_000;

/** Who the board is: the workload leaves it alone. */
function identityValues(): ReadonlyMap<string, Uint8Array> {
  const crypto = createNobleCrypto(createSeededEntropy(9));
  const pki = createTestPki({ crypto, notBeforeS: 1704067200, holders: DEFAULT_HOLDERS });
  const { chain, scalar, pin } = findHolder(pki, 'thermostat');
  return provisionedValues({ chain, scalar, roots: [pki.root], pin, serial: 'T-0001' });
}

test(`${CUTS} power cuts at random instants: what was acknowledged is there, what was under way is old or new`, async (t) => {
  t.timeout(HOST_MS + 60_000);
  const board = new BoardEmulator({ image: buildWorkload() });
  t.teardown(() => board.close());
  const { sectorOctets } = storeArea(readBoard(projectPath(''), 'netduinoplus2'));
  const identity = identityValues();
  const file = join(board.folder, STORE_FILE);
  writeFileSync(file, writeStoreImage(identity, sectorOctets));
  const next = createPrng(20_305);
  const cuts = Array.from({ length: CUTS }, () => next() % (next() % 4 === 0 ? FEW_STEPS : MOST_STEPS));
  writeFileSync(join(board.folder, 'store.cut'), cuts.join(' '));
  const ledger = new Ledger([...identity.values()].reduce((crc, value) => crc32(value, crc), 0));
  board.console.onLine = (line) => {
    if ('record' in line) ledger.hear(line.record);
    else ledger.faults.push(line.text);
  };
  await board.start();
  await board.console.record('cuts.over', HOST_MS);
  await board.kill();

  t.deepEqual(ledger.faults, []);
  t.is(ledger.starts, CUTS + 1);
  const { writes, foundOld, foundNew, cutInMount, erases, damaged } = ledger;
  t.log({ writes, foundOld, foundNew, cutInMount, erases, damaged });
  t.true(writes > 20 * CUTS, 'most cuts come after a number of writes');
  t.true(cutInMount > CUTS / 20, 'some before the store is mounted');
  t.true(erases > CUTS / 50, 'and the sectors took turns many times');
  const held = readStoreImage(readFileSync(file), sectorOctets);
  const due = new Map(identity);
  for (const [key, number] of ledger.acknowledged) due.set(keyOf(key), valueOf(number));
  t.deepEqual([...held.keys()].sort(), [...due.keys()].sort());
  for (const [key, value] of due) t.is(Buffer.compare(held.get(key)!, value), 0, key);
});
