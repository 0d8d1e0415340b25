/** Which responses are owed, once each, and only where asked for (IEEE 2030.5-2018 Response function set). */

import test from 'ava';
import { BOARD_LIMITS } from '../../../stack/core/limits.js';
import { isRequired } from '../../../stack/events/respond.js';
import { EventBench } from '../../support/event-bench.js';

test('received asks for bit 0, the end user’s opt-out and opt-in for bit 2, every other status for bit 1', (t) => {
  const bits = (status: number) => [1, 2, 4].filter((bit) => isRequired(status, bit));
  t.deepEqual(bits(1), [1]);
  for (const status of [2, 3, 6, 7, 8, 9, 10, 13, 14, 252, 253, 254]) t.deepEqual(bits(status), [2], `${status}`);
  for (const status of [4, 5, 11]) t.deepEqual(bits(status), [4], `${status}`);
});

for (const [responseRequired, expected] of [
  [0, []],
  [1, [1]],
  [2, [2, 8]],
  [4, [4]],
  [7, [1, 2, 4, 8]],
] as const) {
  test(`responseRequired ${responseRequired} owes ${JSON.stringify(expected)} for an event opted out of in its middle`, (t) => {
    const bench = new EventBench().program('P', 1).event('A', { responseRequired }).to(900).to(1000);
    bench.engine.optOut('A');
    bench.to(1050).to(1100);
    t.deepEqual(bench.statuses('A'), [...expected]);
  });
}

test('without replyTo nothing is owed, and the event runs all the same', (t) => {
  const bench = new EventBench().program('P', 1);
  const input = bench.input('A');
  Reflect.deleteProperty(input, 'replyTo');
  bench.engine.upsert(input);
  bench.to(900).to(1100);
  t.deepEqual(bench.engine.owed, []);
  t.deepEqual(bench.story(), ['received A @900', 'started A @1000', 'completed A @1100']);
});

test('a response says when, of what, where to and to whom', (t) => {
  const bench = new EventBench().program('P', 1).event('A', { replyTo: '/r/9' }).to(900);
  t.deepEqual(bench.engine.owed, [
    { mRID: 'A', status: 1, createdDateTime: 900, replyTo: '/r/9', serverId: 'utility' },
  ]);
});

test('an acknowledged response is gone, and the same status is not owed again', (t) => {
  const bench = new EventBench().program('P', 1).event('A').to(900);
  bench.engine.acknowledge('A', 1);
  t.deepEqual(bench.statuses('A'), []);
  bench.event('A').to(950);
  t.deepEqual(bench.statuses('A'), []);
});

test('a finished event that is still listed owes nothing more, and may end its listing at any time', (t) => {
  const bench = new EventBench().program('P', 1).event('A').to(900).to(1100);
  for (const currentStatus of [0, 1, 2, 4, 5]) {
    bench.event('A', { currentStatus });
    bench.engine.retainOnly('P', ['A']);
    bench.to(1110 + currentStatus);
  }
  t.deepEqual(bench.statuses('A'), [1, 2, 3]);
  t.is(bench.engine.state.remembered.length, 1);
  bench.engine.retainOnly('P', []);
  t.is(bench.engine.state.remembered.length, 0);
  t.deepEqual(bench.statuses('A'), [1, 2, 3]);
});

test('where more responses wait than there is room for, the oldest give way by name', (t) => {
  const limits = { ...BOARD_LIMITS, maxOwedResponses: 2 };
  const bench = new EventBench({ limits }).program('P', 1).event('A').to(900).to(1100);
  t.deepEqual(bench.statuses('A'), [2, 3]);
  const dropped = bench.log.find((x) => x.kind === 'responseDropped');
  t.like(dropped, { mRID: 'A', status: 1, at: 1100 });
});
