/** The server's end of a TLS connection. */

import { type TlsConfig } from './config.js';
import { TlsConnection } from './connection.js';
import { ServerHandshake } from './handshake/server.js';
import { type TlsSession, type TlsSessionCache } from './session.js';

export interface TlsServerOptions {
  /** Where sessions are kept, one for all connections of a server. Left out: each handshake is a full one. */
  readonly sessions?: TlsSessionCache;
  /** How long a session may be resumed, seconds; a day unless said otherwise (RFC 5246 appendix F.1.4). */
  readonly sessionLifetimeS?: number;
}

const DAY_S = 86400;

export class TlsServer extends TlsConnection {
  private readonly sessions: TlsSessionCache | undefined;

  constructor(config: TlsConfig, options: TlsServerOptions = {}) {
    super('server', config, (context) => {
      return new ServerHandshake(context, {
        sessions: options.sessions,
        sessionLifetimeS: options.sessionLifetimeS ?? DAY_S,
      });
    });
    this.sessions = options.sessions;
  }

  protected override forget(session: TlsSession): void {
    this.sessions?.delete(session.id);
  }
}
