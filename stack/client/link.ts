/**
 * One secured connection to one server: TCP, TLS and HTTP joined, opened when a request needs it, one request at a time
 * (small peers do not pipeline), resumed where the server allows it.
 */

import { PeerError, misbehaved } from '../core/peer-error.js';
import { HttpClientEngine } from '../http/client-engine.js';
import { type HttpRequest } from '../http/message.js';
import { type CloseReason, type Endpoint, type TcpConnection, type TcpHandler } from '../ports/network.js';
import { type TimerHandler } from '../core/timer-queue.js';
import { type Timer } from '../ports/scheduler.js';
import { TlsClient } from '../tls/client.js';
import { formatAuthority } from './href.js';
import { DEFAULT_LINK_TIMES, type LinkAnswer, type LinkServices, type LinkTimes } from './link-services.js';

/** From our close to the peer's, ms. */
const CLOSE_TIMEOUT_MS = 5_000;

/** A request, and who waits for its answer. */
export interface Exchange {
  readonly request: HttpRequest;
  /** Monotonic time at which it left, or was queued, ms: the link's to set. */
  sentMs: number;
  /** Called exactly once. */
  onAnswer(answer: LinkAnswer): void;
}

type State = 'Closed' | 'AwaitConnect' | 'AwaitHandshake' | 'Open';

export class Link implements TcpHandler, TimerHandler {
  readonly remote: Endpoint;
  private readonly services: LinkServices;
  private readonly times: LinkTimes;
  private readonly waiting: Exchange[] = [];
  private current: Exchange | undefined = undefined;
  private state: State = 'Closed';
  private tcp: TcpConnection | undefined = undefined;
  private tls: TlsClient | undefined = undefined;
  private http: HttpClientEngine | undefined = undefined;
  private timer: Timer | undefined = undefined;
  /** Whether this connection's handshake was finished. */
  private opened = false;
  /** Why we are ending the connection ourselves: it outlives the close. */
  private ending: LinkAnswer | undefined = undefined;
  /** Closed for good by its owner. */
  private shut = false;

  constructor(remote: Endpoint, services: LinkServices, times: LinkTimes = DEFAULT_LINK_TIMES) {
    this.remote = remote;
    this.services = services;
    this.times = times;
  }

  /** The host and port, as a Host header says them. */
  get authority(): string {
    return formatAuthority(this.remote);
  }

  /**
   * Queues a request, which is answered once, never inside this call. One past `limits.maxWaitingRequests` fails with
   * `queue-full`.
   */
  request(exchange: Exchange): void {
    const { scheduler, limits } = this.services;
    const sentMs = scheduler.nowMs();
    exchange.sentMs = sentMs;
    if (this.shut || this.waiting.length >= limits.maxWaitingRequests) {
      const failure = this.shut ? 'closed' : 'queue-full';
      scheduler.at(sentMs, () => exchange.onAnswer({ failure, sentMs }));
      return;
    }
    this.waiting.push(exchange);
    if (this.state === 'Closed' && this.tcp === undefined) this.open();
    else if (this.state === 'Open') this.sendNext();
  }

  /** Ends the connection in order, for good: requests that wait, and any that come, fail with `closed`. */
  close(): void {
    this.shut = true;
    this.endInOrder();
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
    if (this.tls === tls && tls.closed) {
      this.endOfInput();
      this.end({ failure: 'closed', sentMs: 0 }, false);
    }
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
    if (neverOpened && !this.shut) this.sayNotOpened(answer);
    if (failed !== undefined) failed.onAnswer({ ...answer, sentMs: failed.sentMs });
    // A server that cannot be reached fails all that waits: one attempt answers for them.
    if (neverOpened || this.shut) this.failWaiting(answer);
    if (this.waiting.length > 0 && this.tcp === undefined) this.open();
  }

  /** Whatever was waited for has not come. */
  onTimer(): void {
    this.timer = undefined;
    if (this.state === 'Closed') {
      // The peer does not end its half: we do not wait for it.
      if (this.tcp !== undefined) this.tcp.abort();
    } else if (this.state === 'Open' && this.current === undefined) this.endInOrder();
    else this.end({ failure: 'no-answer', sentMs: 0 }, true);
  }

  /** Each try that comes to nothing is told, so that whoever waits sees what is tried and why it fails. */
  private sayNotOpened(answer: LinkAnswer): void {
    this.services.log.write('info', 'link.failed', {
      server: this.authority,
      failure: answer.failure,
      error: answer.error === undefined ? undefined : answer.error.message,
    });
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
    // What is asked in return waits for the next connection.
    this.state = 'Closed';
    exchange.onAnswer({ response, sentMs: exchange.sentMs });
  }

  private reasonOfClose(reason: CloseReason | undefined): LinkAnswer {
    const tls = this.tls;
    if (tls !== undefined && tls.error !== undefined) return { failure: 'refused-by-us', error: tls.error, sentMs: 0 };
    return { failure: reason ?? 'closed', sentMs: 0 };
  }

  private open(): void {
    const services = this.services;
    this.state = 'AwaitConnect';
    const session = services.sessions.load();
    this.tls = new TlsClient(services, session === undefined ? {} : { session });
    this.http = new HttpClientEngine(services.limits);
    this.arm(this.times.handshakeTimeoutMs);
    this.tcp = services.tcp.connect(this.remote, this);
  }

  private established(tls: TlsClient): void {
    this.state = 'Open';
    this.opened = true;
    this.services.sessions.keep(tls.takeSession());
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
      // Before the answer is told: what is asked in return waits for the next connection.
      if (http.closing) this.endInOrder();
      exchange.onAnswer({ response, sentMs: exchange.sentMs });
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

  /** Says goodbye and closes; what waits goes over the next connection. */
  private endInOrder(): void {
    if (this.tls !== undefined) {
      this.tls.close();
      this.flush();
    }
    this.end({ failure: 'closed', sentMs: 0 }, false);
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
    for (let i = 0; i < failed.length; i++) failed[i]!.onAnswer(answer);
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
    this.timer = scheduler.at(scheduler.nowMs() + delayMs, this);
  }

  private disarm(): void {
    if (this.timer !== undefined) this.timer.cancel();
    this.timer = undefined;
  }
}
