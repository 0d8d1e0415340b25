/** Makes the helper that joins a SLIP line to a TUN device (`slip-tun.c`). */

import { execFile } from 'node:child_process';
import { mkdirSync, renameSync, statSync } from 'node:fs';
import { promisify } from 'node:util';

import { projectPath } from '../../support/project-root.js';

const SOURCE = 'tools/board/link/slip-tun.c';
const PROGRAM = 'build/board/slip-tun';

/**
 * Path of the helper, compiled where it is missing or older than its source.
 * @throws Error with what the compiler said
 */
export async function makeSlipTun(): Promise<string> {
  const source = projectPath(SOURCE);
  const program = projectPath(PROGRAM);
  if (modifiedMs(program) > modifiedMs(source)) return program;
  mkdirSync(projectPath('build/board'), { recursive: true });
  // Two tests may make it at once: each its own, and the last puts an equal one in place.
  const scratch = `${program}.${process.pid}`;
  await promisify(execFile)('gcc', ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', source, '-o', scratch]);
  renameSync(scratch, program);
  return program;
}

function modifiedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
