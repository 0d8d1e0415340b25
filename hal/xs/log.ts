/** Log records on the board's console, one a line; the text is made in C, so that no string is. */

import { type Log, type LogLevel, type LogValue } from '../../stack/ports/log.js';
import * as native from './native/log.js';

/** Writes records of the levels that the build keeps (`LOG_LEAST`). A line is at most 512 octets: what is longer is cut. */
export class XsLog implements Log {
  write(level: LogLevel, code: string, fields: Readonly<Record<string, LogValue>>): void {
    if (!native.begin(level, code)) return;
    for (const name in fields) {
      const value = fields[name];
      if (value !== undefined) native.field(name, value);
    }
    native.end();
  }
}
