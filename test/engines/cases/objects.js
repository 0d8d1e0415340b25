/** Objects and their properties. */
import { thrown } from '../harness.js';

const descriptor = (object, name) => Object.getOwnPropertyDescriptor(object, name);

export const cases = [
  {
    name: 'objects: integer names first, then as made, symbols last',
    run: () =>
      Reflect.ownKeys({ b: 1, 2: 1, a: 1, [Symbol('s')]: 1, 0: 1 }).map((key) =>
        typeof key === 'symbol' ? key.description : key,
      ),
  },
  {
    name: 'objects: getters, setters and their descriptors',
    run: () => {
      const o = {
        n: 1,
        get x() {
          return this.n;
        },
        set x(value) {
          this.n = value;
        },
      };
      o.x = 5;
      return [o.x, typeof descriptor(o, 'x').set, descriptor(o, 'n')];
    },
  },
  {
    name: 'objects: spread copies own enumerable values',
    run: () => ({
      ...{
        a: 1,
        get b() {
          return 2;
        },
      },
      ...null,
      ...'hi',
      c: 3,
    }),
  },
  {
    name: 'objects: a setter without a getter; a getter without a setter',
    run: () => {
      const o = {
        set a(_) {},
        get b() {
          return 1;
        },
      };
      return [
        o.a,
        thrown(() => {
          o.b = 2;
        }),
      ];
    },
  },
  {
    name: 'objects: __proto__ in a literal',
    run: () => [Object.getPrototypeOf({ __proto__: null }), Object.keys({ ['__proto__']: 1 })],
  },
  {
    name: 'objects: defineProperty with defaults',
    run: () => {
      const o = {};
      Object.defineProperty(o, 'x', { value: 1 });
      return [
        descriptor(o, 'x'),
        Object.keys(o),
        thrown(() => {
          o.x = 2;
        }),
        thrown(() => delete o.x),
      ];
    },
  },
  {
    name: 'objects: defineProperty again, what is allowed',
    run: () => {
      const o = {};
      Object.defineProperty(o, 'x', { value: 1, writable: true });
      Object.defineProperty(o, 'x', { value: 2 });
      Object.defineProperty(o, 'x', { writable: false });
      return [
        descriptor(o, 'x'),
        thrown(() => Object.defineProperty(o, 'x', { value: 3 })),
        thrown(() => Object.defineProperty(o, 'x', { get() {} })),
      ];
    },
  },
  {
    name: 'objects: data to accessor and back',
    run: () => {
      const o = { x: 1 };
      Object.defineProperty(o, 'x', { get: () => 2 });
      const seen = o.x;
      Object.defineProperty(o, 'x', { value: 3, writable: true });
      o.x++;
      return [seen, o.x];
    },
  },
  {
    name: 'objects: defineProperties and create',
    run: () => {
      const o = Object.create({ p: 1 }, { a: { value: 2, enumerable: true }, b: { get: () => 3 } });
      return [o.p, o.a, o.b, Object.keys(o)];
    },
  },
  {
    name: 'objects: freeze, seal, preventExtensions',
    run: () => {
      const [f, s, p] = [Object.freeze({ a: 1 }), Object.seal({ a: 1 }), Object.preventExtensions({ a: 1 })];
      s.a = 2;
      return [
        thrown(() => {
          f.a = 2;
        }),
        thrown(() => delete s.a),
        s.a,
        thrown(() => {
          p.b = 1;
        }),
        delete p.a,
        Object.isFrozen(f),
        Object.isSealed(s),
        Object.isExtensible(p),
      ];
    },
  },
  {
    name: 'objects: a frozen array',
    run: () => {
      const a = Object.freeze([1, 2]);
      return [
        thrown(() => a.push(3)),
        thrown(() => {
          a[0] = 9;
        }),
        thrown(() => {
          a.length = 0;
        }),
        a,
        Object.isFrozen(a),
      ];
    },
  },
  {
    name: 'objects: freeze is shallow',
    run: () => {
      const o = Object.freeze({ inner: { x: 1 } });
      o.inner.x = 2;
      return o;
    },
  },
  {
    name: 'objects: delete, in, hasOwn',
    run: () => {
      const o = Object.create({ p: 1 }, {});
      o.a = 1;
      return [
        delete o.a,
        'a' in o,
        'p' in o,
        Object.hasOwn(o, 'p'),
        delete o.nothing,
        thrown(() => delete Object.freeze({ x: 1 }).x),
      ];
    },
  },
  {
    name: 'objects: assign, entries, fromEntries, values',
    run: () => [
      Object.assign({ a: 1 }, { b: 2 }, undefined, { a: 3 }),
      Object.entries({ x: 1, y: 2 }),
      Object.fromEntries(new Map([['k', 1]])),
      Object.values('ab'),
    ],
  },
  {
    name: 'objects: is, and the sameness of zero',
    run: () => [Object.is(0, -0), Object.is(NaN, NaN), [NaN].includes(NaN), [NaN].indexOf(NaN), [-0].includes(0)],
  },
  {
    name: 'objects: getOwnPropertyDescriptors copy accessors',
    run: () => {
      const o = Object.defineProperties(
        {},
        Object.getOwnPropertyDescriptors({
          get x() {
            return 1;
          },
        }),
      );
      return [o.x, typeof descriptor(o, 'x').get];
    },
  },
  {
    name: 'objects: many properties, some deleted',
    run: () => {
      const o = {};
      for (let i = 0; i < 40; i++) o['name' + i] = i;
      for (let i = 0; i < 40; i += 2) delete o['name' + i];
      return [Object.keys(o).length, o.name7, o.name8];
    },
  },
  {
    name: 'objects: toString of each kind',
    run: () =>
      [
        {},
        [],
        () => 0,
        new Date(0),
        /x/,
        new Error('x'),
        new Map(),
        new Set(),
        null,
        undefined,
        1,
        'x',
        Symbol(),
        new Uint8Array(1),
      ].map((value) => Object.prototype.toString.call(value)),
  },
  {
    name: 'objects: valueOf before toString for numbers, the other way for text',
    run: () => {
      const o = { valueOf: () => 4, toString: () => 't' };
      return [o * 2, `${o}`, o + 1, [o].join(), isNaN({})];
    },
  },
  {
    name: 'objects: an object that gives no primitive',
    run: () => thrown(() => +{ valueOf: () => ({}), toString: () => ({}) }),
  },
  {
    name: 'objects: structure of a large literal',
    run: () => {
      const o = { l1: { l2: { l3: [{ l4: new Map([['k', { deep: true }]]) }] } } };
      return o.l1.l2.l3[0].l4.get('k').deep;
    },
  },
  {
    name: 'objects: an array as an object',
    run: () => {
      const a = [1];
      a.extra = 'x';
      a[5] = 2;
      return [a.length, Object.keys(a), a.extra, 3 in a];
    },
  },
  {
    name: 'objects: names that look like numbers',
    run: () => {
      const o = {};
      o['01'] = 'a';
      o[1] = 'b';
      o['-1'] = 'c';
      o[4294967295] = 'd';
      o[1.5] = 'e';
      return [Object.keys(o).sort(), o['1'], o['4294967295']];
    },
  },
  {
    name: 'objects: globalThis knows the built-ins',
    run: () => [globalThis.Array === Array, typeof globalThis.globalThis, 'Map' in globalThis],
  },
];
