/** A lock between processes, by a file that holds the owner's process id: two test processes, two terminals. */

import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The lock stayed taken. */
export class LockError extends Error {
  override readonly name = 'LockError';
}

/** How often a waiting process looks, ms. */
const LOOK_MS = 100;

/**
 * Runs `work` while this process alone holds the lock at `path`. A lock whose owner has ended is taken over.
 * @param patienceMs how long to wait for another owner
 * @throws LockError when it stays taken
 */
export async function underLock<T>(path: string, patienceMs: number, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  for (let waitedMs = 0; !take(path); waitedMs += LOOK_MS) {
    if (waitedMs >= patienceMs) throw new LockError(`${path} is held by process ${owner(path)}`);
    await sleep(LOOK_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path: string): boolean {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const pid = owner(path);
  if (pid === undefined || isAlive(pid)) return false;
  rmSync(path, { force: true });
  return take(path);
}

/** Undefined while the owner has not written its id yet, or has just gone. */
function owner(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
