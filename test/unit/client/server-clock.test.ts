import test from 'ava';
import { ServerClock } from '../../../stack/client/server-clock.js';

test('a reading belongs to the middle between request and answer (CORE-005)', (t) => {
  const clock = new ServerClock();
  t.is(clock.at(0), undefined);
  t.is(clock.set(1_000_000, 7, 10_000, 12_000), 0);
  t.is(clock.at(11_000), 1_000_000);
  t.is(clock.at(21_500), 1_000_010.5);
  t.is(clock.monotonicMs(1_000_010.5), 21_500);
});

test('a quality of 7, uncoordinated, is followed all the same (CORE-005)', (t) => {
  const clock = new ServerClock();
  clock.set(500, 7, 0, 0);
  t.true(clock.known);
  t.is(clock.quality, 7);
});

test('a slow answer is no step of the clock: the reading may be of any moment of its round trip', (t) => {
  const clock = new ServerClock();
  clock.set(1000, 4, 0, 0);
  t.is(clock.set(1100, 4, 100_000, 103_000), 0);
  t.is(clock.at(200_000), 1200);
});

test('differences below the resolution of Time are no step; a jump is told with its size (CORE-006)', (t) => {
  const clock = new ServerClock();
  clock.set(1000, 4, 0, 0);
  t.is(clock.set(1300, 4, 299_400, 299_400), 0);
  t.is(clock.at(300_000), 1300);
  t.is(clock.set(5000, 4, 400_000, 400_000), 3600);
  t.is(clock.at(400_000), 5000);
  t.is(clock.set(4000, 4, 400_000, 400_000), -1000);
});
