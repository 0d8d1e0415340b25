/**
 * Moves the time of an emulated board and of everybody around it forward together, from one moment at which the board has
 * something to do to the next. Time is moved only while all is quiet: the board sleeps, all that it said has reached the network,
 * whoever takes part has worked on it, and no answer is on its way. So nothing is ever late because of a skip, however busy the
 * host is.
 */

import { setTimeout as sleep } from 'node:timers/promises';

import { type SerialLine } from './serial-line.js';

/** Somebody whose time moves along: `sep2 serve --conducted`, `sep2 device --conducted`. */
export interface ConductedPeer {
  /** Fulfilled when the peer has worked on all that had come to it. */
  sync(): Promise<void>;
  skip(ms: number): void;
}

/** What is between the board and the others, and among them. */
export interface ConductedNetwork {
  /** Fulfilled when all that was on its way between the board and the network has come. */
  sync(): Promise<void>;
  /** Packets that the others have sent each other so far. */
  packets(): number;
}

/** The link must have been silent so long before anybody is asked, ms of the host. */
const QUIET_MS = 8;
/** How often is looked, ms of the host. */
const LOOK_MS = 2;
/** Most that is skipped at once, ms: peers with a nearer deadline are not late by more. */
const MAX_SKIP_MS = 60_000;
/** Longest that a board may take to answer a skip, ms of the host. */
const ANSWER_MS = 20_000;

export class Conductor {
  /** What has been skipped since the board's first start, ms: how far everybody's time is ahead of the host's. */
  aheadMs = 0;
  /** What the board's clock showed after the last skip, ms since its start. */
  boardMs = 0;
  /** Host time of the last octet on the link, ms. */
  private lastOctetMs = 0;
  /** Number of the sleep that the board is in, as it says; 0: it is awake, or about to be. */
  private sleep = 0;
  /** Until when that sleep lasts, ms since the board's start. */
  private sleepUntilMs = Infinity;
  /** The sleep that the last skip was for. */
  private skipped = 0;
  private text = '';
  private answered: ((skippedMs: number) => void) | undefined = undefined;

  /**
   * @param line the board's conductor line
   * @param peers asked anew at each skip: they come and go
   */
  constructor(
    private readonly line: SerialLine,
    private readonly network: ConductedNetwork,
    private readonly peers: () => readonly ConductedPeer[],
  ) {
    line.onData = (octets) => this.hear(octets.toString('latin1'));
  }

  /** Octets went over the link; those to the board wake it, and it says anew that it sleeps. */
  linkUsed(direction: 'to-board' | 'from-board'): void {
    this.lastOctetMs = Date.now();
    if (direction === 'to-board') this.sleep = 0;
  }

  /** The board was started anew: it has skipped nothing and says so itself when it sleeps. */
  reset(): void {
    this.sleep = 0;
    this.text = '';
    this.boardMs = 0;
  }

  /**
   * Moves time on until `done` answers true, or `virtualMs` of skipped time have passed.
   * @param hostMs longest that it may take on the host
   * @returns whether `done` came to hold
   * @throws Error where the host's time is over
   */
  async run(virtualMs: number, hostMs: number, done: () => boolean = () => false): Promise<boolean> {
    const until = Date.now() + hostMs;
    for (let leftMs = virtualMs; leftMs > 0;) {
      if (done()) return true;
      if (Date.now() > until) throw new Error(`conductor: ${leftMs} ms of ${virtualMs} are left after ${hostMs} ms`);
      if (!(await this.isQuiet())) {
        await sleep(LOOK_MS);
        continue;
      }
      if (done()) return true;
      leftMs -= await this.skip(Math.min(leftMs, MAX_SKIP_MS));
    }
    return done();
  }

  private async isQuiet(): Promise<boolean> {
    const { lastOctetMs, sleep } = this;
    if (sleep === 0 || Date.now() - lastOctetMs < QUIET_MS) return false;
    const packets = this.network.packets();
    await this.network.sync();
    await Promise.all(this.peers().map((peer) => peer.sync()));
    await this.network.sync();
    // Whoever was spoken to by another has more to work on.
    return this.sleep === sleep && this.lastOctetMs === lastOctetMs && this.network.packets() === packets;
  }

  private async skip(ms: number): Promise<number> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<number>((resolve) => (timer = setTimeout(() => resolve(0), ANSWER_MS)));
    const answer = new Promise<number>((resolve) => (this.answered = resolve));
    this.skipped = this.sleep;
    this.line.write(`skip ${ms} ${this.sleep}\n`);
    const skipped = await Promise.race([answer, late]).finally(() => clearTimeout(timer));
    this.answered = undefined;
    if (skipped > 0) for (const peer of this.peers()) peer.skip(skipped);
    this.aheadMs += skipped;
    return skipped;
  }

  private hear(text: string): void {
    const lines = (this.text + text).split('\n');
    this.text = lines.pop()!;
    for (const line of lines) {
      const [, until, asleep] = /^idle (\d+|-) (\d+)$/.exec(line) ?? [];
      const [, now, skipped] = /^now (\d+) skipped (\d+)$/.exec(line) ?? [];
      if (asleep !== undefined) {
        this.sleep = Number(asleep);
        this.sleepUntilMs = until === '-' ? Infinity : Number(until);
      }
      if (skipped === undefined) continue;
      this.boardMs = Number(now);
      // A sleep is said once: who skipped a part of it, or was too late for another, is still asleep.
      const isOver = skipped === '0' || this.boardMs >= this.sleepUntilMs;
      if (this.sleep === this.skipped && isOver) this.sleep = 0;
      this.answered?.(Number(skipped));
    }
  }
}
