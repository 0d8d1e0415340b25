/** Words the lines of a board's console: for people as `sep2 device` would say them, or as JSON. */

import { textLog } from '../../hal/node/console-log.js';
import { type Log, type LogLevel } from '../../stack/ports/log.js';
import { type ConsoleLine } from '../board/console-reader.js';
import { type ConsoleRecord } from '../board/console-record.js';
import { lastWordsOf } from '../board/last-words.js';
import { type Symboliser } from '../board/symboliser.js';
import { formatStep, traceOf, type TraceStep } from '../board/trace.js';

/** From the least to the gravest. */
export const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export interface PrinterOptions {
  readonly isJson: boolean;
  /** Least that is printed. */
  readonly logLevel: LogLevel;
  /** Takes a line with its end. */
  readonly write: (text: string) => void;
  /** Names the addresses of a crash. */
  readonly symboliser?: Symboliser;
  /** What a clock shows at a time of the board, both in ms: a day that begins when the board is started, unless said otherwise. */
  readonly clockMs?: (boardMs: number) => number;
}

/** Words the lines of a console. */
export class Printer {
  private ms = 0;
  private indent = '';
  private readonly log: Log;

  constructor(private readonly options: PrinterOptions) {
    const { write, clockMs = (ms) => ms } = options;
    this.log = textLog({ level: 'debug', write: (text) => write(this.indent + text), now: () => clockMs(this.ms) });
  }

  print(line: ConsoleLine): void {
    const { isJson, logLevel, write } = this.options;
    if (!('record' in line)) write((isJson ? JSON.stringify({ text: line.text }) : line.text) + '\n');
    else if (LEVELS.indexOf(line.record.level) < LEVELS.indexOf(logLevel)) return;
    else if (isJson) write(JSON.stringify(this.object(line.record)) + '\n');
    else this.say(line.record);
  }

  private say(record: ConsoleRecord, indent = ''): void {
    const words = lastWordsOf(record);
    this.indent = indent;
    this.ms = record.ms;
    const { level, code, fields } = record;
    this.log.write(level, code, words.length === 0 ? fields : {});
    for (const step of this.trace(record)) this.options.write(indent + formatStep(step) + '\n');
    for (const each of words) this.say(each, indent + '  | ');
  }

  private object(record: ConsoleRecord): object {
    const { ms, level, code, fields } = record;
    const words = lastWordsOf(record).map((each) => this.object(each));
    const trace = this.trace(record).map(stepJson);
    return {
      ms,
      level,
      code,
      ...(words.length === 0 ? fields : { words }),
      ...(trace.length === 0 ? {} : { trace }),
    };
  }

  private trace(record: ConsoleRecord): readonly TraceStep[] {
    const { symboliser } = this.options;
    return symboliser === undefined ? [] : traceOf(record, symboliser);
  }
}

function stepJson({ field, place }: TraceStep): object {
  return { field, address: '0x' + place.address.toString(16).padStart(8, '0'), frames: place.frames };
}
