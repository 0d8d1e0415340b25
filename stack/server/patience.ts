/**
 * How long a server waits for a peer, so that one that is slow, silent or gone holds a connection for a known time only.
 *
 * A request has one deadline from its first octet: a peer that sends an octet now and then gains nothing by it. A rest
 * between requests may be long, since devices hold their connections for hours.
 */

/** What a connection waits for. */
export type Wait = 'handshake' | 'request' | 'rest' | 'drain' | 'linger';

/** Longest waits, milliseconds. */
export type Patience = Readonly<Record<Wait, number>>;

/**
 * - `handshake`: from the connection's first octet to the end of TLS.
 * - `request`: from a request's first octet to its last; also the first request of a peer past `maxConnections`.
 * - `rest`: between requests. Twice the longest pollRate of this server and then some would do; devices are given more.
 * - `drain`: for a peer that does not take what it asked for.
 * - `linger`: from our close to the peer's, while what it still sends is thrown away, so that it can read the answer.
 */
export const DEFAULT_PATIENCE: Patience = Object.freeze({
  handshake: 30_000,
  request: 60_000,
  rest: 4 * 3_600_000,
  drain: 60_000,
  linger: 5_000,
});

/** The deadline of one connection. */
export class Deadline {
  /** What is waited for. */
  wait: Wait = 'handshake';
  /** When the wait is over, milliseconds of the caller's clock. */
  atMs: number;
  private readonly patience: Patience;
  private progress = 0;

  constructor(patience: Patience, nowMs: number) {
    this.patience = patience;
    this.atMs = nowMs + patience.handshake;
  }

  /**
   * Notes what is waited for now. The deadline moves where that is another thing than before, and where `progress`
   * (answers given so far) has grown; a rest begins anew each time.
   */
  note(wait: Wait, progress: number, nowMs: number): void {
    if (wait === this.wait && wait !== 'rest' && progress === this.progress) return;
    this.wait = wait;
    this.progress = progress;
    this.atMs = nowMs + this.patience[wait];
  }
}
