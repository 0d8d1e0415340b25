/** Clock control and reset causes of the STM32F405 (RM0090 §7), on a model of its registers. */

import test from 'ava';
import { buildDrivers } from '../../support/boards/drivers.js';

const run = buildDrivers();
const HSI = '16000000 16000000 16000000';
const RCC_CR = '0x40023800';
const RCC_CFGR = '0x40023808';

test('the crystal and the PLL give 168 MHz, 42 and 84 MHz to the buses, and the caches are on', (t) => {
  const [clock, pll, flash] = run('clock', 'peek 0x40023804', 'peek 0x40023C00');
  t.is(clock, 'pll-hse 168000000 42000000 84000000');
  t.is(Number(pll), (7 << 24) | (1 << 22) | (336 << 6) | 25, 'M 25, N 336, P 2, Q 7 from the HSE');
  t.is(Number(flash), 0x705, 'five wait states before the core runs faster');
});

for (const [knob, source] of [
  ['hse.after -1', 'hsi:hse-not-ready'],
  ['pll.after -1', 'hsi:pll-not-ready'],
  ['switch.after -1', 'hsi:switch-not-ready'],
  ['wait-states.stuck 1', 'hsi:flash-wait-states'],
] as const) {
  test(`${knob}: the core stays on the internal oscillator and says ${source}`, (t) => {
    const [clock, control, configuration, reads] = run(
      `knob ${knob}`,
      'clock',
      `peek ${RCC_CR}`,
      `peek ${RCC_CFGR}`,
      'reads',
    );
    t.is(clock, `${source} ${HSI}`);
    t.is(Number(control) & ((1 << 16) | (1 << 24)), 0, 'neither crystal nor PLL is left running');
    t.is(Number(configuration) & ~0xc, 0, 'buses at the core’s own clock');
    t.true(Number(reads) < 400_000, `every wait is bounded: ${String(reads)} reads`);
  });
}

test('ready bits that take their time are waited for', (t) => {
  t.deepEqual(run('knob hse.after 300000', 'knob pll.after 300000', 'clock'), ['pll-hse 168000000 42000000 84000000']);
});

for (const [flags, cause, name] of [
  [0x0c000000, 1, 'power on, though the pin’s flag is set with it'],
  [0x06000000, 1, 'brown-out'],
  [0x24000000, 3, 'the independent watchdog'],
  [0x44000000, 3, 'the window watchdog'],
  [0x14000000, 0, 'software: the record in RAM knows more'],
  [0x04000000, 2, 'the pin alone'],
] as const) {
  test(`reset cause: ${name}; the flags are cleared for the next`, (t) => {
    t.deepEqual(run(`poke 0x40023874 ${String(flags)}`, 'cause', 'cause'), [String(cause), '0']);
  });
}
