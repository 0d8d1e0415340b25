/** A `sep2` command that takes part in a board's home: a utility server, an appliance. Its log is read as it comes. */

import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { MAX_SKIP_MS } from '../support/host-time.js';
import { projectPath } from '../support/project-root.js';
import { type ConductedPeer } from './conductor.js';
import { type LinkNamespace } from './link/namespace.js';

/** A line of the log, as an object: `kind` (server) or `code` (device) says what it is. */
export type PeerRecord = Readonly<Record<string, unknown>>;

/** Most that is waited for a process to end when it is asked to, ms. */
const STOP_MS = 5000;

export class PeerProcess implements ConductedPeer {
  /** Everything that it logged, oldest first. */
  readonly records: PeerRecord[] = [];
  /** Called with each record that comes. */
  onRecord: ((record: PeerRecord) => void) | undefined = undefined;
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;
  private readonly watchers = new Set<() => void>();
  private readonly awaited = new Map<number, () => void>();
  private syncs = 0;
  private errors = '';
  private ended = false;

  /** @param args of the `sep2` command; `--conducted --json` are added */
  constructor(network: LinkNamespace, args: readonly string[]) {
    const command = [process.execPath, projectPath('dist/tools/cli/main.js'), ...args, '--conducted', '--json'];
    this.child = network.spawn(command, ['pipe', 'pipe', 'pipe']);
    this.child.stdin!.on('error', () => undefined); // It has ended: `until` tells.
    this.child.stderr!.on('data', (octets: Buffer) => (this.errors += octets.toString()));
    createInterface({ input: this.child.stdout! }).on('line', (line) => this.hear(line));
    this.closed = once(this.child, 'close').then(() => this.over());
  }

  get isRunning(): boolean {
    return !this.ended;
  }

  sync(): Promise<void> {
    if (this.ended) return Promise.resolve();
    const number = ++this.syncs;
    const answer = new Promise<void>((resolve) => this.awaited.set(number, resolve));
    this.child.stdin!.write(`sync ${number}\n`);
    return answer;
  }

  skip(ms: number): void {
    for (let left = ms; left > 0 && !this.ended; left -= MAX_SKIP_MS) {
      this.child.stdin!.write(`skip ${Math.min(left, MAX_SKIP_MS)}\n`);
    }
  }

  /**
   * The first record that fits, those that came already included from the index `from` on.
   * @throws Error with what the process said where none comes within `timeoutMs` of the host, or none can come any more
   */
  until(test: (record: PeerRecord) => boolean, timeoutMs: number, from = 0): Promise<PeerRecord> {
    let at = from;
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void): void => {
        clearTimeout(timer);
        this.watchers.delete(look);
        outcome();
      };
      const fail = (why: string): void => {
        const last = this.records.slice(-10).map((record) => JSON.stringify(record));
        settle(() => reject(new Error(`${why}; it said last:\n${last.join('\n')}\n${this.errors}`.trimEnd())));
      };
      const look = (): void => {
        for (; at < this.records.length; at++) {
          const record = this.records[at]!;
          if (test(record)) return settle(() => resolve(record));
        }
        if (this.ended) fail('the process ended before such a record');
      };
      const timer = setTimeout(() => fail(`no such record within ${timeoutMs} ms`), timeoutMs);
      this.watchers.add(look);
      look();
    });
  }

  /** Ends it as a user would, by SIGTERM; by force where it does not end. */
  async stop(): Promise<void> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), STOP_MS);
    await this.closed;
    clearTimeout(timer);
  }

  /** Ends it where it stands. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.closed;
  }

  /** To the process itself: what was started is the command that entered the network, whose child it is. */
  private signal(name: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.child;
    if (this.ended || pid === undefined) return;
    try {
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
      process.kill(children === '' ? pid : Number(children.split(' ')[0]), name);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ESRCH') throw error; // It has just ended.
    }
  }

  private hear(line: string): void {
    let record: PeerRecord;
    try {
      record = JSON.parse(line) as PeerRecord;
    } catch {
      this.errors += line + '\n';
      return;
    }
    if (record['kind'] === 'synced') {
      const number = record['number'] as number;
      this.awaited.get(number)?.();
      this.awaited.delete(number);
      return;
    }
    this.records.push(record);
    this.onRecord?.(record);
    for (const watcher of [...this.watchers]) watcher();
  }

  private over(): void {
    this.ended = true;
    for (const answer of this.awaited.values()) answer();
    this.awaited.clear();
    for (const watcher of [...this.watchers]) watcher();
  }
}
