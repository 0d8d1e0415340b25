/**
 * One connection of a server: plain octets (what TLS has opened) to the HTTP engine, requests to the server, answers back.
 */

import { type Limits } from '../core/limits.js';
import { NO_OCTETS } from '../core/octets.js';
import { type PeerIdentity } from '../core/peer-identity.js';
import { type HttpRequest, type HttpResponse } from '../http/message.js';
import { HttpServerEngine } from '../http/server-engine.js';

/** What answers requests: a {@link UtilityServer}, or a wrapper that logs. */
export interface RequestHandler {
  handle(request: HttpRequest, peer: PeerIdentity | undefined): HttpResponse;
}

/** Where a connection's answers go: the TLS engine or a socket. */
export interface OctetSink {
  /** Octets to send; they are not written to afterwards. */
  write(octets: Uint8Array): void;
  /** Send what was written, then close. */
  close(): void;
}

/** Seconds that a client is asked to wait where the server holds as many connections as it may. */
const RETRY_AFTER_S = 5;

export class ServerConnection {
  private readonly engine: HttpServerEngine;
  private readonly handler: RequestHandler;
  private readonly sink: OctetSink;
  private readonly peer: PeerIdentity | undefined;
  private isClosed = false;

  /** @param handler `undefined` refuses every request with 503 and Retry-After: the server is full. */
  constructor(handler: RequestHandler | undefined, peer: PeerIdentity | undefined, limits: Limits, sink: OctetSink) {
    this.engine = new HttpServerEngine(limits);
    this.handler = handler ?? FULL;
    this.sink = sink;
    this.peer = peer;
  }

  /** Whether nothing is half read and nothing is owed. */
  get isIdle(): boolean {
    return this.engine.isIdle;
  }

  /** Takes octets that the peer sent; they may be reused afterwards. */
  receive(octets: Uint8Array): void {
    if (this.isClosed) return;
    this.engine.receive(octets);
    this.serve();
  }

  /** The peer sends no more. */
  endOfInput(): void {
    if (this.isClosed) return;
    this.engine.endOfInput();
    this.serve();
  }

  /** Closes in order: what was asked is answered. */
  shutDown(): void {
    if (this.isClosed) return;
    this.engine.shutDown();
    this.serve();
  }

  private serve(): void {
    for (let request = this.engine.nextRequest(); request !== undefined; request = this.engine.nextRequest()) {
      this.engine.respond(this.handler.handle(request, this.peer));
    }
    for (let octets = this.engine.takeOutput(); octets !== undefined; octets = this.engine.takeOutput()) {
      this.sink.write(octets);
    }
    if (this.engine.closing && !this.isClosed) {
      this.isClosed = true;
      this.sink.close();
    }
  }
}

/** What a server answers that holds `maxConnections` already. */
const FULL: RequestHandler = Object.freeze({
  handle(): HttpResponse {
    return { status: 503, headers: [['retry-after', '' + RETRY_AFTER_S]], body: NO_OCTETS };
  },
});
