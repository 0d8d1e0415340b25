/**
 * A server's time as the device knows it: an offset to the monotonic clock, one for each Time resource
 * (IEEE 2030.5-2018, Time function set). Events are judged on the Time of the function set assignment that led to them.
 */

/** Time.quality: the server's clock is intentionally not co-ordinated. A device follows it all the same. */
export const TIME_QUALITY_UNCOORDINATED = 7;

/** Time.currentTime counts whole seconds. */
const RESOLUTION_S = 1;

export class ServerClock {
  private offsetS: number | undefined = undefined;
  private qualityValue: number | undefined = undefined;

  /** Whether the server has told its time. */
  get known(): boolean {
    return this.offsetS !== undefined;
  }

  /** Time.quality of the last reading: 3 external authority … 7 intentionally uncoordinated. */
  get quality(): number | undefined {
    return this.qualityValue;
  }

  /**
   * Takes a reading.
   *
   * @param currentTimeS Time.currentTime, s
   * @param sentMs monotonic time at which the request left, ms
   * @param receivedMs monotonic time at which the answer came, ms; the reading belongs to the middle of the two
   * @returns the step of this clock, s; 0 for the first reading
   */
  set(currentTimeS: number, quality: number, sentMs: number, receivedMs: number): number {
    const offset = currentTimeS - (sentMs + receivedMs) / 2000;
    const before = this.offsetS;
    this.qualityValue = quality;
    // Time.currentTime has a resolution of 1 s, and where in the round trip it was read nobody knows: a difference within
    // both is noise of the reading, not a step.
    const noiseS = RESOLUTION_S + (receivedMs - sentMs) / 2000;
    if (before !== undefined && Math.abs(offset - before) < noiseS) return 0;
    this.offsetS = offset;
    return before === undefined ? 0 : offset - before;
  }

  /** The server's time at a monotonic instant, s with a fraction; `undefined` before the first reading. */
  at(nowMs: number): number | undefined {
    return this.offsetS === undefined ? undefined : nowMs / 1000 + this.offsetS;
  }

  /** The monotonic instant of a server's time, ms; `undefined` before the first reading. */
  monotonicMs(timeS: number): number | undefined {
    return this.offsetS === undefined ? undefined : (timeS - this.offsetS) * 1000;
  }
}
