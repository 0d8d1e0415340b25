/** The clock and the one alarm of the main loop, in C: `hal/xs/native/timer.c`. */

/** What the main loop calls; kept for good. */
export interface TimerCallbacks {
  /** The alarm has come; there is none until one is set. */
  due(): void;
}

/** Milliseconds since reset, whole; never goes back and does not wrap. */
export declare function nowMs(): number;
/** Names who is called; once, before the first alarm. */
export declare function start(callbacks: TimerCallbacks): void;
/** Sets the alarm in place of the one before; `Infinity`: none. */
export declare function alarm(deadlineMs: number): void;
