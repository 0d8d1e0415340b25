/** Which questions a querier has open and when each is asked next: after 1, 2, 4, … seconds (RFC 6762 §5.2). */
import { type Jitter } from './datagram.js';
import { type DnsName, sameName } from './names.js';

const FIRST_INTERVAL_MS = 1000;
const LAST_INTERVAL_MS = 3600_000;
/** The first question waits 20–120 ms (RFC 6762 §5.2), or goes along with one that is due. */
const FIRST_WAIT_MS: readonly [number, number] = Object.freeze([20, 120] as const);

export interface Ask {
  readonly name: DnsName;
  readonly type: number;
  /** Times that it was asked; the first time asks for an answer by unicast (RFC 6762 §5.4). */
  sent: number;
  /** When it is asked next, ms on the engine's clock. */
  nextMs: number;
  /** From the next time to the one after, ms. */
  intervalMs: number;
  readonly kind: 'browse' | 'resolve' | 'once';
  /** Whether the review that runs still wants it. */
  isWanted: boolean;
  /** Whether nobody needs the answer for now: not asked, and no reason to wake. */
  isHeld: boolean;
}

/** The open questions of one querier. */
export class AskList {
  private readonly jitter: Jitter;
  private asks: Ask[] = [];

  constructor(jitter: Jitter) {
    this.jitter = jitter;
  }

  clear(): void {
    this.asks = [];
  }

  /** Asks from `fromMs` on, for as long as the list lives. */
  add(name: DnsName, type: number, fromMs: number): void {
    this.push(name, type, fromMs + this.firstWait(), 'browse');
  }

  /** Asks once, now: to refresh a record. */
  once(name: DnsName, type: number, nowMs: number): void {
    if (this.find(name, type, 'once') === undefined) this.push(name, type, nowMs, 'once');
  }

  /** Asks until a review does not want it any more. */
  resolve(name: DnsName, type: number, nowMs: number): void {
    const known = this.find(name, type, 'resolve');
    if (known === undefined) this.push(name, type, nowMs + this.firstWait(), 'resolve');
    else known.isWanted = true;
  }

  startReview(): void {
    for (const ask of this.asks) ask.isWanted = ask.kind !== 'resolve';
  }

  endReview(): void {
    this.asks = this.asks.filter((ask) => ask.isWanted);
  }

  /** Holds a question back, or takes it up again as if it were new. Held, it costs no wake-up. */
  hold(name: DnsName, isHeld: boolean, nowMs: number): void {
    for (const ask of this.asks) {
      if (ask.kind !== 'browse' || ask.isHeld === isHeld || !sameName(ask.name, name)) continue;
      ask.isHeld = isHeld;
      if (isHeld) continue;
      ask.nextMs = nowMs + this.firstWait();
      ask.intervalMs = FIRST_INTERVAL_MS;
    }
  }

  /** The questions that are due, each counted as asked. */
  takeDue(nowMs: number): Ask[] {
    const due: Ask[] = [];
    if (this.nextAt() > nowMs) return due;
    for (const ask of this.asks) {
      const goesAlong = ask.kind === 'resolve' && ask.sent === 0;
      if (ask.isHeld || (ask.nextMs > nowMs && !goesAlong)) continue;
      ask.nextMs = ask.kind === 'once' ? Infinity : nowMs + ask.intervalMs;
      ask.intervalMs = Math.min(ask.intervalMs * 2, LAST_INTERVAL_MS);
      if (!due.some((other) => other.type === ask.type && sameName(other.name, ask.name))) due.push({ ...ask });
      ask.sent++;
    }
    this.asks = this.asks.filter((ask) => ask.nextMs !== Infinity);
    return due;
  }

  /** When the next question is due; Infinity where there is none. */
  nextAt(): number {
    let at = Infinity;
    for (const ask of this.asks) if (!ask.isHeld) at = Math.min(at, ask.nextMs);
    return at;
  }

  private push(name: DnsName, type: number, nextMs: number, kind: Ask['kind']): void {
    const intervalMs = FIRST_INTERVAL_MS;
    this.asks.push({ name, type, sent: 0, nextMs, intervalMs, kind, isWanted: true, isHeld: false });
  }

  private find(name: DnsName, type: number, kind: Ask['kind']): Ask | undefined {
    return this.asks.find((ask) => ask.kind === kind && ask.type === type && sameName(ask.name, name));
  }

  private firstWait(): number {
    return this.jitter.between(FIRST_WAIT_MS[0], FIRST_WAIT_MS[1]);
  }
}
