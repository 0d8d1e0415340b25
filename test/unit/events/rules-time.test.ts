/** IEEE 2030.5-2018 event rules on time: whose clock, randomisation, touching events, late arrival. */

import test from 'ava';
import { drawOffset, randomFromEntropy } from '../../../stack/events/randomise.js';
import { EventBench, VAR, WATT } from '../../support/event-bench.js';

test('IEEE 2030.5-2018 event rules, rule 1: an event is judged on the Time of the assignment that led to it', (t) => {
  const bench = new EventBench().program('P', 1).program('Q', 2, { clockId: 'tm-q', serverId: 'other' });
  bench.engine.setClock('tm-q', 5000);
  bench.event('A').event('B', { programId: 'Q', start: 6200 }).to(900);
  bench.to(1000);
  t.is(bench.holder(WATT), 'A');
  bench.to(1100);
  t.is(bench.holder(WATT), undefined);
  t.is(bench.nextAt, 1200, 'B starts at 6200 of its own clock');
  bench.to(1200);
  t.is(bench.holder(WATT), 'B');
  const started = bench.engine.owed.find((r) => r.mRID === 'B' && r.status === 2);
  t.is(started?.createdDateTime, 6200, 'a response is dated on the clock of its event');
  t.is(started?.serverId, 'other');
});

test('rule 1: an event whose clock is not known yet controls nothing and is not judged', (t) => {
  const bench = new EventBench().program('P', 1, { clockId: 'unread' }).event('A').to(1050);
  t.is(bench.holder(WATT), undefined);
  t.deepEqual(bench.statuses('A'), []);
  t.is(bench.nextAt, undefined);
  bench.engine.setClock('unread', 0);
  bench.to(1050);
  t.is(bench.holder(WATT), 'A');
});

test('rule 1: a clock that is corrected moves the events that still lie ahead', (t) => {
  const bench = new EventBench().program('P', 1).event('A').to(900);
  t.is(bench.nextAt, 1000);
  bench.engine.setClock('tm', 0.25);
  bench.to(901);
  t.is(bench.nextAt, 999.75);
  bench.to(999.75);
  t.is(bench.holder(WATT), 'A');
  t.is(bench.engine.owed.find((r) => r.status === 2)?.createdDateTime, 1000);
});

test('rule 2: an offset lies between 0 and its bound, both included, with the sign of the bound', (t) => {
  t.is(
    drawOffset(30, () => 0),
    0,
  );
  t.is(
    drawOffset(30, () => 0.9999999),
    30,
  );
  t.is(
    drawOffset(-30, () => 0.9999999),
    -30,
  );
  t.is(
    drawOffset(0, () => 0.9),
    0,
  );
  t.true(
    Object.is(
      drawOffset(-30, () => 0),
      0,
    ),
    'no negative zero',
  );
  const seen = new Set<number>();
  for (let i = 0; i < 100; i++) seen.add(drawOffset(-3, () => i / 100));
  t.deepEqual([...seen].sort(), [-1, -2, -3, 0]);
});

test('rule 2: entropy gives numbers from 0 up to but not including 1', (t) => {
  const draw = (octet: number) => randomFromEntropy({ fill: (target) => void target.fill(octet) })();
  t.is(draw(0), 0);
  t.is(draw(0x80), 0x80808080 / 0x100000000);
  t.true(draw(0xff) < 1);
});

for (const [bound, start] of [
  [0, 1000],
  [30, 1015],
  [-30, 985],
] as const) {
  test(`CORE-021: randomizeStart ${bound} shifts the whole event`, (t) => {
    const bench = new EventBench().program('P', 1).event('A', { randomizeStart: bound }).to(900);
    t.is(bench.nextAt, start);
    bench.to(start);
    t.is(bench.holder(WATT), 'A');
    t.is(bench.nextAt, start + 100);
  });

  test(`CORE-021: randomizeDuration ${bound} shifts the end alone`, (t) => {
    const bench = new EventBench().program('P', 1).event('A', { randomizeDuration: bound }).to(1000);
    t.is(bench.holder(WATT), 'A');
    t.is(bench.nextAt, start + 100);
  });
}

test('ALL-22: five randomised controls each run from within their start window to within their end window', (t) => {
  let seed = 7;
  const random = (): number => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  const bench = new EventBench({ random }).program('P', 1);
  const windows = [0, 60, -60, 120, -120];
  windows.forEach((w, i) =>
    bench.event('E' + i, { start: 2000 + 600 * i, randomizeStart: w, randomizeDuration: windows[4 - i]! }),
  );
  bench.to(900).to(6000);
  windows.forEach((w, i) => {
    const at = (kind: string): number => bench.log.find((x) => x.mRID === 'E' + i && x.kind === kind)!.at;
    const late = at('started') - (2000 + 600 * i);
    t.true(late >= Math.min(0, w) && late <= Math.max(0, w), `start of E${i}`);
    const longer = at('completed') - at('started') - 100;
    const d = windows[4 - i]!;
    t.true(longer >= Math.max(-99, Math.min(0, d)) && longer <= Math.max(0, d), `length of E${i}`);
  });
});

test('rule 2: the offsets of an mRID are drawn once and kept over polls', (t) => {
  let drawn = 0;
  const random = (): number => {
    drawn++;
    return drawn / 100;
  };
  const bench = new EventBench({ random }).program('P', 1);
  const randomised = { randomizeStart: 3600, randomizeDuration: -60 };
  bench.event('A', randomised).to(900);
  const before = { at: bench.nextAt, drawn };
  for (let i = 0; i < 5; i++) bench.event('A', randomised).to(901 + i);
  t.deepEqual({ at: bench.nextAt, drawn }, before);
});

test('rule 2: however short randomisation makes it, an event is effective for a second', (t) => {
  const bench = new EventBench({ random: () => 0.99999 }).program('P', 1);
  bench.event('A', { duration: 10, randomizeDuration: -60 }).to(900).to(1001);
  t.deepEqual(bench.statuses('A'), [1, 2, 3]);
});

test('rule 3: of two events back to back exactly one holds at the instant between them', (t) => {
  const bench = new EventBench().program('P', 1).event('A').event('B', { start: 1100 }).to(1099);
  t.is(bench.holder(WATT), 'A');
  bench.to(1100);
  t.is(bench.holder(WATT), 'B');
  t.deepEqual(bench.statuses('A'), [1, 2, 3]);
});

test('rule 3: the later of two touching events starts where the earlier one effectively ends', (t) => {
  const first = { randomizeStart: 40, randomizeDuration: 40 };
  const bench = new EventBench().program('P', 1).event('A', first).event('B', { start: 1100, randomizeStart: -60 });
  bench.to(1139);
  t.is(bench.holder(WATT), 'A');
  bench.to(1140);
  t.is(bench.holder(WATT), 'B');
  t.deepEqual(bench.statuses('A'), [1, 2, 3], 'the earlier one completed: it was not superseded');
  t.is(bench.nextAt, 1170, 'B ends by its own offsets, so that a chain of events does not drift');
});

test('rule 3: an earlier end leaves no hole either', (t) => {
  const bench = new EventBench().program('P', 1).event('A', { randomizeDuration: -40 });
  bench.event('B', { start: 1100, randomizeStart: 60 }).to(1079);
  t.is(bench.holder(WATT), 'A');
  bench.to(1080);
  t.is(bench.holder(WATT), 'B');
});

test('rule 3: events with a gap between their schedules keep their own offsets', (t) => {
  const bench = new EventBench().program('P', 1).event('A', { randomizeDuration: -40 });
  bench.event('B', { start: 1101, randomizeStart: 60 }).to(1080);
  t.is(bench.holder(WATT), undefined);
  t.is(bench.nextAt, 1131);
});

test('rule 3: touching events without a common mode keep their own offsets', (t) => {
  const bench = new EventBench().program('P', 1).event('A', { randomizeDuration: -40 });
  bench.event('B', { start: 1100, randomizeStart: 60, modes: VAR }).to(1080);
  t.is(bench.holder(WATT), undefined);
  t.is(bench.nextAt, 1130);
});

test('rule 3: an event that is cancelled has no seam with the next one', (t) => {
  const bench = new EventBench().program('P', 1).event('A', { randomizeDuration: 40 });
  bench.event('B', { start: 1100 }).to(1000);
  bench.event('A', { randomizeDuration: 40, currentStatus: 2 }).to(1050);
  t.is(bench.holder(WATT), undefined);
  t.is(bench.nextAt, 1100);
});

test('rule 8: an event that arrives over is answered 254 and nothing else (CORE-022)', (t) => {
  const bench = new EventBench().program('P', 1).event('A').to(1100);
  t.deepEqual(bench.statuses('A'), [254]);
  t.deepEqual(bench.story(), ['expired A @1100']);
});

test('rule 8: an event that arrives in its middle starts at once and keeps its end', (t) => {
  const bench = new EventBench().program('P', 1).event('A').to(1060);
  t.is(bench.holder(WATT), 'A');
  t.is(bench.nextAt, 1100);
  bench.to(1100);
  t.deepEqual(bench.statuses('A'), [1, 2, 3]);
});

test('rule 8: a server changes nothing of an event but its status', (t) => {
  const bench = new EventBench().program('P', 1).event('A').to(900);
  for (const edit of [{ start: 2000 }, { duration: 9 }, { creationTime: 501 }, { randomizeStart: 9 }]) {
    const refusal = bench.engine.upsert({ ...bench.input('A'), ...edit });
    t.is(refusal?.code, 'events.edited');
    t.is(refusal?.blame, 'misbehaved');
  }
  bench.to(901);
  t.is(bench.nextAt, 1000);
});
