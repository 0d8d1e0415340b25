/** Manifests: the Moddable SDK's form (its documentation, "manifest.md"), combined, with mistakes told by file and key. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';

import { type BoardTarget } from '../../../tools/firmware/board.js';
import { type Manifest, readManifests } from '../../../tools/firmware/manifest.js';
import { definesOf } from '../../../tools/firmware/sources.js';

/** Writes manifests to a folder of their own and reads those of `names`. */
function reader(t: ExecutionContext, files: Readonly<Record<string, unknown>>) {
  const root = mkdtempSync(join(tmpdir(), 'sep2-manifest-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return {
    root,
    read: (names: readonly string[], target: BoardTarget = 'real', variables: Record<string, string> = {}): Manifest =>
      readManifests(
        names.map((name) => join(root, name)),
        { target, variables },
      ),
  };
}

/** Paths by key, from the root. */
function modulesOf(manifest: Manifest, root: string): Record<string, string[]> {
  return Object.fromEntries(
    [...manifest.modules].map(([key, paths]) => [key, paths.map(({ path }) => path.slice(root.length + 1))]),
  );
}

test('paths are relative to the manifest that writes them, and one path stands for a list of one', (t) => {
  const { root, read } = reader(t, {
    'app.json': { include: './parts/net.json', modules: { app: './firmware/main', '*': ['./a', './b'] } },
    'parts/net.json': { modules: { 'net/*': '../lib/*' } },
  });
  const manifest = read(['app.json']);
  t.deepEqual(modulesOf(manifest, root), { 'net/*': ['lib/*'], app: ['firmware/main'], '*': ['a', 'b'] });
  t.deepEqual(
    manifest.files.map((file) => file.slice(root.length + 1)),
    ['parts/net.json', 'app.json'],
  );
});

test('includes count depth first and once; what includes them adds to lists and overrides values', (t) => {
  const { root, read } = reader(t, {
    'app.json': {
      include: ['./one.json', './two.json'],
      modules: { x: './mine' },
      preload: ['x'],
      creation: { static: 3, chunk: { initial: 30 } },
      config: { name: 'app' },
    },
    'one.json': { include: './base.json', modules: { x: './ones' }, creation: { static: 2 }, strip: ['RegExp'] },
    'two.json': { include: './base.json', preload: 'y', config: { two: true } },
    'base.json': {
      modules: { '*': './base', x: './base-x' },
      preload: ['z'],
      creation: { static: 1, chunk: { initial: 10, incremental: 11 } },
      strip: '*',
    },
  });
  const manifest = read(['app.json']);
  t.deepEqual(modulesOf(manifest, root), { '*': ['base'], x: ['mine'] });
  t.deepEqual(manifest.preload, ['z', 'y', 'x']);
  t.deepEqual(manifest.strip, ['*', 'RegExp']);
  t.deepEqual(manifest.creation, { static: 3, chunk: { initial: 30, incremental: 11 } });
  t.deepEqual(manifest.config, { name: 'app', two: true });
});

test('$(NAME) is a variable of the build, of a build key, or of the environment', (t) => {
  const { root, read } = reader(t, {
    'app.json': { build: { LIB: '$(TOP)/lib' }, modules: { a: '$(LIB)/a' }, include: './b.json' },
    'b.json': { modules: { b: '$(LIB)/b', c: '$(SEP2_TEST_FOLDER)/c' } },
  });
  process.env['SEP2_TEST_FOLDER'] = join(root, 'env');
  t.deepEqual(modulesOf(read(['app.json'], 'real', { TOP: root }), root), { b: ['lib/b'], c: ['env/c'], a: ['lib/a'] });
});

test('platforms: sep2, and the target beneath it; those of other builds are passed over', (t) => {
  const { root, read } = reader(t, {
    'app.json': {
      modules: { a: './a' },
      platforms: {
        sep2: { modules: { b: './b' } },
        'sep2/emulator': { modules: { a: './twin' } },
        esp32: { modules: { a: './esp' }, dependency: [] },
      },
    },
  });
  t.deepEqual(modulesOf(read(['app.json'], 'real'), root), { a: ['a'], b: ['b'] });
  t.deepEqual(modulesOf(read(['app.json'], 'emulator'), root), { a: ['twin'], b: ['b'] });
});

test('our own keys stand under sep2: elements, C files, folders, reasons', (t) => {
  const { root, read } = reader(t, {
    'app.json': {
      sep2: {
        elements: ['Time', 'EndDevice'],
        c: '../x/*.c',
        include: ['./inc'],
        cDefines: { WATCHDOG_MS: 5 },
        keep: 'Map',
        unfrozen: { counter: 'counts restarts' },
      },
    },
  });
  const manifest = read(['app.json']);
  t.deepEqual(manifest.elements, ['Time', 'EndDevice']);
  t.deepEqual(manifest.sources, [{ path: join(root, '../x/*.c'), manifest: join(root, 'app.json') }]);
  t.deepEqual(manifest.includes, [join(root, 'inc')]);
  t.deepEqual([...manifest.unfrozen], [['counter', 'counts restarts']]);
  t.deepEqual(manifest.keep, ['Map']);
  t.is(definesOf(manifest).get('WATCHDOG_MS'), '5');
});

test('defines become MODDEF_ names, as the SDK writes them', (t) => {
  const { read } = reader(t, {
    'app.json': { creation: { static: 4096 }, defines: { i2c: { sda: { pin: 5 } }, xs_mods: true, taps: [1, 2] } },
  });
  t.deepEqual(Object.fromEntries(definesOf(read(['app.json']))), {
    MODDEF_I2C_SDA_PIN: '5',
    MODDEF_XS_MODS: '1',
    MODDEF_TAPS: '{1,2}',
    XS_ARENA_OCTETS: '4096',
  });
});

for (const [title, files, expected] of [
  [
    'a file that is not there',
    { 'app.json': { include: './no.json' } },
    /no\.json: file: cannot be read \(ENOENT\), included by .*app\.json/,
  ],
  ['a text that is no JSON', { 'app.json': '{ "modules": ' }, /app\.json: file: Unexpected end of JSON/],
  ['a manifest that is no object', { 'app.json': [] }, /app\.json: file: expected an object, got \[\]/],
  [
    'an unknown key',
    { 'app.json': { moduls: {} } },
    /app\.json: moduls: not a key of a manifest here; known are build, /,
  ],
  ['an unknown key of sep2', { 'app.json': { sep2: { d: 1 } } }, /app\.json: sep2\.d: not known; known are elements, /],
  [
    'a key of a platform',
    { 'app.json': { platforms: { sep2: { x: 1 } } } },
    /app\.json: platforms\.sep2\.x: not a key/,
  ],
  ['a list of something else', { 'app.json': { preload: [1] } }, /app\.json: preload: expected text, got 1/],
  [
    'a bare path',
    { 'app.json': { modules: { a: 'a' } } },
    /app\.json: modules\.a: expected a path that begins with \.\/, /,
  ],
  [
    'two paths for one name',
    { 'app.json': { modules: { a: ['./a', './b'] } } },
    /app\.json: modules\.a: expected one path/,
  ],
  ['a * for one name', { 'app.json': { modules: { a: './*' } } }, /app\.json: modules\.a: expected one path/],
  [
    'a variable that is not set',
    { 'app.json': { include: '$(NO_SUCH)/x.json' } },
    /app\.json: include: \$\(NO_SUCH\) is not set/,
  ],
  [
    'a circle',
    { 'app.json': { include: './b.json' }, 'b.json': { include: './app.json' } },
    /app\.json: include: includes itself by way of .*app\.json > .*b\.json > .*app\.json/,
  ],
] as const) {
  test(`refused by file and key: ${title}`, (t) => {
    const { read } = reader(t, files);
    t.throws(() => read(['app.json']), { name: 'ManifestError', message: expected });
  });
}
