/** The serial ports (RM0090 §30): bounded output, input by interrupt into a ring, and what is lost is counted. */

import test from 'ava';
import { buildDrivers } from '../../support/boards/drivers.js';

const run = buildDrivers();
const started = ['clock', 'usarts'] as const;
const hex = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, i) => ((from + i) & 0xff).toString(16).padStart(2, '0')).join('');

test('speeds come from the bus that clocks the port: 115,200 from 84 MHz, 460,800 from 42 MHz; the link holds its sender back', (t) => {
  const [console, link, control] = run(...started, 'peek 0x40011008', 'peek 0x40004408', 'peek 0x40004414')
    .slice(1)
    .map(Number);
  t.is(console, Math.round(84_000_000 / 115_200));
  t.is(link, Math.round(42_000_000 / 460_800));
  t.is(control, 1 << 8, 'RTS');
});

test('on the internal oscillator the speeds hold', (t) => {
  const [, console, link] = run('knob hse.after -1', ...started, 'peek 0x40011008', 'peek 0x40004408').map(Number);
  t.is(console, Math.round(16_000_000 / 115_200));
  t.is(link, Math.round(16_000_000 / 460_800));
});

test('octets leave in order', (t) => {
  const [, taken, link, console] = run(...started, 'link-write abcdef', 'say hello', 'sent 2', 'sent 1');
  t.deepEqual([taken, link, console], ['true', 'abcdef', 'hello']);
});

test('a transmitter that takes its time is waited for; one that never is ready is given up, and said', (t) => {
  t.deepEqual(run(...started, 'knob usart.after 300', 'link-write abc', 'sent 2').slice(1), ['true', 'abc']);
  const [taken, sent, reads] = run(
    ...started,
    'reads',
    'knob usart.after -1',
    'link-write abc',
    'sent 2',
    'reads',
  ).slice(2);
  t.deepEqual([taken, sent], ['false', '']);
  t.true(Number(reads) <= (168_000_000 / 460_800) * 10 + 1, 'one octet’s bound, not three');
});

test('before its port is started a record goes nowhere and waits for nothing', (t) => {
  t.deepEqual(run('say early', 'reads', 'sent 1'), ['0', '']);
});

test('what comes in waits in the ring and is taken in pieces', (t) => {
  const [wakes, first, rest, none] = run(
    ...started,
    'receive c00102c0 0x20',
    'link-read 3',
    'link-read 9',
    'link-read 9',
  ).slice(1);
  t.deepEqual([wakes, first, rest, none], ['4', 'c00102', 'c0', '']);
});

test('the ring holds 2,048 octets; what comes after is lost and counted, what was there stays', (t) => {
  const script = [
    `receive ${hex(2048)} 0x20`,
    `receive ${hex(3)} 0x20`,
    'link-faults',
    'link-read 4096',
    'receive 7f 0x20',
    'link-read 4096',
  ];
  const [, , faults, octets, , after] = run(...started, ...script).slice(1);
  t.is(faults, 'full 3 overrun 0 line 0');
  t.is(octets, hex(2048));
  t.is(after, '7f', 'and it goes on');
});

test('an overrun is counted, and the octet that did arrive is kept (RM0090 §30.3.3)', (t) => {
  const [, faults, octets] = run(...started, 'receive 41 0x28', 'link-faults', 'link-read 9').slice(1);
  t.deepEqual([faults, octets], ['full 0 overrun 1 line 0', '41']);
});

test('an overrun without an octet clears and wakes nobody', (t) => {
  const [wakes, faults, octets] = run(...started, 'receive 41 0x08', 'link-faults', 'link-read 9').slice(1);
  t.deepEqual([wakes, faults, octets], ['0', 'full 0 overrun 1 line 0', '']);
});

for (const [status, name] of [
  ['0x22', 'framing'],
  ['0x24', 'noise'],
] as const) {
  test(`an octet with a ${name} error is dropped and counted`, (t) => {
    const [, faults, octets] = run(...started, `receive 41 ${status}`, 'link-faults', 'link-read 9').slice(1);
    t.deepEqual([faults, octets], ['full 0 overrun 0 line 1', '']);
  });
}
