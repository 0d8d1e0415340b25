/**
 * The clocks of one server: one for each Time resource that a function set assignment names. Events are judged on the
 * clock of the assignment that led to them, never on the host's (IEEE 2030.5-2018, Time; event rules).
 */

import { ServerClock } from './server-clock.js';
import { type SessionServices } from './services.js';
import { DEFAULT_POLL_RATE_S, type PollResult, Watch } from './watch.js';

/** Latest time that is taken for one, s: the end of the year 9999, the last that a certificate can say. */
const MAX_TIME_S = 253_402_300_799;

interface KeptClock {
  readonly clock: ServerClock;
  readonly watch: Watch;
  /** Who waits for the first reading, by name. */
  readonly waiting: Map<string, () => void>;
}

export class TimeKeeper {
  private readonly services: SessionServices;
  private readonly onChanged: (stepS: number) => void;
  private readonly clocks = new Map<string, KeptClock>();

  /** @param onChanged a clock became known (0) or was stepped by so many seconds: whoever judges events does so again */
  constructor(services: SessionServices, onChanged: (stepS: number) => void) {
    this.services = services;
    this.onChanged = onChanged;
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
      const clock = new ServerClock();
      const { scheduler, entropy } = this.services;
      const watch = new Watch(scheduler, entropy, DEFAULT_POLL_RATE_S, (done) => this.read(clockId, timeHref, done));
      kept = { clock, watch, waiting: new Map() };
      this.clocks.set(clockId, kept);
    }
    if (kept.clock.known) ready();
    else kept.waiting.set(name, ready);
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

  private read(clockId: string, timeHref: string, done: (result: PollResult) => void): void {
    this.services.requester.get(timeHref, 'Time', (outcome) => {
      const time = outcome.resource;
      const kept = this.clocks.get(clockId);
      if (time === undefined || kept === undefined) {
        done({ ok: false, pollRateS: undefined });
        return;
      }
      const currentTimeS = Number(time.currentTime);
      if (currentTimeS < 0 || currentTimeS > MAX_TIME_S) {
        this.services.log.write('warn', 'time.absurd', { server: this.services.serverId, currentTimeS });
        done({ ok: false, pollRateS: undefined });
        return;
      }
      const first = !kept.clock.known;
      const stepS = kept.clock.set(currentTimeS, time.quality, outcome.sentMs, outcome.receivedMs);
      if (stepS !== 0) this.services.log.write('warn', 'time.stepped', { server: this.services.serverId, stepS });
      done({ ok: true, pollRateS: time.pollRate });
      const waiting: (() => void)[] = [];
      kept.waiting.forEach((ready) => waiting.push(ready));
      kept.waiting.clear();
      for (let i = 0; i < waiting.length; i++) waiting[i]!();
      if (first || stepS !== 0) this.onChanged(stepS);
    });
  }
}
