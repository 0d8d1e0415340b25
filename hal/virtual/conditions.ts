/** How a virtual network treats what is sent over it, and what it counts. */

import { type Endpoint } from '../../stack/ports/network.js';

/** What happens to a packet between two nodes. A node that talks to itself is spared all of it. */
export interface NetworkConditions {
  /** One way, ms. */
  readonly delayMs: number;
  /** Added to the delay, evenly from 0 to this, ms. */
  readonly jitterMs: number;
  /** Share of packets that are lost, 0 to 1. TCP sends them again; UDP does not. */
  readonly loss: number;
  /** Share of datagrams that arrive twice, 0 to 1. */
  readonly duplicate: number;
  /** Share of datagrams that are held back by `reorderMs`, so that later ones pass them, 0 to 1. */
  readonly reorder: number;
  readonly reorderMs: number;
}

/** A quiet home network. */
export const HOME_NETWORK: NetworkConditions = Object.freeze({
  delayMs: 2,
  jitterMs: 1,
  loss: 0,
  duplicate: 0,
  reorder: 0,
  reorderMs: 20,
});

/** How TCP waits, ms. The defaults are those of Linux. */
export interface TcpTimings {
  /** Wait before the first repetition of an unanswered SYN; doubles. */
  readonly connectRetryMs: number;
  /** A connection that was never answered ends with `timeout`. */
  readonly connectGiveUpMs: number;
  /** An address that nobody has ends with `unreachable`: neighbour discovery failed. */
  readonly unreachableMs: number;
  /** Wait before the first repetition of a lost segment; doubles up to `maxRetransmitMs`. */
  readonly retransmitMs: number;
  readonly maxRetransmitMs: number;
  /** A segment that was never acknowledged ends the connection with `timeout`. */
  readonly giveUpMs: number;
  /** How long a closed end waits for the other end to close. */
  readonly finWaitMs: number;
}

export const LINUX_TCP: TcpTimings = Object.freeze({
  connectRetryMs: 1000,
  connectGiveUpMs: 127_000,
  unreachableMs: 3000,
  retransmitMs: 200,
  maxRetransmitMs: 120_000,
  giveUpMs: 924_600,
  finWaitMs: 60_000,
});

/** Traffic of one node, or of one service port of it. Payload alone: see {@link wireOctetsSent} for the headers. */
export class TrafficCounters {
  tcpConnections = 0;
  tcpSegmentsSent = 0;
  tcpOctetsSent = 0;
  tcpSegmentsReceived = 0;
  tcpOctetsReceived = 0;
  datagramsSent = 0;
  datagramOctetsSent = 0;
  datagramsReceived = 0;
  datagramOctetsReceived = 0;
}

/** Octets sent with IPv6 (40) and TCP (20, no options) or UDP (8) headers; acknowledgements of their own not counted. */
export function wireOctetsSent(traffic: Readonly<TrafficCounters>): number {
  return traffic.tcpOctetsSent + traffic.tcpSegmentsSent * 60 + traffic.datagramOctetsSent + traffic.datagramsSent * 48;
}

/** One packet as a tap sees it, when it is sent. */
export interface TappedPacket {
  readonly timeMs: number;
  readonly kind: 'syn' | 'data' | 'fin' | 'rst' | 'datagram';
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** Payload; valid during the call only. */
  readonly octets: Uint8Array;
  readonly lost: boolean;
}
