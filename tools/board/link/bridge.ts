/** Joins a board's SLIP line to the TUN device of a network, with the faults that a line can have. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Readable, type Writable } from 'node:stream';

import { LineFaults } from './line-faults.js';
import { LINK_INTERFACE, LINK_PREFIX } from './namespace.js';
import { makeSlipTun } from './slip-tun.js';

/** The board's end: an emulator's serial line, a serial port. */
export interface SerialEnd {
  /** Called with the octets that the board wrote. */
  onData: ((octets: Buffer) => void) | undefined;
  /** Octets for the board. */
  write(octets: Uint8Array): void;
}

/** SLIP's end of a frame (RFC 1055). */
const END = 0xc0;

/** Most that is waited for the helper to have its device, ms. */
const START_MS = 5000;

export class LinkBridge {
  /** What happens to octets on their way to the board, and from it. */
  readonly toBoard: LineFaults;
  readonly fromBoard: LineFaults;
  /** Addresses that the board was seen to use, in order. */
  readonly addresses: string[] = [];
  /** Called when octets go over the line, before they do. */
  onOctets: ((direction: 'to-board' | 'from-board') => void) | undefined = undefined;
  private readonly helper: ChildProcess;
  private readonly ended: Promise<unknown>;
  private waiting: (() => void)[] = [];
  private stopped = false;
  private said = '';
  private syncs = 0;
  private readonly awaited = new Map<string, () => void>();

  private constructor(
    private readonly board: SerialEnd,
    enter: (command: readonly string[]) => readonly string[],
    program: string,
  ) {
    const [first, ...rest] = enter([program, LINK_INTERFACE, LINK_PREFIX]);
    this.helper = spawn(first!, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
    const line = { in: this.helper.stdin as Writable, out: this.helper.stdout as Readable };
    this.toBoard = new LineFaults((octets) => board.write(octets));
    this.fromBoard = new LineFaults((octets) => line.in.write(octets));
    line.in.on('error', () => undefined); // It has ended: `ended` tells.
    line.out.on('data', (octets: Buffer) => {
      this.onOctets?.('to-board');
      this.toBoard.carry(octets);
    });
    board.onData = (octets) => {
      this.onOctets?.('from-board');
      this.fromBoard.carry(octets);
    };
    this.ended = once(this.helper, 'close').catch((error: unknown) => (this.said += String(error)));
    createInterface({ input: this.helper.stderr as Readable }).on('line', (text) => this.hear(text));
  }

  /**
   * Starts the helper on the network that `enter` enters (`LinkNamespace.enter`; the identity for the one this process is in).
   * @throws Error with what the helper said
   */
  static async start(
    board: SerialEnd,
    enter: (command: readonly string[]) => readonly string[] = (command) => command,
  ): Promise<LinkBridge> {
    const bridge = new LinkBridge(board, enter, await makeSlipTun());
    if (!(await bridge.until(() => bridge.said.includes('ready\n'), START_MS))) {
      await bridge.stop();
      throw new Error('the link has no bridge: ' + bridge.said.trim());
    }
    return bridge;
  }

  /** Cuts the line in both directions. */
  linkDown(): void {
    this.toBoard.down = this.fromBoard.down = true;
  }

  /** Joins it again. */
  linkUp(): void {
    this.toBoard.down = this.fromBoard.down = false;
  }

  /** Turns a bit in every nth octet of both directions; 0: the line is clean again. */
  corrupt(everyOctets: number): void {
    this.toBoard.corruptEveryOctets = this.fromBoard.corruptEveryOctets = everyOctets;
  }

  /** The board's address on the link's prefix, or its link-local one without zone. @throws Error after `timeoutMs` */
  async address(kind: 'global' | 'link-local', timeoutMs = 20_000): Promise<string> {
    const find = (): string | undefined =>
      this.addresses.find((address) => address.startsWith('fe80:') === (kind === 'link-local'));
    await this.until(() => find() !== undefined, timeoutMs);
    const address = find();
    if (address === undefined) throw new Error(`the board used no ${kind} address within ${timeoutMs} ms`);
    return address;
  }

  /**
   * Fulfilled when all that the board had sent is on the network, and all that the network had for the board has come by
   * {@link onOctets}. Not to be asked while the board is sending.
   */
  async sync(): Promise<void> {
    if (this.stopped) return;
    const number = String(++this.syncs);
    const answer = new Promise<void>((resolve) => this.awaited.set(number, resolve));
    this.helper.stdin!.write(Buffer.from([END, 0, ...Buffer.from(number), END]));
    await Promise.race([answer, this.ended]);
    // What was written to the line before the answer lies in another pipe: two turns of the loop read it.
    for (let turns = 0; turns < 2; turns++) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Ends the helper; the network stays. */
  async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    this.board.onData = undefined;
    this.helper.stdin!.end();
    const timer = setTimeout(() => this.helper.kill('SIGKILL'), START_MS);
    await this.ended;
    clearTimeout(timer);
  }

  private hear(text: string): void {
    const [word, value] = text.split(' ', 2);
    if (word === 'synced') {
      this.awaited.get(value!)?.();
      this.awaited.delete(value!);
      return;
    }
    if (word === 'address') this.addresses.push(value!);
    else this.said += text + '\n';
    const waiting = this.waiting;
    this.waiting = [];
    for (const look of waiting) look();
  }

  /** Whether `done` came to hold before the helper ended or the time was over. */
  private async until(done: () => boolean, timeoutMs: number): Promise<boolean> {
    let over = false;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    const end = Promise.race([late, this.ended]).then(() => (over = true));
    while (!done() && !over) {
      const heard = new Promise<void>((resolve) => this.waiting.push(resolve));
      await Promise.race([heard, end]);
    }
    clearTimeout(timer);
    return done();
  }
}
