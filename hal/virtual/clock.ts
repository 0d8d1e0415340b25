/** Time that passes when it is told to: every node of a virtual world shares one such clock. */

import { runTask, TimerQueue, type TimerTask } from '../../stack/core/timer-queue.js';
import { type Scheduler, type Timer } from '../../stack/ports/scheduler.js';

/**
 * Virtual monotonic time from 0 ms. Tasks run in the order of their deadlines, those due together in the order of
 * setting, so that one seed makes one history.
 */
export class VirtualClock implements Scheduler {
  private readonly queue = new TimerQueue();
  private timeMs = 0;
  private ran = 0;

  nowMs(): number {
    return this.timeMs;
  }

  at(deadlineMs: number, task: TimerTask): Timer {
    const entry = this.queue.add(deadlineMs < this.timeMs ? this.timeMs : deadlineMs, task);
    return { cancel: () => this.queue.remove(entry) };
  }

  /** As `at`, for a task that is never cancelled: costs no handle. A deadline that has passed means now. */
  post(deadlineMs: number, task: () => void): void {
    this.queue.add(deadlineMs < this.timeMs ? this.timeMs : deadlineMs, task);
  }

  /** When the next task is due; `undefined` where none waits. */
  nextMs(): number | undefined {
    return this.queue.peek()?.deadlineMs;
  }

  /** Tasks run since the clock was made. */
  taskCount(): number {
    return this.ran;
  }

  /** Goes to the next deadline and runs one task. False where none waits. */
  runNext(): boolean {
    const entry = this.queue.take();
    if (entry === undefined) return false;
    this.timeMs = entry.deadlineMs;
    this.ran++;
    runTask(entry.task!);
    return true;
  }

  /**
   * Runs everything due up to and at `timeMs`, then stands there. Throws RangeError after `maxTasks` tasks: two tasks
   * that set each other for now would never let time pass.
   */
  runUntil(timeMs: number, maxTasks: number = 100_000_000): void {
    let left = maxTasks;
    for (;;) {
      const next = this.nextMs();
      if (next === undefined || next > timeMs) break;
      if (left-- === 0) throw new RangeError('maxTasks: more than ' + maxTasks + ' tasks before ' + timeMs + ' ms');
      this.runNext();
    }
    if (timeMs > this.timeMs) this.timeMs = timeMs;
  }
}
