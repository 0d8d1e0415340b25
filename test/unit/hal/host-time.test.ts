/** Time that a conductor moves forward: timers, dates and intervals of one command go together. */

import { PassThrough } from 'node:stream';
import test from 'ava';

import { HostTime } from '../../../tools/support/host-time.js';

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test('a skip makes due what lies before the new time, in the order of the deadlines, and nothing else', async (t) => {
  const time = new HostTime();
  const { scheduler } = time;
  const ran: string[] = [];
  const now = scheduler.nowMs();
  scheduler.at(now + 3_600_000, () => ran.push('hour'));
  scheduler.at(now + 1_800_000, () => ran.push('half an hour'));
  const late = scheduler.at(now + 7_200_000, () => ran.push('two hours'));
  time.skip(3_600_001);
  t.deepEqual(ran, [], 'never inside the call');
  await turn();
  t.deepEqual(ran, ['half an hour', 'hour']);
  t.true(scheduler.nowMs() - now >= 3_600_001);
  t.throws(() => scheduler.skip(-1), { instanceOf: RangeError });
  late.cancel();
});

test('the date goes with it, and what is done at intervals is done after each skip until it is ended', (t) => {
  const time = new HostTime();
  let count = 0;
  const end = time.every(1_000_000, () => count++);
  const before = time.nowS();
  time.skip(86_400_000);
  t.true(Math.abs(time.nowS() - before - 86_400) < 1);
  t.is(count, 1);
  end();
  time.skip(1);
  t.is(count, 1);
});

test('lines "skip <ms>" are obeyed, other lines and more than a day are not', async (t) => {
  const time = new HostTime();
  const input = new PassThrough();
  time.obey(input as unknown as NodeJS.ReadStream, false);
  input.write('skip 1000\nskip\nskip -5\nskip 99999999\nhello\nski');
  input.write('p 250\n');
  await turn();
  t.is(time.scheduler.skipped, 1250);
});
