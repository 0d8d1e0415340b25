/**
 * Who a device is, as its maker wrote it into its store (`tools/board/provision`): certificates, key, roots, PIN and where to
 * look for servers. The image of a board holds none of it.
 *
 * | key          | value                                                                                |
 * |--------------|--------------------------------------------------------------------------------------|
 * | `id/cert`    | its certificate, then those above it, in DER, one after another                      |
 * | `id/key`     | the private scalar of the first certificate, 32 octets, big-endian                   |
 * | `id/roots`   | the roots that it trusts, in DER, one after another                                  |
 * | `id/pin`     | the PIN of its label, 1 to 6 decimal digits; may be absent                           |
 * | `id/options` | lines of `name=value`, UTF-8; may be absent                                          |
 *
 * Options: `serial` (serial number, at most 32 characters), `server` (URL of a DeviceCapability: nobody is then looked for),
 * `domain` (`local` or `site`). An option of any other name is left alone.
 */

import { malformed } from '../core/peer-error.js';
import { decodeUtf8 } from '../core/utf8.js';
import { type DnsSdDomain, LOCAL_DOMAIN, SITE_DOMAIN } from '../dnssd/groups.js';
import { type CryptoPort, type SigningKey } from '../ports/crypto.js';
import { type Store } from '../ports/store.js';
import { type TlsIdentity } from '../tls/config.js';
import { DerReader, TAG } from '../tls/x509/der.js';
import { createTrustStore, type TrustStore } from '../tls/x509/trust-store.js';
import { type KnownServer } from './device-options.js';
import { parseHref } from './href.js';

/** Keys of the store under which an identity lies. */
export const IDENTITY_KEYS = Object.freeze({
  certificates: 'id/cert',
  key: 'id/key',
  roots: 'id/roots',
  pin: 'id/pin',
  options: 'id/options',
} as const);

/** Where a server is asked for its capabilities when its URL names no path. */
const DEFAULT_DCAP_PATH = '/dcap';

/** An identity that was read. */
export interface StoredIdentity {
  readonly identity: TlsIdentity;
  readonly trust: TrustStore;
  readonly pin: number | undefined;
  /** Empty where none was stored. */
  readonly serialNumber: string;
  /** Absent: the device asks DNS-SD in `domain`. */
  readonly server: KnownServer | undefined;
  readonly domain: DnsSdDomain;
}

/**
 * Reads the identity; `undefined` where the store holds no certificate.
 *
 * @throws PeerError `identity.…` or `x509.…` where what it holds is not usable, which then names the key or the octet
 */
export function readStoredIdentity(store: Store, crypto: CryptoPort): StoredIdentity | undefined {
  const certificates = store.get(IDENTITY_KEYS.certificates);
  if (certificates === undefined) return undefined;
  const options = readText(store, IDENTITY_KEYS.options);
  const pin = readText(store, IDENTITY_KEYS.pin);
  const server = findOption(options, 'server');
  // Read once for what is wrong with them: nothing of it is kept.
  splitDer(certificates);
  createTrustStore(splitDer(required(store, IDENTITY_KEYS.roots)));
  return {
    identity: new StoredTlsIdentity(store, readKey(store, crypto)),
    trust: new StoredRoots(store),
    pin: pin === '' ? undefined : readPin(pin),
    serialNumber: findOption(options, 'serial') ?? '',
    server: server === undefined ? undefined : readServer(server),
    domain: findOption(options, 'domain') === 'site' ? SITE_DOMAIN : LOCAL_DOMAIN,
  };
}

/** The certificates lie in the store until a handshake asks for them. */
class StoredTlsIdentity implements TlsIdentity {
  readonly key: SigningKey;
  private readonly store: Store;

  constructor(store: Store, key: SigningKey) {
    this.store = store;
    this.key = key;
  }

  get chain(): readonly Uint8Array[] {
    return splitDer(required(this.store, IDENTITY_KEYS.certificates));
  }
}

/** As the certificates, until a chain is verified. */
class StoredRoots implements TrustStore {
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  get anchors(): readonly Uint8Array[] {
    return splitDer(required(this.store, IDENTITY_KEYS.roots));
  }
}

function required(store: Store, key: string): Uint8Array {
  const value = store.get(key);
  if (value === undefined) throw malformed('identity.missing', 'the store has no ' + key);
  return value;
}

function readText(store: Store, key: string): string {
  const octets = store.get(key);
  if (octets === undefined) return '';
  const text = decodeUtf8(octets);
  if (text === undefined) throw malformed('identity.text', key + ' is no UTF-8');
  return text;
}

function readKey(store: Store, crypto: CryptoPort): SigningKey {
  try {
    return crypto.signingKey(required(store, IDENTITY_KEYS.key));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw malformed('identity.key', IDENTITY_KEYS.key + ' is no private key of P-256');
  }
}

/** SEQUENCEs that lie one after another. */
function splitDer(octets: Uint8Array): Uint8Array[] {
  const values: Uint8Array[] = [];
  const reader = new DerReader(octets);
  while (!reader.done) {
    reader.expect(TAG.sequence, 'a certificate');
    values.push(reader.value());
  }
  return values;
}

function readPin(text: string): number {
  const pin = Number(text);
  if (text.length > 6 || pin !== Math.floor(pin) || pin < 0) {
    throw malformed('identity.pin', IDENTITY_KEYS.pin + ' is not 1 to 6 digits');
  }
  return pin;
}

/** The value of a line `name=value`. */
function findOption(lines: string, name: string): string | undefined {
  let start = 0;
  while (start < lines.length) {
    let end = lines.indexOf('\n', start);
    if (end < 0) end = lines.length;
    const equals = lines.indexOf('=', start);
    if (equals >= 0 && equals < end && lines.slice(start, equals) === name) return lines.slice(equals + 1, end);
    start = end + 1;
  }
  return undefined;
}

function readServer(url: string): KnownServer {
  const { authority, secure, path } = parseHref(url);
  if (authority === undefined || !secure) throw malformed('identity.server', 'server is no https URL: ' + url);
  return { endpoint: authority, dcapPath: path === '/' ? DEFAULT_DCAP_PATH : path };
}
