/** The linter forbids what CONTRIBUTING.md ("The portable subset") says, where it says it: each rule against a snippet. */

import test from 'ava';
import { ESLint } from 'eslint';
import { PROJECT_ROOT } from '../../../tools/support/project-root.js';

const eslint = new ESLint({ cwd: PROJECT_ROOT });

/** Rules that a snippet breaks in a file of that path; the file need not exist. */
async function broken(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return result!.messages.map((message) => `${message.ruleId}: ${message.message}`);
}

/** Snippets that no code of the target may hold, with a word of the refusal. */
const ON_NO_TARGET: readonly (readonly [code: string, refusal: string])[] = [
  ['export const word = /a+/;', 'regular expression'],
  ["export const word = new RegExp('a');", 'regular expression'],
  ["export const found = (text: string) => text.match('a');", 'regular expression'],
  ["export const found = (text: string) => text.search('a');", 'regular expression'],
  ['export const found = (text: string) => text.split(/a/);', 'regular expression'],
  ["export const found = (text: string) => text.replace(/a/g, '');", 'regular expression'],
  ['export async function later() {}', 'async'],
  ['export const later = async () => {};', 'async'],
  ['export class Engine { async run() {} }', 'async'],
  ['export type Later = Promise<void>;', 'promises'],
  ['export function* each() {}', 'generators'],
  ['export class Engine { *each() {} }', 'generators'],
  ['export class Engine { #secret = 1; get() { return this.#secret; } }', '#private'],
  ['export class Engine { static count = 0; }', 'static'],
  ['export const large = 1n;', 'int64'],
  ['export const large = BigInt(1);', 'int64'],
  ['let count = 0; export const next = () => ++count;', 'module-level let'],
  ['export let count = 0;', 'module-level let'],
  ['const kept = new Map<string, string>(); export const get = (key: string) => kept.get(key);', 'instance'],
  ['export const table = [1, 2];', 'freeze'],
  ['export const table = { a: 1 } as const;', 'freeze'],
  ['export default 1;', 'named exports'],
  ["export * from './limits.js';", 'barrel'],
  ["export const load = () => import('./limits.js');", 'import at run time'],
  ['export const text = JSON.stringify(1);', 'JSON'],
  ['export const spy = new Proxy({}, {});', 'target'],
  ['export const mark = Symbol();', 'target'],
  ["export const run = eval('1');", 'run time'],
  ['export const now = () => Date.now();', 'time'],
  ['export const now = () => new Date();', 'time'],
  ['export const draw = () => Math.random();', 'entropy'],
];

const NOT_IN_LUA: readonly (readonly [code: string, refusal: string])[] = [
  ['export const none = null;', 'undefined rather than null'],
  ['export const half = (a: number) => a >> 1;', '>>'],
  ['export function half(a: number) { a >>= 1; return a; }', '>>'],
  ['export function first() { outer: for (;;) { for (;;) break outer; } }', 'labels'],
  ["export const isLarge = (a: unknown) => typeof a === 'bigint';", 'int64'],
];

const NOT_IN_LOOPS: readonly (readonly [code: string, refusal: string])[] = [
  ['export function sum(a: number[]) { let s = 0; for (const x of a) s += x; return s; }', 'iterator'],
  ['export function grow(a: number[]) { while (a.length < 9) a = [...a, 1]; return a; }', 'spread'],
  ['export function each(a: (() => void)[]) { for (let i = 0; i < 9; i++) a.push(() => {}); }', 'closure'],
];

for (const path of ['stack/core/x.ts', 'stack/dnssd/x.ts', 'stack/client/x.ts', 'stack/x.ts', 'firmware/meter/x.ts']) {
  test(`${path}: what no target runs is refused with its reason`, async (t) => {
    for (const [code, refusal] of ON_NO_TARGET) {
      const messages = await broken(path, code);
      t.true(
        messages.some((message) => message.includes(refusal)),
        `${code}: ${messages.join(' | ')}`,
      );
    }
  });
}

for (const folder of ['core', 'model', 'exi', 'xml', 'events', 'functions']) {
  test(`stack/${folder} also compiles to Lua: what Lua cannot express is refused`, async (t) => {
    for (const [code, refusal] of NOT_IN_LUA) {
      const messages = await broken(`stack/${folder}/x.ts`, code);
      t.true(
        messages.some((message) => message.includes(refusal)),
        `${code}: ${messages.join(' | ')}`,
      );
    }
  });
}

for (const folder of ['core', 'exi', 'xml', 'events', 'tls', 'http']) {
  test(`stack/${folder}: loops allocate nothing by their form`, async (t) => {
    for (const [code, refusal] of NOT_IN_LOOPS) {
      const messages = await broken(`stack/${folder}/x.ts`, code);
      t.true(
        messages.some((message) => message.includes(refusal)),
        `${code}: ${messages.join(' | ')}`,
      );
    }
  });
}

test('a simulated run depends on its seed alone: the virtual world and the models see no host', async (t) => {
  for (const path of ['hal/virtual/x.ts', 'tools/sim/models/x.ts']) {
    for (const code of ['Date.now()', 'performance.now()', 'process.pid', 'Math.random()', 'setTimeout(() => {}, 1)']) {
      t.is((await broken(path, `export const run = () => ${code};`)).length, 1, `${path}: ${code}`);
    }
  }
});

test('64-bit integers have one helper: there BigInt is allowed, its literals are not', async (t) => {
  t.deepEqual(await broken('stack/core/int64.ts', "export const big = (a: unknown) => typeof a === 'bigint';"), []);
  t.deepEqual(await broken('stack/core/int64.ts', 'export const two = () => BigInt(2);'), []);
  t.is((await broken('stack/core/int64.ts', 'export const two = () => 2n;')).length, 1);
});

test('what the portable subset does allow passes', async (t) => {
  const code = `
    export const TABLE: readonly number[] = Object.freeze([1, 2, 3]);
    export class Engine {
      private readonly parts = new Map<string, string>();
      private at = 0;
      get position(): number {
        return this.at >>> 1;
      }
      take(text: string | undefined): string[] {
        this.at += TABLE.length;
        return (text ?? this.parts.get('a')?.trim() ?? '').split(' ');
      }
    }
  `;
  for (const path of ['stack/core/x.ts', 'stack/tls/x.ts', 'firmware/meter/x.ts'])
    t.deepEqual(await broken(path, code), []);
});
