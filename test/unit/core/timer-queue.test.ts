import test from 'ava';
import fc from 'fast-check';
import { type QueuedTask, TimerQueue } from '../../../stack/core/timer-queue.js';

test('tasks leave in the order of deadline, then of setting, whatever is cancelled meanwhile', (t) => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), at: fc.integer({ min: 0, max: 20 }) }),
    fc.record({ kind: fc.constant('take' as const), at: fc.constant(0) }),
    fc.record({ kind: fc.constant('remove' as const), at: fc.nat(200) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = new TimerQueue();
      const made: QueuedTask[] = [];
      let waiting: QueuedTask[] = [];
      for (const { kind, at } of steps) {
        if (kind === 'add') {
          const entry = queue.add(at, () => {});
          made.push(entry);
          waiting.push(entry);
          waiting.sort((a, b) => a.deadlineMs - b.deadlineMs || a.sequence - b.sequence);
        } else if (kind === 'take') {
          if (queue.take() !== waiting.shift()) return false;
        } else if (made.length > 0) {
          const entry = made[at % made.length]!;
          queue.remove(entry);
          waiting = waiting.filter((other) => other !== entry);
        }
        if (queue.size() !== waiting.length || queue.peek() !== waiting[0]) return false;
      }
      return true;
    }),
  );
  t.pass();
});

test('a deadline that is no number is refused: it would never come', (t) => {
  t.throws(() => new TimerQueue().add(NaN, () => {}), { instanceOf: RangeError, message: /deadlineMs/ });
});
