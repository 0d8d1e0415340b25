/**
 * The addresses in a record of the console, with names. A board gives them as hexadecimal with `0x`: `pc` (the instruction),
 * `lr` (where it returns to), and words of the stack, a comma between them.
 */

import { type ConsoleRecord } from './console-record.js';
import { type Place, type Symboliser } from './symboliser.js';

const WORDS = /^0x[0-9a-f]{1,8}(?:,0x[0-9a-f]{1,8})*$/i;

/** One line of a trace. */
export interface TraceStep {
  /** Name of the record's field it comes from: `pc`, `lr`, `stack`. */
  readonly field: string;
  readonly place: Place;
}

/**
 * The record's addresses that lie in the image's code, in the record's order. Of several words (a stack) those alone that a
 * call would have left there.
 */
export function traceOf(record: ConsoleRecord, symboliser: Symboliser): readonly TraceStep[] {
  const steps: TraceStep[] = [];
  for (const [field, value] of Object.entries(record.fields)) {
    if (typeof value !== 'string' || !WORDS.test(value)) continue;
    const words = value.split(',').map((word) => parseInt(word, 16));
    for (const word of words) {
      if (symboliser.isReturnAddress(word)) steps.push({ field, place: symboliser.caller(word) });
      else if (words.length === 1 && symboliser.isCode(word)) steps.push({ field, place: symboliser.at(word) });
    }
  }
  return steps;
}

/** A trace for people: `    pc  0x08001234 fault (boards/common/fault.c:12), inlined in main (main.c:3)`. */
export function formatStep({ field, place }: TraceStep): string {
  const address = '0x' + place.address.toString(16).padStart(8, '0');
  const frames = place.frames.map(({ name, source }) => `${name} (${source})`);
  return `    ${field.padEnd(6)}${address} ${frames.length === 0 ? '?' : frames.join(', inlined in ')}`;
}
