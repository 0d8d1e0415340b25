/** What cannot be built is refused with the module it came from, and the reason. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';

import { enginePaths } from '../../../tools/rom/engine-build.js';
import { buildRomImage } from '../../../tools/rom/rom-image.js';
import { runOnHost } from '../../../tools/rom/xs-run.js';
import { projectPath } from '../../../tools/support/project-root.js';
import { buildImage } from '../../support/rom-image/build.js';
import { romFolder } from '../../support/rom-image/image.js';
import { type Sources } from '../../support/rom-image/program.js';

const waiting = (text: string): Sources[string] => ({ text, preload: false });

const REFUSED: readonly (readonly [what: string, sources: Sources, message: RegExp])[] = [
  [
    'a mistake in the text: file and line',
    { 'dir/a': 'export const a = 1;\nconst = 2;\n' },
    /modules\/dir\/a\.js:2: missing identifier\nrom: .*modules\/dir\/a\.js does not compile/,
  ],
  [
    'a mistake in a module that waits',
    { a: waiting('export const a = ;') },
    /modules\/a\.js:1: .*\n.*does not compile/s,
  ],
  [
    'a module that throws: its name and the error',
    { a: 'throw new RangeError("mine")' },
    /preload of a: RangeError: mine/,
  ],
  [
    'a module that throws while another imports it: the one that threw',
    { a: "import 'b'; import 'c';", b: "import 'd';", c: '', d: 'throw new Error("deep")' },
    /preload of d: Error: deep/,
  ],
  [
    'what the engine throws',
    { a: 'export const a = null.x;' },
    /preload of a: TypeError: cannot coerce null to object/,
  ],
  [
    'an import of nothing',
    { a: "import 'b';", b: "import { x } from './nowhere.js';" },
    /preload of b: ReferenceError: module "\.\/nowhere\.js" not found/,
  ],
  [
    'an import that leaves the root',
    { 'a/b': "import '../../x.js';" },
    /preload of a\/b: ReferenceError: module "\.\.\/\.\.\/x\.js" not found/,
  ],
  [
    'an import of what is not exported',
    { a: "import { x } from 'b';", b: 'export const y = 1;' },
    /preload of a, or of what it imports: SyntaxError: import x not found/,
  ],
  [
    'a module that waits, imported by one that runs',
    { a: "import 'b';", b: waiting('') },
    /b is imported by a preloaded module and not preloaded itself/,
  ],
  [
    'a regular expression that stays',
    { 'dir/a': 'export const pattern = /x/;' },
    /dir\/a made a regular expression, which cannot be in the image/,
  ],
  [
    'a generator that has begun',
    { a: 'function* g() { yield 1; }\nexport const it = g();\nit.next();' },
    /a made a generator or async function that has begun/,
  ],
  [
    'an async function that waits',
    { a: 'export const p = (async () => { await new Promise(() => 0); })();' },
    /a made a promise that is not settled/,
  ],
  [
    'a promise that nobody settled',
    { a: '', b: 'export const p = new Promise(() => 0);' },
    /b made a promise that is not settled, which cannot be in the image: make it where it is used, or leave the module out of preload/,
  ],
  ['an iterator', { a: 'export const it = new Map([[1, 2]]).entries();' }, /a made an iterator/],
  ['a weak reference', { a: 'export const weak = new WeakRef({});' }, /a made a weak reference/],
  [
    'a finalization registry',
    { a: 'export const registry = new FinalizationRegistry(() => 0);' },
    /a made a weak reference/,
  ],
  ['a refusal that nobody takes', { a: 'Promise.reject(new Error("lost"));' }, /a: uncaught: Error: lost/],
  ['an await at the top', { a: 'export const x = await Promise.resolve(1);' }, /preload of a: TypeError: async module/],
  [
    'a native function that is called',
    { n: 'export function f() @ "xs_f";', a: "import { f } from 'n'; f();" },
    /preload of a: TypeError: a native function was called while the image was built/,
  ],
  [
    'native functions of a module that waits',
    { n: waiting('export function f() @ "xs_f";') },
    /n has native functions: preload it/,
  ],
  ['recursion without an end', { a: 'const f = () => 1 + f();\nf();' }, /the engine gave up/],
];

for (const [what, sources, message] of REFUSED)
  test(`refused: ${what}`, async (t) => {
    await t.throwsAsync(buildImage(sources), { name: 'ToolError', message });
  });

test('refused: data of a module that is not there, left writable', async (t) => {
  const built = buildImage({ a: '' }, { unfrozen: { b: 'why' } });
  await t.throwsAsync(built, { name: 'ToolError', message: /plan line \d+: no module b/ });
});

test('refused: a file that is not there', async (t) => {
  const modules = [{ specifier: 'a', path: '/nowhere/a.js', preload: true }];
  const built = buildRomImage(enginePaths(projectPath('')), { modules, outputFolder: romFolder('absent') });
  await t.throwsAsync(built, { name: 'ToolError', message: /cannot read \/nowhere\/a\.js/ });
});

test('what is garbage by then, and what a function makes, is no reason', async (t) => {
  const { report } = await buildImage({
    a: `const parts = 'a,b'.split(/,/);
      for (const _ of new Map([[1, 2]])) parts.push('c');
      new Promise(() => 0);
      export const make = () => [/x/, new Promise(() => 0), [1].values()];
      export const later = async () => { await null; };
      export function* count() { yield 1; }
      export { parts };`,
    b: waiting('export const pattern = /x/; export const it = [].values();'),
  });
  t.deepEqual(
    report.modules.map(({ name }) => name),
    ['(built-ins)', 'a', 'b'],
  );
});

test('XS in RAM: what is printed, and the error of a program that throws', async (t) => {
  const folder = romFolder('host-run');
  const run = (text: string): Promise<string> => {
    writeFileSync(join(folder, 'main.js'), text);
    const modules = [{ specifier: 'main', path: join(folder, 'main.js'), preload: false }];
    return runOnHost(enginePaths(projectPath('')), { modules, main: 'main' }, folder);
  };
  t.is(await run("print('a', 1); Promise.resolve().then(() => print('job')); print(2);"), 'a 1\n2\njob\n');
  await t.throwsAsync(run("print('before');\nthrow new RangeError('mine');"), {
    name: 'ToolError',
    message: /uncaught: RangeError: mine/,
  });
  await t.throwsAsync(run("import 'nowhere';"), { name: 'ToolError', message: /module "nowhere" not found/ });
});
