/** Symbols, iterators, Reflect, proxies and JSON. */
import { thrown } from '../harness.js';

export const cases = [
  {
    name: 'symbols: unique, registered, with descriptions',
    run: () => [
      Symbol('a') === Symbol('a'),
      Symbol.for('rom') === Symbol.for('rom'),
      Symbol.keyFor(Symbol.for('rom')),
      Symbol.keyFor(Symbol('x')),
      Symbol('d').description,
      Symbol().description,
      Symbol('t').toString(),
    ],
  },
  {
    name: 'symbols: as keys',
    run: () => {
      const s = Symbol('s');
      const o = { [s]: 1, a: 2 };
      return [o[s], Object.keys(o), Object.getOwnPropertySymbols(o).length, s in o];
    },
  },
  {
    name: 'symbols: well-known ones are there',
    run: () =>
      ['iterator', 'asyncIterator', 'hasInstance', 'toPrimitive', 'toStringTag', 'species', 'unscopables'].map(
        (name) => typeof Symbol[name],
      ),
    stripped: {
      result: "['symbol', 'undefined', 'symbol', 'symbol', 'symbol', 'symbol', 'undefined']",
      why: 'the program names those two as text alone',
    },
  },
  {
    name: 'symbols: isConcatSpreadable',
    run: () => [1].concat({ length: 2, 0: 'a', 1: 'b', [Symbol.isConcatSpreadable]: true }),
  },
  {
    name: 'iterators: of one’s own, in for-of, spread and destructuring',
    run: () => {
      const range = {
        from: 1,
        to: 4,
        [Symbol.iterator]() {
          let at = this.from;
          return { next: () => (at <= this.to ? { value: at++, done: false } : { value: undefined, done: true }) };
        },
      };
      const [a, ...rest] = range;
      let sum = 0;
      for (const n of range) sum += n;
      return [a, rest, sum, Array.from(range), Math.max(...range)];
    },
  },
  {
    name: 'iterators: what is not iterable throws',
    run: () => [
      thrown(() => [...{}]),
      thrown(() => {
        for (const x of 5) return x;
      }),
      thrown(() => new Map([1])),
    ],
  },
  {
    name: 'iterators: the built-in ones chain by prototype',
    run: () =>
      [[][Symbol.iterator](), new Map().entries(), new Set().values(), ''[Symbol.iterator]()].map(
        (it) => it[Symbol.iterator]() === it,
      ),
  },
  {
    name: 'iterators: array iterators see what is pushed meanwhile',
    run: () => {
      const a = [1, 2];
      const seen = [];
      for (const x of a) {
        seen.push(x);
        if (a.length < 4) a.push(x * 10);
      }
      return seen;
    },
  },
  {
    name: 'reflect: each operation as a function',
    run: () => {
      const o = { a: 1 };
      return [
        Reflect.get(o, 'a'),
        Reflect.set(o, 'b', 2),
        Reflect.has(o, 'b'),
        Reflect.deleteProperty(o, 'a'),
        Reflect.ownKeys(o),
        Reflect.apply(Math.max, null, [1, 2]),
        Reflect.construct(Array, [2]).length,
        Reflect.defineProperty(Object.freeze({}), 'x', { value: 1 }),
        Reflect.isExtensible(o),
      ];
    },
  },
  {
    name: 'reflect: get and set with a receiver',
    run: () => {
      const base = {
        get x() {
          return this.y;
        },
        set x(value) {
          this.z = value;
        },
      };
      const receiver = { y: 9 };
      return [Reflect.get(base, 'x', receiver), Reflect.set(base, 'x', 5, receiver), receiver];
    },
  },
  {
    name: 'proxy: get, set, has, deleteProperty, ownKeys',
    run: () => {
      const log = [];
      const p = new Proxy(
        { a: 1 },
        {
          get: (target, key) => (log.push('get ' + String(key)), target[key] ?? 'none'),
          set: (target, key, value) => (log.push('set ' + key), (target[key] = value), true),
          has: (target, key) => (log.push('has ' + key), key in target),
          deleteProperty: (target, key) => (log.push('delete ' + key), delete target[key]),
          ownKeys: (target) => (log.push('keys'), Reflect.ownKeys(target)),
        },
      );
      const out = [p.a, p.zz, (p.b = 2), 'b' in p, delete p.a, Object.keys(p)];
      return [out, log];
    },
  },
  {
    name: 'proxy: of a function, and revoked',
    run: () => {
      const f = new Proxy((x) => x + 1, { apply: (target, self, args) => target(...args) * 10 });
      const { proxy, revoke } = Proxy.revocable({ a: 1 }, {});
      const before = proxy.a;
      revoke();
      return [f(1), before, thrown(() => proxy.a)];
    },
  },
  {
    name: 'json: text of what has toJSON, undefined, NaN, nesting',
    run: () =>
      JSON.stringify({
        a: [1, undefined, () => 0, NaN, -0],
        b: undefined,
        c: { toJSON: () => 'j' },
        d: new Date(0),
        e: null,
        f: 'é\u0007"\\\ud800',
        g: true,
      }),
  },
  {
    name: 'json: indented, with a replacer',
    run: () => [
      JSON.stringify({ a: [1, { b: 2 }], c: 3 }, null, 2),
      JSON.stringify({ a: 1, b: 2, c: { a: 3 } }, ['a', 'c']),
      JSON.stringify({ a: 1, b: 'x' }, (key, value) => (typeof value === 'number' ? value + 1 : value)),
    ],
  },
  {
    name: 'json: what is empty, indented',
    run: () => JSON.stringify([{}, []], null, '.'),
    xs: {
      result: String.raw`'[\u{a}.{\u{a}..\u{a}.},\u{a}.[\u{a}..\u{a}.]\u{a}]'`,
      why: 'the engine writes an empty line in it',
    },
  },
  {
    name: 'json: parsed, with a reviver, and refused',
    run: () => [
      JSON.parse(' {"a":[1,-2.5e2,true,null,"\\u0041\\n\\ud83d\\ude00"],"b":{}} '),
      JSON.parse('[1,2]', (key, value) => (key === '0' ? undefined : value)),
      thrown(() => JSON.parse('{a:1}')),
      thrown(() => JSON.parse('[1,]')),
      thrown(() => JSON.parse('')),
      thrown(() => {
        const o = {};
        o.o = o;
        JSON.stringify(o);
      }),
    ],
  },
];
