/**
 * The time by which a command runs: the host's, or one that a conductor moves forward, so that a day with an emulated board
 * passes in minutes for all who take part. A conductor writes lines to standard input: `skip <ms>`, and `sync <n>`, which is
 * answered when all that had come before was worked on.
 */

import { createInterface } from 'node:readline';

import { NodeScheduler } from '../../hal/node/scheduler.js';
import { NODE_WALL_CLOCK } from '../../hal/node/wall-clock.js';
import { type WallClock } from '../../stack/ports/wall-clock.js';

/** Most that one line may skip: a day, ms. */
export const MAX_SKIP_MS = 86_400_000;

export class HostTime implements WallClock {
  readonly scheduler = new NodeScheduler();
  private readonly followers: (() => void)[] = [];

  /** Seconds since 1970-01-01T00:00:00Z, what was skipped included. */
  nowS(): number {
    return NODE_WALL_CLOCK.nowS() + this.scheduler.skipped / 1000;
  }

  /** Calls `task` after each skip. */
  afterSkip(task: () => void): void {
    this.followers.push(task);
  }

  /** Calls `task` every `intervalMs` of this time, and after each skip; the answer ends it. */
  every(intervalMs: number, task: () => void): () => void {
    const native = setInterval(task, intervalMs);
    this.afterSkip(task);
    return () => {
      clearInterval(native);
      this.followers.splice(this.followers.indexOf(task), 1);
    };
  }

  skip(ms: number): void {
    this.scheduler.skip(ms);
    for (const follower of [...this.followers]) follower();
  }

  /**
   * Obeys the lines of an input; other lines are left alone. The input does not keep the process alive. Each `sync` is
   * answered with a line on standard output, `synced <n>` or, with `isJson`, an object of the kind `synced`.
   */
  obey(input: NodeJS.ReadStream, isJson: boolean): void {
    const synced = (number: number): void =>
      void process.stdout.write(isJson ? `${JSON.stringify({ kind: 'synced', number })}\n` : `synced ${number}\n`);
    createInterface({ input }).on('line', (line) => {
      const [, command, text] = /^(skip|sync) (\d{1,8})$/.exec(line) ?? [];
      const value = Number(text);
      if (command === 'skip' && value <= MAX_SKIP_MS) this.skip(value);
      // The next two turns of the loop read what the sockets hold by now, and write the answers.
      if (command === 'sync') setImmediate(() => setImmediate(() => synced(value)));
    });
    input.unref?.();
  }
}
