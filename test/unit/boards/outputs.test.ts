/** Loads, light, meter and watchdog of the real board, on a model of their registers. */

import test from 'ava';
import { buildDrivers } from '../../support/boards/drivers.js';

const run = buildDrivers();
const MODER_B = 'peek 0x40020400';
const ODR_A = 'peek 0x40020014';
const ODR_B = 'peek 0x40020414';
const TIM4_CCR3 = 'peek 0x4000083C';
const bit = (line: string | undefined, index: number): number => (Number(line) >>> index) & 1;

test('after the start every load is off, the light dark, the header’s power on', (t) => {
  const [a, b, duty] = run('clock', 'outputs', ODR_A, ODR_B, TIM4_CCR3).slice(1);
  t.is(bit(a, 10), 0);
  t.is(bit(b, 9), 0);
  t.is(bit(b, 2), 1, 'PB2');
  t.is(Number(duty), 0);
});

test('pins are what the data sheet says: PB8 the timer’s, PB9 an output, PB6 and PB7 the console’s', (t) => {
  const [modes, low, high, rts] = run(
    'clock',
    'outputs',
    MODER_B,
    'peek 0x40020420',
    'peek 0x40020424',
    'peek 0x40020020',
  ).slice(1);
  const mode = (pin: number): number => (Number(modes) >>> (2 * pin)) & 3;
  t.deepEqual([8, 9, 6, 7, 2].map(mode), [2, 1, 2, 2, 1]);
  t.is((Number(low) >>> 24) & 0xff, 0x77, 'AF7 on PB6 and PB7');
  t.is(Number(high) & 0xf, 2, 'AF2 on PB8');
  t.is(Number(rts) & 0xfff0, 0x7770, 'AF7 on PA1 to PA3: RTS, TX, RX');
});

test('a load on a timer follows in thousandths at the frequency of the data sheet', (t) => {
  const lines = run(
    'clock',
    'outputs',
    'relay 0 370',
    TIM4_CCR3,
    'relay 0 1000',
    TIM4_CCR3,
    'peek 0x40000828',
    'peek 0x4000082C',
  );
  const [duty, full, prescaler, period] = lines.slice(1).map(Number);
  t.deepEqual([duty, full, period], [370, 1000, 999]);
  t.is(84_000_000 / ((prescaler as number) + 1) / 1000, 100, 'Hz: APB1 is divided, its timers run at twice its clock');
});

test('on the internal oscillator the timer keeps its frequency', (t) => {
  const [prescaler] = run('knob hse.after -1', 'clock', 'outputs', 'peek 0x40000828').slice(1);
  t.is(16_000_000 / (Number(prescaler) + 1) / 1000, 100);
});

test('a plain relay closes from half on', (t) => {
  const lines = run('clock', 'outputs', 'relay 1 499', ODR_B, 'relay 1 500', ODR_B, 'relay 1 0', ODR_B);
  t.deepEqual(
    lines.slice(1).map((line) => bit(line, 9)),
    [0, 1, 0],
  );
});

for (const call of ['relay 2 1000', 'relay 0 1001']) {
  test(`refused with a record, nothing switched: ${call}`, (t) => {
    const [before, after, sent] = run('clock', 'usarts', 'outputs', TIM4_CCR3, call, TIM4_CCR3, 'sent 1').slice(1);
    t.is(before, after);
    const [, index, permille] = call.split(' ');
    t.is(sent, `L0 error relay.refused index=${String(index)} permille=${String(permille)}|`);
  });
}

test('the meter: current times voltage at the converter’s full scale, energy over time', (t) => {
  const lines = run(
    'clock',
    'outputs',
    'knob adc.10 1024',
    'knob adc.11 2354',
    'knob adc.12 2048',
    'meter 0',
    'meter 2',
    'meter 5',
    'time 3600000',
    'meter 3',
    'meter 1',
    'meter 9',
  );
  const [power, voltage, temperature, energy, reactive, unknown] = lines.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  t.is(voltage, Math.floor((2354 * 400_000) / 4095));
  t.is(power, Math.floor((Math.floor((1024 * 30_000) / 4095) * voltage) / 1000));
  t.is(temperature, 223_150 + Math.floor((2048 * 330_000) / 4095));
  t.is(energy, Math.floor(power / 1000), 'an hour at this power');
  t.deepEqual([reactive, unknown], [0, 0]);
});

test('a converter that never ends is told once and reads 0', (t) => {
  const lines = run('clock', 'usarts', 'outputs', 'knob adc.after -1', 'meter 2', 'meter 2', 'sent 1', 'reads');
  const [first, second, sent, reads] = lines.slice(1);
  t.deepEqual([first, second], ['0', '0']);
  t.is(sent, 'L0 error meter.not-ready channel=10|');
  t.true(Number(reads) < 200_000);
});

for (const timeout of [100, 1000, 8000, 20_000, 22_000]) {
  test(`the watchdog never bites before ${String(timeout)} ms, at its oscillator’s fastest`, (t) => {
    const lines = run(
      `watchdog ${String(timeout)}`,
      'peek 0x40003004',
      'peek 0x40003008',
      'peek 0x40003000',
      'supervised',
      'violations',
    );
    const [prescaler, reload, key, supervised, violations] = lines.map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const shortest = ((reload + 1) * (4 << prescaler)) / 47;
    t.true(shortest >= timeout, `${String(shortest)} ms`);
    t.true(shortest <= timeout * 1.1 + 5, 'nor much later');
    t.deepEqual([key, supervised, violations], [0xaaaa, timeout, 0]);
  });
}

test('a watchdog that does not take its timeout runs with the reset’s, and says so', (t) => {
  const [sent, supervised] = run(
    'clock',
    'usarts',
    'knob iwdg.after -1',
    'watchdog 8000',
    'sent 1',
    'supervised',
  ).slice(1);
  t.is(sent, 'L0 error watchdog.not-ready|');
  t.is(supervised, '348', 'ms: 512 periods of 32 at 47 kHz');
});

test('before it is started a kick does nothing; a second start only kicks', (t) => {
  t.deepEqual(run('kick', 'kicks', 'watchdog 1000', 'watchdog 5000', 'supervised', 'kicks'), ['0', '1000', '2']);
});
