/** Text, regular expressions and dates. */
import { thrown } from '../harness.js';

const ASTRAL = 'a😀é€𝄞z';

export const cases = [
  {
    name: 'text: length and parts beyond the basic plane',
    run: () => [
      ASTRAL.length,
      ASTRAL[1],
      ASTRAL.charCodeAt(2),
      ASTRAL.codePointAt(1),
      ASTRAL.charAt(3),
      [...ASTRAL].length,
    ],
  },
  {
    name: 'text: slices that cut a pair',
    run: () => [
      ASTRAL.slice(0, 2),
      ASTRAL.slice(2, 4),
      ASTRAL.substring(1, 3),
      ASTRAL.slice(-2),
      ASTRAL.at(-1),
      ASTRAL.slice(0, 2) + ASTRAL.slice(2),
    ],
  },
  {
    name: 'text: search beyond the basic plane',
    run: () => [
      ASTRAL.indexOf('é'),
      ASTRAL.lastIndexOf('z'),
      ASTRAL.includes('𝄞'),
      ASTRAL.indexOf('\ud83d'),
      ASTRAL.startsWith('😀', 1),
      ASTRAL.endsWith('z'),
    ],
  },
  {
    name: 'text: made of code units and code points',
    run: () => [
      String.fromCharCode(0xd83d, 0xde00),
      String.fromCodePoint(0x1f600, 65),
      String.fromCharCode(0, 65),
      thrown(() => String.fromCodePoint(-1)),
    ],
  },
  {
    name: 'text: a zero inside',
    run: () => {
      const text = 'a\0b';
      return [
        text.length,
        text.charCodeAt(1),
        text.indexOf('\0'),
        text + 'c',
        text === 'a' + String.fromCharCode(0) + 'b',
        text < 'ab',
        new Map([[text, 1]]).get('a\0b'),
      ];
    },
  },
  {
    name: 'text: split and join',
    run: () => [
      'a,b,,c'.split(','),
      'abc'.split(''),
      '😀a'.split(''),
      'abc'.split('b', 1),
      ''.split(','),
      ''.split(''),
      'a b'.split(),
    ],
  },
  {
    name: 'text: trim, pad, repeat',
    run: () => [
      ' \t\u00a0\ufeffx\n '.trim(),
      '  x '.trimStart(),
      ' x  '.trimEnd(),
      '5'.padStart(3, '0'),
      'ab'.padEnd(7, 'xyz'),
      'é'.padStart(3),
      'ab'.repeat(3),
      ''.repeat(1000),
    ],
  },
  {
    name: 'text: case',
    run: () => ['HÉllo'.toLowerCase(), 'héllo'.toUpperCase(), 'ÀÉ'.toLowerCase(), 'Σ'.toLowerCase()],
  },
  { name: 'text: ß in capitals', run: () => 'straße'.toUpperCase() },
  {
    name: 'text: replace with text and with a function',
    run: () => [
      'aXbX'.replace('X', '-'),
      'aXbX'.replaceAll('X', '$&$&'),
      'abc'.replace('b', (found, at) => found + at),
      'a'.replace('z', 'y'),
    ],
  },
  {
    name: 'text: order is by code unit',
    run: () => ['a' < 'b', 'Z' < 'a', 'a' < 'ab', '\uffff' < '😀', 'é' < 'z'],
  },
  {
    name: 'text: lists and concatenation',
    run: () => [
      'a'.concat(1, null, 'b'),
      'x' + 1 + 2,
      1 + 2 + 'x',
      `${[1, [2]]}`,
      String(null),
      String(Symbol('s')),
      [undefined] + '',
    ],
  },
  {
    name: 'text: normalize',
    run: () => thrown(() => 'e\u0301'.normalize('NFC').length),
    xs: { result: "'RangeError'", why: 'the engine is built without the tables of Unicode forms' },
  },
  {
    name: 'text: localeCompare of the same kind',
    run: () => ['a'.localeCompare('b') < 0, 'b'.localeCompare('a') > 0, 'a'.localeCompare('a')],
  },
  {
    name: 'text: URI coding',
    run: () => [
      encodeURIComponent('a b&é😀'),
      decodeURIComponent('%C3%A9%F0%9F%98%80'),
      encodeURI('http://x/a b?é'),
      decodeURI('%41%2F'),
      thrown(() => encodeURIComponent('\ud800')),
      escape('é ü'),
      unescape('%u0107'),
    ],
  },
  {
    name: 'text: of a thousand parts',
    run: () => {
      let text = '';
      for (let i = 0; i < 1000; i++) text += String.fromCharCode(97 + (i % 26));
      return [text.length, text.slice(995), text.lastIndexOf('a')];
    },
  },
  {
    name: 'text: immutable, with places as names',
    run: () => {
      const text = 'abc';
      return [
        thrown(() => {
          text[0] = 'x';
        }),
        thrown(() => {
          text.length = 1;
        }),
        Object.keys(text),
        '1' in Object(text),
        thrown(() => 1 in text),
      ];
    },
  },
  {
    name: 'text: an object of text',
    run: () => {
      const o = new String('ab');
      o.x = 1;
      return [typeof o, o.length, Object.keys(o), o + 'c', o == 'ab', o instanceof String];
    },
  },
  {
    name: 'regular expressions: exec with groups',
    run: () => {
      const found = /(\d+)-(?<word>\w+)(x)?/.exec('ab 12-cd');
      return [[...found], found.index, found.groups.word];
    },
  },
  {
    name: 'regular expressions: global, sticky, lastIndex',
    run: () => {
      const g = /a./g;
      const text = 'abacad';
      const seen = [];
      for (let m = g.exec(text); m; m = g.exec(text)) seen.push(m[0] + g.lastIndex);
      const y = /b/y;
      y.lastIndex = 1;
      return [seen, y.test(text), y.test(text)];
    },
  },
  {
    name: 'regular expressions: replace, split, match, matchAll',
    run: () => [
      '2024-01'.replace(/(\d+)-(\d+)/, '$2/$1'),
      'a1b22c'.split(/\d+/),
      'a1b22'.match(/\d+/g),
      [...'k1v2'.matchAll(/([a-z])(\d)/g)].map((m) => m[1] + m[2]),
      'aBc'.replace(/b/i, (x) => x + x),
    ],
  },
  {
    name: 'regular expressions: lookahead, back references, classes, unicode',
    run: () => [
      /a(?=b)/.test('ab'),
      /a(?!b)/.test('ab'),
      /(.)\1/.exec('hello')[0],
      /^[^\W\d_]+$/.test('abc'),
      /^.$/u.test('😀'),
      /^.$/.test('😀'),
      /\u{1f600}/u.test('😀'),
      /(?<=\$)\d+/.exec('cost $42')[0],
    ],
  },
  {
    name: 'regular expressions: source and flags',
    run: () => [String(/a+b/gi), new RegExp('a+', 'g').flags, thrown(() => new RegExp('(')), RegExp('x').test('x')],
  },
  {
    name: 'regular expressions: source of an escaped slash',
    run: () => /a\/b/.source,
    xs: { result: String.raw`'a\u{5c}\u{5c}/b'`, why: 'the engine escapes it once more' },
  },
  {
    name: 'dates: parts in UTC',
    run: () => {
      const d = new Date(Date.UTC(2024, 1, 29, 12, 34, 56, 789));
      return [d.toISOString(), d.getTime(), d.getUTCDay(), d.getUTCFullYear(), d.getUTCMonth(), JSON.stringify(d)];
    },
  },
  {
    name: 'dates: what overflows goes on',
    run: () => {
      const d = new Date(0);
      d.setUTCMonth(13, 31);
      d.setUTCHours(25);
      return [d.toISOString(), Date.UTC(2023, 0, 32), Date.UTC(99, 0)];
    },
  },
  {
    name: 'dates: parsed, and those that are none',
    run: () => [
      Date.parse('2024-02-29T00:00:00Z'),
      Date.parse('2024-02-29'),
      Date.parse('2024-02-29T01:00:00+01:00'),
      Date.parse('nonsense'),
      Number(new Date(NaN)),
      thrown(() => new Date(NaN).toISOString()),
      new Date(8.64e15 + 1).getTime(),
    ],
  },
  {
    name: 'dates: compared and subtracted',
    run: () => [
      new Date(5) - new Date(2),
      new Date(1) < new Date(2),
      new Date(7).valueOf(),
      new Date(new Date(9)).getTime(),
    ],
  },
];
