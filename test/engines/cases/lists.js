/** Arrays, maps and sets made at run time. */
import { thrown } from '../harness.js';

const pairs = [
  ['b', 2],
  ['a', 1],
];

/** Items with a key and the place they had, enough for any sort to leave its simple form. */
const scattered = () => Array.from({ length: 200 }, (_, place) => ({ key: (place * 7919) % 10, place }));

export const cases = [
  {
    name: 'arrays: push, pop, shift, unshift, splice',
    run: () => {
      const a = [1, 2, 3];
      return [a.push(4, 5), a.pop(), a.shift(), a.unshift(0, 9), a.splice(1, 2, 'x', 'y', 'z'), a];
    },
  },
  {
    name: 'arrays: slice and at with negative places',
    run: () => [[1, 2, 3, 4].slice(-3, -1), [1, 2, 3].at(-1), [1].at(5), [1, 2, 3].slice()],
  },
  {
    name: 'arrays: map, filter, reduce, reduceRight',
    run: () => [
      [1, 2, 3].map((x) => x * x),
      [1, 2, 3, 4].filter((x) => x % 2),
      [1, 2, 3].reduce((a, b) => a + b),
      ['a', 'b'].reduceRight((a, b) => a + b, 'z'),
      thrown(() => [].reduce((a) => a)),
    ],
  },
  {
    name: 'arrays: some, every, find, findIndex, findLast, findLastIndex',
    run: () => {
      const a = [1, 4, 9, 16];
      const big = (x) => x > 3;
      return [a.some(big), a.every(big), a.find(big), a.findIndex(big), a.findLast(big), a.findLastIndex((x) => x < 0)];
    },
  },
  {
    name: 'arrays: indexOf, lastIndexOf, includes from a place',
    run: () => [[1, 2, 1].indexOf(1, 1), [1, 2, 1].lastIndexOf(1, -2), [1, 2].includes(1, 1)],
  },
  {
    name: 'arrays: flat, flatMap, concat',
    run: () => [
      [1, [2, [3, [4]]]].flat(),
      [1, [2, [3, [4]]]].flat(Infinity),
      [1, 2].flatMap((x) => [x, [x]]),
      [1].concat(2, [3], [[4]]),
    ],
  },
  {
    name: 'arrays: fill, copyWithin, reverse, join',
    run: () => [
      [1, 2, 3].fill(0, 1),
      [1, 2, 3, 4, 5].copyWithin(0, 3),
      [1, 2, 3].reverse(),
      [1, null, undefined, [2, 3]].join('-'),
      [].join(),
    ],
  },
  {
    name: 'arrays: holes',
    run: () => {
      const a = [1, , 3];
      delete a[0];
      return [
        a,
        a.length,
        1 in a,
        a.map((x) => x),
        a.findIndex((x) => x === undefined),
        Object.keys(a),
        a.indexOf(undefined),
        [...a],
      ];
    },
  },
  {
    name: 'arrays: length cut and grown',
    run: () => {
      const a = [1, 2, 3];
      a.length = 1;
      const cut = [...a];
      a.length = 3;
      a[4] = 5;
      return [
        cut,
        a,
        a.length,
        thrown(() => {
          a.length = -1;
        }),
      ];
    },
  },
  {
    name: 'arrays: far places stay sparse',
    run: () => {
      const a = [];
      a[1000] = 1;
      a[5] = 2;
      let seen = 0;
      a.forEach(() => seen++);
      return [a.length, seen, Object.keys(a)];
    },
  },
  {
    name: 'arrays: sort of text by default',
    run: () => [[10, 9, 1, undefined, -1].sort(), ['b', 'a', 'B'].sort(), [3, 1, 2].sort((a, b) => b - a)],
  },
  {
    name: 'arrays: sort is stable',
    run: () =>
      scattered()
        .sort((a, b) => a.key - b.key)
        .every((item, at, all) => at === 0 || all[at - 1].key < item.key || all[at - 1].place < item.place),
  },
  {
    name: 'arrays: sort calls as it should, and what its comparison throws comes through',
    run: () => [
      [3, 1, 2].sort(undefined),
      thrown(() => [1, 2].sort(null)),
      thrown(() =>
        [2, 1].sort(() => {
          throw new RangeError('x');
        }),
      ),
    ],
  },
  {
    name: 'arrays: Array.from and Array.of',
    run: () => [
      Array.from('héllo'),
      Array.from({ length: 3, 1: 'x' }),
      Array.from([1, 2], (x, at) => x * at),
      Array.of(7),
      Array(3).length,
    ],
  },
  {
    name: 'arrays: entries, keys, values',
    run: () => [[...['a', 'b'].entries()], [...[, 1].keys()], [...['x'].values()]],
  },
  {
    name: 'arrays: functions of arrays on what is like an array',
    run: () => [
      Array.prototype.map.call('ab', (x) => x + x),
      Array.prototype.join.call({ length: 2, 0: 'x', 1: 'y' }, '+'),
      Array.prototype.push.call({ length: 1 }, 'a'),
    ],
  },
  {
    name: 'arrays: changed while walked',
    run: () => {
      const a = [1, 2, 3, 4];
      const seen = [];
      a.forEach((x) => {
        seen.push(x);
        if (x === 2) a.shift();
      });
      return [seen, a];
    },
  },
  {
    name: 'arrays: a hundred thousandths of growth',
    run: () => {
      const a = [];
      for (let i = 0; i < 300; i++) a.push(i * i);
      while (a.length > 3) a.pop();
      return a;
    },
  },
  {
    name: 'maps: order of insertion, deletion, set again',
    run: () => {
      const m = new Map(pairs);
      m.set('c', 3).set('b', 9);
      m.delete('a');
      m.set('a', 4);
      return [[...m], m.size, m.get('b'), m.has('zz'), m.delete('zz')];
    },
  },
  {
    name: 'maps: keys of every kind',
    run: () => {
      const key = {};
      const f = () => 0;
      const s = Symbol('s');
      const m = new Map([
        [key, 'object'],
        [f, 'function'],
        [s, 'symbol'],
        [NaN, 'nan'],
        [0, 'zero'],
        ['0', 'text'],
        [null, 'null'],
        [undefined, 'undefined'],
        [1n, 'bigint'],
        [true, 'true'],
      ]);
      return [
        m.get(key),
        m.get(f),
        m.get(s),
        m.get(NaN),
        m.get(-0),
        m.get('0'),
        m.get(null),
        m.get(undefined),
        m.get(1n),
        m.get(true),
        m.get({}),
        m.size,
      ];
    },
  },
  {
    name: 'maps: many entries',
    run: () => {
      const m = new Map();
      for (let i = 0; i < 200; i++) m.set('key' + (i % 150), i);
      for (let i = 0; i < 100; i++) m.delete('key' + i);
      return [m.size, m.get('key149'), m.get('key100'), m.has('key99'), [...m.keys()][0]];
    },
  },
  {
    name: 'maps: changed while walked',
    run: () => {
      const m = new Map([
        [1, 1],
        [2, 2],
        [3, 3],
      ]);
      const seen = [];
      for (const [key] of m) {
        seen.push(key);
        if (key === 1) {
          m.delete(2);
          m.set(4, 4);
        }
      }
      m.clear();
      return [seen, m.size];
    },
  },
  {
    name: 'maps: forEach, entries, keys, values',
    run: () => {
      const m = new Map(pairs);
      const seen = [];
      m.forEach((value, key, map) => seen.push(key + value + (map === m)));
      return [seen, [...m.keys()], [...m.values()], [...m.entries()]];
    },
  },
  {
    name: 'sets: values once, in order',
    run: () => {
      const s = new Set([3, 1, 3, NaN, NaN, 0, -0]);
      s.add(2).delete(1);
      return [[...s], s.size, s.has(NaN), [...s.entries()][0]];
    },
  },
  {
    name: 'sets: of objects',
    run: () => {
      const a = {};
      const s = new Set([a, {}, a]);
      return [s.size, s.has(a), s.has({})];
    },
  },
  {
    name: 'maps: a method on what is no map throws',
    run: () => [thrown(() => Map.prototype.get.call(new Set(), 1)), thrown(() => Map()), thrown(() => new Set(5))],
  },
  {
    name: 'weak maps and sets',
    run: () => {
      const [a, b] = [{}, {}];
      const m = new WeakMap([[a, 1]]);
      const s = new WeakSet([a]);
      m.set(b, 2);
      return [m.get(a), m.get(b), m.has({}), m.delete(a), m.has(a), s.has(a), s.has(b), thrown(() => m.set(1, 1))];
    },
  },
  {
    name: 'weak maps: a key that is frozen',
    run: () => {
      const key = Object.freeze({});
      const m = new WeakMap();
      m.set(key, 5);
      return m.get(key);
    },
  },
  {
    name: 'weak references',
    run: () => {
      const o = { x: 1 };
      return new WeakRef(o).deref().x;
    },
  },
];
