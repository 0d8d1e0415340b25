/** The bounded store, restarts, and clocks that jump. */

import test from 'ava';
import { BOARD_LIMITS } from '../../../stack/core/limits.js';
import type { PeerError } from '../../../stack/core/peer-error.js';
import { isEventState } from '../../../stack/events/restore.js';
import type { EventState } from '../../../stack/events/types.js';
import { EventBench, WATT } from '../../support/event-bench.js';

const name = (i: number): string => 'E' + String(i).padStart(2, '0');

function throughFlash(state: Readonly<EventState<string>>): EventState<string> {
  return JSON.parse(JSON.stringify(state)) as EventState<string>;
}

test('BASIC-015: 24 successive controls run one after the other without a hole, and a cancel ends one of them', (t) => {
  const bench = new EventBench().program('P', 1);
  const order = Array.from({ length: 24 }, (_, i) => (i * 7) % 24);
  for (const i of order) {
    t.is(bench.engine.upsert(bench.input(name(i), { start: 1000 + 60 * i, duration: 60 })), undefined);
  }
  bench.to(900);
  for (let i = 0; i < 24; i++) {
    if (i === 10) bench.event(name(i), { start: 1600, duration: 60, currentStatus: 2 });
    bench.to(1000 + 60 * i);
    t.is(bench.holder(WATT), i === 10 ? undefined : name(i));
    bench.to(1059 + 60 * i);
    t.is(bench.holder(WATT), i === 10 ? undefined : name(i));
  }
  bench.to(3000);
  for (let i = 0; i < 24; i++) {
    const statuses = bench.log.filter((x) => x.mRID === name(i) && x.kind !== 'responseDropped').map((x) => x.status);
    t.deepEqual(statuses, i === 10 ? [1, 6] : [1, 2, 3]);
  }
});

test('G10: a board holds at least 24 events; past that the latest gives way by name, whatever order they come in', (t) => {
  t.true(BOARD_LIMITS.maxStoredEvents >= 24);
  for (const order of [(i: number) => i, (i: number) => 24 - i, (i: number) => (i * 7) % 25]) {
    const bench = new EventBench().program('P', 1);
    const refused: PeerError[] = [];
    for (let i = 0; i < 25; i++) {
      const refusal = bench.engine.upsert(bench.input(name(order(i)), { start: 1000 + 60 * order(i), duration: 60 }));
      if (refusal !== undefined) refused.push(refusal);
    }
    t.is(refused.length, 1);
    t.is(refused[0]?.code, 'events.store-full');
    t.is(refused[0]?.blame, 'limit');
    t.deepEqual(refused[0]?.limit, { name: 'maxStoredEvents', value: 24 });
    t.true(refused[0]?.message.includes('E24'));
    t.false(bench.engine.state.events.some((e) => e.mRID === 'E24'));
  }
});

test('an event that gave way comes back with its offsets and its answers', (t) => {
  let drawn = 0;
  const limits = { ...BOARD_LIMITS, maxStoredEvents: 2 };
  const bench = new EventBench({ limits, random: () => (++drawn % 10) / 10 }).program('P', 1);
  const late = { start: 3000, randomizeStart: 100 };
  bench.event('A').event('LATE', late).to(900);
  const offset = bench.engine.state.events[1]?.startOffset;
  bench.event('B', { start: 2000 }).to(901);
  t.deepEqual(
    bench.engine.state.events.map((e) => e.mRID),
    ['A', 'B'],
  );
  bench.event('LATE', late).to(950);
  t.deepEqual(
    bench.engine.state.events.map((e) => e.mRID),
    ['A', 'B'],
    'still no room',
  );
  bench.to(1100);
  bench.event('LATE', late).to(1101);
  t.is(bench.engine.state.events[1]?.startOffset, offset);
  t.deepEqual(bench.statuses('LATE'), [1]);
});

test('a running event never gives way', (t) => {
  const limits = { ...BOARD_LIMITS, maxStoredEvents: 2 };
  const bench = new EventBench({ limits }).program('P', 1).event('A', { start: 1000 }).to(1010);
  bench.event('B', { start: 900, duration: 500, modes: 2 }).event('C', { start: 950, duration: 500, modes: 4 });
  t.is(bench.engine.state.events.find((e) => e.phase === 'running')?.mRID, 'A');
});

test('more finished events than are remembered are not answered 254 when they are polled again', (t) => {
  const limits = { ...BOARD_LIMITS, maxStoredEvents: 2 };
  const bench = new EventBench({ limits }).program('P', 1);
  for (let i = 0; i < 6; i++) bench.event(name(i), { start: 1000 + 100 * i }).to(1000 + 100 * i);
  bench.to(1600);
  for (let i = 0; i < 6; i++) bench.event(name(i), { start: 1000 + 100 * i }).to(1601 + i);
  for (let i = 0; i < 6; i++) t.deepEqual(bench.statuses(name(i)), [1, 2, 3]);
  t.true(bench.engine.state.remembered.length <= 2);
});

test('a program past maxPrograms is refused by name, and its events are the caller’s bug', (t) => {
  const bench = new EventBench({ limits: { ...BOARD_LIMITS, maxPrograms: 1 } }).program('P', 1);
  const refusal = bench.engine.setProgram({ programId: 'Q', serverId: 's', clockId: 'tm', primacy: 1 });
  t.is(refusal?.code, 'events.programs-full');
  t.false(bench.engine.hasProgram('Q'));
  t.throws(() => bench.engine.upsert(bench.input('A', { programId: 'Q' })), { instanceOf: RangeError });
});

test('an mRID belongs to the program that used it first', (t) => {
  const bench = new EventBench().program('P', 1).program('Q', 1, { serverId: 'rogue' }).event('A').to(1010);
  const refusal = bench.engine.upsert(bench.input('A', { programId: 'Q', currentStatus: 2 }));
  t.is(refusal?.code, 'events.mrid-taken');
  bench.to(1011);
  t.is(bench.holder(WATT), 'A');
});

test('a restart in the middle of an event goes on with it once the clock is known', (t) => {
  const first = new EventBench().program('P', 1).event('A', { randomizeDuration: 60 }).to(900).to(1050);
  const second = new EventBench({ state: throughFlash(first.engine.state), random: () => 0.99 });
  t.is(second.holder(WATT), undefined);
  second.to(1060);
  t.is(second.holder(WATT), 'A');
  t.is(second.engine.controllerOf(0)?.payload, 'A');
  t.is(second.nextAt, 1130, 'the offset that was drawn before');
  second.to(1130);
  t.deepEqual(second.statuses('A'), [1, 2, 3]);
});

test('a state of another form or layout is told apart', (t) => {
  const state = new EventBench().program('P', 1).event('A').to(900).engine.state;
  t.true(isEventState(throughFlash(state)));
  for (const bad of [undefined, null, 7, 'x', {}, { ...state, layout: 0 }, { ...state, events: 1 }]) {
    t.false(isEventState(bad));
  }
});

test('a clock that steps back neither stops a running event nor starts one twice', (t) => {
  const bench = new EventBench().program('P', 1).event('A').event('B', { start: 2000 }).to(900).to(1050);
  bench.step(400);
  t.is(bench.holder(WATT), 'A');
  bench.step(1060).step(1100).step(500).step(1050);
  t.is(bench.holder(WATT), undefined);
  t.deepEqual(bench.statuses('A'), [1, 2, 3]);
});

test('a clock that steps over a whole event leaves it unrun: 254, never 2 or 3', (t) => {
  const bench = new EventBench().program('P', 1).event('A').to(900).step(5000);
  t.deepEqual(bench.statuses('A'), [1, 254]);
  bench.step(1050);
  t.is(bench.holder(WATT), undefined);
});

test('stepping twice at one instant changes nothing', (t) => {
  const bench = new EventBench().program('P', 1).event('A').to(900).to(1000);
  const before = JSON.stringify(bench.engine.state);
  t.deepEqual(bench.engine.step(1000), { transitions: [], nextAt: 1100 });
  t.is(JSON.stringify(bench.engine.state), before);
});
