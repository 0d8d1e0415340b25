/** Programs of the toolchain: started without a shell, their output kept for the message of a failure. */

import { spawn } from 'node:child_process';

/** A program that failed, or that said something where silence is asked for: its command line and what it said. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

/** Longest that a program of the toolchain may take, ms: a module that never returns would keep the ROM builder for ever. */
const TOOL_MS = 5 * 60_000;

/** What a program printed. */
export interface Output {
  readonly out: string;
  readonly err: string;
}

/**
 * Runs a program to its end.
 * @param purpose what failed, for the message: `could not compile boards/common/time.c`
 * @param timeoutMs the longest that it may take: it is then ended by SIGKILL
 * @throws ToolError when it cannot be started, ends with another code than 0, or a signal
 */
export function runTool(
  purpose: string,
  program: string,
  args: readonly string[],
  cwd: string,
  timeoutMs: number = TOOL_MS,
): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (octets: Buffer) => out.push(octets));
    child.stderr.on('data', (octets: Buffer) => err.push(octets));
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const hint = error.code === 'ENOENT' ? `there is no ${program}: run npm run setup` : error.message;
      reject(new ToolError(`${purpose}: ${hint}`));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const output = { out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
      if (code === 0) resolve(output);
      else
        reject(
          new ToolError(
            `${purpose} (${program}, ${signal ?? `exit code ${code}`})\n${output.err}${output.out}`.trimEnd(),
          ),
        );
    });
  });
}

/** Most tools that run at once. */
export const JOBS = 2;

/** Runs `work` on each item, `JOBS` at a time, and gives the results in order. The first failure ends it. */
export async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const index = next;
      next += 1;
      try {
        results[index] = await work(items[index]!);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(JOBS, items.length) }, worker));
  return results;
}
