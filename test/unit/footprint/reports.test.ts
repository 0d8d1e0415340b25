/** The four forms of the report. */

import test from 'ava';

import { assess } from '../../../tools/footprint/assessment.js';
import { type Baseline, updateBaseline } from '../../../tools/footprint/baseline.js';
import { type ImageFootprint } from '../../../tools/footprint/image-footprint.js';
import { reportHtml } from '../../../tools/footprint/report-html.js';
import { reportJson } from '../../../tools/footprint/report-json.js';
import { reportMarkdown } from '../../../tools/footprint/report-markdown.js';
import { reportText } from '../../../tools/footprint/report-text.js';
import { IMAGE } from './samples.js';

const TOLERANCES = { flash: 50, flashPart: 20, ram: 30, ramPart: 10, instructionsPercent: 2 };
const BASELINE: Baseline = updateBaseline({ tolerances: TOLERANCES, images: {} }, [IMAGE]);
const GROWN: ImageFootprint = {
  ...IMAGE,
  flash: 1030,
  flashParts: [IMAGE.flashParts[0]!, { name: 'engine', octets: 430 }],
};
const FINE = [assess(IMAGE, BASELINE)];
const WORSE = [assess(GROWN, BASELINE), assess({ ...IMAGE, app: 'ev-charger' }, BASELINE)];

test('JSON: an object for each image, with the figures under plain names', (t) => {
  const objects = JSON.parse(JSON.stringify(reportJson(WORSE))) as Record<string, unknown>[];
  t.is(objects.length, 2);
  const { board, app, crypto, flash, ramPeak, instructions, growths } = objects[0]!;
  t.deepEqual(
    { board, app, crypto, flash, ramPeak },
    { board: 'board', app: 'thermostat', crypto: 'native', flash: 1030, ramPeak: 300 },
  );
  t.deepEqual(instructions, IMAGE.instructions);
  t.deepEqual(growths, [{ of: 'flash', part: 'engine', before: 400, now: 430, tolerance: 20 }]);
});

test('JSON: what was not measured is null', (t) => {
  const { board, app, crypto, flash, flashRoom, flashParts, ramRoom, ramParts } = IMAGE;
  const still = assess({ board, app, crypto, flash, flashRoom, flashParts, ramRoom, ramParts }, BASELINE);
  const [{ ramPeak, instructions }] = reportJson([still]) as [{ ramPeak: unknown; instructions: unknown }];
  t.deepEqual([ramPeak, instructions], [null, null]);
});

test('text: parts with shares and changes, budgets with what is left, and a verdict', (t) => {
  const text = reportText(WORSE);
  t.regex(text, /^board-thermostat$/m);
  t.regex(text, /^ +engine +430 +41\.7 % +\+30$/m);
  t.regex(text, /^ +modules: stack\/exi +400 +38\.8 %$/m);
  t.regex(text, /^ +stack\/exi\/decoder +400$/m);
  t.regex(text, /^ +RAM at the peak +300 +of 98,304 +98,004 left +kept 81,920$/m);
  t.regex(text, /^board-ev-charger, which the baseline does not know$/m);
  t.regex(text, /board-thermostat: flash of engine grew by 30 to 430, more than the 20 that need no word\n$/);
  t.regex(reportText(FINE), /\nNothing grew past its tolerance, nothing is over its budget\.\n$/);
});

test('text: lwIP’s pools, and what they refused', (t) => {
  const pools = [
    { name: 'heap', most: 1256, of: 8192, refused: 0 },
    { name: 'PBUF_POOL', most: 12, of: 12, refused: 3 },
  ];
  const text = reportText([assess({ ...IMAGE, pools }, BASELINE)]);
  t.regex(text, /^ +heap +1,256 +of 8,192$/m);
  t.regex(text, /^ +PBUF_POOL +12 +of 12 +3 refused$/m);
});

test('Markdown: a row for each image, with its change; those that are not fine are marked', (t) => {
  const text = reportMarkdown(WORSE);
  t.true(text.includes('| ⚠ board-thermostat | 1,030 | +30 | 300 |  | 100,000 |  |'), text);
  t.true(text.includes('| board-ev-charger | 1,000 |  | 300 |  | 100,000 |  |'), text);
  t.true(text.includes('- board-thermostat: flash of engine grew by 30'));
  t.true(text.includes('<summary>board-thermostat</summary>'));
  t.true(text.includes('| engine | 430 | +30 |'));
});

test('HTML: one file that fetches nothing and runs nothing, with an area for each part and what it consists of', (t) => {
  const page = reportHtml(WORSE);
  t.notRegex(page, /<script|src=|href=|url\(|@import/);
  t.regex(page, /prefers-color-scheme: dark/);
  for (const name of [
    'modules, 600 octets',
    'modules: stack/exi, 400 octets, 38.8 %',
    'engine, 430 octets',
    'XS slots, 200 octets',
  ]) {
    t.true(page.includes(`<title>${name}`), name);
  }
  t.true(page.includes('<li>board-thermostat: flash of engine grew by 30'));
});

test('HTML: names are text, never markup', (t) => {
  const flashParts = [{ name: '<img onerror=x>', octets: 1000 }];
  const page = reportHtml([assess({ ...IMAGE, flashParts }, BASELINE)]);
  t.false(page.includes('<img'));
  t.true(page.includes('&lt;img onerror=x&gt;'));
});
