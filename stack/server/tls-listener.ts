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
import { type TlsConfig } from '../tls/config.js';
import { TlsServer } from '../tls/server.js';
import { TlsSessionCache } from '../tls/session.js';
import { type OctetSink, type RequestHandler, ServerConnection } from './connection.js';

export interface TlsListenerOptions {
  readonly tcp: TcpPort;
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
  }

  onConnect(): void {}

  onData(octets: Uint8Array): void {
    const tls = this.tls;
    tls.receive(octets);
    if (tls.established && this.http === undefined) this.begin();
    for (let plain = tls.read(); plain !== undefined; plain = tls.read()) {
      if (this.http !== undefined) this.http.receive(plain);
    }
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

  private begin(): void {
    const { limits, handler, onPeer } = this.options;
    const peer = this.tls.peer!;
    if (onPeer !== undefined) onPeer(peer, this.tls.resumed);
    this.http = new ServerConnection(this.isFull ? undefined : handler, peer, limits, this);
  }

  private flush(): void {
    for (let octets = this.tls.takeOutput(); octets !== undefined; octets = this.tls.takeOutput())
      this.tcp.write(octets);
  }
}
