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

/** From accepting to an established session, ms. */
const HANDSHAKE_TIMEOUT_MS = 30_000;

export interface TlsListenerOptions {
  readonly tcp: TcpPort;
  readonly scheduler: Scheduler;
  readonly tls: TlsConfig;
  readonly limits: Limits;
  readonly handler: RequestHandler;
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
  }

  private accept(connection: TcpConnection): TcpHandler {
    const isFull = this.open.size >= this.options.limits.maxConnections;
    const peer = new PeerConnection(
      connection,
      this.options,
      new TlsServer(this.options.tls, { sessions: this.sessions }),
      {
        isFull,
        onClosed: () => this.open.delete(peer),
      },
    );
    this.open.add(peer);
    return peer;
  }
}

/** One accepted connection: TCP to TLS to HTTP and back. */
class PeerConnection implements TcpHandler, OctetSink {
  private readonly tcp: TcpConnection;
  private readonly options: TlsListenerOptions;
  private readonly tls: TlsServer;
  private readonly isFull: boolean;
  private readonly onClosed: () => void;
  /** Ends a peer that does not finish its handshake. */
  private readonly timer: Timer;
  private http: ServerConnection | undefined = undefined;

  constructor(
    tcp: TcpConnection,
    options: TlsListenerOptions,
    tls: TlsServer,
    place: { readonly isFull: boolean; readonly onClosed: () => void },
  ) {
    this.tcp = tcp;
    this.options = options;
    this.tls = tls;
    this.isFull = place.isFull;
    this.onClosed = place.onClosed;
    const { scheduler } = options;
    this.timer = scheduler.at(scheduler.nowMs() + HANDSHAKE_TIMEOUT_MS, () => this.tcp.abort());
  }

  onConnect(): void {}

  onData(octets: Uint8Array): void {
    const tls = this.tls;
    tls.receive(octets);
    if (tls.established) this.connection();
    // One read may bring Finished, a request and close_notify: the connection is over then, and the request still counts.
    for (let plain = tls.read(); plain !== undefined; plain = tls.read()) this.connection().receive(plain);
    this.flush();
    if (tls.error !== undefined && this.options.onRefused !== undefined) {
      this.options.onRefused(tls.error, this.tcp.remote);
    }
    if (tls.closed) this.tcp.close();
  }

  onDrain(): void {
    this.flush();
  }

  onClose(_reason: CloseReason | undefined): void {
    this.timer.cancel();
    this.onClosed();
  }

  write(octets: Uint8Array): void {
    this.tls.write(octets);
    this.flush();
  }

  close(): void {
    this.tls.close();
    this.flush();
    this.tcp.close();
  }

  /** What serves the peer, from the end of the handshake on. */
  private connection(): ServerConnection {
    if (this.http !== undefined) return this.http;
    const { limits, handler, onPeer } = this.options;
    const peer = this.tls.peer!;
    this.timer.cancel();
    if (onPeer !== undefined) onPeer(peer, this.tls.resumed);
    this.http = new ServerConnection(this.isFull ? undefined : handler, peer, limits, this);
    return this.http;
  }

  private flush(): void {
    for (let octets = this.tls.takeOutput(); octets !== undefined; octets = this.tls.takeOutput())
      this.tcp.write(octets);
  }
}
