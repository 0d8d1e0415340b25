/**
 * The clocks of one server: one for each Time resource that a function set assignment names. Events are judged on the
 * clock of the assignment that led to them, never on the host's (IEEE 2030.5-2018, Time; event rules).
 */

import { ServerClock } from './server-clock.js';
import { type SessionServices } from './services.js';
import { DEFAULT_POLL_RATE_S, type PollResult, Watch } from './watch.js';

interface KeptClock {
  readonly clock: ServerClock;
  readonly watch: Watch;
  readonly waiting: (() => void)[];
}

export class TimeKeeper {
  private readonly services: SessionServices;
  private readonly onChanged: () => void;
  private readonly clocks = new Map<string, KeptClock>();

  /** @param onChanged a clock became known or was stepped: whoever judges events does so again */
  constructor(services: SessionServices, onChanged: () => void) {
    this.services = services;
    this.onChanged = onChanged;
  }

  /** The name of a Time resource's clock, unique over servers. */
  clockId(timeHref: string): string {
    return this.services.serverId + ' ' + timeHref;
  }

  /** Follows a Time resource and calls `ready` once it has been read: at once, later or never. */
  follow(timeHref: string, ready: () => void): void {
    const clockId = this.clockId(timeHref);
    let kept = this.clocks.get(clockId);
    if (kept === undefined) {
      const clock = new ServerClock();
      const { scheduler, entropy } = this.services;
      const watch = new Watch(scheduler, entropy, DEFAULT_POLL_RATE_S, (done) => this.read(clockId, timeHref, done));
      kept = { clock, watch, waiting: [] };
      this.clocks.set(clockId, kept);
    }
    if (kept.clock.known) ready();
    else kept.waiting.push(ready);
    kept.watch.start();
  }

  /** The clock of that name; `undefined` where it is not this server's. */
  clock(clockId: string): ServerClock | undefined {
    const kept = this.clocks.get(clockId);
    return kept === undefined ? undefined : kept.clock;
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
      const first = !kept.clock.known;
      const stepS = kept.clock.set(Number(time.currentTime), time.quality, outcome.sentMs, outcome.receivedMs);
      if (stepS !== 0) this.services.log.write('warn', 'time.stepped', { server: this.services.serverId, stepS });
      const waiting = kept.waiting.splice(0, kept.waiting.length);
      for (let i = 0; i < waiting.length; i++) waiting[i]!();
      if (first || stepS !== 0) this.onChanged();
      done({ ok: true, pollRateS: time.pollRate });
    });
  }
}
