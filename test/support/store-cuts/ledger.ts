/** Follows the workload of `main.c` by its records: what was acknowledged, and whether each start finds it. */

import { type ConsoleRecord } from '../../../tools/board/console-record.js';
import { KEYS, keyOf, operationOf } from './plan.js';

/** More of them say no more. */
const MOST_FAULTS = 20;

export class Ledger {
  /** By key, the number whose value it holds; a key that holds none is not in it. */
  readonly acknowledged = new Map<number, number>();
  /** What must not be, in words; the first of it. */
  readonly faults: string[] = [];
  starts = 0;
  /** Starts that a cut ended before the store was mounted. */
  cutInMount = 0;
  writes = 0;
  /** Writes that a cut interrupted: the next start found the value before, or theirs. */
  foundOld = 0;
  foundNew = 0;
  /** Stretches that were no record, over all starts: writes that were cut. */
  damaged = 0;
  /** Erases of the sector that the last start found in use. */
  erases = 0;
  /** The write under way. */
  private pending: number | undefined = undefined;
  private isMounted = true;

  /** @param identity CRC of the values that the workload does not touch */
  constructor(private readonly identity: number) {}

  hear({ code, fields }: ConsoleRecord): void {
    const { number } = fields as { number: number };
    if (code === 'board.boot') this.start();
    else if (code === 'cuts.found') this.find(fields as Readonly<Record<string, number>>);
    else if (code === 'cuts.next') this.goOn(number);
    else if (code === 'cuts.done') this.acknowledge(number);
    else if (code !== 'cuts.over') this.blame(`${code} ${JSON.stringify(fields)}`);
  }

  private start(): void {
    if (!this.isMounted) this.cutInMount++;
    this.starts++;
    this.isMounted = false;
  }

  private find(found: Readonly<Record<string, number>>): void {
    this.isMounted = true;
    this.erases = found['erases']!;
    this.damaged += found['damaged']!;
    if (found['formatted'] !== 0) this.blame('the store was made anew');
    if (found['identity'] !== this.identity) this.blame('the identity is another');
    if (this.pending !== undefined) this.settle(this.pending, found);
    this.pending = undefined;
    for (let key = 0; key < KEYS; key++) {
      const held = foundAt(found, key);
      const due = this.acknowledged.get(key);
      if (held !== due) this.blame(`key ${key} holds ${held}, acknowledged was ${due}`);
    }
  }

  /** A write that was interrupted is done or not, and stays so. */
  private settle(number: number, found: Readonly<Record<string, number>>): void {
    const { key } = operationOf(number);
    const held = foundAt(found, key);
    if (held === this.acknowledged.get(key)) this.foundOld++;
    else if (held === resultOf(number)) {
      this.foundNew++;
      this.note(number);
    }
  }

  private goOn(number: number): void {
    const due = 1 + Math.max(0, ...this.acknowledged.values());
    if (number !== due) this.blame(`it goes on with ${number}, not with ${due}`);
    this.pending = number;
  }

  private acknowledge(number: number): void {
    if (number !== this.pending) this.blame(`${number} was acknowledged, ${this.pending} was under way`);
    this.writes++;
    this.note(number);
    this.pending = number + 1;
  }

  private note(number: number): void {
    const result = resultOf(number);
    const { key } = operationOf(number);
    if (result === undefined) this.acknowledged.delete(key);
    else this.acknowledged.set(key, result);
  }

  private blame(what: string): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push(`start ${this.starts}: ${what}`);
  }
}

/** What a key holds after a write. */
function resultOf(number: number): number | undefined {
  return operationOf(number).deletes ? undefined : number;
}

function foundAt(found: Readonly<Record<string, number>>, key: number): number | undefined {
  return found[keyOf(key).slice(0, 3)];
}
