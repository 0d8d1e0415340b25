/**
 * One connection of a server: plain octets (what TLS has opened) to the HTTP engine, requests to the server, answers back.
 *
 * Where the sink takes no more, nothing more is answered until it does: a peer that asks without end and never reads
 * costs one answer and a bounded rest of its requests.
 */

import { type Limits } from '../core/limits.js';
import { concatOctets, NO_OCTETS } from '../core/octets.js';
import { type PeerIdentity } from '../core/peer-identity.js';
import { type HttpRequest, type HttpResponse } from '../http/message.js';
import { HttpServerEngine } from '../http/server-engine.js';
import { type Wait } from './patience.js';

/** What answers requests: a {@link UtilityServer}, or a wrapper that logs. */
export interface RequestHandler {
  handle(request: HttpRequest, peer: PeerIdentity | undefined): HttpResponse;
}

/** Where a connection's answers go: the TLS engine or a socket. */
export interface OctetSink {
  /** Octets to send; they are not written to afterwards. `false`: taken, and no more until {@link ServerConnection.drain}. */
  write(octets: Uint8Array): boolean;
  /** Send what was written, then close. What the peer still sends is to be read and thrown away for a while. */
  close(): void;
}

/** Seconds that a client is asked to wait where the server holds as many connections as it may. */
const RETRY_AFTER_S = 5;

/** Small answers to pipelined requests go out together, up to about so many octets. */
const BATCH_OCTETS = 16384;

export class ServerConnection {
  /** Answers given so far. */
  answered = 0;
  private readonly engine: HttpServerEngine;
  private readonly handler: RequestHandler | undefined;
  private readonly sink: OctetSink;
  private readonly peer: PeerIdentity | undefined;
  private readonly limits: Limits;
  /** What came while the sink took no more. */
  private waiting: Uint8Array = NO_OCTETS;
  private isBlocked = false;
  private isInputEnded = false;
  private isClosed = false;

  /** @param handler `undefined`: the server is full, and the first request is answered with 503 and Retry-After. */
  constructor(handler: RequestHandler | undefined, peer: PeerIdentity | undefined, limits: Limits, sink: OctetSink) {
    this.engine = new HttpServerEngine(limits);
    this.handler = handler;
    this.sink = sink;
    this.peer = peer;
    this.limits = limits;
  }

  /** Whether nothing is half read and nothing is owed. */
  get isIdle(): boolean {
    return this.engine.isIdle && this.waiting.length === 0;
  }

  /** What it waits for, for whoever keeps the time. */
  get wait(): Wait {
    if (this.isClosed) return 'linger';
    if (this.isBlocked) return 'drain';
    return this.handler === undefined || !this.isIdle ? 'request' : 'rest';
  }

  /** Takes octets that the peer sent; they may be reused afterwards. */
  receive(octets: Uint8Array): void {
    if (this.isClosed) return;
    if (!this.isBlocked) this.feed(octets);
    else if (this.waiting.length + octets.length > this.limits.maxHttpBodyOctets) this.end();
    else this.waiting = concatOctets(this.waiting, octets);
  }

  /** The sink takes octets again. */
  drain(): void {
    if (!this.isBlocked || this.isClosed) return;
    this.isBlocked = false;
    const { waiting } = this;
    this.waiting = NO_OCTETS;
    this.serve();
    if (this.isBlocked) this.waiting = waiting;
    else this.feed(waiting);
  }

  /** The peer sends no more. */
  endOfInput(): void {
    this.isInputEnded = true;
    if (!this.isBlocked) this.settleEnd();
  }

  /** Closes in order: what was asked is answered. */
  shutDown(): void {
    if (this.isClosed) return;
    this.waiting = NO_OCTETS;
    this.engine.shutDown();
    this.serve();
  }

  /** In pieces that the engine can hold whole where the sink blocks in the middle of one. */
  private feed(octets: Uint8Array): void {
    const step = this.limits.maxHttpHeadOctets;
    for (let at = 0; at < octets.length; at += step) {
      this.engine.receive(octets.subarray(at, Math.min(at + step, octets.length)));
      this.serve();
      if (this.isClosed) return;
      if (this.isBlocked) {
        this.waiting = octets.slice(at + step);
        return;
      }
    }
    if (this.isInputEnded) this.settleEnd();
  }

  private settleEnd(): void {
    if (this.isClosed) return;
    this.engine.endOfInput();
    this.serve();
  }

  private serve(): void {
    let unsent = 0;
    while (!this.isBlocked) {
      const request = this.engine.nextRequest();
      if (request === undefined) break;
      // The last answer of a connection says that it is.
      if (this.handler === undefined) this.engine.shutDown();
      const response = (this.handler ?? FULL).handle(request, this.peer);
      this.engine.respond(response);
      this.answered++;
      unsent += response.body.length;
      if (unsent < BATCH_OCTETS) continue;
      this.send();
      unsent = 0;
    }
    this.send();
    if (this.engine.closing) this.end();
  }

  private send(): void {
    for (let octets = this.engine.takeOutput(); octets !== undefined; octets = this.engine.takeOutput()) {
      if (!this.sink.write(octets)) this.isBlocked = true;
    }
  }

  private end(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.waiting = NO_OCTETS;
    this.sink.close();
  }
}

/** What a server answers that holds `maxConnections` already. */
const FULL: RequestHandler = Object.freeze({
  handle(): HttpResponse {
    return { status: 503, headers: [['retry-after', '' + RETRY_AFTER_S]], body: NO_OCTETS };
  },
});
