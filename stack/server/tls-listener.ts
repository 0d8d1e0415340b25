/**
 * A server on a TcpPort with the project's own TLS: for the simulator, for boards and for tests. (A host that wants speed
 * puts its runtime's TLS in front of {@link ServerConnection} instead.)
 */

import { type Limits } from '../core/limits.js';
import { type PeerError } from '../core/peer-error.js';
import { type PeerIdentity } from '../core/peer-identity.js';
import {
  type CloseReason,
  type Endpoint,
  type ListenHandler,
  type TcpConnection,
  type TcpHandler,
  type TcpListener,
  type TcpPort,
} from '../ports/network.js';
import { type Scheduler, type Timer } from '../ports/scheduler.js';
import { type TlsConfig } from '../tls/config.js';
import { TlsServer } from '../tls/server.js';
import { TlsSessionCache } from '../tls/session.js';
import { type OctetSink, type RequestHandler, ServerConnection } from './connection.js';
import { Deadline, DEFAULT_PATIENCE, type Patience } from './patience.js';

export interface TlsListenerOptions {
  readonly tcp: TcpPort;
  /** Keeps the time in which peers have to get on. */
  readonly scheduler: Scheduler;
  readonly tls: TlsConfig;
  readonly limits: Limits;
  readonly handler: RequestHandler;
  /** {@link DEFAULT_PATIENCE} where it is left out. */
  readonly patience?: Patience;
  /** A peer's handshake is done. */
  onPeer?(peer: PeerIdentity, resumed: boolean): void;
  /** A peer was refused, or broke the rules. */
  onRefused?(error: PeerError, remote: Endpoint): void;
  onFailed?(detail: string): void;
}

export class TlsServerListener {
  private readonly options: TlsListenerOptions;
  private readonly sessions: TlsSessionCache;
  private readonly open = new Set<PeerConnection>();
  private listener: TcpListener | undefined = undefined;
  private timer: Timer | undefined = undefined;
  private timerMs = Infinity;

  constructor(options: TlsListenerOptions) {
    this.options = options;
    this.sessions = new TlsSessionCache(options.limits.maxTlsSessions);
  }

  listen(local: Endpoint): void {
    const handler: ListenHandler = {
      onAccept: (connection) => this.accept(connection),
      onListening: () => undefined,
      onFailed: (detail) => {
        if (this.options.onFailed !== undefined) this.options.onFailed(detail);
      },
    };
    this.listener = this.options.tcp.listen(local, handler);
  }

  /** Accepts no more and ends every connection. */
  close(): void {
    if (this.listener !== undefined) this.listener.close();
    this.listener = undefined;
    this.open.forEach((connection) => connection.close());
    if (this.timer !== undefined) this.timer.cancel();
    this.timer = undefined;
    this.timerMs = Infinity;
  }

  /** Past `maxConnections` as many again are told 503 and when to come back; past those, nothing is said. */
  private accept(connection: TcpConnection): TcpHandler {
    const { limits, tls, patience, scheduler } = this.options;
    if (this.open.size >= 2 * limits.maxConnections) {
      connection.abort();
      return NOBODY;
    }
    const peer = new PeerConnection(connection, this.options, new TlsServer(tls, { sessions: this.sessions }), {
      isFull: this.open.size >= limits.maxConnections,
      deadline: new Deadline(patience ?? DEFAULT_PATIENCE, scheduler.nowMs()),
      onTurn: () => this.expect(peer.deadline.atMs),
      onClosed: () => this.open.delete(peer),
    });
    this.open.add(peer);
    this.expect(peer.deadline.atMs);
    return peer;
  }

  /** Wakes up at a deadline, or before. */
  private expect(atMs: number): void {
    const { scheduler } = this.options;
    if (atMs >= this.timerMs) return;
    if (this.timer !== undefined) this.timer.cancel();
    this.timerMs = atMs;
    this.timer = scheduler.at(atMs, () => this.sweep());
  }

  private sweep(): void {
    const nowMs = this.options.scheduler.nowMs();
    this.timer = undefined;
    this.timerMs = Infinity;
    let nextMs = Infinity;
    this.open.forEach((connection) => {
      if (connection.deadline.atMs <= nowMs) connection.giveUp(nowMs);
      nextMs = Math.min(nextMs, connection.deadline.atMs);
    });
    if (nextMs < Infinity) this.expect(nextMs);
  }
}

/** Answers for a connection that was not taken. */
const NOBODY: TcpHandler = Object.freeze({ onConnect() {}, onData() {}, onDrain() {}, onClose() {} });

/** A connection's place among those of its listener. */
interface Place {
  readonly isFull: boolean;
  readonly deadline: Deadline;
  /** Something happened: the deadline may be another one. */
  onTurn(): void;
  onClosed(): void;
}

/** One accepted connection: TCP to TLS to HTTP and back. */
class PeerConnection implements TcpHandler, OctetSink {
  readonly deadline: Deadline;
  private readonly tcp: TcpConnection;
  private readonly options: TlsListenerOptions;
  private readonly tls: TlsServer;
  private readonly place: Place;
  private http: ServerConnection | undefined = undefined;
  private isEnding = false;

  constructor(tcp: TcpConnection, options: TlsListenerOptions, tls: TlsServer, place: Place) {
    this.tcp = tcp;
    this.options = options;
    this.tls = tls;
    this.place = place;
    this.deadline = place.deadline;
  }

  onConnect(): void {}

  onData(octets: Uint8Array): void {
    if (this.tls.closed) return;
    const { tls } = this;
    tls.receive(octets);
    if (tls.established) this.connection();
    // One read may bring Finished, a request and close_notify: the connection is over then, and the request still counts.
    for (let plain = tls.read(); plain !== undefined; plain = tls.read()) this.connection().receive(plain);
    this.flush();
    if (tls.error !== undefined && this.options.onRefused !== undefined) {
      this.options.onRefused(tls.error, this.tcp.remote);
    }
    if (tls.closed) this.endTransport();
    this.noteTime();
  }

  onDrain(): void {
    this.flush();
    if (this.http !== undefined) this.http.drain();
    this.noteTime();
  }

  onClose(_reason: CloseReason | undefined): void {
    this.place.onClosed();
  }

  write(octets: Uint8Array): boolean {
    this.tls.write(octets);
    return this.flush();
  }

  close(): void {
    this.tls.close();
    this.flush();
    this.endTransport();
    this.noteTime();
  }

  /** The time to get on is over: a rest ends in order, anything else at once. */
  giveUp(nowMs: number): void {
    if (this.deadline.wait === 'rest' && this.http !== undefined) this.http.shutDown();
    else this.tcp.abort();
    this.deadline.note('linger', -1, nowMs);
  }

  /** What serves the peer, from the end of the handshake on. */
  private connection(): ServerConnection {
    if (this.http !== undefined) return this.http;
    const { limits, handler, onPeer } = this.options;
    const peer = this.tls.peer!;
    if (onPeer !== undefined) onPeer(peer, this.tls.resumed);
    this.http = new ServerConnection(this.place.isFull ? undefined : handler, peer, limits, this);
    return this.http;
  }

  private endTransport(): void {
    this.isEnding = true;
    this.tcp.close();
  }

  private noteTime(): void {
    const wait = this.isEnding ? 'linger' : this.http === undefined ? 'handshake' : this.http.wait;
    this.deadline.note(wait, this.http === undefined ? 0 : this.http.answered, this.options.scheduler.nowMs());
    this.place.onTurn();
  }

  /** Whether the transport takes more. */
  private flush(): boolean {
    let goesOn = true;
    for (let octets = this.tls.takeOutput(); octets !== undefined; octets = this.tls.takeOutput()) {
      goesOn = this.tcp.write(octets);
    }
    return goesOn;
  }
}
