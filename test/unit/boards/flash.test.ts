/** The flash driver (RM0090 §3) on a model that forbids what the chip forbids: every failure has its name. */

import test from 'ava';
import { buildDrivers, flashErrors } from '../../support/boards/drivers.js';

const run = buildDrivers();
const E = flashErrors();
const AREA = 262144;

test('what is programmed is read back, octet by octet, across words', (t) => {
  const lines = run('erase 0', 'program 8 0102030405060708', 'read 6 12', 'read 9 3', 'violations');
  t.deepEqual(lines, ['0', '0', '0 ffff0102030405060708ffff', '0 020304', '0']);
});

test('the store lies in the last sectors: erasing its first leaves all others', (t) => {
  const lines = run('erase 0', 'erase 1', 'erase 1', 'erases 9', 'erases 10', 'erases 11');
  t.deepEqual(lines, ['0', '0', '0', '0', '1', '2']);
});

test('bits may be cleared in a word that was programmed; a bit that was to rise is told', (t) => {
  const lines = run('program 0 ffff00ff', 'program 0 0fff00ff', 'program 0 ffffffff', 'read 0 4');
  t.deepEqual(lines, ['0', '0', E.VERIFY, '0 0fff00ff']);
});

for (const [script, name] of [
  ['program 2 00000000', 'an offset inside a word'],
  ['program 0 000000', 'a length that is no multiple of a word'],
  [`program ${String(AREA)} 00000000`, 'programming past the area'],
  ['erase 2', 'a sector that is not the store’s'],
  [`read ${String(AREA - 2)} 4`, 'reading past the area'],
  ['read 0xfffffff0 32', 'an offset that would wrap'],
] as const) {
  test(`refused without touching the controller: ${name}`, (t) => {
    const [answer, reads, violations] = run(script, 'reads', 'violations');
    t.deepEqual([answer?.trim(), reads, violations], [E.ARGUMENT, '0', '0']);
  });
}

for (const [knob, name, gone] of [
  ['flash.lock-stuck 1', 'LOCKED', 'flash.lock-stuck 0'],
  ['flash.protected 10', 'PROTECTED', 'flash.protected -1'],
  ['flash.sequence 1', 'PROGRAM', 'flash.sequence 0'],
] as const) {
  test(`${knob}: programming answers BOARD_E_${name}; with the fault gone it works`, (t) => {
    const script = ['program 0 01020304', `knob ${gone}`, 'program 64 05060708', 'read 64 4'];
    t.deepEqual(run(`knob ${knob}`, ...script), [E[name], '0', '0 05060708']);
  });
}

test('a controller that stays busy is given up at each call, programming and erasing', (t) => {
  const [first, reads, second, erase] = run(
    'knob flash.after -1',
    'program 0 01020304',
    'reads',
    'program 4 01020304',
    'erase 0',
  );
  t.deepEqual([first, second, erase], [E.BUSY, E.BUSY, E.BUSY]);
  t.true(Number(reads) < 50_000, 'bounded');
});

test('an erase that the controller refuses, or never ends, is told', (t) => {
  t.deepEqual(run('knob flash.protected 11', 'erase 1', 'erases 11'), [E.PROTECTED, '0']);
  t.deepEqual(run('knob flash.lock-stuck 1', 'erase 0'), [E.LOCKED]);
});

test('an error does not stick to the next operation', (t) => {
  t.deepEqual(run('knob flash.sequence 1', 'program 0 01020304', 'program 4 05060708'), [E.PROGRAM, '0']);
  t.deepEqual(run('knob flash.protected 10', 'program 0 00000000', 'erase 1'), [E.PROTECTED, '0']);
});

test('a worn sector is found at the erase that no longer takes and at the word that no longer holds', (t) => {
  const erases = Array.from({ length: 4 }, () => 'erase 0');
  t.deepEqual(run('knob flash.wear 3', ...erases, 'erases 10'), ['0', '0', '0', E.VERIFY, '4']);
  const words = 'ff'.repeat(24);
  t.deepEqual(run('knob flash.wear 0', 'erase 1', `program 131072 ${words}`, 'erase 0'), [
    E.VERIFY,
    E.VERIFY,
    E.VERIFY,
  ]);
});

test('what the data cache held before an erase or a programming is not read after it (RM0090 §3.5.3)', (t) => {
  const lines = run(
    'clock',
    'program 0 01020304',
    'read 0 4',
    'erase 0',
    'read 0 4',
    'program 0 0a0b0c0d',
    'read 0 4',
    'violations',
  );
  t.deepEqual(lines.slice(1), ['0', '0 01020304', '0', '0 ffffffff', '0', '0 0a0b0c0d', '0']);
});

test('an erase kicks the watchdog first: it may last two seconds', (t) => {
  t.deepEqual(run('watchdog 1000', 'kicks', 'erase 0', 'kicks'), ['1', '0', '2']);
});
