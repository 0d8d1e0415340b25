/** stack/ports/scheduler.ts, on every adapter. */

import test from 'ava';
import { nodeWorld, virtualWorld } from '../../support/hal-world.js';

for (const makeWorld of [nodeWorld, virtualWorld]) {
  const { name } = makeWorld();

  test(`${name}: tasks run in the order of their deadlines, ties in the order of setting`, async (t) => {
    const world = makeWorld();
    const { scheduler } = world.client;
    const now = scheduler.nowMs();
    const ran: string[] = [];
    for (const [label, wait] of [
      ['c', 30],
      ['a', 10],
      ['b1', 20],
      ['past', -5],
      ['b2', 20],
      ['b3', 20],
      ['a-', 9.9],
    ] as const) {
      scheduler.at(now + wait, () => ran.push(label));
    }
    await world.until('all tasks', () => ran.length === 7);
    t.deepEqual(ran, ['past', 'a-', 'a', 'b1', 'b2', 'b3', 'c']);
  });

  test(`${name}: a task is never early and never inside the call`, async (t) => {
    const world = makeWorld();
    const { scheduler } = world.client;
    const late: number[] = [];
    const start = scheduler.nowMs();
    let inside = true;
    for (let i = 0; i < 40; i++) {
      const deadline = start + i * 0.7 - 3;
      scheduler.at(deadline, () => {
        t.false(inside);
        late.push(scheduler.nowMs() - deadline);
      });
    }
    t.deepEqual(late, []);
    inside = false;
    await world.until('all tasks', () => late.length === 40);
    t.true(Math.min(...late) >= 0, `earliest: ${Math.min(...late)} ms`);
  });

  test(`${name}: a cancelled task does not run; cancelling late or twice does nothing`, async (t) => {
    const world = makeWorld();
    const { scheduler } = world.client;
    const now = scheduler.nowMs();
    const ran: string[] = [];
    const first = scheduler.at(now + 5, () => {
      ran.push('first');
      second.cancel();
    });
    const second = scheduler.at(now + 6, () => ran.push('second'));
    scheduler.at(now + 12, () => ran.push('third'));
    const fourth = scheduler.at(now + 8, () => ran.push('fourth'));
    fourth.cancel();
    fourth.cancel();
    await world.until('third', () => ran.includes('third'));
    first.cancel();
    t.deepEqual(ran, ['first', 'third']);
  });

  test(`${name}: a task may set another for now, which runs later`, async (t) => {
    const world = makeWorld();
    const { scheduler } = world.client;
    const ran: string[] = [];
    scheduler.at(scheduler.nowMs(), () => {
      scheduler.at(0, () => ran.push('inner'));
      ran.push('outer');
    });
    await world.until('both', () => ran.length === 2);
    t.deepEqual(ran, ['outer', 'inner']);
  });

  test(`${name}: time never goes back`, async (t) => {
    const world = makeWorld();
    const { scheduler } = world.client;
    let before = scheduler.nowMs();
    for (let i = 0; i < 20; i++) {
      await world.pass(1);
      t.true(scheduler.nowMs() >= before);
      before = scheduler.nowMs();
    }
  });

  test(`${name}: a deadline that is no number is the caller's bug`, (t) => {
    t.throws(() => makeWorld().client.scheduler.at(NaN, () => {}), { instanceOf: RangeError });
  });
}
