/** How far the simulated day is, on one line of a terminal. */

const WIDTH = 28;

/** Redraws are this far apart, ms on the host. */
const REDRAW_MS = 80;

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Writes to a terminal and to nothing else; `clear` removes the line. */
export class Progress {
  private lastMs = -Infinity;

  constructor(
    private readonly stream: ProgressStream = process.stderr,
    private readonly nowMs: () => number = Date.now,
  ) {}

  /** @param share 0 to 1; @param clock virtual time of day */
  show(share: number, clock: string): void {
    const nowMs = this.nowMs();
    if (this.stream.isTTY !== true || (nowMs - this.lastMs < REDRAW_MS && share < 1)) return;
    this.lastMs = nowMs;
    const full = Math.round(Math.min(1, Math.max(0, share)) * WIDTH);
    const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
    this.stream.write(`\r\u001b[K${clock}  ${bar}  ${String(Math.floor(share * 100)).padStart(3)} %`);
  }

  clear(): void {
    if (this.stream.isTTY === true && this.lastMs !== -Infinity) this.stream.write('\r\u001b[K');
  }
}
