/** Where a link keeps its TLS session between two connections. */

import { type TlsSession } from '../tls/session.js';
import { type DeviceMemory } from './memory.js';

export interface SessionKeeper {
  /** The session that the next connection can offer; asked before each. */
  load(): TlsSession | undefined;
  /** The session that a handshake ended with, the same or a new one; `undefined`: the server can resume none. */
  keep(session: TlsSession | undefined): void;
}

/** Keeps it as it is, for as long as the device runs. */
export class HeldSession implements SessionKeeper {
  private session: TlsSession | undefined = undefined;

  load(): TlsSession | undefined {
    return this.session;
  }

  keep(session: TlsSession | undefined): void {
    this.session = session;
  }
}

/** Keeps it in the device's memory, over a power cut, and none of it at hand. */
export class StoredSession implements SessionKeeper {
  private readonly memory: DeviceMemory;
  private readonly serverId: string;

  constructor(memory: DeviceMemory, serverId: string) {
    this.memory = memory;
    this.serverId = serverId;
  }

  load(): TlsSession | undefined {
    return this.memory.loadSession(this.serverId);
  }

  keep(session: TlsSession | undefined): void {
    this.memory.saveSession(this.serverId, session);
  }
}
