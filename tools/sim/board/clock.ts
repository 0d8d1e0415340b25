/** The scenario's time in a home that lives by the host's clock, moved forward. */

import { type Conductor } from '../../board/conductor.js';
import { type Scenario } from '../scenario/types.js';

export class HomeClock {
  /** When the board was started, the last time and the time before: seconds since the epoch as the scenario counts them. */
  private bootS: number;
  private lastBootS: number;

  /** @param beganS when the scenario began, seconds of the host's clock */
  constructor(
    private readonly scenario: Scenario,
    private readonly beganS: number,
    private readonly conductor: Conductor,
  ) {
    this.bootS = this.lastBootS = scenario.startS;
  }

  /** Seconds since the epoch as the scenario counts them. */
  nowS(): number {
    return this.ofHost(Date.now() / 1000 + this.conductor.aheadMs / 1000);
  }

  /** A time stamp of a server or a device on the host: ISO 8601, skips included. */
  ofStamp(stamp: string): number {
    return this.ofHost(Date.parse(stamp) / 1000);
  }

  /** The board says that it has just started. */
  boardStarted(): void {
    this.lastBootS = this.bootS;
    this.bootS = this.nowS();
  }

  /** A time of the board's run before this one, ms since its start. */
  ofLastRun(ms: number): number {
    return this.lastBootS + ms / 1000;
  }

  /** A time as ms whose UTC is the scenario's local time. */
  localMs(timeS: number): number {
    return (timeS + this.scenario.utcOffsetS) * 1000;
  }

  private ofHost(hostS: number): number {
    return hostS - this.beganS + this.scenario.startS;
  }
}
