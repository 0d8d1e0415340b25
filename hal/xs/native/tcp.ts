/**
 * TCP of lwIP, in C (`tcp.c`): connections that the device opens, by number. Callbacks come from the main loop alone.
 */

/** What the main loop tells. Octets are in the buffer of {@link staging} and valid during the call only. */
export interface TcpCallbacks {
  onConnect(connection: number): void;
  onData(connection: number, length: number): void;
  onDrain(connection: number): void;
  /** The number is free again. `reason` is an index into `TCP_REASONS` of `hal/xs/tcp.ts`. */
  onClose(connection: number, reason: number): void;
  /** {@link wake} was called since the last turn of the loop. */
  onWake(): void;
}

/** Whom the main loop tells, once. */
export declare function start(callbacks: TcpCallbacks): void;

/** Where received octets are laid, the same buffer for every call. */
export declare function staging(): ArrayBuffer;

/** 6 for an IPv6 address, 4 for an IPv4 one, 0 for what is none. */
export declare function family(address: string): number;

/** Begins a connection to an IPv6 address; a zone is ignored. Its number, or -1: all are in use. */
export declare function connect(address: string, port: number): number;

/** Queues a copy. False: wait for `onDrain`, or the connection is over. Past the queue the connection fails. */
export declare function write(connection: number, octets: Uint8Array): boolean;

/** Sends what is queued, then ends this half. */
export declare function close(connection: number): void;

/** Resets; `onClose` follows. */
export declare function abort(connection: number): void;

/** The local address of a connection that stands, else an empty text. */
export declare function address(connection: number): string;

/** Its port, else 0. */
export declare function port(connection: number): number;

/** Asks for `onWake` on the next turn of the main loop. */
export declare function wake(): void;
