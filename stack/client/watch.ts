/**
 * Asks for one resource again and again: never before its pollRate has passed, spread by a jitter so that a neighbourhood
 * of devices does not ask at once, and slowly while it fails (IEEE 2030.5-2018 pollRate; CORE-003).
 */

import { type Entropy } from '../ports/entropy.js';
import { type TimerHandler } from '../core/timer-queue.js';
import { type Scheduler, type Timer } from '../ports/scheduler.js';
import { randomShare } from './spread.js';

/** pollRate where a resource names none, s (IEEE 2030.5-2018 schema default). */
export const DEFAULT_POLL_RATE_S = 900;

/** pollRate of programs and their controls where the list names none, s: the practice of the field. */
export const CONTROL_POLL_RATE_S = 300;

/** No server can make us ask faster than this, s. */
export const MIN_POLL_RATE_S = 5;

/** No server can keep us from asking for longer than this, s: a slip in a pollRate must not last for years. */
export const MAX_POLL_RATE_S = 86_400;

/** A poll comes later than pollRate by up to this share of it. */
const MAX_JITTER = 0.05;

/** First wait after a failure, s; each further failure doubles it, up to the pollRate. */
const FIRST_FAILURE_DELAY_S = 30;

/** Who polls. */
export interface Poller {
  /** Starts one poll; {@link Watch.ended} then says once how it ended. */
  poll(watch: Watch): void;
}

/** What a watch waits with. */
export interface WatchServices {
  readonly scheduler: Scheduler;
  readonly entropy: Entropy;
}

export class Watch implements TimerHandler {
  private readonly services: WatchServices;
  private readonly poller: Poller;
  private readonly defaultRateS: number;
  private rateS: number;
  private failures = 0;
  private timer: Timer | undefined = undefined;
  private running = false;
  private stopped = true;

  constructor(services: WatchServices, defaultRateS: number, poller: Poller) {
    this.services = services;
    this.poller = poller;
    this.defaultRateS = defaultRateS;
    this.rateS = defaultRateS;
  }

  /** The rate in force, s. */
  get pollRateS(): number {
    return this.rateS;
  }

  /** Polls now and goes on; a watch that runs already is left as it is. */
  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    if (!this.running) this.onTimer();
  }

  stop(): void {
    this.stopped = true;
    if (this.timer !== undefined) this.timer.cancel();
    this.timer = undefined;
  }

  /** Polls at once if it waits: something showed that what is known no longer holds. */
  soon(): void {
    if (this.timer === undefined || this.stopped) return;
    this.timer.cancel();
    this.onTimer();
  }

  /** The next poll is due. */
  onTimer(): void {
    this.timer = undefined;
    this.running = true;
    this.poller.poll(this);
  }

  /** A poll came to its end; `pollRateS` is the resource's, s, `undefined` where it names none. */
  ended(ok: boolean, pollRateS: number | undefined): void {
    if (!this.running) throw new RangeError('ended: expected one call a poll, got two');
    this.running = false;
    if (this.stopped) return;
    const { scheduler, entropy } = this.services;
    let delayMs: number;
    if (ok) {
      this.failures = 0;
      this.rateS = boundedRateS(pollRateS ?? this.defaultRateS);
      delayMs = this.rateS * 1000 * (1 + MAX_JITTER * randomShare(entropy));
    } else {
      const waitS = FIRST_FAILURE_DELAY_S * Math.pow(2, Math.min(this.failures, 10));
      this.failures++;
      delayMs = Math.min(this.rateS, waitS) * 1000 * (1 + MAX_JITTER * randomShare(entropy));
    }
    this.timer = scheduler.at(scheduler.nowMs() + delayMs, this);
  }
}

/** A pollRate or postRate within what this device heeds, s. */
export function boundedRateS(rateS: number): number {
  return Math.min(MAX_POLL_RATE_S, Math.max(MIN_POLL_RATE_S, rateS));
}
