/** From manifest to modules: names, imports, lowering, native functions, pruned tables. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';

import { readManifests } from '../../../tools/firmware/manifest.js';
import { collectModules, type ImageModule, preloaded } from '../../../tools/firmware/modules.js';
import { pruneTables } from '../../../tools/firmware/tables.js';
import { PROJECT_ROOT, projectPath } from '../../../tools/support/project-root.js';

/** A small project: sources, what `tsc` would have made of them, and a manifest. */
function project(t: ExecutionContext, manifest: unknown, files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'sep2-modules-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  for (const [name, text] of Object.entries(files)) {
    write(name, text);
    if (name.endsWith('.ts')) write(`dist/${name.replace(/\.ts$/, '.js')}`, text.replace(/^export declare .*$/gm, ''));
  }
  write('manifests/app.json', JSON.stringify(manifest));
  const read = readManifests([join(root, 'manifests/app.json')], { target: 'real' });
  return {
    root,
    manifest: read,
    collect: (substitutes: ReadonlyMap<string, string> = new Map()): Promise<ImageModule[]> =>
      collectModules(read, { root, substitutes }),
  };
}

const names = (modules: readonly ImageModule[]): string[] => modules.map(({ specifier }) => specifier);

test('what the first module reaches, imports first, each import by the name of what it means', async (t) => {
  const { collect } = project(
    t,
    { modules: { main: '../hal/main', 'stack/*': '../stack/*', '@x/lib/*': '../node_modules/@x/lib/*' } },
    {
      'hal/main.ts': `import { a } from '../stack/a.js';\nexport { b } from '../stack/b.js';\nimport '@x/lib/c.js';\na();`,
      'stack/a.ts': `import { b } from './b.js';\nexport const a = () => b;`,
      'stack/b.ts': `export const b = 1;`,
      'stack/unused.ts': `export const d = 1;`,
      'node_modules/@x/lib/c.js': `export const c = 1;`,
    },
  );
  const modules = await collect();
  t.deepEqual(names(modules), ['stack/b', 'stack/a', '@x/lib/c', 'main']);
  const main = modules.find(({ specifier }) => specifier === 'main')!;
  t.deepEqual(main.imports, ['stack/a', 'stack/b', '@x/lib/c']);
  t.regex(main.source, /from 'stack\/a';\nexport \{ b \} from 'stack\/b';\nimport '@x\/lib\/c';/);
});

test('a file is one module: the name that a manifest spells out stands for every import of it', async (t) => {
  const { collect } = project(
    t,
    { modules: { main: '../main', 'hal/*': '../hal/*', crypto: '../hal/crypto-native' } },
    {
      'main.ts': `import { x } from './hal/crypto-native.js';\nimport { x as y } from 'crypto';\nx(y);`,
      'hal/crypto-native.ts': `export const x = 1;`,
    },
  );
  const modules = await collect();
  t.deepEqual(names(modules), ['crypto', 'main']);
  t.deepEqual(modules[1]!.imports, ['crypto']);
});

test('a later manifest gives a name to another file: who imports the first by its path gets the other', async (t) => {
  const { collect } = project(
    t,
    { modules: { main: '../main', 'stack/*': '../stack/*', 'stack/reader': '../own/reader' } },
    {
      'main.ts': `import { read } from './stack/codec.js';\nread();`,
      'stack/codec.ts': `import { read } from './reader.js';\nexport { read };`,
      'stack/reader.ts': `import './tables.js';\nexport const read = () => 1;`,
      'stack/tables.ts': `export const tables = 1;`,
      'own/reader.ts': `export const read = () => 2;`,
    },
  );
  const modules = await collect();
  t.deepEqual(names(modules), ['stack/reader', 'stack/codec', 'main'], 'what the first needed is gone with it');
  t.is(modules[0]!.file, 'dist/own/reader.js');
  t.deepEqual(modules[1]!.imports, ['stack/reader']);
});

test('a file that lost one name to another keeps the one that it still has', async (t) => {
  const { collect } = project(
    t,
    { modules: { main: '../main', 'a/*': '../a/*', 'b/*': '../a/*', 'a/x': '../own/x' } },
    {
      'main.ts': `import './a/x.js';\nimport 'a/x';`,
      'a/x.ts': `export const x = 1;`,
      'own/x.ts': `export const x = 2;`,
    },
  );
  const modules = await collect();
  t.deepEqual(
    modules.map(({ specifier, file }) => [specifier, file]),
    [
      ['b/x', 'dist/a/x.js'],
      ['a/x', 'dist/own/x.js'],
      ['main', 'dist/main.js'],
    ],
  );
});

test('imports of types alone bring no module in', async (t) => {
  const { collect } = project(
    t,
    { modules: { main: '../main' } },
    { 'main.ts': `import {} from './types.js';\nexport const a = 1;\n`, 'types.ts': 'export {};' },
  );
  const [main, ...rest] = await collect();
  t.deepEqual(rest, []);
  t.notRegex(main!.source, /import/);
});

test('lowered: static and instance fields become assignments, comments go', async (t) => {
  const { collect } = project(
    t,
    { modules: { main: '../main' } },
    { 'main.ts': `// why\nexport class C { static ONE = new C(); a = 1; /* b */ }` },
  );
  const [{ source }] = (await collect()) as [ImageModule];
  t.regex(source, /C\.ONE = new C\(\);/);
  t.regex(source, /constructor\(\) \{\s+this\.a = 1;/);
  t.notRegex(source, /static|why|\/\*/);
});

test('a native module: declared functions become host functions, constants stay', async (t) => {
  const { collect } = project(
    t,
    { modules: { main: '../main', 'hal/xs/native/*': '../hal/xs/native/*' } },
    {
      'main.ts': `import { open } from './hal/xs/native/wall-clock.js';\nopen();`,
      'hal/xs/native/wall-clock.ts':
        `export const ROOM = 4;\n` +
        `export declare function open(address: Uint8Array, port: number): number;\n` +
        `export declare function close(): void;\n`,
    },
  );
  const [native] = (await collect()) as [ImageModule];
  t.is(
    native.source,
    `export const ROOM = 4;\nexport function open(address, port) @ "xs_wall_clock_open";\nexport function close() @ "xs_wall_clock_close";\n`,
  );
});

test('~ takes modules out of a *', async (t) => {
  const { collect } = project(
    t,
    { modules: { '*': '../lib/*', '~': '../lib/b' }, creation: { main: 'a' } },
    { 'lib/a.ts': `import './b.js';`, 'lib/b.ts': `export {};` },
  );
  await t.throwsAsync(collect(), {
    message: /lib\/a\.js \(module 'a'\): no manifest names what it imports as '\.\/b\.js'/,
  });
});

test('preload: names, and * for any rest; an entry that matches nothing is refused', (t) => {
  const { manifest, root } = project(
    t,
    { modules: { main: '../main', 'stack/*': '../stack/*' }, preload: ['stack/*'] },
    { 'main.ts': '', 'stack/a.ts': '', 'stack/b.ts': '' },
  );
  t.deepEqual(preloaded(manifest, root, ['stack/b', 'main']), ['stack/b']);
  const wrong = { ...manifest, preload: ['stak/*'] };
  t.throws(() => preloaded(wrong, root, ['main']), {
    message: /app\.json: preload: no manifest names a module 'stak\/\*'/,
  });
});

test('a first module, a file and a folder that are not there are told with manifest and key', async (t) => {
  const first = project(t, { modules: {}, creation: { main: 'start' } }, {});
  await t.throwsAsync(first.collect(), { message: /app\.json: creation\.main: no manifest names the module 'start'/ });
  const file = project(t, { modules: { main: '../no' } }, {});
  await t.throwsAsync(file.collect(), {
    message: /app\.json: modules\.main: there is no module .*\/no \(\.ts, \.js, \.mjs\)/,
  });
  const folder = project(t, { modules: { 'x/*': '../no/*' } }, {});
  await t.throwsAsync(folder.collect(), { message: /app\.json: modules\.x\/\*: there is no folder .*\/no/ });
});

test('a bare import that no manifest answers is refused by name', async (t) => {
  const { collect } = project(t, { modules: { main: '../main' } }, { 'main.ts': `import 'node:fs';` });
  await t.throwsAsync(collect(), {
    name: 'ModuleError',
    message: /main\.js \(module 'main'\): .* imports as 'node:fs'/,
  });
});

test('a substitute stands in for a file', async (t) => {
  const { collect, root } = project(t, { modules: { main: '../main' } }, { 'main.ts': 'export const a = 1;' });
  const [main] = await collect(new Map([[join(root, 'dist/main.js'), 'export const a: number = 2;']]));
  t.regex(main!.source, /a = 2/);
});

test('tables of the elements of one app: fewer types than the schema, unknown elements refused', (t) => {
  const few = pruneTables(PROJECT_ROOT, ['Time']);
  const more = pruneTables(PROJECT_ROOT, ['Time', 'EndDevice']);
  t.true(few.types < more.types && few.octets < more.octets);
  t.is(few.file, projectPath('dist/stack/model/2018/tables.gen.js'));
  t.throws(() => pruneTables(PROJECT_ROOT, ['Time', 'Tyme']), { message: /the schema of 2018 has no Tyme/ });
});
