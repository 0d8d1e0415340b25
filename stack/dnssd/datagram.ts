/** What both engines share: datagrams for the wire and small random waits. */
import { type Entropy } from '../ports/entropy.js';
import { type Endpoint } from '../ports/network.js';

/** A datagram to send: to every group of the domain, from port 5353, or to one peer. */
export interface Datagram {
  readonly octets: Uint8Array;
  readonly to: 'multicast' | Endpoint;
}

/**
 * Largest datagram that is sent: what fits an Ethernet frame with an IPv6 header, so that nothing is fragmented
 * (RFC 6762 §17).
 */
export const MAX_SENT_OCTETS = 1440;

/**
 * Most records of a datagram that is sent: a small peer refuses more (`BOARD_LIMITS.maxDnsRecords`), and a server that
 * knows many devices has a record for each.
 */
export const MAX_SENT_RECORDS = 32;

/** Random waits (RFC 6762 §5.2, §6): spread, not secret. */
export class Jitter {
  private readonly entropy: Entropy;
  private readonly octets = new Uint8Array(4);

  constructor(entropy: Entropy) {
    this.entropy = entropy;
  }

  /** A number in [low, high). */
  between(low: number, high: number): number {
    this.entropy.fill(this.octets);
    const [a, b, c, d] = this.octets as unknown as [number, number, number, number];
    return low + ((high - low) * (a * 0x1000000 + b * 0x10000 + c * 0x100 + d)) / 0x100000000;
  }
}
