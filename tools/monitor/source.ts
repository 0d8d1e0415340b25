/** Where a console is read from: a file, a terminal device (pty, serial line), or standard input. */

import { execFileSync } from 'node:child_process';
import { createReadStream, openSync, statSync } from 'node:fs';
import { isatty, ReadStream } from 'node:tty';

/** Octets of a console until it ends. A terminal is set to raw, and to `baud` where it is given. An Error names the file. */
export function openSource(path: string, baud: number | undefined): NodeJS.ReadableStream {
  if (path === '-') return process.stdin;
  if (!statSync(path).isCharacterDevice()) return createReadStream(path);
  const file = openSync(path, 'r');
  if (!isatty(file)) return createReadStream(path, { fd: file });
  const speed = baud === undefined ? [] : [String(baud)];
  // -hupcl: closing the line must not reset a board that hangs on DTR.
  execFileSync('stty', ['-F', path, 'raw', '-echo', '-hupcl', ...speed], { stdio: ['ignore', 'ignore', 'pipe'] });
  return new ReadStream(file);
}
