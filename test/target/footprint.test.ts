/** What `sep2 footprint` says of real images: every octet of the BIN, the same counts in each run, a peak of a real run. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';

import { readBoard } from '../../tools/firmware/board.js';
import { buildImage } from '../../tools/firmware/build.js';
import { type Baseline, DEFAULT_TOLERANCES, readBaseline, writeBaseline } from '../../tools/footprint/baseline.js';
import { type ImageFootprint } from '../../tools/footprint/image-footprint.js';
import { buildBench, runBench } from '../../tools/footprint/instructions.js';
import { Measurer } from '../../tools/footprint/measure.js';
import { octetsOf, type Part } from '../../tools/footprint/part.js';
import { runScenario } from '../../tools/footprint/scenario.js';
import { PROJECT_ROOT } from '../../tools/support/project-root.js';
import { runSep2 } from '../support/sep2-process.js';

const BOARD = 'netduinoplus2';
const CHOICE = { board: BOARD, app: 'thermostat', crypto: 'native' } as const;
const NAME = `${BOARD}-thermostat`;
const LONG_MS = 10 * 60_000;

const folder = mkdtempSync(join(tmpdir(), 'sep2-footprint-test-'));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

/** Whether the shares of each part, down to the last, add up to it, and none is negative. */
function addsUp({ octets, parts }: Part): boolean {
  if (octets < 0) return false;
  return parts === undefined || (octetsOf(parts) === octets && parts.every(addsUp));
}

test.serial('the parts of a real image add up to its BIN, and each octet has an owner that is known', async (t) => {
  t.timeout(LONG_MS);
  const image = await new Measurer(PROJECT_ROOT, false).measure(CHOICE);
  const { linked } = await buildImage(PROJECT_ROOT, { ...CHOICE, target: 'real' });
  t.is(image.flash, readFileSync(linked.bin).length);
  t.is(octetsOf(image.flashParts), image.flash);
  t.true(image.flashParts.every(addsUp));
  const names = image.flashParts.map(({ name }) => name);
  const expected = ['engine', 'built-ins', 'names', 'modules', 'schema tables', 'lwIP', 'crypto', 'board', 'libc'];
  t.deepEqual(
    expected.filter((name) => !names.includes(name)),
    [],
  );
  t.false(names.includes('other'), names.join(', '));
  const fill = image.flashParts.find(({ name }) => name === 'fill')?.octets ?? 0;
  t.true(fill < 4096, `${fill} octets of no owner`);
  t.is(image.ramPeak, undefined, 'nothing ran');
});

test.serial('two runs of the bench count the same, to the instruction', async (t) => {
  t.timeout(LONG_MS);
  const bench = await buildBench(PROJECT_ROOT, BOARD, 'native');
  const first = await runBench(bench);
  t.deepEqual(await runBench(bench), first);
  t.deepEqual(Object.keys(first.instructions), [
    'boot',
    'event.step',
    'decode.device-capability',
    'encode.device-capability',
    'decode.der-control-list-10',
    'encode.der-control-list-10',
    'handshake.client',
    'handshake.server',
  ]);
  t.true(Object.values(first.instructions).every((count) => count > 100_000));
});

test.serial('RAM comes of a run at home: a handshake, an event, no more than the board has', async (t) => {
  t.timeout(LONG_MS);
  const emulated = await buildImage(PROJECT_ROOT, { ...CHOICE, target: 'emulator' });
  const { memory, firstEventMs, pools } = await runScenario(emulated);
  const { ram } = readBoard(PROJECT_ROOT, BOARD).memory;
  for (const octets of Object.values(memory)) t.true(octets > 1024 && octets < ram.octets, JSON.stringify(memory));
  t.true(firstEventMs > 0);
  t.true(
    pools.every(({ most, of, refused }) => most <= of && refused === 0),
    JSON.stringify(pools),
  );
  for (const used of ['heap', 'PBUF_POOL', 'TCP_PCB']) {
    t.true(pools.find(({ name }) => name === used)!.most > 0, used);
  }
});

test.serial('the command: one object an image, and 0 beside a baseline of its own making', (t) => {
  t.timeout(LONG_MS);
  const baseline = join(folder, 'own.json');
  const html = join(folder, 'page.html');
  const args = ['footprint', '--app', 'thermostat', '--no-run', '--json', '--baseline', baseline];
  const { code, out, errors } = runSep2(...args, '--update-baseline', '--html', html);
  t.is(code, 0, errors);
  const [image, ...others] = JSON.parse(out) as (ImageFootprint & { growths: unknown[] })[];
  t.deepEqual(others, []);
  t.deepEqual([image!.board, image!.app, image!.crypto], [BOARD, 'thermostat', 'native']);
  t.is(octetsOf(image!.flashParts), image!.flash);
  t.is(readBaseline(baseline).images[NAME]!.flash, image!.flash);
  t.true(readFileSync(html, 'utf8').includes('<title>engine, '));
  t.is(runSep2(...args).code, 0);
});

test.serial('the command: growth past a tolerance is 1, and names the part', (t) => {
  t.timeout(LONG_MS);
  const own = readBaseline(join(folder, 'own.json'));
  const { lwIP, ...flashParts } = own.images[NAME]!.flashParts;
  const before = {
    ...own.images[NAME]!,
    flashParts: { ...flashParts, lwIP: lwIP! - DEFAULT_TOLERANCES.flashPart - 1 },
  };
  const smaller: Baseline = { tolerances: DEFAULT_TOLERANCES, images: { [NAME]: before } };
  const file = join(folder, 'smaller.json');
  writeBaseline(file, smaller);
  const { code, out } = runSep2('footprint', '--app', 'thermostat', '--no-run', '--baseline', file);
  t.is(code, 1);
  t.regex(out, new RegExp(`^${NAME}: flash of lwIP grew by 1,025 to `, 'm'));
});

test.serial('the command: an image that cannot be measured is 1, and does not keep the others from it', (t) => {
  t.timeout(LONG_MS);
  const more = ['--no-run', '--baseline', join(folder, 'own.json')];
  const { code, out, errors } = runSep2('footprint', '--app', 'toaster', 'thermostat', ...more);
  t.is(code, 1);
  t.regex(out, new RegExp(`^${NAME}$`, 'm'));
  t.regex(errors, /^error: netduinoplus2-toaster: there is no app toaster/);
});

test.serial('the command: a baseline that cannot be read is 1, with its name', (t) => {
  t.timeout(LONG_MS);
  const file = join(folder, 'broken.json');
  writeFileSync(file, '{');
  const { code, out, errors } = runSep2('footprint', '--app', 'thermostat', '--no-run', '--baseline', file);
  t.is(code, 1);
  t.is(out, '');
  t.regex(errors, /^error: .*broken\.json: /);
});
