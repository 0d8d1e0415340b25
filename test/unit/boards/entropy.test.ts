/** The random number generator's driver (RM0090 §24) and its health checks: no entropy is told, never made up. */

import test from 'ava';
import { buildDrivers } from '../../support/boards/drivers.js';

const run = buildDrivers();
/** One call for `octets`, split into what it says. */
function entropy(line: string | undefined): { done: string; fault: string; octets: string } {
  const [done, fault, octets] = (line as string).split(' ') as [string, string, string];
  return { done, fault, octets };
}

test('a generator that works fills any length, each call with new words', (t) => {
  const [first, second] = run('entropy 33', 'entropy 33').map(entropy);
  t.like(first, { done: 'true', fault: 'none' });
  t.is(first?.octets.length, 66);
  t.not(first?.octets, second?.octets);
  t.false(first?.octets.includes('55555555'), 'all of it was written');
});

for (const [knob, fault] of [
  ['rng.after -1', 'not-ready'],
  ['rng.clock-error 1', 'clock-error'],
  ['rng.seed-errors -1', 'seed-error'],
  ['rng.stuck 1', 'repeated'],
  ['rng.stuck 5', 'repeated'],
] as const) {
  test(`${knob}: no entropy, ${fault}, and nothing of a half-filled buffer is left to use`, (t) => {
    const [answer, reads] = run(`knob ${knob}`, 'entropy 32', 'reads');
    t.deepEqual(entropy(answer), { done: 'false', fault, octets: '00'.repeat(32) });
    t.true(Number(reads) < 50_000, 'bounded');
  });
}

test('one seed error: the generator is started anew and its first word set aside (RM0090 §24.3.2)', (t) => {
  t.like(entropy(run('knob rng.seed-errors 1', 'entropy 16')[0]), { done: 'true', fault: 'none' });
});

test('a generator that comes back is used again', (t) => {
  const [broken, mended] = run('knob rng.clock-error 1', 'entropy 8', 'knob rng.clock-error 0', 'entropy 8').map(
    entropy,
  );
  t.is(broken?.done, 'false');
  t.like(mended, { done: 'true', fault: 'none' });
});

test('the first word after a start is not handed out, and the block rests between calls', (t) => {
  const first = (2654435761 ^ 0x9e3779b9) >>> 0;
  const littleEndian = Buffer.alloc(4);
  littleEndian.writeUInt32LE(first);
  const [answer, control] = run('entropy 4', 'peek 0x50060800');
  t.not(entropy(answer).octets, littleEndian.toString('hex'));
  t.is(Number(control), 0);
});
