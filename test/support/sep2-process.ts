/** Runs `sep2` commands as processes, alone or on a machine of a network stage, and reads what they say line by line. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

import { SEP2 } from './serve-process.js';

export type LogLine = Readonly<Record<string, unknown>>;

/** A command that runs with `--json`. */
export class Sep2Process {
  /** What it said so far, one object a line. */
  readonly lines: LogLine[] = [];
  /** What it wrote to standard error so far. */
  errors = '';
  /** Its exit code when it has ended and all it said was read; `null` where a signal ended it. */
  readonly ended: Promise<number | null>;
  private readonly watchers = new Set<() => void>();

  constructor(readonly child: ChildProcess) {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      this.lines.push(JSON.parse(line) as LogLine);
      this.watchers.forEach((watcher) => watcher());
    });
    child.stderr!.on('data', (octets: Buffer) => (this.errors += octets.toString()));
    this.ended = new Promise((resolve) => child.once('close', resolve));
  }

  /** The first line that fits, those already said included. Fails when the process ends or `timeoutMs` pass without it. */
  line(fits: (line: LogLine) => boolean, timeoutMs = 30_000): Promise<LogLine> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void): void => {
        this.watchers.delete(look);
        clearTimeout(timer);
        outcome();
      };
      const look = (): void => {
        const found = this.lines.find(fits);
        if (found !== undefined) settle(() => resolve(found));
      };
      const fail = (why: string): void => {
        const said = this.lines.map((line) => JSON.stringify(line)).join('\n');
        settle(() => reject(new Error(`${why}; it said:\n${said}\n${this.errors}`)));
      };
      const timer = setTimeout(() => fail(`not said within ${timeoutMs} ms`), timeoutMs);
      this.watchers.add(look);
      void this.ended.then((code) => {
        look();
        if (this.watchers.has(look)) fail(`ended with ${code} before`);
      });
      look();
    });
  }

  /** Sends a signal and gives the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** Starts a command that logs one JSON object a line. */
export function startSep2(...args: readonly string[]): Sep2Process {
  return new Sep2Process(spawn(process.execPath, [SEP2, ...args], { stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** Runs a command to its end, at most 60 s. */
export function runSep2(...args: readonly string[]): { code: number | null; out: string; errors: string } {
  const options = { encoding: 'utf8', timeout: 60_000, maxBuffer: 1 << 26 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [SEP2, ...args], options);
  return { code: status, out: stdout, errors: stderr };
}
