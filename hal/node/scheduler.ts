/** Timers on Node: one native timer for the earliest deadline, so that tasks run in the order of their deadlines. */

import { performance } from 'node:perf_hooks';
import { type Scheduler, type Timer } from '../../stack/ports/scheduler.js';
import { type QueuedTask, runTask, TimerQueue, type TimerTask } from '../../stack/core/timer-queue.js';

/** Node's timers wrap at 2³¹ ms; a longer wait is taken in steps. */
const MAX_NATIVE_WAIT_MS = 0x7fffffff;

/** Monotonic time (`performance.now`) and timers that are never early. Tasks due together run in order of setting. */
export class NodeScheduler implements Scheduler {
  private readonly queue = new TimerQueue();
  private native: NodeJS.Timeout | undefined;
  private armedForMs = Infinity;
  private skippedMs = 0;

  nowMs(): number {
    return performance.now() + this.skippedMs;
  }

  /** How far time was moved forward by {@link skip}, ms. */
  get skipped(): number {
    return this.skippedMs;
  }

  /** Moves time forward by 0 ms or more; what comes due thereby runs soon after. For tests that cannot wait. */
  skip(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`ms: expected 0 or more, got ${ms}`);
    this.skippedMs += ms;
    this.arm();
  }

  at(deadlineMs: number, task: TimerTask): Timer {
    const entry = this.queue.add(deadlineMs, task);
    if (deadlineMs < this.armedForMs) this.arm();
    return { cancel: () => this.cancel(entry) };
  }

  /** Drops every task that waits, so that the process may end. */
  stop(): void {
    while (this.queue.take() !== undefined);
    this.arm();
  }

  private cancel(entry: QueuedTask): void {
    this.queue.remove(entry);
    // With nothing left to wait for, no timer keeps the process alive.
    if (this.queue.size() === 0) this.arm();
  }

  private arm(): void {
    if (this.native !== undefined) clearTimeout(this.native);
    this.native = undefined;
    const first = this.queue.peek();
    this.armedForMs = first === undefined ? Infinity : first.deadlineMs;
    if (first === undefined) return;
    const wait = Math.min(Math.max(0, Math.ceil(first.deadlineMs - this.nowMs())), MAX_NATIVE_WAIT_MS);
    this.native = setTimeout(this.run, wait);
  }

  /** Runs what is due. Tasks set meanwhile wait for the next turn, so that sockets get theirs. */
  private readonly run = (): void => {
    this.native = undefined;
    this.armedForMs = -Infinity;
    const newcomer = this.queue.nextSequence();
    try {
      for (;;) {
        const first = this.queue.peek();
        if (first === undefined || first.deadlineMs > this.nowMs() || first.sequence >= newcomer) break;
        this.queue.remove(first);
        runTask(first.task!);
      }
    } finally {
      this.arm();
    }
  };
}
