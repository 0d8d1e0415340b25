/**
 * What a board's console said so far, and a way to wait for what it will say. Every wait is bounded and, when it comes to
 * nothing, ends with the last lines of the console.
 */

import { ConsoleReader, type ConsoleLine } from './console-reader.js';
import { type ConsoleRecord, formatRecord } from './console-record.js';

/** Lines of the console that a failure quotes. */
const QUOTED_LINES = 40;
/** Lines that are kept; the oldest leave. */
const MAX_LINES = 200_000;

/** Which record is waited for: a code, the beginning of one that ends with a dot, or a test. */
export type RecordTest = string | ((record: ConsoleRecord) => boolean);

export class ConsoleLog {
  /** Called with each line that comes. */
  onLine: ((line: ConsoleLine) => void) | undefined = undefined;
  private readonly kept: ConsoleLine[] = [];
  /** Lines that left. */
  private gone = 0;
  private readonly watchers = new Set<() => void>();
  private readonly reader = new ConsoleReader((line) => this.keep(line));
  private endedBecause: string | undefined = undefined;

  /** Everything that was said, oldest first. */
  get lines(): readonly ConsoleLine[] {
    return this.kept;
  }

  /** The records among it. */
  get records(): readonly ConsoleRecord[] {
    return this.kept.flatMap((line) => ('record' in line ? [line.record] : []));
  }

  push(octets: Uint8Array): void {
    this.reader.push(octets);
  }

  /** Nothing more will come; whoever waits is told why. */
  end(why: string): void {
    this.reader.end();
    this.endedBecause = why;
    for (const watcher of [...this.watchers]) watcher();
  }

  /** The console goes on: the machine was started again. */
  reopen(): void {
    this.endedBecause = undefined;
  }

  /** A place in the log: what is said from now on. */
  mark(): number {
    return this.gone + this.kept.length;
  }

  /** Records said since a {@link mark} that fit. */
  since(mark: number, test: RecordTest): readonly ConsoleRecord[] {
    return this.kept
      .slice(Math.max(0, mark - this.gone))
      .flatMap((line) => ('record' in line && fits(line.record, test) ? [line.record] : []));
  }

  /**
   * The first record that fits, those said since `from` included (default: all).
   *
   * @throws Error with the last lines of the console where none comes within `timeoutMs`, or none can come any more.
   */
  record(test: RecordTest, timeoutMs: number, from = 0): Promise<ConsoleRecord> {
    return this.wait(describe(test), timeoutMs, from, (line) =>
      'record' in line && fits(line.record, test) ? line.record : undefined,
    );
  }

  /** The first line that contains a text, records included as the board wrote them. As {@link record} otherwise. */
  text(part: string, timeoutMs: number, from = 0): Promise<string> {
    return this.wait(JSON.stringify(part), timeoutMs, from, (line) => {
      const text = wordOf(line);
      return text.includes(part) ? text : undefined;
    });
  }

  /** The last lines, for a failure. */
  tail(count = QUOTED_LINES): string {
    return this.kept.slice(-count).map(wordOf).join('\n');
  }

  private wait<T>(
    what: string,
    timeoutMs: number,
    from: number,
    look: (line: ConsoleLine) => T | undefined,
  ): Promise<T> {
    let at = from;
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void): void => {
        this.watchers.delete(watcher);
        clearTimeout(timer);
        outcome();
      };
      const fail = (why: string): void => {
        const error = new Error(`no ${what} ${why}; the console said last:\n${this.tail()}`);
        settle(() => reject(error));
      };
      const watcher = (): void => {
        for (at = Math.max(at, this.gone); at < this.mark(); at++) {
          const found = look(this.kept[at - this.gone]!);
          if (found !== undefined) return settle(() => resolve(found));
        }
        if (this.endedBecause !== undefined) fail(`before ${this.endedBecause}`);
      };
      const timer = setTimeout(() => fail(`within ${timeoutMs} ms`), timeoutMs);
      this.watchers.add(watcher);
      watcher();
    });
  }

  private keep(line: ConsoleLine): void {
    if (this.kept.length >= MAX_LINES) this.gone += this.kept.splice(0, MAX_LINES / 2).length;
    this.kept.push(line);
    this.onLine?.(line);
    for (const watcher of [...this.watchers]) watcher();
  }
}

function fits(record: ConsoleRecord, test: RecordTest): boolean {
  if (typeof test === 'function') return test(record);
  return test.endsWith('.') ? record.code.startsWith(test) : record.code === test;
}

function describe(test: RecordTest): string {
  return typeof test === 'string' ? `record "${test}"` : 'such record';
}

function wordOf(line: ConsoleLine): string {
  return 'record' in line ? formatRecord(line.record) : line.text;
}
