/**
 * The lines that a board writes on its console, one log record each:
 *
 *     L<ms> <level> <code> <name>=<value> …
 *
 * `ms` is the time since the board was started, a decimal number; `level` is one of debug, info, warn, error. A value is a
 * decimal number, `true`, `false`, or text. In text every octet of its UTF-8 form that is not in 0x21–0x7E, and `%`, is
 * written `%XX`; so is the first octet of a text that would read as a number or as a boolean, so that what comes out is
 * what went in. C code (boot, fault handler) writes the same form; a number may there be hexadecimal, `0x0800a1b2`, and
 * stays text. Anything else on the console is no record and is passed on as it is.
 */

import { type LogLevel, type LogValue } from '../../stack/ports/log.js';

/** One record of a board's log. */
export interface ConsoleRecord {
  /** Milliseconds since the board was started. */
  readonly ms: number;
  readonly level: LogLevel;
  /** Stable and dotted: `tls.established`, `board.fault`. */
  readonly code: string;
  readonly fields: Readonly<Record<string, LogValue>>;
}

const RECORD = /^L(\d{1,16}) (debug|info|warn|error) ([\w.-]+)((?: [\w.-]+=[!-~]*)*)$/;
const NUMBER = /^-?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** Reads a line without its end; `undefined` where it is no record. */
export function parseRecord(line: string): ConsoleRecord | undefined {
  const found = RECORD.exec(line);
  if (found === null) return undefined;
  const [, ms, level, code, rest] = found;
  const fields: Record<string, LogValue> = {};
  for (const pair of rest!.split(' ').slice(1)) {
    const equals = pair.indexOf('=');
    fields[pair.slice(0, equals)] = parseValue(pair.slice(equals + 1));
  }
  return { ms: Number(ms), level: level as LogLevel, code: code!, fields };
}

/** Writes a record as a board does, without the end of the line; for tests and for stand-ins of a board. */
export function formatRecord({ ms, level, code, fields }: ConsoleRecord): string {
  let line = `L${ms} ${level} ${code}`;
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) line += ` ${name}=${formatValue(value)}`;
  }
  return line;
}

function parseValue(text: string): LogValue {
  if (text === 'true' || text === 'false') return text === 'true';
  if (NUMBER.test(text)) return Number(text);
  return unescape(text);
}

/** `%XX` anywhere else stays as it is: a line that was cut is still worth reading. */
function unescape(text: string): string {
  if (!text.includes('%')) return text;
  const octets: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const digits = text.slice(at + 1, at + 3);
    if (text[at] === '%' && /^[0-9a-f]{2}$/i.test(digits)) {
      octets.push(parseInt(digits, 16));
      at += 2;
    } else {
      octets.push(text.charCodeAt(at));
    }
  }
  return Buffer.from(octets).toString('utf8');
}

function formatValue(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const octets = Buffer.from(value, 'utf8');
  const looksOtherwise = value === 'true' || value === 'false' || NUMBER.test(value);
  let text = '';
  octets.forEach((octet, at) => {
    const isPlain = octet > 0x20 && octet < 0x7f && octet !== 0x25 && !(looksOtherwise && at === 0);
    text += isPlain ? String.fromCharCode(octet) : '%' + octet.toString(16).toUpperCase().padStart(2, '0');
  });
  return text;
}
