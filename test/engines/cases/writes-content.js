/**
 * Writes to maps, typed arrays, dates and what else has its content in flash. From flash, what is
 * frozen throws and what is not goes on in RAM; each case says which. The expectations are those of tools/rom/freeze.c.
 */
import { thrown } from '../harness.js';

/** The refusal, as a case's result. */
const REFUSED = "'TypeError'";
const shared = (result) => ({ result, why: 'its content lies in flash and has no copy in RAM' });
const OBJECT = { a: 1, b: { c: 2 } };
const ACCESSOR = {
  n: 1,
  get twice() {
    return this.n * 2;
  },
  set twice(value) {
    this.n = value / 2;
  },
};
const MAP = new Map([['a', { inner: 1 }]]);
const SET = new Set([1]);
const WEAK_MAP = new WeakMap([[OBJECT, 1]]);
const WEAK_SET = new WeakSet([OBJECT]);
const DATE = new Date(0);
const OCTETS = Uint8Array.of(3, 1, 2);
const WORDS = Int32Array.of(5, 6);
const BIGS = BigUint64Array.of(7n);
const VIEW = new DataView(new ArrayBuffer(8));
const BUFFER = Uint8Array.of(1, 2, 3, 4).buffer;
const ERROR = new Error('kept');
const PENDING_LATER = Promise.resolve(1);
const RESIZABLE = new ArrayBuffer(2, { maxByteLength: 8 });
const NO_DATE = new Date(NaN);
const REVOCABLE = Proxy.revocable({ a: 1 }, {});
class Plain {
  constructor(x) {
    this.x = x;
    this.list = [x];
  }
  grow() {
    this.list = [...this.list, this.x++];
    return this.list;
  }
}
const PLAIN = new Plain(1);
let object = { a: 1 };

export const cases = [
  {
    name: 'maps: changed',
    run: () => [
      thrown(() => MAP.set('b', 1) === MAP),
      thrown(() => MAP.delete('a')),
      thrown(() => MAP.clear()),
      MAP.size,
    ],
    preloaded: shared(`[${REFUSED}, ${REFUSED}, ${REFUSED}, 1]`),
  },
  {
    name: 'sets: changed',
    run: () => [thrown(() => SET.add(2) === SET), thrown(() => SET.delete(1)), thrown(() => SET.clear()), SET.size],
    preloaded: shared(`[${REFUSED}, ${REFUSED}, ${REFUSED}, 1]`),
  },
  {
    name: 'weak maps and sets: changed',
    run: () => [
      thrown(() => WEAK_MAP.set({}, 1) === WEAK_MAP),
      thrown(() => WEAK_MAP.delete(OBJECT)),
      thrown(() => WEAK_SET.add({}) === WEAK_SET),
    ],
    preloaded: shared(`[${REFUSED}, ${REFUSED}, ${REFUSED}]`),
  },
  { name: 'weak references: to an object of the image', run: () => new WeakRef(OBJECT).deref() === OBJECT },
  {
    name: 'dates: changed',
    run: () => [thrown(() => DATE.setTime(5)), DATE.getTime()],
    preloaded: shared(`[${REFUSED}, 0]`),
  },
  { name: 'errors: changed', run: () => thrown(() => (ERROR.message = 'x')), preloaded: shared(REFUSED) },
  {
    name: 'typed arrays: an element',
    run: () => [thrown(() => (OCTETS[0] = 9)), thrown(() => (BIGS[0] = 9n)), OCTETS[0]],
    preloaded: shared(`[${REFUSED}, ${REFUSED}, 3]`),
  },
  {
    name: 'typed arrays: set, fill, sort, reverse, copyWithin',
    run: () => [
      thrown(() => OCTETS.set([1])),
      thrown(() => OCTETS.fill(0)[0]),
      thrown(() => OCTETS.sort()[0]),
      thrown(() => OCTETS.reverse()[0]),
      thrown(() => OCTETS.copyWithin(0, 1)[0]),
    ],
    preloaded: shared(`[${[REFUSED, REFUSED, REFUSED, REFUSED, REFUSED].join(', ')}]`),
  },
  {
    name: 'typed arrays: a part of one, a new view of its buffer',
    run: () => [
      thrown(() => (OCTETS.subarray(1)[0] = 9)),
      thrown(() => (new Uint8Array(BUFFER)[0] = 9)),
      thrown(() => new Uint16Array(BUFFER).fill(1)[0]),
    ],
    preloaded: shared(`[${REFUSED}, ${REFUSED}, ${REFUSED}]`),
  },
  {
    name: 'typed arrays: Atomics',
    run: () => [
      thrown(() => Atomics.store(WORDS, 0, 9)),
      thrown(() => Atomics.add(WORDS, 0, 1)),
      thrown(() => Atomics.compareExchange(WORDS, 0, 10, 1)),
      thrown(() => Atomics.load(WORDS, 1)),
    ],
    preloaded: shared(`[${REFUSED}, ${REFUSED}, ${REFUSED}, ['no throw', 6]]`),
  },
  {
    name: 'views: set',
    run: () => [thrown(() => VIEW.setUint8(0, 1)), thrown(() => VIEW.setFloat64(0, 1)), VIEW.getUint8(0)],
    preloaded: shared(`[${REFUSED}, ${REFUSED}, 0]`),
  },
  {
    name: 'typed arrays: a property of their own',
    run: () => thrown(() => (WORDS.extra = 1)),
    preloaded: shared(REFUSED),
  },
  {
    name: 'promises: settled ones are waited for again',
    run: () => Promise.all([PENDING_LATER.then((x) => x + 1), PENDING_LATER.then((x) => x + 2), PENDING_LATER]),
  },
  {
    name: 'weak maps: an object of the image as a key',
    run: () => {
      const map = new WeakMap();
      return [
        thrown(() => map.set(ACCESSOR, 5) === map),
        map.get(ACCESSOR),
        map.has(ACCESSOR),
        thrown(() => map.delete(ACCESSOR)),
      ];
    },
    preloaded: {
      result: `[${REFUSED}, undefined, false, ${REFUSED}]`,
      why: 'the engine keeps a weak entry in its key, which lies in flash',
    },
  },
  {
    name: 'weak sets: an instance of the image',
    run: () => thrown(() => new WeakSet([PLAIN]).has(PLAIN)),
    preloaded: { result: REFUSED, why: 'the engine keeps a weak entry in its key, which lies in flash' },
  },
  {
    name: 'buffers: resized',
    run: () => [thrown(() => typeof RESIZABLE.resize(4)), RESIZABLE.byteLength],
    preloaded: shared(`[${REFUSED}, 2]`),
  },
  {
    name: 'dates: that are none, changed',
    run: () => [
      thrown(() => NO_DATE.setFullYear(2000) > 0),
      thrown(() => NO_DATE.setUTCFullYear(2000) > 0),
      Number.isNaN(NO_DATE.getTime()),
    ],
    preloaded: shared(`[${REFUSED}, ${REFUSED}, true]`),
  },
  {
    name: 'proxies: one is revoked',
    run: () => {
      const before = REVOCABLE.proxy.a;
      return [before, thrown(() => typeof REVOCABLE.revoke()), thrown(() => REVOCABLE.proxy.a)];
    },
    preloaded: shared(`[1, ${REFUSED}, ['no throw', 1]]`),
  },
];
