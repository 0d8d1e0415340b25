/** A date on virtual time, which may be wrong, run fast, and jump. */

import { type Scheduler } from '../../stack/ports/scheduler.js';
import { type WallClock } from '../../stack/ports/wall-clock.js';

export class VirtualWallClock implements WallClock {
  private anchorMs: number;

  /**
   * @param scheduler the virtual time that drives it
   * @param anchorS the date now, seconds since 1970-01-01T00:00:00Z
   * @param driftPpm how fast it runs, parts in a million; negative is slow
   */
  constructor(
    private readonly scheduler: Scheduler,
    private anchorS: number,
    private driftPpm: number = 0,
  ) {
    this.anchorMs = scheduler.nowMs();
  }

  nowS(): number {
    return this.anchorS + ((this.scheduler.nowMs() - this.anchorMs) / 1000) * (1 + this.driftPpm / 1_000_000);
  }

  /** The clock jumps by this many seconds, either way. */
  step(seconds: number): void {
    this.anchorS = this.nowS() + seconds;
    this.anchorMs = this.scheduler.nowMs();
  }
}
