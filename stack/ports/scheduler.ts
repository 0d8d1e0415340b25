/** Monotonic time and timers. Nothing here knows the date: see {@link ./wall-clock}. */

import { type TimerTask } from '../core/timer-queue.js';

/** A timer that was set; `cancel` after it fired, or twice, does nothing. */
export interface Timer {
  cancel(): void;
}

/** Monotonic time of one machine. */
export interface Scheduler {
  /** Milliseconds since an origin of the runtime's choice; never goes back. */
  nowMs(): number;
  /** Runs `task` once, never before `deadlineMs` and never inside this call, even where the deadline has passed. */
  at(deadlineMs: number, task: TimerTask): Timer;
}
