/** Which built-ins leave an image: by name, all that nothing names, and those that a plan keeps. */

import test from 'ava';

import { type RomReport } from '../../../tools/rom/rom-image.js';
import { buildImage } from '../../support/rom-image/build.js';
import { runProgram } from '../../support/rom-image/program.js';

const TEXT = 'export const f = (list) => list.map((x) => Math.max(x, 1)).join();';

const build = async (options: Parameters<typeof buildImage>[1]): Promise<RomReport> =>
  (await buildImage({ a: TEXT }, options)).report;

test('without orders nothing leaves', async (t) => {
  const report = await build({});
  t.deepEqual(report.stripped, []);
  for (const name of ['Proxy', 'RegExp', 'JSON', 'Promise', 'Atomics', 'eval', 'Function', 'WeakRef'])
    t.true(report.globals.includes(name), name);
});

test('a name leaves wherever it is a built-in’s, whether the program names it or not', async (t) => {
  const report = await build({ strip: ['Proxy', 'map', 'Date'] });
  t.deepEqual([...report.stripped].sort(), ['Array.prototype.map', 'Date', 'Proxy', 'TypedArray.prototype.map']);
  t.true(report.globals.includes('RegExp'));
  t.false(report.callbacks.some((name) => /^fx_(Proxy|Date)/.test(name)));
});

test('a star takes all that nothing names', async (t) => {
  const report = await build({ strip: '*' });
  t.true(report.globals.includes('Math'));
  t.false(report.globals.includes('JSON'));
  for (const name of ['Math.min', 'Array.prototype.filter', 'Promise', 'Function.prototype.bind'])
    t.true(report.stripped.includes(name), name);
  for (const name of ['Math.max', 'Array.prototype.map', 'Array.prototype.join', 'Object.prototype.toString'])
    t.false(report.stripped.includes(name), name);
});

test('names in a star’s list leave although the program names them', async (t) => {
  const report = await build({ strip: ['*', 'max'] });
  t.true(report.stripped.includes('Math.max') && report.stripped.includes('Math.min'));
  t.false(report.stripped.includes('Array.prototype.map'));
});

test('what is kept stays, its C as well', async (t) => {
  const report = await build({ strip: '*', keep: ['JSON', 'stringify', 'filter', 'Promise'] });
  for (const name of ['JSON', 'Promise']) t.true(report.globals.includes(name), name);
  for (const name of ['JSON.stringify', 'Array.prototype.filter']) t.false(report.stripped.includes(name), name);
  t.true(report.stripped.includes('JSON.parse'));
  t.true(report.callbacks.includes('fx_JSON_stringify'));
});

test('a module that waits names built-ins too', async (t) => {
  const { report } = await buildImage(
    { a: TEXT, b: { text: 'export const g = () => new WeakSet();', preload: false } },
    { strip: '*' },
  );
  t.true(report.globals.includes('WeakSet'));
});

test('stripping makes an image small: less than a third of the whole', async (t) => {
  const [whole, stripped] = [await build({}), await build({ strip: '*' })];
  t.true(stripped.octets.total * 3 < whole.octets.total, `${stripped.octets.total} of ${whole.octets.total}`);
});

test.serial(
  'names and lengths of functions: those of built-ins are kept on demand, those of the program left out',
  async (t) => {
    const text = `function named(a, b) {}
    export const main = () => {
      const read = (f) => f.name + ' ' + f.length;
      report('built-in', read(Math.max));
      report('own', read(named));
      report('made', read((x, y, z) => x));
      const kept = (x) => x;
      report('kept', read(kept));
    };`;
    const run = (options: Parameters<typeof buildImage>[1]): Promise<Record<string, string>> =>
      runProgram('names', text, { strip: '*', ...options });
    const gone = 'undefined undefined';
    const own = { own: 'named 2', made: ' 3', kept: 'kept 1' };
    t.deepEqual(await run({}), { 'built-in': ' 0', ...own });
    t.deepEqual(await run({ keep: ['callback.name', 'callback.length'] }), { 'built-in': 'max 2', ...own });
    const none = { own: gone, made: gone, kept: gone };
    t.deepEqual(await run({ functionName: false, functionLength: false }), { 'built-in': gone, ...none });
  },
);
