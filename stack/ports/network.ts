/**
 * TCP and UDP as the stack asks for them. Callbacks only, never inside the call that caused them.
 *
 * Contract (one test suite runs it on every adapter):
 * - octets given to `onData` or `onDatagram` are valid during the call only; whoever keeps them copies them;
 * - after `onClose` nothing else is called; `onClose` comes exactly once, for each connection that ever was returned;
 * - `write` takes all octets, copies what it cannot send at once, and answers whether the caller should go on (`false`:
 *   wait for `onDrain`);
 * - `close` sends what is queued and then ends; `abort` drops it.
 */

export type IpFamily = 4 | 6;

/** An address in its usual text form, without brackets; IPv6 may carry a zone (`fe80::1%eth0`). Port 1–65535. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Why a connection ended: `undefined` where the peer or the caller closed it in order. */
export type CloseReason = 'refused' | 'unreachable' | 'timeout' | 'reset' | 'failed';

/** What a connection tells whoever holds it. */
export interface TcpHandler {
  onConnect(): void;
  onData(octets: Uint8Array): void;
  onDrain(): void;
  onClose(reason: CloseReason | undefined): void;
}

/** One connection, from the call that made it or from a listener. */
export interface TcpConnection {
  readonly remote: Endpoint;
  readonly local: Endpoint;
  write(octets: Uint8Array): boolean;
  close(): void;
  abort(): void;
}

/** A bound address that takes connections until it is closed. */
export interface TcpListener {
  /** The port that was bound, also where 0 was asked for. */
  readonly local: Endpoint;
  close(): void;
}

/** What a listener tells whoever asked for it. */
export interface ListenHandler {
  /** A peer connected; the answer receives its octets. `onConnect` is not called on it. */
  onAccept(connection: TcpConnection): TcpHandler;
  /** The address is bound: `local` is final. */
  onListening(listener: TcpListener): void;
  /** The address could not be bound, or was lost; nothing follows. */
  onFailed(detail: string): void;
}

/** Connections and listeners. RangeError for an address that is a name, or a port out of its range. */
export interface TcpPort {
  connect(remote: Endpoint, handler: TcpHandler): TcpConnection;
  listen(local: Endpoint, handler: ListenHandler): TcpListener;
}

/** What a socket tells whoever opened it. */
export interface UdpHandler {
  /** `interfaceName` is the interface on which it came, where the runtime knows. */
  onDatagram(octets: Uint8Array, from: Endpoint, interfaceName: string | undefined): void;
  onFailed(detail: string): void;
}

/** A datagram that cannot leave is lost, as on any network. */
export interface UdpSocket {
  send(octets: Uint8Array, to: Endpoint): void;
  close(): void;
}

/** Where a socket is bound, and which group it joins. */
export interface UdpOptions {
  readonly family: IpFamily;
  /** 0 for a port of the runtime's choice. */
  readonly port: number;
  /** A group to join on every interface, or on `interfaceName` alone. */
  readonly group?: string;
  readonly interfaceName?: string;
}

/** Datagram sockets, and where this machine can be reached. */
export interface UdpPort {
  open(options: UdpOptions, handler: UdpHandler): UdpSocket;
  /** Addresses of this machine, for the records that a responder gives; loopback only where there is nothing else. */
  addresses(): readonly HostAddress[];
}

/** An address of this machine; a link-local one may carry its zone. */
export interface HostAddress {
  readonly interfaceName: string;
  readonly family: IpFamily;
  readonly address: string;
}
