/**
 * TLS sessions: what two peers keep to skip the full handshake next time (RFC 5246 §7.3, RFC 5077).
 *
 * A session is plain data. {@link encodeSession} makes octets of it for a store; whoever reads them can impersonate
 * either side of that session, so they are as secret as a key.
 */

import { toHex, wipeOctets } from '../core/octets.js';
import { type FragmentLength, MASTER_SECRET_OCTETS } from './handshake/constants.js';
import { fragmentLengthWithin } from './handshake/extensions.js';
import { WireReader } from './wire/reader.js';
import { WireWriter } from './wire/writer.js';

export interface TlsSession {
  /** The identifier that the client offers, 1 to 32 octets. */
  readonly id: Uint8Array;
  /** A ticket that the client offers beside it (RFC 5077); empty where the server keeps the session itself. */
  readonly ticket: Uint8Array;
  /** 48 octets; always an extended master secret (RFC 7627 §5.3). */
  readonly masterSecret: Uint8Array;
  /** max_fragment_length, which lasts as long as the session does (RFC 6066 §4). */
  readonly maxFragmentLength: FragmentLength | undefined;
  /** The peer's leaf certificate, DER, as it was verified. */
  readonly peerCertificate: Uint8Array;
  /** TlsConfig.nowS when the session began, seconds; `undefined` where the time was unknown. */
  readonly createdS: number | undefined;
  /** How long it may be resumed, seconds. */
  readonly lifetimeS: number;
}

/**
 * Whether a session is within its lifetime; one side without a clock trusts the other. A clock that was set back further
 * than that says nothing of the session's age: such a session is not fresh, lest it live for years.
 */
export function isFresh(session: TlsSession, nowS: number | undefined): boolean {
  if (nowS === undefined || session.createdS === undefined) return true;
  return Math.abs(nowS - session.createdS) < session.lifetimeS;
}

/** Sessions that a server can resume; the least recently used makes room. */
export class TlsSessionCache {
  private readonly sessions = new Map<string, TlsSession>();

  /** `capacity`: most sessions kept (`maxTlsSessions`), 0 for none. */
  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.sessions.size;
  }

  get(id: Uint8Array): TlsSession | undefined {
    const key = toHex(id);
    const session = this.sessions.get(key);
    if (session === undefined) return undefined;
    this.sessions.delete(key);
    this.sessions.set(key, session);
    return session;
  }

  /** Keeps a session; the cache owns its octets from here on, and wipes them in the end. */
  put(session: TlsSession): void {
    this.delete(session.id);
    this.sessions.set(toHex(session.id), session);
    while (this.sessions.size > this.capacity) {
      const oldest = this.sessions.keys().next().value;
      if (oldest === undefined) return;
      this.drop(oldest);
    }
  }

  delete(id: Uint8Array): void {
    this.drop(toHex(id));
  }

  private drop(key: string): void {
    const session = this.sessions.get(key);
    if (session === undefined) return;
    wipeOctets(session.masterSecret);
    this.sessions.delete(key);
  }
}

const FORMAT = 1;
/** createdS of a session that began at an unknown time. */
const UNKNOWN_TIME = 0;

/** Octets of a session for a store. */
export function encodeSession(session: TlsSession): Uint8Array {
  const writer = new WireWriter(256);
  writer.u8(FORMAT);
  writer.vector(1, session.id);
  writer.vector(2, session.ticket);
  writer.put(session.masterSecret);
  writer.u16(session.maxFragmentLength ?? 0);
  writer.vector(2, session.peerCertificate);
  const createdS = Math.floor(session.createdS ?? UNKNOWN_TIME);
  writer.u32(Math.floor(createdS / 0x100000000));
  writer.u32(createdS % 0x100000000);
  writer.u32(session.lifetimeS);
  return writer.finish();
}

/** Reads {@link encodeSession}; a PeerError where the store has kept something else. */
export function decodeSession(octets: Uint8Array): TlsSession {
  const reader = new WireReader(octets, 'TlsSession');
  if (reader.u8() !== FORMAT) throw reader.error('tls.session-format', 'a session of another format');
  const id = reader.vector(1, 1, 32).slice();
  const ticket = reader.vector(2, 0, 0xffff).slice();
  const masterSecret = reader.take(MASTER_SECRET_OCTETS).slice();
  const fragment = reader.u16();
  const maxFragmentLength = fragmentLengthWithin(fragment);
  if (fragment !== (maxFragmentLength ?? 0)) throw reader.error('tls.session-format', 'a fragment of ' + fragment);
  const peerCertificate = reader.vector(2, 1, 0xffff).slice();
  const created = reader.u32() * 0x100000000 + reader.u32();
  const lifetimeS = reader.u32();
  reader.finish();
  const createdS = created === UNKNOWN_TIME ? undefined : created;
  return { id, ticket, masterSecret, maxFragmentLength, peerCertificate, createdS, lifetimeS };
}
