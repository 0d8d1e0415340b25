/** Counts the instructions of pieces of work, and says what came of them as records of the console. */

import { XsLog } from '../../../hal/xs/log.js';
import * as native from '../../../hal/xs/native/measure.js';

/** The counter wraps after 2^32. */
const WRAP = 4294967296;

/** Adds up the instructions of one piece of work, which may come in parts. A part is shorter than 2^32 instructions. */
export class Meter {
  private total = 0;
  private startedAt = 0;

  start(): void {
    this.startedAt = native.instructions();
  }

  stop(): void {
    const passed = native.instructions() - this.startedAt;
    this.total += passed < 0 ? passed + WRAP : passed;
  }

  get instructions(): number {
    return this.total;
  }
}

/** Writes `bench.result name=<name> instructions=<count>`. */
export function report(name: string, instructions: number): void {
  new XsLog().write('info', 'bench.result', { name, instructions });
}

/** Ends the bench: `mem.high`, and `bench.end` with what the machine took when it had started, octets. */
export function reportEnd(): void {
  native.memory();
  new XsLog().write('info', 'bench.end', { machine: native.machine() });
}
