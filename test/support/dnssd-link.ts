/** A link of DNS-SD engines in virtual time: multicast reaches everybody, the sender too; datagrams may be lost. */
import { type Entropy } from '../../stack/ports/entropy.js';
import { type Endpoint } from '../../stack/ports/network.js';
import { type Datagram } from '../../stack/dnssd/datagram.js';
import { createPrng } from './prng.js';

/** What both engines have in common. */
export interface LinkEngine {
  receive(octets: Uint8Array, from: Endpoint, nowMs: number, interfaceName?: string): void;
  poll(nowMs: number): void;
  pollAt(): number | undefined;
  takeDatagram(): Datagram | undefined;
}

export function seededEntropy(seed: number): Entropy {
  const next = createPrng(seed);
  return {
    fill(target) {
      for (let i = 0; i < target.length; i++) target[i] = next() >>> 13;
    },
  };
}

export interface Sent extends Datagram {
  readonly atMs: number;
  readonly from: string;
}

interface Node {
  readonly engine: LinkEngine;
  readonly endpoint: Endpoint;
}

const DELAY_MS = 1;

export class DnsSdLink {
  nowMs = 0;
  readonly sent: Sent[] = [];
  private readonly nodes: Node[] = [];
  private readonly flying: { atMs: number; to: Node; octets: Uint8Array; from: Endpoint }[] = [];
  private readonly next: () => number;
  private readonly lossPercent: number;

  constructor(options: { seed?: number; lossPercent?: number } = {}) {
    this.next = createPrng(options.seed ?? 1);
    this.lossPercent = options.lossPercent ?? 0;
  }

  add(engine: LinkEngine, address: string): void {
    this.nodes.push({ engine, endpoint: { address, port: 5353 } });
  }

  remove(engine: LinkEngine): void {
    this.nodes.splice(
      this.nodes.findIndex((node) => node.engine === engine),
      1,
    );
  }

  /** Runs until virtual time `untilMs`, engine deadlines and datagrams in order. */
  run(untilMs: number): void {
    for (let steps = 0; ; steps++) {
      if (steps > 100_000) throw new Error('the engines do not come to rest at ' + this.nowMs + ' ms');
      this.collect();
      let at = Infinity;
      for (const { engine } of this.nodes) at = Math.min(at, engine.pollAt() ?? Infinity);
      for (const { atMs } of this.flying) at = Math.min(at, atMs);
      if (at > untilMs) break;
      this.nowMs = Math.max(this.nowMs, at);
      this.deliver();
      for (const { engine } of this.nodes) engine.poll(this.nowMs);
    }
    this.nowMs = untilMs;
  }

  collect(): void {
    for (const node of this.nodes) {
      for (let datagram = node.engine.takeDatagram(); datagram !== undefined; datagram = node.engine.takeDatagram()) {
        this.sent.push({ ...datagram, atMs: this.nowMs, from: node.endpoint.address });
        for (const to of this.nodes) {
          if (datagram.to !== 'multicast' && datagram.to.address !== to.endpoint.address) continue;
          if (this.next() % 100 < this.lossPercent) continue;
          this.flying.push({ atMs: this.nowMs + DELAY_MS, to, octets: datagram.octets, from: node.endpoint });
        }
      }
    }
  }

  private deliver(): void {
    for (let i = 0; i < this.flying.length;) {
      const { atMs, to, octets, from } = this.flying[i]!;
      if (atMs > this.nowMs) {
        i++;
        continue;
      }
      this.flying.splice(i, 1);
      if (this.nodes.includes(to)) to.engine.receive(octets, from, this.nowMs, 'eth0');
    }
  }
}
