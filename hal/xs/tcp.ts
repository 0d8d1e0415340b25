/**
 * TCP of a device: connections that it opens, over lwIP. It has no listener.
 *
 * A connection's send queue is fixed (`TCP_SND_BUF` of `net/lwipopts.h`: one largest request). Who writes on after
 * `write` answered false, past its end, loses the connection: `onClose('failed')`.
 */

import {
  type CloseReason,
  type Endpoint,
  type ListenHandler,
  type TcpConnection,
  type TcpHandler,
  type TcpListener,
  type TcpPort,
} from '../../stack/ports/network.js';
import { checkEndpoint } from './endpoint.js';
import * as native from './native/tcp.js';

/** In the order of `net_tcp_reason_t` (`net/net_tcp.h`). */
const TCP_REASONS: readonly (CloseReason | undefined)[] = Object.freeze([
  undefined,
  'refused',
  'unreachable',
  'timeout',
  'reset',
  'failed',
]);

const NO_ENDPOINT: Endpoint = Object.freeze({ address: '', port: 0 });

/** A device takes no connections: `listen` throws this. */
export class NoListenerError extends Error {
  constructor() {
    super('tcp.listen: a device opens connections and takes none');
    this.name = 'NoListenerError';
  }
}

/** One for the machine: the native half tells one object. */
export class XsTcpPort implements TcpPort, native.TcpCallbacks {
  /** By number. */
  private readonly connections: (XsTcpConnection | undefined)[] = [];
  /** Those that came to nothing inside `connect`, and wait to be told. */
  private failed: XsTcpConnection[] = [];
  private readonly staging: Uint8Array;

  constructor() {
    this.staging = new Uint8Array(native.staging());
    native.start(this);
  }

  connect(remote: Endpoint, handler: TcpHandler): TcpConnection {
    const family = checkEndpoint('remote', remote, 1);
    const number = family === 6 ? native.connect(remote.address, remote.port) : -1;
    const connection = new XsTcpConnection(number, remote, handler, family === 6 ? 'failed' : 'unreachable');
    if (number >= 0) this.connections[number] = connection;
    else {
      this.failed.push(connection);
      native.wake();
    }
    return connection;
  }

  /** Throws NoListenerError: a device's stack only connects. */
  listen(local: Endpoint, _handler: ListenHandler): TcpListener {
    checkEndpoint('local', local, 0);
    throw new NoListenerError();
  }

  onConnect(number: number): void {
    const connection = this.connections[number];
    if (connection === undefined) return;
    connection.local = { address: native.address(number), port: native.port(number) };
    connection.handler.onConnect();
  }

  onData(number: number, length: number): void {
    const connection = this.connections[number];
    if (connection !== undefined) connection.handler.onData(this.staging.subarray(0, length));
  }

  onDrain(number: number): void {
    const connection = this.connections[number];
    if (connection !== undefined) connection.handler.onDrain();
  }

  onClose(number: number, reason: number): void {
    const connection = this.connections[number];
    if (connection === undefined) return;
    this.connections[number] = undefined;
    connection.end(TCP_REASONS[reason]);
  }

  onWake(): void {
    const failed = this.failed;
    this.failed = [];
    for (let i = 0; i < failed.length; i++) failed[i]!.fail();
  }
}

class XsTcpConnection implements TcpConnection {
  local: Endpoint = NO_ENDPOINT;
  private aborted = false;

  /** `number` is -1 where nothing could be opened; `why` tells then. */
  constructor(
    private number: number,
    readonly remote: Endpoint,
    readonly handler: TcpHandler,
    private readonly why: CloseReason,
  ) {}

  write(octets: Uint8Array): boolean {
    return this.number >= 0 && native.write(this.number, octets);
  }

  close(): void {
    if (this.number >= 0) native.close(this.number);
    else this.aborted = true;
  }

  abort(): void {
    this.aborted = true;
    if (this.number >= 0) native.abort(this.number);
  }

  /** Tells the end. The number may be another connection's from now on. */
  end(reason: CloseReason | undefined): void {
    this.number = -1;
    this.handler.onClose(reason);
  }

  /** Tells that it never was; in order, where the caller gave it up before. */
  fail(): void {
    this.end(this.aborted ? undefined : this.why);
  }
}
