/** 24 virtual hours on the emulated board with an event an hour: nothing is missed, and the heap does not grow. */

import test from 'ava';

import { emulatorImage, says, type TestEvent, TestHome } from '../support/board-home.js';

const HOURS = 24;
const HOUR_S = 3600;
/** Begin of an hour's event and its length, s; it is published with the hour. */
const EVENT_AT_S = 1800;
const LENGTH_S = 600;
/** The longest that the day may take on the host, ms. */
const DAY_MS = 9 * 60_000;

/** `day 2 00:30:00` is written as a date. */
function clock(atS: number): string {
  return new Date(Date.UTC(2026, 6, 15) + atS * 1000).toISOString().slice(0, 19) + 'Z';
}

test('24 hours with an event an hour, without heap growth', async (t) => {
  t.timeout(DAY_MS + 120_000);
  const stage = await TestHome.start(t, await emulatorImage('thermostat'), { name: 'thermostat' });
  const { home } = stage;
  const { console } = home.emulator;
  const events: TestEvent[] = Array.from({ length: HOURS }, (_, hour) => ({
    atS: hour * HOUR_S + EVENT_AT_S,
    durationS: LENGTH_S,
    control: 'loadReductionPercent: 100',
    more: `publish: '${clock(hour * HOUR_S)}'`,
  }));
  const server = await stage.serve(events, [], '5m');
  const started = Date.now();
  await home.powerOn();
  const peaks: number[] = [];
  for (let hour = 1; hour <= HOURS; hour++) {
    await home.conductor.run(HOUR_S * 1000, DAY_MS - (Date.now() - started));
    const mark = console.mark();
    home.emulator.say('m');
    const { fields } = await console.record('mem.high', 20_000, mark);
    peaks.push(Number(fields['slots']) + Number(fields['chunks']));
  }
  t.log(`${((Date.now() - started) / 1000).toFixed(0)} s; heap by the hour: ${peaks.join(' ')}`);
  const completed = console.since(0, says('event.completed'));
  t.is(completed.length, HOURS);
  const responses = server.records.filter(({ kind }) => kind === 'response').map(({ status }) => status);
  t.is(responses.filter((status) => status === 3).length, HOURS, 'each is told');
  t.is(peaks.at(-1), peaks[3], 'what the fourth hour needed is enough for the day');
  t.deepEqual(console.since(0, 'board.restart'), []);
});
