/** TCP over node:net. */

import { connect, createServer, isIP, type AddressInfo, type Server, type Socket } from 'node:net';
import {
  type CloseReason,
  type Endpoint,
  type ListenHandler,
  type TcpConnection,
  type TcpHandler,
  type TcpListener,
  type TcpPort,
} from '../../stack/ports/network.js';

/** How long a peer may leave its half open after we closed ours and everything was sent. */
const CLOSE_LINGER_MS = 10_000;

/** Errors of the listening socket that pass: the next peer may be accepted again. */
const PASSING_ACCEPT_ERRORS: readonly string[] = ['EMFILE', 'ENFILE', 'ECONNABORTED', 'ENOBUFS', 'ENOMEM'];

const REASONS: Readonly<Record<string, CloseReason>> = Object.freeze({
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EINVAL: 'unreachable',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
});

/** TCP on the host's own network. Addresses are numeric: a name is a RangeError. */
export class NodeTcpPort implements TcpPort {
  connect(remote: Endpoint, handler: TcpHandler): TcpConnection {
    checkEndpoint('remote', remote, 1);
    const socket = connect({ host: remote.address, port: remote.port, noDelay: true });
    const connection = new NodeTcpConnection(socket, remote);
    socket.once('connect', () => {
      connection.settle();
      if (!connection.ended) handler.onConnect();
    });
    connection.attach(handler);
    return connection;
  }

  listen(local: Endpoint, handler: ListenHandler): TcpListener {
    checkEndpoint('local', local, 0);
    return new NodeTcpListener(local, handler);
  }
}

class NodeTcpConnection implements TcpConnection {
  local: Endpoint = { address: '', port: 0 };
  /** Set by `abort`: nothing but `onClose` may follow. */
  ended = false;
  private reason: CloseReason | undefined;
  private closing = false;

  constructor(
    private readonly socket: Socket,
    readonly remote: Endpoint,
  ) {}

  /** Notes the local address, which is known once the connection is up. */
  settle(): void {
    this.local = { address: plainAddress(this.socket.localAddress), port: this.socket.localPort ?? 0 };
  }

  attach(handler: TcpHandler): void {
    const socket = this.socket;
    socket.on('data', (octets: Uint8Array) => {
      if (!this.ended) handler.onData(octets);
    });
    socket.on('drain', () => {
      if (!this.ended && !this.closing) handler.onDrain();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.reason = REASONS[error.code ?? ''] ?? 'failed';
    });
    socket.once('close', () => {
      const reason = this.ended ? undefined : this.reason;
      this.ended = true;
      handler.onClose(reason);
    });
  }

  write(octets: Uint8Array): boolean {
    if (this.ended || this.closing || !this.socket.writable) return false;
    // The socket keeps a reference to what it cannot send at once; the caller may reuse its buffer now.
    return this.socket.write(Buffer.from(octets));
  }

  close(): void {
    if (this.ended || this.closing) return;
    this.closing = true;
    this.socket.end(() => {
      this.socket.setTimeout(CLOSE_LINGER_MS, () => this.socket.destroy());
    });
  }

  abort(): void {
    if (this.ended) return;
    this.ended = true;
    if (this.socket.connecting) this.socket.destroy();
    else this.socket.resetAndDestroy();
  }
}

class NodeTcpListener implements TcpListener {
  local: Endpoint;
  private readonly server: Server;
  private listening = false;
  private closed = false;

  constructor(
    local: Endpoint,
    private readonly handler: ListenHandler,
  ) {
    this.local = local;
    this.server = createServer({ noDelay: true }, (socket) => this.accept(socket));
    this.server.on('error', (error: NodeJS.ErrnoException) => this.fail(error));
    this.server.once('listening', () => {
      if (this.closed) return;
      this.listening = true;
      this.local = { address: local.address, port: (this.server.address() as AddressInfo).port };
      handler.onListening(this);
    });
    this.server.listen({ host: local.address, port: local.port, exclusive: true });
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.server.close();
  }

  private accept(socket: Socket): void {
    if (this.closed) {
      socket.destroy();
      return;
    }
    const remote = { address: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 };
    const connection = new NodeTcpConnection(socket, remote);
    connection.settle();
    connection.attach(this.handler.onAccept(connection));
  }

  private fail(error: NodeJS.ErrnoException): void {
    if (this.closed || (this.listening && PASSING_ACCEPT_ERRORS.includes(error.code ?? ''))) return;
    this.closed = true;
    this.server.close();
    this.handler.onFailed(error.message);
  }
}

/** Refuses names and impossible ports: a caller's bug. `leastPort` is 0 where the runtime may choose. */
export function checkEndpoint(argument: string, endpoint: Endpoint, leastPort: 0 | 1): void {
  if (isIP(endpoint.address) === 0) {
    throw new RangeError(`${argument}.address: expected an IPv4 or IPv6 address, got "${endpoint.address}"`);
  }
  if (!Number.isInteger(endpoint.port) || endpoint.port < leastPort || endpoint.port > 65535) {
    throw new RangeError(`${argument}.port: expected an integer from ${leastPort} to 65535, got ${endpoint.port}`);
  }
}

/** An IPv4 peer of a dual-stack listener shows its IPv4 address. */
function plainAddress(address: string | undefined): string {
  if (address === undefined) return '';
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}
