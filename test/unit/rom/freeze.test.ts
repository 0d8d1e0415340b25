/** What of a module stays writable, which costs RAM, and why; all else is frozen. */

import test from 'ava';

import { type RomOptions, type RomUnfrozen } from '../../../tools/rom/rom-image.js';
import { buildImage } from '../../support/rom-image/build.js';

/** What the module `a` of that text leaves unfrozen. */
async function unfrozen(text: string, options: Partial<RomOptions> = {}): Promise<readonly RomUnfrozen[]> {
  const { report } = await buildImage({ a: text }, { strip: '*', ...options });
  return report.unfrozen;
}

const variable = (name: string): RomUnfrozen => ({
  module: 'a',
  what: `variable ${name}`,
  reason: 'a function assigns it',
});
const instance = (what: string, reason = 'instance of a class'): RomUnfrozen => ({ module: 'a', what, reason });

const WRITABLE: readonly (readonly [what: string, text: string, entries: readonly RomUnfrozen[]])[] = [
  ['an exported variable that a function assigns', 'export let n = 0; export const f = () => n++;', [variable('n')]],
  [
    'a variable that an inner function assigns',
    'let n = 0; export function f() { return () => { n = 1; }; }',
    [variable('n')],
  ],
  [
    'a variable of a function that ran',
    'export const f = (() => { let n = 0; return () => ++n; })();',
    [variable('n')],
  ],
  [
    'variables assigned by a pattern and by a loop',
    'let a = 1; let b = 2; export const f = (l) => { [a] = l; for (b of l); };',
    [variable('a'), variable('b')],
  ],
  ['a variable assigned where it is nullish', 'let a; export const f = () => (a ??= {});', [variable('a')]],
  ['a variable that a method assigns', 'let n = 0; export class A { static m() { n = 1; } }', [variable('n')]],
  [
    'an instance with private parts',
    'class A { #x = 1; get x() { return this.#x; } } export const a = new A();',
    [instance('A', 'has private fields')],
  ],
  [
    'an instance of a class',
    'class A { constructor() { this.x = 1; } } export const a = new A();',
    [instance('A {x}')],
  ],
  ['an instance that an object holds', 'class A {} export const o = { inner: [new A()] };', [instance('A')]],
  ['a list that is more than a list', 'class L extends Array {} export const l = L.from([1]);', [instance('L')]],
  [
    'a prototype with a name that the program assigns',
    'export class A { m() {} } export const f = (o) => { o.m = 1; };',
    [instance('A.prototype', 'prototype: the program assigns m')],
  ],
  [
    'a prototype of the old kind',
    'export function P() {} P.prototype = { m() {} }; export const f = (o) => { o.m = 1; };',
    [instance('object {m}', 'prototype: the program assigns m')],
  ],
];

for (const [what, text, entries] of WRITABLE)
  test(`writable: ${what}`, async (t) => t.deepEqual(await unfrozen(text), entries));

const FROZEN: readonly (readonly [what: string, text: string])[] = [
  ['a variable that its module alone assigns', 'export let n = 0; n = 5; export const f = () => n;'],
  [
    'a variable that a function hides by its own',
    'let n = 1; export const f = () => { let n = 2; n = 3; return n; }; export const g = () => n;',
  ],
  ['a variable whose functions are gone', 'export let n = 0; (() => { n = 1; })();'],
  [
    'plain objects and lists, at any depth',
    'export const o = { a: 1, l: [1, [2, { b: 3 }]] }; export const bare = Object.create(null);',
  ],
  [
    'functions, classes, accessors',
    'export function f() {} f.x = 1; export class A { static s = 1; get x() { return 1; } m() {} }',
  ],
  [
    'maps, sets, dates, errors, buffers',
    'export const all = [new Map([[1, {}]]), new Set(), new WeakMap(), new Date(0), new Error(), Uint8Array.of(1), new DataView(new ArrayBuffer(1))];',
  ],
  [
    'symbols, big integers, bound functions, arguments',
    'export const all = [Symbol(), 2n ** 65n, (() => 0).bind(null), (function () { return arguments; })(1)];',
  ],
  [
    'an instance that the program froze',
    'class A { constructor() { this.x = 1; } } export const a = Object.freeze(new A());',
  ],
  ['a prototype whose accessor is assigned', 'export class A { set m(x) {} } export const f = (o) => { o.m = 1; };'],
  ['a prototype, when constructor is assigned', 'export class A {} export const f = (o) => { o.constructor = 1; };'],
];

for (const [what, text] of FROZEN) test(`frozen: ${what}`, async (t) => t.deepEqual(await unfrozen(text), []));

test('built-in prototypes stay writable where the program assigns a name that they have', async (t) => {
  const entries = await unfrozen("export class E extends Error { constructor() { super(); this.name = 'E'; } }");
  t.true(entries.length > 0);
  for (const { module, what, reason } of entries) {
    t.is(module, '(built-ins)');
    t.regex(what, /^\w*Error\.prototype$/);
    t.is(reason, 'prototype: the program assigns name');
  }
});

test('a module that the plan names keeps its plain data writable, with the plan’s reason', async (t) => {
  const text = 'export const o = { a: 1 }; export const l = [1]; export function f() {} export const m = new Map();';
  const { report } = await buildImage({ a: text, b: text }, { strip: '*', unfrozen: { a: 'fills a cache' } });
  t.deepEqual(report.unfrozen, [instance('object {a}', 'fills a cache'), instance('array', 'fills a cache')]);
  t.deepEqual(
    report.modules.map(({ name, aliases }) => [name, aliases]),
    [
      ['(built-ins)', 0],
      ['a', 8],
      ['b', 0],
    ],
  );
});

test('each entry names a module of the plan, a thing and a reason', async (t) => {
  const { report } = await buildImage({
    'dir/a': 'class A { #x = 1; static x(a) { return a.#x; } } export const a = new A(); export { A };',
    b: "import { A } from 'dir/a'; export let n = A.x(new A()); export const f = () => { n = new A(); }; f();",
  });
  t.deepEqual(report.unfrozen.map(({ module, what }) => `${module}: ${what}`).sort(), [
    'b: A',
    'b: variable n',
    'dir/a: A',
  ]);
  for (const { reason } of report.unfrozen) t.true(reason.length > 5);
});
