import test from 'ava';
import { EventBench, WATT } from '../../support/event-bench.js';

test('an event is received, started and completed, and owes 1, 2 and 3 (CORE-022)', (t) => {
  const bench = new EventBench().program('P', 1).event('A').to(900);
  t.is(bench.nextAt, 1000);
  t.is(bench.holder(WATT), undefined);
  bench.to(1000);
  t.is(bench.holder(WATT), 'A');
  t.is(bench.nextAt, 1100);
  bench.to(1099);
  t.is(bench.holder(WATT), 'A');
  bench.to(1100);
  t.is(bench.holder(WATT), undefined);
  t.is(bench.nextAt, undefined);
  t.deepEqual(bench.statuses('A'), [1, 2, 3]);
  t.deepEqual(bench.story(), ['received A @900', 'started A @1000', 'completed A @1100']);
});
