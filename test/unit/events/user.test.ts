/** The user's word: opt-out, opt-in, override (IEEE 2030.5-2018 event rules; EndDeviceControl). */

import test from 'ava';
import { EventBench, WATT } from '../../support/event-bench.js';

function bench(rest: Parameters<EventBench['event']>[1] = {}): EventBench {
  return new EventBench().program('P', 1).event('A', rest).to(900);
}

test('opt-out before the start: 4, never started, 10 at the end', (t) => {
  const b = bench();
  t.is(b.engine.optOut('A'), undefined);
  b.to(950).to(1050);
  t.is(b.holder(WATT), undefined);
  b.to(1100);
  t.deepEqual(b.statuses('A'), [1, 4, 10]);
});

test('opt-out in the middle: 4, and 8 at the end', (t) => {
  const b = bench().to(1000);
  b.engine.optOut('A');
  b.to(1050);
  t.is(b.holder(WATT), undefined);
  b.to(1100);
  t.deepEqual(b.statuses('A'), [1, 2, 4, 8]);
});

test('opt-in again in the middle: 5, and 9 at the end', (t) => {
  const b = bench().to(1000);
  b.engine.optOut('A');
  b.to(1020);
  b.engine.optIn('A');
  b.to(1050);
  t.is(b.holder(WATT), 'A');
  b.to(1100);
  t.deepEqual(b.statuses('A'), [1, 2, 4, 5, 9]);
});

test('opt-out and opt-in before the start leave a whole event: 3', (t) => {
  const b = bench();
  b.engine.optOut('A');
  b.to(910);
  b.engine.optIn('A');
  b.to(920).to(1100);
  t.deepEqual(b.statuses('A'), [1, 4, 5, 2, 3]);
});

test('opt-out before the start and opt-in in the middle: started then, 9 at the end', (t) => {
  const b = bench();
  b.engine.optOut('A');
  b.to(1050);
  b.engine.optIn('A');
  b.to(1060);
  t.is(b.holder(WATT), 'A');
  b.to(1100);
  t.deepEqual(b.statuses('A'), [1, 4, 5, 2, 9]);
});

test('however often the user changes mind, 4 and 5 are owed once', (t) => {
  const b = bench().to(1000);
  for (const now of [1010, 1030, 1050]) {
    b.engine.optOut('A');
    b.to(now);
    b.engine.optIn('A');
    b.to(now + 10);
  }
  b.to(1100);
  t.deepEqual(b.statuses('A'), [1, 2, 4, 5, 9]);
});

test('a mandatory event refuses opt-out (drProgramMandatory)', (t) => {
  const b = bench({ mandatory: true }).to(1000);
  t.is(b.engine.optOut('A'), 'mandatory');
  t.is(b.engine.override('A'), 'mandatory');
  b.to(1010);
  t.is(b.holder(WATT), 'A');
});

test('an unknown event refuses every wish', (t) => {
  const b = bench();
  t.is(b.engine.optOut('B'), 'unknownEvent');
  t.is(b.engine.optIn('B'), 'unknownEvent');
  t.is(b.engine.override('B'), 'unknownEvent');
});

test('an override ends by itself after overrideDuration: 4, 5, and 9 at the end', (t) => {
  const b = bench({ overrideDuration: 30 }).to(1010);
  t.is(b.engine.override('A'), undefined);
  b.to(1010);
  t.is(b.holder(WATT), undefined);
  t.is(b.nextAt, 1040);
  b.to(1040);
  t.is(b.holder(WATT), 'A');
  t.is(b.engine.override('A'), 'noOverrideLeft');
  b.to(1100);
  t.deepEqual(b.statuses('A'), [1, 2, 4, 5, 9]);
});

test('overrides of one event share its overrideDuration', (t) => {
  const b = bench({ overrideDuration: 30 }).to(1010);
  b.engine.override('A');
  b.to(1010).to(1020);
  b.engine.optIn('A');
  b.to(1020).to(1050);
  b.engine.override('A');
  b.to(1050);
  t.is(b.nextAt, 1070);
  b.to(1070);
  t.is(b.holder(WATT), 'A');
});

test('a mandatory event allows the override that it grants', (t) => {
  const b = bench({ mandatory: true, overrideDuration: 30 }).to(1010);
  t.is(b.engine.override('A'), undefined);
  b.to(1010);
  t.is(b.holder(WATT), undefined);
});

test('an override that still lasts at the end of the event: 8', (t) => {
  const b = bench({ overrideDuration: 300 }).to(1050);
  b.engine.override('A');
  b.to(1050).to(1100);
  t.deepEqual(b.statuses('A'), [1, 2, 4, 8]);
});

test('an event that is opted out of supersedes weaker ones all the same', (t) => {
  const b = new EventBench().program('P', 1).program('Q', 2).event('A').event('B', { programId: 'Q' }).to(900);
  b.engine.optOut('A');
  b.to(1000);
  t.is(b.holder(WATT), undefined);
  t.deepEqual(b.statuses('B'), [1, 14]);
});
