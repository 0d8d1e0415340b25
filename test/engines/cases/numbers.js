/** Numbers and big integers: text of them, of text, arithmetic. */
import { thrown } from '../harness.js';

const SAMPLES = [
  0,
  -0,
  1,
  -1,
  0.1,
  0.1 + 0.2,
  1 / 3,
  123456789,
  1e21,
  1e-7,
  5e-324,
  1.7976931348623157e308,
  2 ** 53,
  2 ** 31,
  -(2 ** 31) - 1,
  NaN,
  -Infinity,
  4.35,
  1.005,
  0.000001,
];

export const cases = [
  { name: 'numbers: shortest text', run: () => SAMPLES.map(String) },
  {
    name: 'numbers: in other bases',
    run: () => [
      (255).toString(16),
      (-255).toString(2),
      (0.5).toString(2),
      (35).toString(36),
      (1e21).toString(7).length > 10,
      thrown(() => (1).toString(1)),
    ],
  },
  { name: 'numbers: a fraction in base 3', run: () => (0.1).toString(3).slice(0, 12) },
  {
    name: 'numbers: toFixed',
    run: () => [1.005, 1.45, -1.5, 0, 1e21, 123.456, 0.000001, 1000000000000000128].map((x) => x.toFixed(2)),
  },
  {
    name: 'numbers: toFixed with 0 and 20 digits',
    run: () => [(2.5).toFixed(0), (1.25).toFixed(1), (0.1).toFixed(20), (-0.0000001).toFixed(2)],
  },
  {
    name: 'numbers: toExponential and toPrecision',
    run: () => [
      (123456).toExponential(2),
      (0).toExponential(),
      (0.00001).toPrecision(2),
      (123456).toPrecision(3),
      (1.25).toPrecision(2),
      (1e21).toPrecision(25),
      NaN.toFixed(1),
    ],
  },
  {
    name: 'numbers: text to number',
    run: () =>
      [
        '',
        ' 12 ',
        '0x1F',
        '0b101',
        '0o17',
        '1e3',
        '.5',
        '5.',
        '-0',
        '+1',
        '1_000',
        '12px',
        'Infinity',
        '-Infinity',
        '\u00a01\n',
        '1e400',
        '1e-400',
        '0x',
      ].map(Number),
  },
  {
    name: 'numbers: parseInt',
    run: () => [
      parseInt('12px'),
      parseInt('0x1f'),
      parseInt('077'),
      parseInt('z', 36),
      parseInt(''),
      parseInt('9007199254740993'),
      parseInt('101', 2),
      parseInt(null, 36),
      parseInt('1e3'),
    ],
  },
  {
    name: 'numbers: parseFloat',
    run: () => ['3.14abc', '.5.5', '-.5e-2x', 'e5', 'Infinityx', '1e1000', '0.1e'].map(parseFloat),
  },
  {
    name: 'numbers: whole, safe, finite',
    run: () => [
      Number.isInteger(5.0),
      Number.isInteger(5.5),
      Number.isSafeInteger(2 ** 53),
      Number.isSafeInteger(2 ** 53 - 1),
      Number.isFinite('5'),
      isFinite('5'),
      Number.EPSILON,
      Number.MAX_SAFE_INTEGER,
      Number.MIN_VALUE,
    ],
  },
  {
    name: 'numbers: integers that leave 32 bits',
    run: () => [
      2147483647 + 1,
      -2147483648 - 1,
      65536 * 65536,
      46341 * 46341,
      -46341 * 46341,
      2147483647 * 2147483647,
      -(-2147483648),
    ],
  },
  {
    name: 'numbers: increments at the edge of 32 bits',
    run: () => {
      let a = 2147483647;
      let b = -2147483648;
      a++;
      b--;
      return [a, b, a++, ++a, -b];
    },
  },
  {
    name: 'numbers: minus zero is kept',
    run: () => [0 * -1, -0, 0 / -5, Math.round(-0.4), -0 + 0, [-0][0], 1 / -0, Math.min(0, -0), -0, parseFloat('-0')],
  },
  { name: 'numbers: division', run: () => [1 / 0, -1 / 0, 0 / 0, 7 / 2, 6 / 3, 1e308 * 10, 5 % 0, Infinity % 5] },
  {
    name: 'math: rounding',
    run: () =>
      [0.5, -0.5, 1.5, 2.5, -2.5, 0.49999999999999994, 4503599627370495].map((x) => [
        Math.round(x),
        Math.floor(x),
        Math.ceil(x),
        Math.trunc(x),
      ]),
  },
  {
    name: 'math: min, max, sign, abs, hypot, cbrt, sqrt',
    run: () => [
      Math.min(),
      Math.max(),
      Math.max(1, NaN),
      Math.sign(-3),
      Math.abs(-2147483648),
      Math.hypot(3, 4),
      Math.abs(Math.cbrt(27) - 3) < 1e-12,
      Math.sqrt(2),
      Math.sqrt(-1),
    ],
  },
  {
    name: 'math: powers and logarithms',
    run: () => [
      Math.pow(2, 10),
      Math.pow(1, NaN),
      Math.pow(NaN, 0),
      Math.log2(8),
      Math.log10(1000),
      Math.log(1),
      Math.exp(0),
      Math.expm1(0),
      Math.log1p(0),
      10 ** -3,
    ],
  },
  {
    name: 'math: sine and its like, to twelve digits',
    run: () =>
      [
        Math.sin(1),
        Math.cos(1),
        Math.tan(1),
        Math.asin(0.5),
        Math.acos(0.5),
        Math.atan(1),
        Math.atan2(-1, -1),
        Math.sinh(1),
        Math.cosh(1),
        Math.tanh(1),
        Math.exp(1),
        Math.log(10),
        Math.asinh(1),
      ].map((x) => Number(x.toPrecision(12))),
  },
  {
    name: 'math: integers of 32 bits',
    run: () => [
      Math.imul(0xffffffff, 5),
      Math.imul(65537, 65537),
      Math.clz32(1),
      Math.clz32(0),
      Math.clz32(-1),
      Math.fround(5.5),
      Math.fround(5.05),
    ],
  },
  {
    name: 'numbers: parseInt keeps the sign of zero',
    run: () => parseInt('-0'),
    xs: { result: '0', why: 'the engine takes short integers apart without a sign for zero' },
  },
  {
    name: 'numbers: zeros at the end of toPrecision',
    run: () => [(1.5).toPrecision(3), (1e21).toPrecision(25), (1).toPrecision(4)],
    xs: {
      result: "['1.5', '1000000000000000000000.000', '1.000']",
      why: 'the engine drops those behind other digits of the fraction',
    },
  },
  {
    name: 'math: round just below the largest half',
    run: () => Math.round(4503599627370495.5),
    xs: { result: '4503599627370495.5', why: 'the engine takes numbers of that size for whole' },
  },
  {
    name: 'math: random is in its range',
    run: () => {
      for (let i = 0; i < 20; i++) {
        const x = Math.random();
        if (!(x >= 0 && x < 1)) return x;
      }
      return 'in range';
    },
  },
  {
    name: 'big integers: arithmetic',
    run: () => [
      2n ** 100n,
      10n ** 20n + 1n,
      -5n - 7n,
      123456789012345678901234567890n * 987654321n,
      7n / 2n,
      -7n / 2n,
      7n % -2n,
      -7n % 2n,
      0n * -5n,
    ],
  },
  {
    name: 'big integers: division of long ones',
    run: () => [
      2n ** 200n / 3n ** 50n,
      2n ** 200n % 3n ** 50n,
      (2n ** 64n - 1n) / (2n ** 32n - 1n),
      thrown(() => 1n / 0n),
      thrown(() => 2n ** -1n),
    ],
  },
  {
    name: 'big integers: bits',
    run: () => [
      1n << 70n,
      (1n << 70n) >> 68n,
      -1n >> 10n,
      -5n >> 1n,
      0xffn & 0x0f0n,
      5n | -8n,
      5n ^ -1n,
      ~5n,
      -1n & 0xffffffffffffffffn,
    ],
  },
  {
    name: 'big integers: compared with each other and with numbers',
    run: () => [
      1n < 2n,
      2n > 1,
      1n == 1,
      1n === 1n,
      0n === -0n,
      2n ** 64n > 1e19,
      1n < 1.5,
      NaN > 1n,
      10n == '10',
      [3n, 1n, 2n].sort().join(),
    ],
  },
  {
    name: 'big integers: text',
    run: () => [
      (2n ** 128n).toString(),
      (2n ** 128n).toString(16),
      (-255n).toString(2),
      BigInt('0xff'),
      BigInt('  12 '),
      BigInt(''),
      thrown(() => BigInt('1.5')),
      thrown(() => BigInt('x')),
    ],
  },
  {
    name: 'big integers: to and from numbers',
    run: () => [
      Number(2n ** 53n + 1n),
      Number(2n ** 64n),
      Number(-1n),
      BigInt(2 ** 60),
      BigInt(-5),
      Number(2n ** 1024n),
      parseInt(String(12n)),
      thrown(() => 1n + 1),
      thrown(() => +1n),
    ],
  },
  {
    name: 'big integers: asIntN and asUintN',
    run: () => [
      BigInt.asIntN(8, 255n),
      BigInt.asUintN(8, -1n),
      BigInt.asIntN(64, 2n ** 63n),
      BigInt.asUintN(64, -1n),
      BigInt.asUintN(0, 5n),
      BigInt.asIntN(3, 25n),
    ],
  },
  {
    name: 'big integers: increment, decrement, negate, truth',
    run: () => {
      let a = 0n;
      a++;
      ++a;
      a--;
      let b = -1n;
      b--;
      return [a, b, -a, !0n, !!1n, 0n ? 't' : 'f', 18446744073709551615n + 1n];
    },
  },
  {
    name: 'big integers: as keys and in objects',
    run: () => [{ [1n]: 'a' }[1], Object(1n) + 1n, typeof Object(1n), new Set([1n, 1n, 2n]).size],
  },
];
