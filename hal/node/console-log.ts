/** Two logs for a terminal or a file: lines that people read, and lines of JSON that programs read. */

import { type Log, type LogLevel, type LogValue } from '../../stack/ports/log.js';

const RANK: Readonly<Record<LogLevel, number>> = Object.freeze({ debug: 0, info: 1, warn: 2, error: 3 });

export interface ConsoleLogOptions {
  /** Least level that is written; `info` where it is absent. */
  readonly level?: LogLevel;
  /** Where a line goes, its end included; standard error where it is absent. */
  readonly write?: (line: string) => void;
  /** Milliseconds since 1970-01-01T00:00:00Z for the time stamp; the host's clock where it is absent. */
  readonly now?: () => number;
}

/** `12:00:01.250 info  tls.established peer=3E4F… resumed=true`; a value with a space is quoted. */
export function textLog(options: ConsoleLogOptions = {}): Log {
  return makeLog(options, (time, level, code, fields) => {
    let line = `${time.slice(11, 23)} ${level.padEnd(5)} ${code}`;
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined) line += ` ${name}=${quote(value)}`;
    }
    return line;
  });
}

/** One JSON object a line: `time`, `level`, `code`, then the record's own fields. */
export function jsonLog(options: ConsoleLogOptions = {}): Log {
  return makeLog(options, (time, level, code, fields) => JSON.stringify({ time, level, code, ...fields }));
}

type Layout = (time: string, level: LogLevel, code: string, fields: Readonly<Record<string, LogValue>>) => string;

function makeLog(options: ConsoleLogOptions, layout: Layout): Log {
  const least = RANK[options.level ?? 'info'];
  const write = options.write ?? ((line: string) => void process.stderr.write(line));
  const now = options.now ?? Date.now;
  return {
    write(level, code, fields) {
      if (RANK[level] >= least) write(layout(new Date(now()).toISOString(), level, code, fields) + '\n');
    },
  };
}

function quote(value: string | number | boolean): string {
  const text = String(value);
  return text === '' || /[\s"=]/.test(text) ? JSON.stringify(text) : text;
}
