/**
 * Timers on a board: a queue in JavaScript over the one alarm that the main loop keeps in C.
 *
 * A timer is one object, which is its own handle: no closures, since each would cost a slot block of its own.
 */

import { type QueuedTask, runTask, TimerQueue, type TimerTask } from '../../stack/core/timer-queue.js';
import { type Scheduler, type Timer } from '../../stack/ports/scheduler.js';
import * as native from './native/timer.js';

/** Monotonic time of the board and timers that are never early. Tasks due together run in order of setting. */
export class XsScheduler implements Scheduler, native.TimerCallbacks {
  private readonly queue = new TimerQueue();
  private armedForMs = Infinity;

  constructor() {
    native.start(this);
  }

  nowMs(): number {
    return native.nowMs();
  }

  at(deadlineMs: number, task: TimerTask): Timer {
    const timer = new XsTimer(this.queue, deadlineMs, task);
    this.queue.put(timer);
    if (deadlineMs < this.armedForMs) this.arm();
    return timer;
  }

  /** Runs what is due. Tasks set meanwhile wait for the next turn, so that the network gets its own. */
  due(): void {
    const { queue } = this;
    this.armedForMs = -Infinity;
    const newcomer = queue.nextSequence();
    for (;;) {
      const first = queue.peek();
      if (first === undefined || first.sequence >= newcomer || first.deadlineMs > native.nowMs()) break;
      queue.remove(first);
      const { task } = first;
      // What a fired timer's task holds is not kept by whoever keeps the timer.
      first.task = undefined;
      runTask(task!);
    }
    this.arm();
  }

  private arm(): void {
    const first = this.queue.peek();
    this.armedForMs = first === undefined ? Infinity : first.deadlineMs;
    native.alarm(this.armedForMs);
  }
}

class XsTimer implements QueuedTask, Timer {
  readonly deadlineMs: number;
  sequence = 0;
  place = -1;
  task: TimerTask | undefined;
  private readonly queue: TimerQueue;

  constructor(queue: TimerQueue, deadlineMs: number, task: TimerTask) {
    this.deadlineMs = deadlineMs;
    this.task = task;
    this.queue = queue;
  }

  /** The alarm stays: it finds nothing due, and sets the next. */
  cancel(): void {
    this.queue.remove(this);
    this.task = undefined;
  }
}
