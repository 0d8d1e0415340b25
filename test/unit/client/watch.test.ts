import test from 'ava';
import fc from 'fast-check';
import { VirtualClock } from '../../../hal/virtual/clock.js';
import { SeededEntropy } from '../../../hal/virtual/entropy.js';
import { MIN_POLL_RATE_S, Watch } from '../../../stack/client/watch.js';

function watchOf(clock: VirtualClock, poll: (watch: Watch) => void, seed = 1): Watch {
  return new Watch({ scheduler: clock, entropy: new SeededEntropy(seed, 'watch') }, 900, { poll });
}

test('a poll never comes before pollRate has passed since the last one ended, whatever the server names (CORE-003)', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 1, max: 50 }), (rateS, seed) => {
      const clock = new VirtualClock();
      const times: number[] = [];
      const poll = (polled: Watch): void => {
        times.push(clock.nowMs());
        polled.ended(true, rateS);
      };
      const watch = watchOf(clock, poll, seed);
      watch.start();
      clock.runUntil(10_000_000);
      const least = Math.max(rateS, MIN_POLL_RATE_S) * 1000;
      for (let i = 1; i < times.length; i++) {
        t.true(times[i]! - times[i - 1]! >= least);
        t.true(times[i]! - times[i - 1]! <= least * 1.05 + 1);
      }
      watch.stop();
    }),
    { numRuns: 50 },
  );
});

test('the schema’s default pollRate of 900 s holds where a resource names none', (t) => {
  const clock = new VirtualClock();
  let polls = 0;
  const watch = watchOf(clock, (polled) => {
    polls++;
    polled.ended(true, undefined);
  });
  watch.start();
  clock.runUntil(899_000);
  t.is(polls, 1);
  clock.runUntil(950_000);
  t.is(polls, 2);
});

test('failures are asked again ever more slowly, and a success restores the rate', (t) => {
  const clock = new VirtualClock();
  const times: number[] = [];
  let ok = false;
  const watch = watchOf(clock, (polled) => {
    times.push(clock.nowMs() / 1000);
    polled.ended(ok, ok ? 100 : undefined);
  });
  watch.start();
  clock.runUntil(700_000);
  const gaps = times.slice(1).map((time, i) => time - times[i]!);
  t.true(gaps.length >= 3);
  for (let i = 1; i < gaps.length; i++) t.true(gaps[i]! > gaps[i - 1]! * 1.8, String(gaps));
  ok = true;
  clock.runUntil(5_000_000);
  const last = times.slice(-2);
  t.true(last[1]! - last[0]! <= 105.1);
});

test('a watch that is stopped in the middle of a poll asks no more', (t) => {
  const clock = new VirtualClock();
  let polls = 0;
  const watch = watchOf(clock, () => {
    polls++;
  });
  watch.start();
  watch.stop();
  watch.ended(true, 5);
  clock.runUntil(100_000);
  t.is(polls, 1);
  t.throws(() => watch.ended(true, 5), { instanceOf: RangeError });
});
