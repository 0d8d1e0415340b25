/**
 * What a device keeps over a power cut, if it has a {@link Store}: TLS sessions, and what its event engines know. What it
 * cannot read back it drops; what the store does not take it says and goes on without.
 */

import { PeerError } from '../core/peer-error.js';
import { type Log } from '../ports/log.js';
import { type Store } from '../ports/store.js';
import { type TlsSession, decodeSession, encodeSession } from '../tls/session.js';
import { type DeskState, decodeDeskState, encodeDeskState } from './event-state-codec.js';

export class DeviceMemory {
  private readonly store: Store;
  private readonly log: Log;

  constructor(store: Store, log: Log) {
    this.store = store;
    this.log = log;
  }

  loadSession(serverId: string): TlsSession | undefined {
    return this.load(sessionKey(serverId), decodeSession);
  }

  /** @param session `undefined`: there is none any more */
  saveSession(serverId: string, session: TlsSession | undefined): void {
    const key = sessionKey(serverId);
    if (session !== undefined) this.save(key, encodeSession(session));
    else if (this.store.get(key) !== undefined) this.change(key, undefined, () => this.store.delete(key));
  }

  /** @param kind `load` or `der` */
  loadDesk<P>(kind: string): DeskState<P> | undefined {
    return this.load(deskKey(kind), (octets) => decodeDeskState<P>(octets));
  }

  saveDesk<P>(kind: string, state: DeskState<P>): void {
    this.save(deskKey(kind), encodeDeskState(state));
  }

  private load<T>(key: string, decode: (octets: Uint8Array) => T): T | undefined {
    const octets = this.store.get(key);
    if (octets === undefined) return undefined;
    try {
      return decode(octets);
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      this.log.write('warn', 'memory.dropped', { key, detail: error.message });
      this.change(key, undefined, () => this.store.delete(key));
      return undefined;
    }
  }

  private save(key: string, octets: Uint8Array): void {
    this.change(key, octets.length, () => this.store.set(key, octets));
  }

  /** A store that is full or worn costs what a restart would have needed, not what runs now. */
  private change(key: string, octets: number | undefined, write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof Error) || error instanceof RangeError || error instanceof TypeError) throw error;
      this.log.write('error', 'memory.not-kept', { key, octets, detail: error.message });
    }
  }
}

function sessionKey(serverId: string): string {
  return 'tls ' + serverId;
}

function deskKey(kind: string): string {
  return 'events ' + kind;
}
