/** The interval algebra against the plainest model there is: the set of whole seconds that a list covers. */

import test from 'ava';
import fc from 'fast-check';
import { covers, type Interval, isEmpty, subtract, union } from '../../../stack/events/intervals.js';

const SPAN = 40;
const interval = fc.record({ start: fc.integer({ min: 0, max: SPAN }), end: fc.integer({ min: 0, max: SPAN }) });
const list = fc.array(interval, { maxLength: 8 });

function seconds(intervals: readonly Interval[]): Set<number> {
  const set = new Set<number>();
  for (const one of intervals) for (let s = one.start; s < one.end; s++) set.add(s);
  return set;
}

function isNormal(intervals: readonly Interval[]): boolean {
  return intervals.every((one, i) => !isEmpty(one) && (i === 0 || intervals[i - 1]!.end < one.start));
}

test('an interval covers its start and not its end', (t) => {
  t.true(covers({ start: 1, end: 3 }, 1));
  t.false(covers({ start: 1, end: 3 }, 3));
  t.false(covers({ start: 1, end: 1 }, 1));
});

test('a union is normal and covers what any part covers', (t) => {
  fc.assert(
    fc.property(list, (a) => {
      const joined = union(a);
      t.deepEqual(seconds(joined), new Set([...seconds(a)].sort((x, y) => x - y)));
      return isNormal(joined);
    }),
  );
});

test('a union does not depend on the order of its parts', (t) => {
  fc.assert(fc.property(list, (a) => void t.deepEqual(union(a), union([...a].reverse()))));
});

test('a difference is normal and covers what the first covers and the second does not', (t) => {
  fc.assert(
    fc.property(list, list, (a, b) => {
      const left = subtract(a, b);
      const holes = seconds(b);
      t.deepEqual(
        [...seconds(left)],
        [...seconds(union(a))].filter((s) => !holes.has(s)),
      );
      return isNormal(left);
    }),
  );
});

test('what is taken away and what is left make the whole again', (t) => {
  fc.assert(
    fc.property(list, interval, (a, hole) => {
      const kept = subtract(a, [hole]);
      const taken = a.map((one) => ({ start: Math.max(one.start, hole.start), end: Math.min(one.end, hole.end) }));
      t.deepEqual(union([...kept, ...taken]), union(a));
    }),
  );
});

test('two intervals that touch join without a hole between them', (t) => {
  fc.assert(
    fc.property(interval, fc.integer({ min: 1, max: SPAN }), (a, more) => {
      fc.pre(!isEmpty(a));
      t.deepEqual(union([a, { start: a.end, end: a.end + more }]), [{ start: a.start, end: a.end + more }]);
    }),
  );
});
