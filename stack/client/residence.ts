/**
 * Where a server lives: where it is known to be, and where it sent the device since (IEEE 2030.5-2018, HTTP redirection;
 * ERR-001). A device has no resolver and speaks TLS alone, so it goes to addresses over https; and two servers that name
 * each other must not keep it running for ever.
 */

import { type KnownServer } from './device-options.js';
import { isNumericHost, parseHref } from './href.js';

/** Most moves within {@link MOVES_WITHIN_MS}. */
const MAX_MOVES = 3;
const MOVES_WITHIN_MS = 3_600_000;

/** Where to go, or why not. */
export type Move = { readonly to: KnownServer } | { readonly refusal: string };

export class Residence {
  readonly home: KnownServer;
  /** Whether the server has been told that the device started. */
  isTold = false;
  private away = false;
  /** When it was last sent elsewhere, ms. */
  private readonly movedMs: number[] = [];

  constructor(home: KnownServer) {
    this.home = home;
  }

  /**
   * The server says that it is at another URI; answers where that is, if the device can and may go there.
   *
   * @throws PeerError as {@link parseHref}
   */
  move(href: string, nowMs: number): Move {
    const { authority, secure, path } = parseHref(href);
    if (authority === undefined) return { refusal: 'nowhere to go' };
    if (!secure) return { refusal: 'plain http' };
    if (!isNumericHost(authority.address)) return { refusal: 'a host name: a device has no resolver' };
    if (this.movedMs.length >= MAX_MOVES) {
      if (nowMs - this.movedMs[0]! < MOVES_WITHIN_MS) return { refusal: 'more than ' + MAX_MOVES + ' moves an hour' };
      this.movedMs.shift();
    }
    this.movedMs.push(nowMs);
    this.away = true;
    return { to: { endpoint: authority, dcapPath: path } };
  }

  /** Where it was sent to it cannot be reached. Answers whether it is to be looked for at home again. */
  returns(): boolean {
    const wasAway = this.away;
    this.away = false;
    return wasAway;
  }
}
