/**
 * A network of its own for a board: one process namespace with a TUN device, `sep2tun0`, whose other end is the board's SLIP
 * line. The host end is fe80::1 and `<prefix>1`; multicast leaves on the device. For root and, by `unshare -r`, for everybody.
 */

import { type ChildProcess, execFile, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** The TUN device. */
export const LINK_INTERFACE = 'sep2tun0';

/** The prefix that the board is told, /64. */
export const LINK_PREFIX = 'fd00:5e2::';

/** The host's address on the link. */
export const LINK_HOST = `${LINK_PREFIX}1`;

/** Commands that make the device in the namespace in which they run, as its root. */
export const LINK_SCRIPT = `
ip link set lo up
ip tuntap add dev ${LINK_INTERFACE} mode tun
ip link set ${LINK_INTERFACE} addrgenmode none mtu 1280 multicast on up
ip addr add fe80::1/64 dev ${LINK_INTERFACE} nodad
ip addr add ${LINK_HOST}/64 dev ${LINK_INTERFACE} nodad
`;

/** What a command said and how it ended. */
export interface CommandResult {
  /** -1: by a signal, or not started. */
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

export class LinkNamespace {
  private constructor(
    private readonly holder: ChildProcess,
    private readonly pid: number,
  ) {}

  /** Makes the network. @throws Error with what `ip` or `unshare` said */
  static async start(): Promise<LinkNamespace> {
    const user = process.getuid?.() === 0 ? [] : ['--map-root-user', '--user'];
    const flags = [...user, '--net', '--pid', '--mount', '--fork', '--kill-child', '--mount-proc'];
    const script = `set -e\n${LINK_SCRIPT}\necho ready\nread -r _ || true`;
    const holder = spawn('unshare', [...flags, 'bash', '-c', script], { stdio: ['pipe', 'pipe', 'pipe'] });
    let errors = '';
    holder.stderr.on('data', (octets: Buffer) => (errors += octets.toString()));
    const failed = once(holder, 'error').then(([error]) => (errors += String(error)));
    const ended = once(holder, 'close').then(() => undefined);
    const first = once(createInterface({ input: holder.stdout }), 'line').then(([line]) => String(line));
    const said = await Promise.race([first, ended, failed]);
    if (said !== 'ready') throw new Error('no network for the board: ' + errors.trim());
    const pid = Number(readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, 'utf8').trim());
    return new LinkNamespace(holder, pid);
  }

  /** The arguments of a command that runs `command` on the network: its first is the program. */
  enter(command: readonly string[]): string[] {
    const user = process.getuid?.() === 0 ? [] : ['--user', '--preserve-credentials'];
    return ['nsenter', '--target', String(this.pid), ...user, '--net', '--pid', '--mount', '--', ...command];
  }

  /** Starts a program on the network. */
  spawn(command: readonly string[], stdio: StdioOptions = ['ignore', 'pipe', 'pipe']): ChildProcess {
    const [program, ...rest] = this.enter(command);
    return spawn(program!, rest, { stdio });
  }

  /** Runs a program on the network to its end, or to a kill after `timeoutMs`. */
  run(command: readonly string[], timeoutMs = 15_000): Promise<CommandResult> {
    const [program, ...rest] = this.enter(['timeout', String(timeoutMs / 1000), ...command]);
    return new Promise((resolve) => {
      execFile(program!, rest, (error, output, errors) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, output, errors });
      });
    });
  }

  /** Packets that the processes on the network have sent each other so far: they pass by its loopback device. */
  packets(): number {
    const [, received] = /^ *lo: *\d+ +(\d+)/m.exec(readFileSync(`/proc/${this.pid}/net/dev`, 'utf8')) ?? [];
    return Number(received);
  }

  /** Ends every process on the network, and the network. */
  async stop(): Promise<void> {
    if (this.holder.exitCode !== null || !existsSync(`/proc/${this.holder.pid}`)) return;
    const exit = once(this.holder, 'exit');
    this.holder.stdin!.end('\n');
    await exit;
  }
}
