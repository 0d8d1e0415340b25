/**
 * The addresses in a record of the console, with names. A board gives them as hexadecimal with `0x`: `pc` (the instruction),
 * `lr` (where it returns to), and `trace`: the return addresses on its stack, a comma between them (boards/common/fault.c).
 */

import { type ConsoleRecord } from './console-record.js';
import { type Place, type Symboliser } from './symboliser.js';

const WORDS = /^0x[0-9a-f]{1,8}(?:,0x[0-9a-f]{1,8})*$/i;

/** One line of a trace. */
export interface TraceStep {
  /** Name of the record's field it comes from: `pc`, `lr`, `trace`. */
  readonly field: string;
  readonly place: Place;
}

/** The record's addresses that lie in the image's code, innermost first. */
export function traceOf(record: ConsoleRecord, symboliser: Symboliser): readonly TraceStep[] {
  const steps: TraceStep[] = [];
  const [pc] = wordsOf(record, 'pc');
  if (pc !== undefined && symboliser.isCode(pc)) steps.push({ field: 'pc', place: symboliser.at(pc) });
  const [lr] = wordsOf(record, 'lr');
  const trace = wordsOf(record, 'trace');
  // A function that calls others has saved the register: it then heads the trace as well.
  if (lr !== undefined && trace[0] !== (lr & ~1) >>> 0) addCaller(steps, 'lr', lr, symboliser);
  for (const word of trace) addCaller(steps, 'trace', word, symboliser);
  return steps;
}

/** A trace for people: `    pc    0x08001234 fault (boards/common/fault.c:12), inlined in main (main.c:3)`. */
export function formatStep({ field, place }: TraceStep): string {
  const address = '0x' + place.address.toString(16).padStart(8, '0');
  const frames = place.frames.map(({ name, source }) => `${name} (${source})`);
  return `    ${field.padEnd(6)}${address} ${frames.length === 0 ? '?' : frames.join(', inlined in ')}`;
}

/** A word may bear the Thumb bit or not; what follows no call is no frame, but a register that held something else. */
function addCaller(steps: TraceStep[], field: string, word: number, symboliser: Symboliser): void {
  const address = (word | 1) >>> 0;
  if (symboliser.isReturnAddress(address)) steps.push({ field, place: symboliser.caller(address) });
}

function wordsOf(record: ConsoleRecord, field: string): readonly number[] {
  const value = record.fields[field];
  if (typeof value !== 'string' || !WORDS.test(value)) return [];
  return value.split(',').map((word) => parseInt(word, 16));
}
