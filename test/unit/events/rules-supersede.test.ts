/** IEEE 2030.5-2018 event rules on which of two events wins, and the CSIP procedures built on them. */

import test from 'ava';
import { sourceOf } from '../../../stack/events/defaults.js';
import { compareStrength } from '../../../stack/events/supersede.js';
import { CONNECT, EventBench, VAR, WATT } from '../../support/event-bench.js';

/** A system-level program (primacy 2) and a service-point one (primacy 1, the stronger) of one server. */
function twoLevels(): EventBench {
  return new EventBench().program('SYS', 2).program('SP', 1);
}

test('IEEE 2030.5-2018 event rules, rule 4: lower primacy, then newer creationTime, then greater mRID is stronger', (t) => {
  const base = { primacy: 5, creationTime: 100, mRID: 'B' };
  t.true(compareStrength(base, { ...base, primacy: 6 }) < 0);
  t.true(compareStrength({ ...base, creationTime: 1 }, { ...base, primacy: 6 }) < 0);
  t.true(compareStrength({ ...base, creationTime: 101 }, base) < 0);
  t.true(compareStrength({ ...base, mRID: 'C' }, base) < 0);
  t.true(compareStrength(base, { ...base, mRID: 'C' }) > 0);
});

test('rule 4: of equal primacy the newer creationTime wins, whichever came first', (t) => {
  for (const order of [
    ['OLD', 'NEW'],
    ['NEW', 'OLD'],
  ]) {
    const bench = new EventBench().program('P', 1);
    for (const mRID of order) bench.event(mRID, { creationTime: mRID === 'NEW' ? 600 : 500 });
    bench.to(1000);
    t.is(bench.holder(WATT), 'NEW');
    t.deepEqual(bench.statuses('OLD'), [1, 7], 'the program superseded its own event');
  }
});

test('rule 4: a stronger event takes the modes that it sets and leaves the others running', (t) => {
  const bench = twoLevels().event('A', { programId: 'SYS', modes: WATT | VAR });
  bench.event('B', { programId: 'SP', start: 1050, duration: 20, modes: WATT }).to(1050);
  t.is(bench.holder(WATT), 'B');
  t.is(bench.holder(VAR), 'A');
  t.deepEqual(bench.statuses('A'), [1, 2], 'partly superseded is not superseded');
  t.true(bench.story().includes('partlySuperseded A @1050'));
  bench.to(1070);
  t.is(bench.holder(WATT), undefined, 'a mode that is lost does not come back');
  t.is(bench.holder(VAR), 'A');
  bench.to(1100);
  t.deepEqual(bench.statuses('A'), [1, 2, 3]);
});

test('rule 4: an event that loses its modes one after the other ends with the last', (t) => {
  const bench = twoLevels().event('A', { programId: 'SYS', modes: WATT | VAR });
  bench.event('B', { programId: 'SP', start: 1020, modes: WATT });
  bench.event('C', { programId: 'SP', start: 1040, modes: VAR }).to(1039);
  t.deepEqual(bench.statuses('A'), [1, 2]);
  bench.to(1040);
  t.deepEqual(bench.statuses('A'), [1, 2, 7]);
  t.is(bench.log.find((x) => x.kind === 'superseded')?.by, 'C');
});

test('rule 4: a nested event ends the outer one for good', (t) => {
  const bench = twoLevels().event('OUTER', { programId: 'SYS' });
  bench.event('INNER', { programId: 'SP', start: 1040, duration: 20 }).to(900).to(1040);
  t.is(bench.holder(WATT), 'INNER');
  t.deepEqual(bench.statuses('OUTER'), [1, 2, 7]);
  bench.to(1060);
  t.is(bench.holder(WATT), undefined);
  t.is(bench.nextAt, undefined);
});

test('rule 4: a weaker event that begins under a stronger one never starts', (t) => {
  const bench = twoLevels().event('STRONG', { programId: 'SP' });
  bench.event('WEAK', { programId: 'SYS', start: 1050, duration: 200 }).to(900).to(1100);
  t.is(bench.holder(WATT), undefined);
  t.deepEqual(bench.statuses('STRONG'), [1, 2, 3]);
  t.deepEqual(bench.statuses('WEAK'), [1, 14]);
});

test('rule 4: an event that never started says 13 for another server, 14 for another program, 7 for its own', (t) => {
  const cases = [
    [{ serverId: 'aggregator' }, 13],
    [{ serverId: 'utility' }, 14],
  ] as const;
  for (const [winner, status] of cases) {
    const bench = new EventBench().program('P', 2).program('Q', 1, winner);
    bench.event('A').event('B', { programId: 'Q' }).to(1000);
    t.is(bench.holder(WATT), 'B');
    t.deepEqual(bench.statuses('A'), [1, status]);
  }
});

test('rule 4: an event that had started says 7, whoever superseded it', (t) => {
  const bench = new EventBench().program('P', 2).program('Q', 1, { serverId: 'aggregator' });
  bench.event('A').event('B', { programId: 'Q', start: 1001 }).to(900).to(1001);
  t.deepEqual(bench.statuses('A'), [1, 2, 7]);
});

test('rule 4: a stronger event that is cancelled before it starts supersedes nothing', (t) => {
  const bench = twoLevels().event('A', { programId: 'SYS' }).event('B', { programId: 'SP' }).to(900);
  bench.event('B', { programId: 'SP', currentStatus: 2 }).to(950);
  bench.to(1000);
  t.is(bench.holder(WATT), 'A');
  t.deepEqual(bench.statuses('B'), [1, 6]);
});

test('rule 4: an event that the server itself marks superseded ends with 7', (t) => {
  const bench = new EventBench().program('P', 1).event('A').to(1010);
  bench.event('A', { currentStatus: 4 }).to(1020);
  t.is(bench.holder(WATT), undefined);
  t.deepEqual(bench.statuses('A'), [1, 2, 7]);
});

test('BASIC-016, AGG-002: two programs, two default controls, no control: the stronger default applies', (t) => {
  const bench = new EventBench();
  bench.program('SYS', 2, { default: { modes: WATT, payload: 'sys' } });
  bench.program('SP', 1, { default: { modes: WATT, payload: 'sp' } }).to(1000);
  t.is(sourceOf(bench.engine.state, 0).payload, 'sp');
  t.is(sourceOf(bench.engine.state, 0).program?.programId, 'SP');
  t.is(sourceOf(bench.engine.state, 1).payload, undefined);
});

test('BASIC-017, AGG-003: one program, no default control, one control: nothing before it, nothing after it', (t) => {
  const bench = new EventBench().program('P', 1).event('A');
  const seen = [999, 1000, 1099, 1100].map((now) => sourceOf(bench.to(now).engine.state, 0).payload);
  t.deepEqual(seen, [undefined, 'A', 'A', undefined]);
});

test('BASIC-018, AGG-004: one program, one default control, one control: default, control, default', (t) => {
  const bench = new EventBench().program('P', 1, { default: { modes: WATT, payload: 'd' } }).event('A');
  const seen = [999, 1000, 1099, 1100].map((now) => sourceOf(bench.to(now).engine.state, 0).payload);
  t.deepEqual(seen, ['d', 'A', 'A', 'd']);
});

test('BASIC-019, AGG-005: two controls that do not overlap both run and complete', (t) => {
  const bench = twoLevels().event('A', { programId: 'SYS' }).event('B', { programId: 'SP', start: 1200 });
  bench.to(900).to(1300);
  t.deepEqual(bench.statuses('A'), [1, 2, 3]);
  t.deepEqual(bench.statuses('B'), [1, 2, 3]);
});

test('BASIC-020, AGG-006: two programs, two default controls, two controls: each control in its time, the stronger default between', (t) => {
  const bench = new EventBench();
  bench.program('SYS', 2, { default: { modes: WATT, payload: 'sys' } });
  bench.program('SP', 1, { default: { modes: WATT, payload: 'sp' } });
  bench.event('A', { programId: 'SYS' }).event('B', { programId: 'SP', start: 1200 });
  const seen = [999, 1000, 1100, 1199, 1200, 1300].map((now) => sourceOf(bench.to(now).engine.state, 0).payload);
  t.deepEqual(seen, ['sp', 'A', 'sp', 'sp', 'B', 'sp']);
});

test('BASIC-021, AGG-007: system-level, then service-point control of the same mode before the start', (t) => {
  const bench = twoLevels().event('A', { programId: 'SYS' }).to(900);
  bench.event('B', { programId: 'SP' }).to(950);
  bench.to(1000);
  t.is(bench.holder(WATT), 'B');
  bench.to(1100);
  t.deepEqual(bench.statuses('A'), [1, 14]);
  t.deepEqual(bench.statuses('B'), [1, 2, 3]);
});

test('BASIC-022, AGG-008: service-point, then system-level control of the same mode before the start', (t) => {
  const bench = twoLevels().event('B', { programId: 'SP' }).to(900);
  bench.event('A', { programId: 'SYS' }).to(950);
  bench.to(1100);
  t.deepEqual(bench.statuses('A'), [1, 14]);
  t.deepEqual(bench.statuses('B'), [1, 2, 3]);
});

test('BASIC-023, AGG-009, CORE-023: a service-point control that comes after the start supersedes with 7', (t) => {
  const bench = twoLevels().event('A', { programId: 'SYS' }).to(1010);
  bench.event('B', { programId: 'SP', start: 1020 }).to(1019);
  t.is(bench.holder(WATT), 'A');
  bench.to(1120);
  t.deepEqual(bench.statuses('A'), [1, 2, 7]);
  t.deepEqual(bench.statuses('B'), [1, 2, 3]);
});

for (const [id, first, second] of [
  ['BASIC-024, AGG-010: system-level first', 'A', 'B'],
  ['BASIC-025, AGG-011: service-point first', 'B', 'A'],
] as const) {
  test(`${id}: overlapping controls of different modes both run`, (t) => {
    const inputs = {
      A: { programId: 'SYS', modes: WATT },
      B: { programId: 'SP', start: 1050, modes: VAR | CONNECT },
    };
    const bench = twoLevels().event(first, inputs[first]).to(900).event(second, inputs[second]).to(1050);
    t.is(bench.holder(WATT), 'A');
    t.is(bench.holder(VAR), 'B');
    t.is(bench.holder(CONNECT), 'B');
    bench.to(1150);
    t.deepEqual(bench.statuses('A'), [1, 2, 3]);
    t.deepEqual(bench.statuses('B'), [1, 2, 3]);
  });
}

test('BASIC-026, AGG-012: a control of another mode that comes after the start runs beside the first', (t) => {
  const bench = twoLevels().event('A', { programId: 'SYS' }).to(1010);
  bench.event('B', { programId: 'SP', start: 1020, modes: VAR }).to(1020);
  t.is(bench.holder(WATT), 'A');
  t.is(bench.holder(VAR), 'B');
  bench.to(1120);
  t.deepEqual(bench.statuses('A'), [1, 2, 3]);
  t.deepEqual(bench.statuses('B'), [1, 2, 3]);
});

test('MAINT-005: a swap of primacies counts from the next step, and brings back nothing', (t) => {
  const bench = twoLevels().event('A', { programId: 'SYS' }).event('B', { programId: 'SP', start: 1050 }).to(1010);
  bench.program('SYS', 1).program('SP', 2).to(1060);
  t.is(bench.holder(WATT), 'A');
  t.deepEqual(bench.statuses('B'), [1, 14]);
  bench.program('SYS', 2).program('SP', 1).to(1070);
  t.is(bench.holder(WATT), 'A');
});

test('DRLC: where events are exclusive any overlap supersedes, whatever modes they set', (t) => {
  const bench = new EventBench({ exclusive: true }).program('SYS', 2).program('SP', 1);
  bench.event('A', { programId: 'SYS', modes: WATT }).event('B', { programId: 'SP', start: 1050, modes: VAR });
  bench.to(900).to(1050);
  t.is(bench.holder(WATT), undefined);
  t.is(bench.holder(VAR), 'B');
  t.deepEqual(bench.statuses('A'), [1, 2, 7]);
});
