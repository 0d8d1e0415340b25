/** Makes lines of the octets of a board's console, and records of the lines. */

import { type ConsoleRecord, parseRecord } from './console-record.js';

/** What a console said: a record, or a line that is none. */
export type ConsoleLine = { readonly record: ConsoleRecord } | { readonly text: string };

/** A line longer than this is given in parts: a console that went mad must not fill memory. Characters. */
const MAX_LINE = 4096;

/** What is not printed as it came: control characters other than a tab. */
// eslint-disable-next-line no-control-regex -- control characters are what it is about
const UNPRINTABLE = /[\x00-\x08\x0b-\x1f\x7f]/g;

export class ConsoleReader {
  private partial = '';

  /** `onLine` is called for every line, in order. */
  constructor(private readonly onLine: (line: ConsoleLine) => void) {}

  /** Takes octets as they come, cut anywhere. */
  push(octets: Uint8Array): void {
    const text = this.partial + Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('latin1');
    let from = 0;
    for (;;) {
      const end = text.indexOf('\n', from);
      if (end < 0 && text.length - from <= MAX_LINE) break;
      const to = end < 0 || end - from > MAX_LINE ? from + MAX_LINE : end;
      this.say(text.slice(from, to));
      from = to === end ? to + 1 : to;
    }
    this.partial = text.slice(from);
  }

  /** The input is over: what came of a last line is given too. */
  end(): void {
    if (this.partial !== '') this.say(this.partial);
    this.partial = '';
  }

  private say(raw: string): void {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const record = parseRecord(line);
    if (record !== undefined) this.onLine({ record });
    else if (line !== '') this.onLine({ text: line.replace(UNPRINTABLE, escapeOctet) });
  }
}

function escapeOctet(character: string): string {
  return '\\x' + character.charCodeAt(0).toString(16).padStart(2, '0');
}
