/** Typed arrays of each kind, views and buffers. */
import { thrown } from '../harness.js';

const INTEGERS = { Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array };
const FLOATS = { Float32Array, Float64Array };
const BIG = { BigInt64Array, BigUint64Array };
const EXTREMES = [
  0,
  -1,
  127,
  128,
  255,
  256,
  32767,
  65536,
  2147483648,
  4294967296,
  -2147483649,
  1.5,
  2.5,
  NaN,
  Infinity,
  -Infinity,
];

/** One case for each kind of typed array. */
const each = (kinds, what, work) =>
  Object.entries(kinds).map(([name, Kind]) => ({ name: `${name}: ${what}`, run: () => work(Kind) }));

const octets = (view) => Array.from(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));

export const cases = [
  ...each({ ...INTEGERS, ...FLOATS }, 'what is stored is converted', (Kind) => new Kind(EXTREMES)),
  ...each(BIG, 'what is stored is cut to 64 bits', (Kind) => [
    new Kind([0n, -1n, 2n ** 63n, 2n ** 64n + 5n, -(2n ** 63n) - 1n]),
    thrown(() => new Kind([1])),
  ]),
  ...each({ ...INTEGERS, ...FLOATS }, 'octets are little-endian', (Kind) => octets(Kind.of(1, 2.5, 254))),
  ...each(BIG, 'octets are little-endian', (Kind) => octets(Kind.of(1n, 0x0102030405060708n))),
  ...each({ ...INTEGERS, ...FLOATS }, 'sort by value, fill, reverse, indexOf', (Kind) => {
    const a = Kind.of(30, 4, 100, 2);
    return [
      a.sort(),
      a.indexOf(30),
      a.slice().fill(7, 1, 3),
      a.slice().reverse(),
      a.includes(5),
      a.slice().sort((x, y) => y - x),
    ];
  }),
  ...each(BIG, 'sort by value', (Kind) => Kind.of(30n, 4n, 100n, 2n).sort()),
  ...each({ ...INTEGERS, ...FLOATS, ...BIG }, 'sizes and names', (Kind) => [
    Kind.BYTES_PER_ELEMENT,
    new Kind(3).byteLength,
    new Kind(3).length,
    Object.prototype.toString.call(new Kind(0)),
    Object.getPrototypeOf(Kind) === Object.getPrototypeOf(Int8Array),
  ]),
  {
    name: 'typed arrays: of a buffer, with offset and length',
    run: () => {
      const buffer = new ArrayBuffer(8);
      const a = new Uint16Array(buffer, 2, 2);
      a[0] = 0x1234;
      a[1] = 0xabcd;
      a[9] = 1;
      return [
        octets(new Uint8Array(buffer)),
        a.byteOffset,
        a.length,
        a[9],
        thrown(() => new Uint16Array(buffer, 1)),
        thrown(() => new Uint32Array(buffer, 4, 2)),
      ];
    },
  },
  {
    name: 'typed arrays: subarray shares, slice copies',
    run: () => {
      const a = Uint8Array.of(1, 2, 3, 4);
      a.subarray(1, 3)[0] = 9;
      a.slice(0, 2)[0] = 8;
      return [a, a.subarray(-2), a.subarray(2, 1).length];
    },
  },
  {
    name: 'typed arrays: set from an array, from itself with overlap, too long',
    run: () => {
      const a = Uint8Array.of(1, 2, 3, 4, 5);
      a.set(a.subarray(0, 3), 1);
      a.set([9, 10.7], 3);
      return [a, thrown(() => a.set([1], 5))];
    },
  },
  {
    name: 'typed arrays: set from another kind',
    run: () => {
      const a = new Uint8Array(3);
      a.set(Float32Array.of(1.9, -1, 300));
      return [a, thrown(() => a.set([1n]))];
    },
  },
  {
    name: 'typed arrays: map, filter, reduce, join, from',
    run: () => [
      Uint8Array.of(1, 2, 3).map((x) => x * 100),
      Int16Array.of(1, -2).filter((x) => x < 0),
      Float32Array.of(0.5, 0.25).reduce((a, b) => a + b),
      Uint8Array.of(1, 2).join('-'),
      Uint8Array.from('123'),
      Uint16Array.from({ length: 2 }, (_, at) => at + 1),
    ],
  },
  {
    name: 'typed arrays: iterators, at, findLast, copyWithin',
    run: () => [
      [...Uint8Array.of(5, 6).entries()],
      Uint8Array.of(1, 2).at(-1),
      Uint8Array.of(1, 2, 3).findLast((x) => x < 3),
      Uint8Array.of(1, 2, 3, 4).copyWithin(0, 2),
    ],
  },
  {
    name: 'typed arrays: names that are numbers but no places',
    run: () => {
      const a = new Uint8Array(2);
      a['-0'] = 1;
      a['1.5'] = 1;
      a[2] = 1;
      return [Object.keys(a), '-0' in a, 2 in a, delete a[5], thrown(() => delete a[0])];
    },
  },
  {
    name: 'DataView: each kind, in both orders',
    run: () => {
      const v = new DataView(new ArrayBuffer(64));
      let at = 0;
      for (const little of [true, false]) {
        v.setInt8(at, -2);
        v.setUint8(at + 1, 254);
        v.setInt16(at + 2, -3, little);
        v.setUint16(at + 4, 0xfffd, little);
        v.setInt32(at + 6, -4, little);
        v.setUint32(at + 10, 0xfffffffc, little);
        v.setFloat32(at + 14, 1.5, little);
        v.setBigInt64(at + 18, -5n, little);
        at += 32;
      }
      return [
        octets(v),
        v.getInt16(2, true),
        v.getUint16(2),
        v.getInt32(6),
        v.getUint32(10, true),
        v.getFloat32(14, true),
        v.getBigInt64(18, true),
        v.getBigUint64(18, true),
      ];
    },
  },
  {
    name: 'DataView: doubles where nothing is aligned',
    run: () => {
      const v = new DataView(new ArrayBuffer(20), 1);
      v.setFloat64(3, Math.PI);
      v.setFloat64(11, -1 / 3, true);
      return [v.getFloat64(3), v.getFloat64(11, true), octets(v)];
    },
  },
  {
    name: 'DataView: outside throws',
    run: () => {
      const v = new DataView(new ArrayBuffer(4), 1, 2);
      return [
        v.byteLength,
        v.byteOffset,
        thrown(() => v.getUint16(1)),
        thrown(() => v.getUint8(-1)),
        thrown(() => new DataView(new ArrayBuffer(1), 2)),
      ];
    },
  },
  {
    name: 'buffers: slice, isView, byteLength',
    run: () => {
      const b = Uint8Array.of(1, 2, 3, 4).buffer;
      return [
        octets(new Uint8Array(b.slice(1, -1))),
        ArrayBuffer.isView(new DataView(b)),
        ArrayBuffer.isView(b),
        b.byteLength,
        b.slice(9).byteLength,
        thrown(() => new ArrayBuffer(-1)),
      ];
    },
  },
  {
    name: 'buffers: resized',
    run: () => {
      const b = new ArrayBuffer(2, { maxByteLength: 8 });
      const a = new Uint8Array(b);
      a[0] = 7;
      b.resize(4);
      return [b.resizable, a.length, a, thrown(() => b.resize(9))];
    },
  },
  {
    name: 'atomics: on a typed array',
    run: () => {
      const a = new Int32Array(2);
      return [
        Atomics.add(a, 0, 5),
        Atomics.load(a, 0),
        Atomics.compareExchange(a, 0, 5, 9),
        Atomics.exchange(a, 0, 1),
        Atomics.or(a, 0, 6),
        Atomics.sub(a, 0, 2),
        Atomics.store(a, 1, 3),
        a,
      ];
    },
  },
  {
    name: 'atomics: of each width',
    run: () =>
      [Int8Array, Uint8Array, Int16Array, Uint16Array, Uint32Array].map((Kind) => {
        const a = new Kind([250]);
        Atomics.add(a, 0, 10);
        Atomics.xor(a, 0, 1);
        Atomics.and(a, 0, 0x7f);
        return a;
      }),
  },
  {
    name: 'atomics: on 64 bits',
    run: () => {
      const a = new BigInt64Array(1);
      return [Atomics.add(a, 0, 5n), Atomics.sub(a, 0, 7n), a];
    },
  },
];
