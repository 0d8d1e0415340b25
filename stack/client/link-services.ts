/** What a link to a server is given, and what it gives back. */

import { type PeerError } from '../core/peer-error.js';
import { type HttpResponse } from '../http/message.js';
import { type Log } from '../ports/log.js';
import { type CloseReason, type TcpPort } from '../ports/network.js';
import { type Scheduler } from '../ports/scheduler.js';
import { type TlsConfig } from '../tls/config.js';
import { type SessionKeeper } from './session-keeper.js';

/** How a request ended without an answer. `closed`: the link or the server ended it; `queue-full`: past maxWaitingRequests. */
export type LinkFailure = CloseReason | 'closed' | 'no-answer' | 'refused-by-us' | 'queue-full';

export interface LinkAnswer {
  /** Present where the server answered. */
  readonly response?: HttpResponse;
  /** Present where it did not. */
  readonly failure?: LinkFailure;
  /** What was wrong, where a peer is to blame. */
  readonly error?: PeerError;
  /** Monotonic time at which the request left, ms. */
  readonly sentMs: number;
}

/** Octets that went over a device's links, both directions together. */
export interface LinkTraffic {
  /** Payload of TCP until the handshake was done. */
  handshakeOctets: number;
  /** Payload of TCP after it: TLS records. */
  recordOctets: number;
  /** What the records carried: HTTP heads and bodies. */
  plainOctets: number;
  handshakes: number;
  /** How many of the handshakes resumed a session. */
  resumptions: number;
}

export function newLinkTraffic(): LinkTraffic {
  return { handshakeOctets: 0, recordOctets: 0, plainOctets: 0, handshakes: 0, resumptions: 0 };
}

/** With what each connection's TLS is made of. */
export interface LinkServices extends TlsConfig {
  readonly tcp: TcpPort;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly traffic: LinkTraffic;
  readonly sessions: SessionKeeper;
}

export interface LinkTimes {
  /** From opening to an established session, ms. */
  readonly handshakeTimeoutMs: number;
  /** From a request to its whole answer, ms. */
  readonly answerTimeoutMs: number;
  /** A connection without traffic is closed after this, ms; 0 holds it open. */
  readonly idleCloseMs: number;
}

export const DEFAULT_LINK_TIMES: LinkTimes = Object.freeze({
  handshakeTimeoutMs: 30_000,
  answerTimeoutMs: 30_000,
  idleCloseMs: 0,
});
