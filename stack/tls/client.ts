/** The client's end of a TLS connection. */

import { type TlsConfig } from './config.js';
import { TlsConnection } from './connection.js';
import { ClientHandshake } from './handshake/client.js';
import { type FragmentLength, MAX_FRAGMENT_OCTETS } from './handshake/constants.js';
import { fragmentLengthWithin } from './handshake/extensions.js';
import { type TlsSession } from './session.js';

export interface TlsClientOptions {
  /** The server's name, ASCII. Sent only where it is a name: an address is not (RFC 6066 §3). */
  readonly serverName?: string;
  /** A session of an earlier connection to this server, to be resumed if the server still can. */
  readonly session?: TlsSession;
  /**
   * The max_fragment_length to ask for, at most `maxRecordOctets`. Left out: the longest that `maxRecordOctets` has room
   * for, and none with room for 16,384 octets.
   */
  readonly maxFragmentLength?: FragmentLength;
}

export class TlsClient extends TlsConnection {
  /** RangeError where `maxRecordOctets` is below 512, the shortest fragment that can be asked for. */
  constructor(config: TlsConfig, options: TlsClientOptions = {}) {
    super('client', config, (context) => {
      const maxRecordOctets = config.limits.maxRecordOctets;
      return new ClientHandshake(context, {
        serverName: hostName(options.serverName),
        maxFragmentLength: chooseFragmentLength(maxRecordOctets, options.maxFragmentLength),
        session: options.session,
      });
    });
  }

  /** Hands the session over, once `established`: whoever takes it keeps it, and the connection nothing of it. */
  takeSession(): TlsSession | undefined {
    const { session } = this;
    this.session = undefined;
    return session;
  }
}

function chooseFragmentLength(maxRecordOctets: number, asked: FragmentLength | undefined): FragmentLength | undefined {
  if (asked !== undefined) {
    if (asked <= maxRecordOctets && fragmentLengthWithin(asked) === asked) return asked;
    throw new RangeError('maxFragmentLength: expected 512, 1024, 2048 or 4096 up to maxRecordOctets, got ' + asked);
  }
  if (maxRecordOctets >= MAX_FRAGMENT_OCTETS) return undefined;
  const fitting = fragmentLengthWithin(maxRecordOctets);
  if (fitting === undefined) throw new RangeError('maxRecordOctets: expected 512 or more, got ' + maxRecordOctets);
  return fitting;
}

/** The name without its last dot; `undefined` for an address, a name that is not ASCII, and nothing. */
function hostName(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  let digitsAndDots = true;
  for (let i = 0; i < bare.length; i++) {
    const code = bare.charCodeAt(i);
    if (code <= 32 || code >= 127 || bare[i] === ':') return undefined;
    if (code !== 46 && (code < 48 || code > 57)) digitsAndDots = false;
  }
  return digitsAndDots ? undefined : bare;
}
