/**
 * Power cuts at random instants, inside a word and inside an erase, in writes, in compactions and in mounts: every value that
 * was acknowledged is there after the next start, what was under way is the old or the new, and what was read once stays.
 */

import test, { type ExecutionContext } from 'ava';

import { readStoreImage } from '../../../tools/board/store-image.js';
import { createPrng } from '../../support/prng.js';
import { E, listed, PowerCut, StoreDriver } from '../../support/store-driver.js';

const KEYS = 12;
/** Steps (words, erases) from a start to a cut, at most: a compaction takes about as many. */
const MOST_STEPS = 700;
const MOST_OPERATIONS = 2000;

type Value = Uint8Array | undefined;

/** A store with what it acknowledged beside it. */
class Workload {
  readonly acknowledged = new Map<string, Uint8Array>();
  /** The write that a cut interrupted. */
  interrupted: { readonly key: string; readonly value: Value } | undefined;
  refused = 0;
  cutsInMount = 0;
  cutsAfterErase = 0;

  constructor(
    readonly store: StoreDriver,
    readonly next: () => number,
  ) {}

  /** Sets and deletes until the power goes. */
  runUntilCut(): void {
    for (let i = 0; i < MOST_OPERATIONS; i++) {
      const key = `key/${this.next() % KEYS}`;
      const value = this.next() % 6 === 0 ? undefined : this.newValue();
      const { sectorErases } = this.store.report();
      try {
        this.write(key, value);
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error;
        this.interrupted = { key, value };
        if (this.store.report().sectorErases.join() !== sectorErases.join()) this.cutsAfterErase++;
        return;
      }
    }
    throw new Error('the cut did not come');
  }

  /** Starts; sometimes the power goes again before the store is mounted. */
  restart(): void {
    for (let tries = 0; tries < 20; tries++) {
      const isCut = this.next() % 4 === 0;
      try {
        this.store.restart(isCut ? { steps: this.next() % 16, seed: this.next() } : undefined);
        return;
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error;
        this.cutsInMount++;
      }
    }
    throw new Error('twenty cuts in a row');
  }

  /** What was under way is old or new; all else is as acknowledged. */
  check(t: ExecutionContext, where: string): void {
    if (this.interrupted !== undefined) {
      const { key, value } = this.interrupted;
      const found = this.store.get(key);
      const isOld = isSame(found, this.acknowledged.get(key));
      if (!isOld && !isSame(found, value)) t.fail(`${where}: ${key} is neither old nor new`);
      this.note(key, found);
      this.interrupted = undefined;
    }
    for (let i = 0; i < KEYS; i++) {
      const key = `key/${i}`;
      if (!isSame(this.store.get(key), this.acknowledged.get(key))) t.fail(`${where}: ${key} is not as acknowledged`);
    }
    const image = readStoreImage(this.store.cells(), this.store.sectorOctets);
    t.deepEqual(listed(image), listed(this.acknowledged), where);
  }

  private write(key: string, value: Value): void {
    const result = value === undefined ? this.store.delete(key) : this.store.set(key, value);
    if (result === 0) this.note(key, value);
    else if (result === E.full) this.refused++;
    else throw new Error(`${key}: refused with ${result}`);
  }

  private note(key: string, value: Value): void {
    if (value === undefined) this.acknowledged.delete(key);
    else this.acknowledged.set(key, value);
  }

  private newValue(): Uint8Array {
    const length = this.next() % (this.next() % 8 === 0 ? 1200 : 150);
    const octet = this.next();
    return Uint8Array.from({ length }, (_, i) => (octet >>> (i % 4)) + i * 7);
  }
}

function isSame(a: Value, b: Value): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
}

for (const [sectors, seed, cuts] of [
  [[4096, 4096], 1, 600],
  [[4096, 8192, 4096], 2, 400],
] as const) {
  test(`${cuts} power cuts, ${sectors.length} sectors: nothing acknowledged is lost`, (t) => {
    t.timeout(120_000);
    const work = new Workload(new StoreDriver(sectors), createPrng(seed));
    work.restart();
    for (let cut = 0; cut < cuts; cut++) {
      work.store.cutAfter(work.next() % MOST_STEPS, work.next());
      work.runUntilCut();
      work.restart();
      work.check(t, `cut ${cut}`);
    }
    const { sectorErases } = work.store.report();
    t.log(
      `${work.cutsAfterErase} cuts in compactions, ${work.cutsInMount} in mounts, erases ${sectorErases.join(', ')}`,
    );
    t.true(work.cutsAfterErase > cuts / 20, 'compactions were cut');
    t.true(work.cutsInMount > cuts / 20, 'mounts were cut');
    t.true(work.refused > 0, 'the store was full at times');
  });
}

test('a first start that is cut at every step ends as an empty store, or as one that is made at the next', (t) => {
  const store = new StoreDriver([4096, 4096]);
  for (const fill of [0xff, 0x5a]) {
    let steps = 0;
    for (let isCut = true; isCut; steps++) {
      store.make(fill);
      isCut = false;
      try {
        store.restart({ steps, seed: steps + 1 });
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error;
        isCut = true;
      }
      store.restart();
      t.is(store.report().keys, 0);
      t.is(store.set('a', Uint8Array.of(steps)), 0);
      store.restart();
      t.deepEqual(store.get('a'), Uint8Array.of(steps));
    }
    t.true(steps > 10);
  }
});

for (const [what, isFull] of [
  ['a write', false],
  ['a compaction', true],
] as const) {
  test(`${what} that is cut at every step: what the next start finds, later ones find too`, (t) => {
    t.timeout(120_000);
    const store = new StoreDriver([1024, 1024]);
    const next = createPrng(7);
    const old = new Uint8Array(21).fill(1);
    const fresh = new Uint8Array(27).fill(2);
    store.mount();
    store.set('kept', new Uint8Array(80).fill(5));
    store.set('key', old);
    // Until the next write finds no room.
    for (let i = 0; isFull && i < 23; i++) store.set('filler', new Uint8Array(19).fill(i));
    const before = store.cells();
    const found = { old: 0, fresh: 0 };
    let steps = 0;
    for (let isCut = true; isCut; steps++) {
      isCut = false;
      for (let kind = 0; kind < 12; kind++) {
        store.make();
        store.change(0, before);
        store.restart();
        store.cutAfter(steps, next());
        try {
          store.set('key', fresh);
        } catch (error) {
          if (!(error instanceof PowerCut)) throw error;
          isCut = true;
        }
        store.restart();
        const value = store.get('key');
        const isOld = isSame(value, old);
        found[isOld ? 'old' : 'fresh']++;
        if (!isOld && !isSame(value, fresh)) t.fail(`step ${steps}: neither old nor new`);
        const after = kind % 2 === 0 ? undefined : Uint8Array.of(steps);
        if (after !== undefined) store.set('after', after);
        for (let start = 0; start < 3; start++) {
          store.restart();
          if (!isSame(store.get('key'), value)) t.fail(`step ${steps}: what was read once is gone`);
          if (!isSame(store.get('after'), after)) t.fail(`step ${steps}: what was set since is gone`);
          if (store.get('kept')?.length !== 80) t.fail(`step ${steps}: another value is gone`);
        }
      }
    }
    t.log(`${steps} steps; found old ${found.old}, new ${found.fresh}`);
    t.true(steps > (isFull ? 50 : 8) && found.old > 12 && found.fresh > 12);
  });
}
