/** The lock between builds: one at a time, taken over from a process that is gone, given up with its name. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';

import { underLock } from '../../../tools/firmware/lock.js';

function lockPath(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sep2-lock-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'below/lock');
}

test('one after another, and the file goes with the last', async (t) => {
  const path = lockPath(t);
  const order: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    order.push(`${name} ends`);
  };
  await Promise.all([underLock(path, 5000, work('a')), underLock(path, 5000, work('b'))]);
  t.deepEqual(order, ['a begins', 'a ends', 'b begins', 'b ends']);
  t.false(existsSync(path));
});

test('a failure lets go of it', async (t) => {
  const path = lockPath(t);
  await t.throwsAsync(
    underLock(path, 0, () => Promise.reject(new Error('work failed'))),
    { message: 'work failed' },
  );
  t.is(await underLock(path, 0, () => Promise.resolve(7)), 7);
});

test('the lock of a process that has ended is taken over; that of one that runs is not', async (t) => {
  const path = lockPath(t);
  await underLock(path, 0, () => Promise.resolve());
  const ended = spawnSync('true').pid;
  writeFileSync(path, String(ended));
  t.is(await underLock(path, 0, () => Promise.resolve(1)), 1);
  writeFileSync(path, String(process.pid));
  await t.throwsAsync(
    underLock(path, 200, () => Promise.resolve(1)),
    { name: 'LockError', message: `${path} is held by process ${process.pid}` },
  );
});
