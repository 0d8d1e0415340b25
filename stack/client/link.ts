/**
 * One secured connection to one server: TCP, TLS and HTTP joined, opened when a request needs it, one request at a time
 * (small peers do not pipeline), resumed where the server allows it.
 */

import { type Limits } from '../core/limits.js';
import { PeerError, misbehaved } from '../core/peer-error.js';
import { HttpClientEngine } from '../http/client-engine.js';
import { type HttpRequest, type HttpResponse } from '../http/message.js';
import { type Log } from '../ports/log.js';
import {
  type CloseReason,
  type Endpoint,
  type TcpConnection,
  type TcpHandler,
  type TcpPort,
} from '../ports/network.js';
import { type Scheduler, type Timer } from '../ports/scheduler.js';
import { type TlsClient } from '../tls/client.js';
import { type TlsSession } from '../tls/session.js';
import { formatAuthority } from './href.js';

/** How a request ended without an answer. */
export type LinkFailure = CloseReason | 'closed' | 'no-answer' | 'refused-by-us';

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

export interface LinkServices {
  readonly tcp: TcpPort;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly limits: Limits;
  readonly traffic: LinkTraffic;
  /** A fresh TLS client for this server, resuming a session where there is one. */
  newTls(session: TlsSession | undefined): TlsClient;
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

/** From our close to the peer's, ms. */
const CLOSE_TIMEOUT_MS = 5_000;

interface Exchange {
  readonly request: HttpRequest;
  readonly done: (answer: LinkAnswer) => void;
  sentMs: number;
}

type State = 'Closed' | 'AwaitConnect' | 'AwaitHandshake' | 'Open';

export class Link implements TcpHandler {
  readonly remote: Endpoint;
  private readonly services: LinkServices;
  private readonly times: LinkTimes;
  private readonly waiting: Exchange[] = [];
  private current: Exchange | undefined = undefined;
  private state: State = 'Closed';
  private tcp: TcpConnection | undefined = undefined;
  private tls: TlsClient | undefined = undefined;
  private http: HttpClientEngine | undefined = undefined;
  private session: TlsSession | undefined = undefined;
  private timer: Timer | undefined = undefined;
  /** Whether this connection's handshake was finished. */
  private opened = false;
  /** Why we are ending the connection ourselves: it outlives the close. */
  private ending: LinkAnswer | undefined = undefined;
  private readonly onTimer = (): void => this.timedOut();

  constructor(remote: Endpoint, services: LinkServices, times: LinkTimes = DEFAULT_LINK_TIMES) {
    this.remote = remote;
    this.services = services;
    this.times = times;
  }

  /** The host and port, as a Host header says them. */
  get authority(): string {
    return formatAuthority(this.remote);
  }

  /** Queues a request; `done` is called exactly once, never inside this call. */
  request(request: HttpRequest, done: (answer: LinkAnswer) => void): void {
    this.waiting.push({ request, done, sentMs: 0 });
    if (this.state === 'Closed' && this.tcp === undefined) this.open();
    else if (this.state === 'Open') this.sendNext();
  }

  /** Ends the connection in order; requests that still wait fail with `closed`. */
  close(): void {
    if (this.tls !== undefined) {
      this.tls.close();
      this.flush();
    }
    this.end({ failure: 'closed', sentMs: 0 }, false);
  }

  onConnect(): void {
    this.state = 'AwaitHandshake';
    this.tls!.start();
    this.flush();
  }

  onData(octets: Uint8Array): void {
    const tls = this.tls;
    if (tls === undefined) return;
    this.countOnWire(octets.length);
    tls.receive(octets);
    this.flush();
    if (tls.error !== undefined) {
      this.end({ failure: 'refused-by-us', error: tls.error, sentMs: this.services.scheduler.nowMs() }, false);
      return;
    }
    if (this.state === 'AwaitHandshake' && tls.established) this.established(tls);
    this.readAnswers(tls);
    if (this.tls === tls && tls.closed) this.end({ failure: 'closed', sentMs: 0 }, false);
  }

  onDrain(): void {
    this.flush();
  }

  onClose(reason: CloseReason | undefined): void {
    if (reason === undefined) this.endOfInput();
    const answer = this.ending ?? this.reasonOfClose(reason);
    const failed = this.current;
    const neverOpened = !this.opened;
    this.release();
    if (failed !== undefined) failed.done({ ...answer, sentMs: failed.sentMs });
    // A server that cannot be reached fails all that waits: one attempt answers for them.
    if (neverOpened) this.failWaiting(answer);
    if (this.waiting.length > 0 && this.tcp === undefined) this.open();
  }

  /** An answer without a length lasts until the connection ends. */
  private endOfInput(): void {
    const exchange = this.current;
    const http = this.http;
    if (exchange === undefined || http === undefined || this.ending !== undefined) return;
    try {
      http.endOfInput();
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      return;
    }
    const response = http.nextResponse();
    if (response === undefined) return;
    this.current = undefined;
    exchange.done({ response, sentMs: exchange.sentMs });
  }

  private reasonOfClose(reason: CloseReason | undefined): LinkAnswer {
    const tls = this.tls;
    if (tls !== undefined && tls.error !== undefined) return { failure: 'refused-by-us', error: tls.error, sentMs: 0 };
    return { failure: reason ?? 'closed', sentMs: 0 };
  }

  private open(): void {
    const services = this.services;
    this.state = 'AwaitConnect';
    this.tls = services.newTls(this.session);
    this.http = new HttpClientEngine(services.limits);
    this.arm(this.times.handshakeTimeoutMs);
    this.tcp = services.tcp.connect(this.remote, this);
  }

  private established(tls: TlsClient): void {
    this.state = 'Open';
    this.opened = true;
    this.session = tls.session;
    this.services.traffic.handshakes++;
    if (tls.resumed) this.services.traffic.resumptions++;
    this.services.log.write('info', tls.resumed ? 'tls.resumed' : 'tls.established', {
      server: this.authority,
      sfdi: tls.peer === undefined ? undefined : tls.peer.sfdi,
    });
    this.sendNext();
  }

  private readAnswers(tls: TlsClient): void {
    const http = this.http;
    if (http === undefined) return;
    for (let plain = tls.read(); plain !== undefined; plain = tls.read()) {
      this.services.traffic.plainOctets += plain.length;
      try {
        http.receive(plain);
      } catch (error) {
        if (!(error instanceof PeerError)) throw error;
        this.end({ failure: 'refused-by-us', error, sentMs: 0 }, true);
        return;
      }
    }
    for (let response = http.nextResponse(); response !== undefined; response = http.nextResponse()) {
      const exchange = this.current;
      if (exchange === undefined) {
        const error = misbehaved('http.unasked', 'an answer without a request');
        this.end({ failure: 'refused-by-us', error, sentMs: 0 }, true);
        return;
      }
      this.current = undefined;
      const closing = http.closing;
      exchange.done({ response, sentMs: exchange.sentMs });
      if (closing) {
        this.close();
        return;
      }
    }
    if (this.state === 'Open') this.sendNext();
  }

  private sendNext(): void {
    if (this.current !== undefined) return;
    const exchange = this.waiting.shift();
    if (exchange === undefined) {
      this.armIdle();
      return;
    }
    this.current = exchange;
    exchange.sentMs = this.services.scheduler.nowMs();
    this.http!.request({ ...exchange.request, host: this.authority });
    const octets = this.http!.takeOutput();
    if (octets !== undefined) {
      this.services.traffic.plainOctets += octets.length;
      this.tls!.write(octets);
    }
    this.arm(this.times.answerTimeoutMs);
    this.flush();
  }

  private flush(): void {
    const tls = this.tls;
    const tcp = this.tcp;
    if (tls === undefined || tcp === undefined) return;
    for (let octets = tls.takeOutput(); octets !== undefined; octets = tls.takeOutput()) {
      this.countOnWire(octets.length);
      tcp.write(octets);
    }
  }

  private countOnWire(octets: number): void {
    if (this.opened) this.services.traffic.recordOctets += octets;
    else this.services.traffic.handshakeOctets += octets;
  }

  private timedOut(): void {
    this.timer = undefined;
    if (this.state === 'Closed') {
      // The peer does not end its half: we do not wait for it.
      if (this.tcp !== undefined) this.tcp.abort();
    } else if (this.state === 'Open' && this.current === undefined) this.close();
    else this.end({ failure: 'no-answer', sentMs: 0 }, true);
  }

  /** Ends the TCP connection and remembers why until its `onClose`. */
  private end(answer: LinkAnswer, abruptly: boolean): void {
    const tcp = this.tcp;
    this.disarm();
    this.state = 'Closed';
    if (tcp === undefined) return;
    if (this.ending === undefined) this.ending = answer;
    if (abruptly) tcp.abort();
    else {
      this.arm(CLOSE_TIMEOUT_MS);
      tcp.close();
    }
  }

  private failWaiting(answer: LinkAnswer): void {
    const failed = this.waiting.splice(0, this.waiting.length);
    for (let i = 0; i < failed.length; i++) failed[i]!.done(answer);
  }

  private release(): void {
    this.disarm();
    this.state = 'Closed';
    this.ending = undefined;
    this.current = undefined;
    this.opened = false;
    this.tcp = undefined;
    this.tls = undefined;
    this.http = undefined;
  }

  private armIdle(): void {
    if (this.times.idleCloseMs > 0) this.arm(this.times.idleCloseMs);
    else this.disarm();
  }

  private arm(delayMs: number): void {
    this.disarm();
    const scheduler = this.services.scheduler;
    this.timer = scheduler.at(scheduler.nowMs() + delayMs, this.onTimer);
  }

  private disarm(): void {
    if (this.timer !== undefined) this.timer.cancel();
    this.timer = undefined;
  }
}
