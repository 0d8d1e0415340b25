/** UDP of lwIP, in C (`udp.c`): sockets by number. Callbacks come from the main loop alone. */

/** What the main loop tells. */
export interface UdpCallbacks {
  /** Octets are in the buffer of {@link staging} and valid during the call only. */
  onDatagram(socket: number, length: number, address: string, port: number): void;
  /** {@link wake} was called since the last turn of the loop. */
  onWake(): void;
}

/** Whom the main loop tells, once. */
export declare function start(callbacks: UdpCallbacks): void;

/** Where received octets are laid, the same buffer for every call. */
export declare function staging(): ArrayBuffer;

/** Binds a port, 0 for any, and joins `group` unless it is empty. The socket's number, or an index into `OPEN_FAILURES` as -1, -2 … */
export declare function open(port: number, group: string): number;

/** Sends, or loses, a datagram to an IPv6 address; a zone is ignored. */
export declare function send(socket: number, octets: Uint8Array, address: string, port: number): void;

/** Leaves the group and closes. */
export declare function close(socket: number): void;

/** The device's address of this place, 0 on; empty where there is none (any more). */
export declare function address(place: number): string;

/** The places that `address` has. */
export declare function places(): number;

/** Asks for `onWake` on the next turn of the main loop. */
export declare function wake(): void;
