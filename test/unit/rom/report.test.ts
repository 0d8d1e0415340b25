/** The report of an image: octets by module that add up to what lies in flash, and the same image for the same modules. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';

import { allocatedSections } from '../../../tools/firmware/link.js';
import { type RomImage, type RomModuleReport } from '../../../tools/rom/rom-image.js';
import { buildImage } from '../../support/rom-image/build.js';
import { type Sources } from '../../support/rom-image/program.js';

const SOURCES: Sources = {
  'stack/table': `export const TABLE = [1.5, 'text', 2n ** 70n, { a: [true, null] }];
    export const OCTETS = Uint8Array.of(1, 2, 3, 4, 5);
    const KEY = {};
    export const BY_KEY = new Map([[KEY, 'found'], ['text', 7]]);`,
  'stack/code': `import { TABLE } from './table.js';
    let hits = 0;
    export function hit(at) { hits += 1; return TABLE[at]; }
    export const unused = () => { let own = 0; return () => own++; };
    export class Reader { #at = 0; next() { return TABLE[this.#at++]; } }
    export const READER = new Reader();`,
  'app/main': { text: "import { hit } from 'stack/code'; export const start = () => hit(0);", preload: false },
};

const image: RomImage = await buildImage(SOURCES, { strip: '*', creation: { static: 32768, stack: 300 } });
const { report } = image;

const moduleOf = (name: string): RomModuleReport => {
  const found = report.modules.find((module) => module.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};
const sum = (of: (module: RomModuleReport) => number): number =>
  report.modules.reduce((total, module) => total + of(module), 0);

test('each module is there with what it takes, the built-ins as one', (t) => {
  t.deepEqual(
    report.modules.map(({ name, preload }) => [name, preload]),
    [
      ['(built-ins)', true],
      ['stack/table', true],
      ['stack/code', true],
      ['app/main', false],
    ],
  );
  for (const [name, source] of Object.entries(SOURCES))
    t.is(moduleOf(name).source, (typeof source === 'string' ? source : source.text).length, name);
  t.true(moduleOf('stack/table').chunks > moduleOf('stack/code').chunks, 'the table holds the data');
  t.true(moduleOf('stack/code').code > 0 && moduleOf('stack/code').code < moduleOf('stack/code').compiled, 'no body');
  t.is(moduleOf('stack/table').code, 0, 'data alone keeps no byte code');
  t.is(moduleOf('app/main').code, moduleOf('app/main').compiled, 'what waits is there as a whole');
  t.is(moduleOf('app/main').slots, 0);
});

test('the sums of the modules are the totals', (t) => {
  const { octets } = report;
  t.is(
    sum((module) => module.slots),
    octets.slots,
  );
  t.is(
    sum((module) => module.code),
    octets.code,
  );
  t.is(
    sum((module) => module.chunks),
    octets.data + octets.octets,
  );
  t.is(
    sum((module) => module.aliases),
    4 * report.aliasCount,
  );
  t.is(octets.slots + octets.data + octets.octets + octets.code + octets.keys + octets.tables, octets.total);
  t.is(octets.keys, 4 * report.keyCount);
});

test('the total is what the object file puts into flash', (t) => {
  const sections = allocatedSections(readFileSync(image.object));
  t.is(sections.find(({ name }) => name === '.rodata.xs_rom')?.octets, report.octets.total);
  t.true(
    sections.every(({ name }) => name.startsWith('.rodata.')),
    'nothing of an image is RAM',
  );
});

test('aliases: one entry each, and one that means none', (t) => {
  t.is(report.unfrozen.length, report.aliasCount);
  t.is(report.aliasOctets, 4 * (report.aliasCount + 1));
});

test('built-ins: those that survive, those that do not, the C that is called', (t) => {
  for (const name of ['Map', 'Uint8Array', 'globalThis']) t.true(report.globals.includes(name), name);
  for (const name of ['Proxy', 'JSON', 'Math', 'Array.prototype.map', 'Map.prototype.forEach']) {
    t.false(report.globals.includes(name), name);
    t.true(report.stripped.includes(name), name);
  }
  t.false(report.stripped.some((name) => report.globals.includes(name)));
  t.true(report.callbacks.includes('fx_Map'));
  t.false(report.callbacks.some((name) => name.startsWith('fx_Math')));
  t.regex(report.engine, /^XS \d+\.\d+\.\d+$/);
});

test('the sizes of the machine are in the image', (t) => {
  const source = readFileSync(join(dirname(image.object), 'rom.s'), 'utf8');
  t.regex(source, /\t\.word 32768 @ staticSize\n/);
  t.regex(source, /\t\.word 300 @ stackCount\n/);
  t.regex(source, /\t\.word 4096 @ initialChunkSize\n/, 'what is not said has its usual size');
});

test('the same modules give the same image', async (t) => {
  const text = (built: RomImage): string => readFileSync(join(dirname(built.object), 'rom.s'), 'utf8');
  const many: Sources = {
    ...SOURCES,
    many: `export const MANY = new Map(Array.from({ length: 60 }, (_, at) => [{ at }, at]));
      export const SET = new Set(MANY.keys());
      export const WEAK = new WeakMap([...SET].map((key) => [key, key.at]));`,
  };
  const options = { strip: '*', creation: { stack: 256 } } as const;
  const [one, other] = [await buildImage(many, options), await buildImage(many, options)];
  t.not(dirname(one.object), dirname(other.object));
  t.true(text(one) === text(other), 'rom.s');
  t.deepEqual(one.report, other.report);
});
