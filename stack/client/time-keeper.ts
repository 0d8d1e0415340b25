/**
 * The clocks of one server: one for each Time resource that a function set assignment names. Events are judged on the
 * clock of the assignment that led to them, never on the host's (IEEE 2030.5-2018, Time; event rules).
 */

import { type Time } from '../model/2018/types.gen.js';
import { type Outcome } from './requester.js';
import { ServerClock } from './server-clock.js';
import { type SessionServices } from './services.js';
import { DEFAULT_POLL_RATE_S, type Poller, Watch } from './watch.js';

/** Latest time that is taken for one, s: the end of the year 9999, the last that a certificate can say. */
const MAX_TIME_S = 253_402_300_799;

/** Whom a clock's readings concern. */
export interface ClockHost {
  /** A clock became known (0) or was stepped by so many seconds: whoever judges events does so again. */
  onClockChanged(stepS: number): void;
}

export class TimeKeeper {
  readonly services: SessionServices;
  readonly host: ClockHost;
  private readonly clocks = new Map<string, KeptClock>();

  constructor(services: SessionServices, host: ClockHost) {
    this.services = services;
    this.host = host;
  }

  /** The name of a Time resource's clock, unique over servers. */
  clockId(timeHref: string): string {
    return this.services.serverId + ' ' + timeHref;
  }

  /**
   * Follows a Time resource and calls `ready` once it has been read: at once, later or never. Of one name the last
   * `ready` counts.
   */
  follow(timeHref: string, name: string, ready: () => void): void {
    const clockId = this.clockId(timeHref);
    let kept = this.clocks.get(clockId);
    if (kept === undefined) {
      kept = new KeptClock(this, timeHref);
      this.clocks.set(clockId, kept);
    }
    kept.whenKnown(name, ready);
    kept.watch.start();
  }

  /** The clock of that name; `undefined` where it is not this server's. */
  clock(clockId: string): ServerClock | undefined {
    const kept = this.clocks.get(clockId);
    return kept === undefined ? undefined : kept.clock;
  }

  /** Forgets the clocks that no assignment leads to any more. */
  retainOnly(timeHrefs: readonly string[]): void {
    const wanted = timeHrefs.map((href) => this.clockId(href));
    this.clocks.forEach((kept, clockId) => {
      if (wanted.indexOf(clockId) >= 0) return;
      kept.watch.stop();
      this.clocks.delete(clockId);
    });
  }

  stop(): void {
    this.clocks.forEach((kept) => kept.watch.stop());
  }
}

/** One Time resource and its clock. */
class KeptClock implements Poller {
  readonly clock = new ServerClock();
  readonly watch: Watch;
  private readonly keeper: TimeKeeper;
  private readonly timeHref: string;
  /** Who waits for the first reading, by name; gone with it. */
  private waiting: Map<string, () => void> | undefined = undefined;

  constructor(keeper: TimeKeeper, timeHref: string) {
    this.keeper = keeper;
    this.timeHref = timeHref;
    this.watch = new Watch(keeper.services, DEFAULT_POLL_RATE_S, this);
  }

  whenKnown(name: string, ready: () => void): void {
    if (this.clock.known) {
      ready();
      return;
    }
    if (this.waiting === undefined) this.waiting = new Map();
    this.waiting.set(name, ready);
  }

  poll(watch: Watch): void {
    this.keeper.services.requester.get(this.timeHref, 'Time', (outcome) => this.read(watch, outcome));
  }

  private read(watch: Watch, outcome: Outcome<Time>): void {
    const { log, serverId } = this.keeper.services;
    const time = outcome.resource;
    if (time === undefined || this.keeper.clock(this.keeper.clockId(this.timeHref)) !== this.clock) {
      watch.ended(false, undefined);
      return;
    }
    const currentTimeS = Number(time.currentTime);
    if (currentTimeS < 0 || currentTimeS > MAX_TIME_S) {
      log.write('warn', 'time.absurd', { server: serverId, currentTimeS });
      watch.ended(false, undefined);
      return;
    }
    const first = !this.clock.known;
    const stepS = this.clock.set(currentTimeS, time.quality, outcome.sentMs, outcome.receivedMs);
    if (stepS !== 0) log.write('warn', 'time.stepped', { server: serverId, stepS });
    watch.ended(true, time.pollRate);
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting !== undefined) waiting.forEach((ready) => ready());
    if (first || stepS !== 0) this.keeper.host.onClockChanged(stepS);
  }
}
