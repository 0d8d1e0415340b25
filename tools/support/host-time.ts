/**
 * The time by which a command runs: the host's, or one that a conductor moves forward, so that a day with an emulated board
 * passes in minutes for all who take part. A conductor writes lines `skip <ms>` to standard input.
 */

import { createInterface } from 'node:readline';

import { NodeScheduler } from '../../hal/node/scheduler.js';
import { NODE_WALL_CLOCK } from '../../hal/node/wall-clock.js';
import { type WallClock } from '../../stack/ports/wall-clock.js';

/** Most that one line may skip: a day, ms. */
const MAX_SKIP_MS = 86_400_000;

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

  /** Obeys the lines of an input; other lines are left alone. The input does not keep the process alive. */
  obey(input: NodeJS.ReadStream): void {
    createInterface({ input }).on('line', (line) => {
      const ms = Number(/^skip (\d{1,8})$/.exec(line)?.[1]);
      if (ms <= MAX_SKIP_MS) this.skip(ms);
    });
    input.unref?.();
  }
}
