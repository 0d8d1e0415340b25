/** IEEE 2030.5-2018 event rules on cancelling, scope, defaults and lost servers. */

import test from 'ava';
import { sourceOf } from '../../../stack/events/defaults.js';
import { drawCancelOffset } from '../../../stack/events/randomise.js';
import { EventBench, VAR, WATT } from '../../support/event-bench.js';

test('IEEE 2030.5-2018 event rules, rule 5: a cancel ends a running event at once and owes 6 once', (t) => {
  const bench = new EventBench().program('P', 1).event('A').to(1010);
  for (let i = 0; i < 3; i++) {
    bench.event('A', { currentStatus: 2, statusTime: 1020 }).to(1020 + i);
    t.is(bench.holder(WATT), undefined);
  }
  t.deepEqual(bench.statuses('A'), [1, 2, 6]);
});

test('rule 5: a cancel before the start ends the event then', (t) => {
  for (const status of [2, 3]) {
    const bench = new EventBench().program('P', 1).event('A', { randomizeStart: 60 }).to(900);
    bench.event('A', { randomizeStart: 60, currentStatus: status, statusTime: 910 }).to(910);
    t.deepEqual(bench.statuses('A'), [1, 6]);
    t.is(bench.nextAt, undefined);
  }
});

test('rule 5: a cancel with randomisation ends within the larger bound, counted from the status', (t) => {
  const randomised = { randomizeStart: -20, randomizeDuration: 40, duration: 1000 };
  const bench = new EventBench().program('P', 1).event('A', randomised).to(1010);
  bench.event('A', { ...randomised, currentStatus: 3, statusTime: 1100 }).to(1105);
  t.is(bench.holder(WATT), 'A');
  t.is(bench.nextAt, 1120, 'half of the larger bound, as this source draws');
  bench.event('A', { ...randomised, currentStatus: 3, statusTime: 1110 }).to(1119);
  t.is(bench.holder(WATT), 'A', 'a later poll draws nothing anew');
  bench.to(1120);
  t.is(bench.holder(WATT), undefined);
  t.deepEqual(bench.statuses('A'), [1, 2, 6]);
});

test('rule 5: the window of a randomised cancel is max(|randomizeStart|, |randomizeDuration|)', (t) => {
  const most = () => 0.9999999;
  t.is(drawCancelOffset(-50, 20, most), 50);
  t.is(drawCancelOffset(10, -60, most), 60);
  t.is(drawCancelOffset(0, 0, most), 0);
});

test('rule 5: a randomised cancel dated in the future counts from when it was learned', (t) => {
  const bench = new EventBench().program('P', 1).event('A', { randomizeStart: 20 }).to(1010);
  bench.event('A', { randomizeStart: 20, currentStatus: 3, statusTime: 9000 }).to(1011);
  t.is(bench.nextAt, 1021);
});

test('rule 5: a randomised cancel learned after its window ends the event at once', (t) => {
  const bench = new EventBench().program('P', 1).event('A', { randomizeStart: 20 }).to(1010);
  bench.event('A', { randomizeStart: 20, currentStatus: 3, statusTime: 1012 }).to(1060);
  t.deepEqual(bench.statuses('A'), [1, 2, 6]);
});

test('rule 5: an event first seen cancelled, superseded or completed is nothing to this device', (t) => {
  for (const currentStatus of [2, 3, 4, 5]) {
    const bench = new EventBench().program('P', 1).event('A', { currentStatus }).to(1010);
    t.is(bench.holder(WATT), undefined);
    t.deepEqual(bench.story(), []);
    t.deepEqual(bench.engine.owed, []);
  }
});

test('rule 5: Response 6 outlives the event, the list and the program', (t) => {
  const bench = new EventBench().program('P', 1).event('A').to(1010);
  bench.event('A', { currentStatus: 2 });
  bench.engine.retainOnly('P', ['A']);
  bench.to(1020);
  bench.engine.retainOnly('P', []);
  bench.engine.removeProgram('P');
  bench.to(1030);
  t.deepEqual(bench.statuses('A'), [1, 2, 6]);
});

test('an event that vanishes from a whole list before its end is cancelled', (t) => {
  const bench = new EventBench().program('P', 1).event('A').event('B', { start: 2000 }).to(1010);
  bench.engine.retainOnly('P', ['B']);
  bench.to(1011);
  t.is(bench.holder(WATT), undefined);
  t.deepEqual(bench.statuses('A'), [1, 2, 6]);
  t.is(bench.nextAt, 2000);
});

test('an event that vanishes after its scheduled end runs out its random tail', (t) => {
  const bench = new EventBench().program('P', 1).event('A', { randomizeDuration: 60 }).to(1110);
  bench.engine.retainOnly('P', []);
  bench.to(1111);
  t.is(bench.holder(WATT), 'A');
  bench.to(1130);
  t.deepEqual(bench.statuses('A'), [1, 2, 3]);
});

test('an event that a server calls completed runs out its random tail', (t) => {
  const bench = new EventBench().program('P', 1).event('A', { randomizeDuration: 60 }).to(1100);
  bench.event('A', { randomizeDuration: 60, currentStatus: 5 }).to(1110);
  t.is(bench.holder(WATT), 'A');
  bench.to(1130);
  t.deepEqual(bench.statuses('A'), [1, 2, 3]);
});

test('MAINT-003: a program that is no longer assigned ends its events with 6, and its default with them', (t) => {
  const bench = new EventBench().program('P', 1, { default: { modes: WATT | VAR, payload: 'd' } });
  bench.program('Q', 2).event('A').event('B', { programId: 'Q', modes: VAR }).to(1010);
  bench.engine.removeProgram('P');
  bench.to(1011);
  t.false(bench.engine.hasProgram('P'));
  t.is(sourceOf(bench.engine.state, 0).payload, undefined);
  t.is(bench.holder(VAR), 'B');
  t.deepEqual(bench.statuses('A'), [1, 2, 6]);
  t.deepEqual(bench.statuses('B'), [1, 2]);
});

test('rule 6: an event for another device category is ignored without a word', (t) => {
  const bench = new EventBench().program('P', 1).event('A', { forThisDevice: false }).to(1010);
  t.is(bench.holder(WATT), undefined);
  t.deepEqual(bench.engine.owed, []);
  t.deepEqual(bench.engine.state.events, []);
});

test('rule 6: an event that sets nothing which the device supports is answered 252', (t) => {
  const bench = new EventBench({ supportedModes: VAR }).program('P', 1).event('A').to(900);
  t.deepEqual(bench.statuses('A'), [252]);
  bench.event('A').to(1010);
  t.deepEqual(bench.statuses('A'), [252], 'once, however often it is polled');
});

test('rule 6: of an event that sets more than the device supports, the rest runs', (t) => {
  const bench = new EventBench({ supportedModes: VAR })
    .program('P', 1)
    .event('A', { modes: WATT | VAR })
    .to(1000);
  t.is(bench.holder(VAR), 'A');
  t.is(bench.holder(WATT), undefined);
  t.deepEqual(bench.statuses('A'), [1, 2]);
});

test('rule 6: an invalid event is answered 253', (t) => {
  const bench = new EventBench().program('P', 1).event('A', { valid: false }).event('B', { duration: 0 }).to(900);
  t.deepEqual(bench.statuses('A'), [253]);
  t.deepEqual(bench.statuses('B'), [253]);
});

test('rule 7: a mode that no event holds has the default of the strongest program that sets it', (t) => {
  const bench = new EventBench();
  bench.program('WEAK', 9, { default: { modes: WATT | VAR, payload: 'weak' } });
  bench.program('STRONG', 1, { default: { modes: WATT, payload: 'strong' } });
  bench.event('A', { programId: 'WEAK', modes: WATT }).to(900);
  t.is(sourceOf(bench.engine.state, 0).payload, 'strong');
  t.is(sourceOf(bench.engine.state, 1).payload, 'weak');
  bench.to(1000);
  t.is(sourceOf(bench.engine.state, 0).payload, 'A', 'any event comes before any default');
  t.is(sourceOf(bench.engine.state, 1).payload, 'weak');
});

test('rule 7: without a server the running event and the stored ones are finished, then the default applies (G12)', (t) => {
  const bench = new EventBench().program('P', 1, { default: { modes: WATT, payload: 'd' } });
  bench.event('A').event('B', { start: 5000 }).to(1010);
  const seen = [1099, 1100, 4999, 5000, 5100].map((now) => sourceOf(bench.to(now).engine.state, 0).payload);
  t.deepEqual(seen, ['A', 'd', 'd', 'B', 'd']);
  t.deepEqual(bench.statuses('A'), [1, 2, 3]);
  t.deepEqual(bench.statuses('B'), [1, 2, 3]);
});
