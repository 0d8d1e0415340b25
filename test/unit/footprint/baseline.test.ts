/** What grew past its tolerance is told by name; all else is fine. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';

import { assess, faultsOf, isFine } from '../../../tools/footprint/assessment.js';
import {
  type Baseline,
  BaselineError,
  compareWith,
  readBaseline,
  type Tolerances,
  updateBaseline,
  writeBaseline,
} from '../../../tools/footprint/baseline.js';
import { type ImageFootprint } from '../../../tools/footprint/image-footprint.js';
import { type Part } from '../../../tools/footprint/part.js';
import { IMAGE } from './samples.js';

const TOLERANCES: Tolerances = { flash: 50, flashPart: 20, ram: 30, ramPart: 10, instructionsPercent: 2 };
const EMPTY: Baseline = { tolerances: TOLERANCES, images: {} };
const BASELINE = updateBaseline(EMPTY, [IMAGE]);

/** The image with its engine grown. */
function withEngine(by: number): ImageFootprint {
  const flashParts = IMAGE.flashParts.map((part) => grown(part, 'engine', by));
  return { ...IMAGE, flash: IMAGE.flash + by, flashParts };
}

function grown(part: Part, name: string, by: number): Part {
  if (part.name === name) return { ...part, octets: part.octets + by };
  return part.parts === undefined ? part : { ...part, parts: part.parts.map((each) => grown(each, name, by)) };
}

test('the image that the baseline was made of is fine', (t) => {
  t.deepEqual(compareWith(BASELINE, IMAGE), []);
  t.true(isFine(assess(IMAGE, BASELINE)));
});

test('a part may grow by its tolerance, and not by an octet more', (t) => {
  t.deepEqual(compareWith(BASELINE, withEngine(20)), []);
  t.deepEqual(compareWith(BASELINE, withEngine(21)), [
    { of: 'flash', part: 'engine', before: 400, now: 421, tolerance: 20 },
  ]);
});

test('growth is told with image, part and figures, and is not fine', (t) => {
  const assessment = assess(withEngine(21), BASELINE);
  t.false(isFine(assessment));
  t.deepEqual(faultsOf(assessment), [
    'board-thermostat: flash of engine grew by 21 to 421, more than the 20 that need no word',
  ]);
});

test('modules are compared by folder', (t) => {
  const flashParts = IMAGE.flashParts.map((part) => grown(part, 'stack/exi', 25));
  const [growth] = compareWith(BASELINE, { ...IMAGE, flashParts });
  t.is(growth?.part, 'modules: stack/exi');
});

test('many small growths are told as that of the whole, with the parts that grew most', (t) => {
  const flashParts = IMAGE.flashParts
    .map((part) => grown(part, 'engine', 20))
    .map((part) => grown(part, 'stack/exi', 19))
    .map((part) => grown(part, 'stack/xml', 18));
  t.deepEqual(compareWith(BASELINE, { ...IMAGE, flash: 1057, flashParts }), [
    {
      of: 'flash',
      before: 1000,
      now: 1057,
      tolerance: 50,
      most: ['engine', 'modules: stack/exi', 'modules: stack/xml'],
    },
  ]);
});

test('a part that was not there has grown from nothing', (t) => {
  const flashParts = [...IMAGE.flashParts, { name: 'libz', octets: 30 }];
  const [growth] = compareWith(BASELINE, { ...IMAGE, flash: 1030, flashParts });
  t.deepEqual([growth?.part, growth?.before, growth?.now], ['libz', 0, 30]);
});

test('shrinking is fine, also to nothing', (t) => {
  t.deepEqual(compareWith(BASELINE, withEngine(-300)), []);
  t.deepEqual(compareWith(BASELINE, { ...IMAGE, flash: 600, flashParts: IMAGE.flashParts.slice(0, 1) }), []);
});

test('RAM has tolerances of its own, for the peak and for a part', (t) => {
  const at = (slots: number): ImageFootprint => ({
    ...IMAGE,
    ramPeak: 100 + slots,
    ramParts: [{ name: 'XS slots', octets: slots }, IMAGE.ramParts[1]!],
  });
  t.deepEqual(compareWith(BASELINE, at(210)), []);
  t.deepEqual(
    compareWith(BASELINE, at(231)).map(({ of, part }) => [of, part]),
    [
      ['RAM', undefined],
      ['RAM', 'XS slots'],
    ],
  );
});

test('instructions may grow by a share; a count that is new has nothing to grow from', (t) => {
  const at = (boot: number): ImageFootprint => ({ ...IMAGE, instructions: { boot, 'something.new': 5 } });
  t.deepEqual(compareWith(BASELINE, at(1020)), []);
  t.deepEqual(compareWith(BASELINE, at(1021)), [
    { of: 'instructions', part: 'boot', before: 1000, now: 1021, tolerance: 20 },
  ]);
});

test('an image that was not run is compared by what it has', (t) => {
  const { board, app, crypto, flashRoom, ramRoom, ramParts } = IMAGE;
  const still = { board, app, crypto, flashRoom, ramRoom };
  const statics = { ...still, flash: 1000, flashParts: IMAGE.flashParts, ramParts: ramParts.slice(1) };
  t.deepEqual(compareWith(BASELINE, statics), []);
  const updated = updateBaseline(BASELINE, [{ ...statics, flash: 900 }]);
  const kept = BASELINE.images['board-thermostat']!;
  t.deepEqual(updated.images['board-thermostat'], { ...kept, flash: 900 }, 'and leaves what a run told');
});

test('an image that the baseline does not know has nothing to grow from', (t) => {
  t.deepEqual(compareWith(BASELINE, { ...withEngine(999), app: 'toaster' }), []);
});

test('a new baseline of an image forgets what the old one had', (t) => {
  const flashParts = IMAGE.flashParts.slice(0, 1);
  const updated = updateBaseline(BASELINE, [{ ...IMAGE, flash: 600, flashParts }]);
  t.deepEqual(updated.images['board-thermostat']!.flashParts, { 'modules: stack/exi': 400, 'modules: stack/xml': 200 });
});

test('a baseline is read as it was written; one that cannot be used is told with its file', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sep2-baseline-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'baseline.json');
  writeBaseline(file, BASELINE);
  t.deepEqual(readBaseline(file), BASELINE);
  writeFileSync(file, JSON.stringify({ tolerances: { ...TOLERANCES, ram: -1 } }));
  t.throws(() => readBaseline(file), {
    instanceOf: BaselineError,
    message: /baseline\.json: tolerances\.ram: expected a number from 0, got -1/,
  });
  t.throws(() => readBaseline(join(folder, 'none.json')), { instanceOf: BaselineError, message: /none\.json: ENOENT/ });
});
