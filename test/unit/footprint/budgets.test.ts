/** Budgets hold whatever was before: kept, above the aim, over. */

import test from 'ava';

import { assess, faultsOf, isFine } from '../../../tools/footprint/assessment.js';
import { DEFAULT_TOLERANCES } from '../../../tools/footprint/baseline.js';
import { type BudgetCheck, checkBudgets } from '../../../tools/footprint/budgets.js';
import { type ImageFootprint } from '../../../tools/footprint/image-footprint.js';
import { IMAGE } from './samples.js';

const NO_BASELINE = { tolerances: DEFAULT_TOLERANCES, images: {} };

function stateOf(name: string, image: Partial<ImageFootprint>): BudgetCheck['state'] | undefined {
  return checkBudgets({ ...IMAGE, ...image }).find((check) => check.name === name)?.state;
}

test('flash: 768 KB at most, 512 are aimed at', (t) => {
  t.is(stateOf('flash', { flash: 524_288 }), 'kept');
  t.is(stateOf('flash', { flash: 524_289 }), 'above aim');
  t.is(stateOf('flash', { flash: 786_432 }), 'above aim');
  t.is(stateOf('flash', { flash: 786_433 }), 'over');
});

test('RAM at the peak: 96 KB at most, 80 are aimed at; the machine at its start: 4 KB', (t) => {
  t.is(stateOf('RAM at the peak', { ramPeak: 81_920 }), 'kept');
  t.is(stateOf('RAM at the peak', { ramPeak: 98_304 }), 'above aim');
  t.is(stateOf('RAM at the peak', { ramPeak: 98_305 }), 'over');
  t.is(stateOf('XS machine at its start', { machineAtStart: 4096 }), 'kept');
  t.is(stateOf('XS machine at its start', { machineAtStart: 4097 }), 'over');
});

test('a handshake: 106 million instructions a side with C, 1,200 million in JavaScript alone', (t) => {
  for (const side of ['client', 'server']) {
    const at = (count: number): Partial<ImageFootprint> => ({ instructions: { [`handshake.${side}`]: count } });
    t.is(stateOf(`handshake, ${side}`, at(106_000_000)), 'kept');
    t.is(stateOf(`handshake, ${side}`, at(106_000_001)), 'over');
    t.is(stateOf(`handshake, ${side}`, { ...at(1_200_000_000), crypto: 'noble' }), 'kept');
    t.is(stateOf(`handshake, ${side}`, { ...at(1_200_000_001), crypto: 'noble' }), 'over');
  }
});

test('from reset to the first scheduled event: 10 s, with C alone', (t) => {
  const name = 'reset to the first scheduled event';
  t.is(stateOf(name, { firstEventMs: 10_000 }), 'kept');
  t.is(stateOf(name, { firstEventMs: 10_001 }), 'over');
  t.is(stateOf(name, { firstEventMs: 60_000, crypto: 'noble' }), undefined);
});

test('what was not measured is not judged', (t) => {
  const { board, app, crypto, flash, flashRoom, flashParts, ramRoom, ramParts } = IMAGE;
  const still = { board, app, crypto, flash, flashRoom, flashParts, ramRoom, ramParts };
  t.deepEqual(
    checkBudgets(still).map(({ name }) => name),
    ['flash'],
  );
});

test('over a budget is not fine and is told; above an aim is fine', (t) => {
  const over = assess({ ...IMAGE, flash: 786_532 }, NO_BASELINE);
  t.false(isFine(over));
  t.deepEqual(faultsOf(over), ['board-thermostat: flash is 100 octets over its budget of 786,432']);
  t.true(isFine(assess({ ...IMAGE, flash: 600_000 }, NO_BASELINE)));
});
