/**
 * Images without the built-ins that nothing names (`strip: '*'`): what the program needs by its literals, its statements or by
 * the engine's own look-ups is there, and nothing else need be named. Each program is an image of its own, for a name in one
 * would hide what is missing in another.
 */

import test from 'ava';

import { runProgram } from '../support/rom-image/program.js';

/** Reports a value; `main` is made of statements and an expression. */
const main = (expression: string, statements = ''): string =>
  `${statements} export const main = () => report('result', String(${expression}));`;

const PROGRAMS: readonly (readonly [what: string, text: string, result: string])[] = [
  ['nothing but a function', main('1 + 1'), '2'],
  ['objects as text: Object.prototype is whole', main("'' + {} + [1, [2]]"), '[object Object]1,2'],
  ['an async function that names no Promise', asynchronous('await null; return 1'), '1'],
  ['a refusal in an async function', asynchronous('try { await no(); } catch (e) { return e.name; }'), 'TypeError'],
  ['an async generator and for await', asynchronous('let s = 0; for await (const x of many()) s += x; return s'), '3'],
  ['a generator', main('[...make()]', 'function* make() { yield 1; yield* [2, 3]; }'), '1,2,3'],
  ['a regular expression that names no RegExp', main("'a1b2'.replace(/[0-9]/g, '-')"), 'a-b-'],
  ['the flags of a regular expression', main('/a/giu.flags + /b/m'), 'giu/b/m'],
  ['split and matchAll by regular expressions', main("'a, b'.split(/, */) + [...'a1'.matchAll(/\\d/g)]"), 'a,b1'],
  ['a big integer that names no BigInt', main('2n ** 70n + 1n'), '1180591620717411303425'],
  [
    'import() that names no Promise',
    "export const main = () => { import('program').then((m) => report('result', typeof m.main)); };",
    'function',
  ],
  [
    'for-in, spread and rest of objects',
    main(
      'names + Object.keys({ ...{ a: 1 }, b: 2 }) + rest.y',
      "let names = ''; for (const name in { p: 1, q: 2 }) names += name; const { x, ...rest } = { x: 1, y: 2 };",
    ),
    'pqa,b2',
  ],
  ['arguments', main('f(1, 2)', 'function f() { return [...arguments].length + arguments[1]; }'), '4'],
  [
    'a template tag',
    main('tag`a${1}b`', 'const tag = (strings, value) => strings.raw[0] + strings[1] + value;'),
    'ab1',
  ],
  [
    'private members',
    main(
      'new A().next() + A.is({})',
      'class A { #x = 1; next() { return ++this.#x; } static is(o) { return #x in o; } }',
    ),
    '2',
  ],
  ['maps and sets, their iterators', main("[...new Map([[1, 'a']])] + [...new Set([2, 2])]"), '1,a2'],
  [
    'typed arrays and their iterators',
    main(
      '[...OCTETS].join() + new Uint16Array([70000])[0] + OCTETS.subarray(1)',
      'const OCTETS = Uint8Array.of(1, 2);',
    ),
    '1,244642',
  ],
  ['a date of text', main("new Date('2024-02-29T00:00:00Z').toISOString()"), '2024-02-29T00:00:00.000Z'],
  ['JSON of dates and lists', main('JSON.stringify([new Date(0), { a: 1 }])'), '["1970-01-01T00:00:00.000Z",{"a":1}]'],
  [
    'errors of one’s own, and the engine’s',
    main(
      "new E('m') + (() => { try { null.x; } catch (e) { return e.name; } })()",
      "class E extends Error { constructor(m) { super(m); this.name = 'E'; } }",
    ),
    'E: mTypeError',
  ],
  [
    'Promise.any that names no AggregateError',
    "export const main = () => { Promise.any([Promise.reject(1)]).catch((e) => report('result', e.name + e.errors)); };",
    'AggregateError1',
  ],
  [
    'a class that extends Array',
    main(
      '[l.last, l.length, l.map((x) => x) instanceof L]',
      'class L extends Array { get last() { return this[this.length - 1]; } } const l = L.from([3, 4]);',
    ),
    '4,2,true',
  ],
  ['a proxy', main('new Proxy({}, { get: (target, name) => name }).abc'), 'abc'],
  [
    'values as numbers and text',
    main(
      '`${o}` + (o + 1) + [1.5].map((x) => x.toFixed(2)) + parseInt("7")',
      "const o = { valueOf: () => 7, toString: () => 't' };",
    ),
    't81.507',
  ],
  [
    'text made at run time is no code',
    main("(() => { try { new Function('1'); } catch (e) { return e.name; } })()"),
    'EvalError',
  ],
];

function asynchronous(body: string): string {
  return `const no = async () => { throw new TypeError('x'); };
    async function* many() { yield 1; yield 2; }
    const f = async () => { ${body}; };
    export const main = () => { f().then((result) => report('result', String(result))); };`;
}

for (const [what, text, result] of PROGRAMS) {
  test.serial(what, async (t) => t.deepEqual(await runProgram('stripped', text, { strip: '*' }), { result }));
}
