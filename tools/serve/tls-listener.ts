/**
 * TLS on real sockets with node:tls, which is OpenSSL: fast, and another implementation than the project's own.
 *
 * OpenSSL only proves that the peer holds the key; whether the chain is one of IEEE 2030.5 is judged by the stack's own
 * rules, so that host names and dates of 9999 do not matter and name constraints do. A session that is resumed carries
 * the peer's certificate alone: it is let in only if that certificate was verified in a full handshake before.
 */

import { constants, createHash } from 'node:crypto';
import { type AddressInfo } from 'node:net';
import {
  createSecureContext,
  createServer,
  type DetailedPeerCertificate,
  type Server,
  type TlsOptions,
  type TLSSocket,
} from 'node:tls';

import { type Limits } from '../../stack/core/limits.js';
import { type PeerIdentity } from '../../stack/core/peer-identity.js';
import { type CryptoPort } from '../../stack/ports/crypto.js';
import { type RequestHandler, ServerConnection } from '../../stack/server/connection.js';
import { verifyChain } from '../../stack/tls/x509/chain.js';
import { createTrustStore, type TrustStore } from '../../stack/tls/x509/trust-store.js';
import { type ListenAddress } from './listen-address.js';
import { type PkiFolder } from './pki-folder.js';

/** TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8, which OpenSSL's default security level refuses for its short tag. */
export const CIPHERS = 'ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0';

const HANDSHAKE_TIMEOUT_MS = 15_000;
/** A peer that is silent for so long is gone. Devices poll every 15 minutes and may keep their connection. */
const IDLE_TIMEOUT_MS = 40 * 60_000;

export interface TlsListenerOptions {
  readonly pki: PkiFolder;
  readonly crypto: CryptoPort;
  readonly limits: Limits;
  readonly handler: RequestHandler;
  readonly log: TlsLog;
}

/** What a listener tells. */
export interface TlsLog {
  onConnected(peer: PeerIdentity, remote: string, isResumed: boolean): void;
  onRefused(remote: string, reason: string): void;
  onDisconnected(peer: PeerIdentity, remote: string): void;
}

/** Why this Node cannot speak the one cipher suite of IEEE 2030.5; `undefined` where it can. */
export function findMissingCipher(): string | undefined {
  // getCiphers() lists what the default security level allows, and that is without it.
  try {
    createSecureContext({ ciphers: CIPHERS, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
    return undefined;
  } catch (error) {
    const runtime = `Node ${process.version} with OpenSSL ${process.versions.openssl}`;
    const what = 'ECDHE-ECDSA-AES128-CCM8 (0xC0AE), the one cipher suite of IEEE 2030.5';
    return `${runtime} cannot do ${what}: ${(error as Error).message}`;
  }
}

/** TLS 1.2, one cipher suite, one curve, a certificate asked of the peer. */
export function tlsOptions(pki: PkiFolder): TlsOptions {
  return {
    cert: pki.certificatePem,
    key: pki.keyPem,
    ca: pki.rootPem,
    ciphers: CIPHERS,
    ecdhCurve: 'prime256v1',
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
    honorCipherOrder: true,
    requestCert: true,
    // The chain is judged when the handshake is done: by the profile of IEEE 2030.5, not by that of the web.
    rejectUnauthorized: false,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    sessionIdContext: 'sep2-micro',
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  };
}

export class TlsListener {
  private readonly options: TlsListenerOptions;
  private readonly trust: TrustStore;
  private readonly server: Server;
  private readonly connections = new Map<TLSSocket, ServerConnection>();
  /** Identities by the hash of the certificate that was verified; the oldest leave. */
  private readonly verified = new Map<string, PeerIdentity>();
  /** Sessions of peers that resume by session id; those with tickets carry theirs. */
  private readonly sessions = new Map<string, Buffer>();

  constructor(options: TlsListenerOptions) {
    this.options = options;
    this.trust = createTrustStore(options.pki.roots);
    this.server = createServer(tlsOptions(options.pki), (socket) => this.accept(socket));
    // Handshakes under way come on top of the connections that are served or told 503.
    this.server.maxConnections = 2 * options.limits.maxConnections;
    this.server.on('tlsClientError', (error, socket) => {
      options.log.onRefused(remoteOf(socket.remoteAddress, socket.remotePort), error.message);
    });
    this.server.on('newSession', (id: Buffer, data: Buffer, done: () => void) => {
      keep(this.sessions, id.toString('hex'), data, options.limits.maxTlsSessions);
      done();
    });
    this.server.on('resumeSession', (id: Buffer, done: (error: null, data: Buffer | null) => void) => {
      done(null, this.sessions.get(id.toString('hex')) ?? null);
    });
  }

  /** Binds an address and gives back the one that is bound; an Error where it is taken or none of this host's. */
  listen(address: ListenAddress): Promise<ListenAddress> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ host: address.host, port: address.port }, () => {
        this.server.off('error', reject);
        const bound = this.server.address() as AddressInfo;
        resolve({ host: bound.address, port: bound.port });
      });
    });
  }

  /** Takes no new connections, answers what was asked, and closes. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const connection of this.connections.values()) connection.shutDown();
    const impatience = setTimeout(() => this.destroyAll(), 1000);
    await closed;
    clearTimeout(impatience);
  }

  private accept(socket: TLSSocket): void {
    const { options } = this;
    const remote = remoteOf(socket.remoteAddress, socket.remotePort);
    socket.on('error', () => socket.destroy());
    let peer: PeerIdentity;
    try {
      peer = this.identify(socket);
    } catch (error) {
      options.log.onRefused(remote, (error as Error).message);
      socket.destroy();
      return;
    }
    const isFull = this.connections.size >= options.limits.maxConnections;
    const connection = new ServerConnection(isFull ? undefined : options.handler, peer, options.limits, {
      write: (octets) => {
        if (!socket.write(octets)) socket.pause();
      },
      close: () => socket.end(),
    });
    this.connections.set(socket, connection);
    options.log.onConnected(peer, remote, socket.isSessionReused());
    socket.setNoDelay(true);
    socket.setTimeout(IDLE_TIMEOUT_MS, () => connection.shutDown());
    socket.on('data', (octets) => connection.receive(octets));
    socket.on('drain', () => socket.resume());
    socket.on('end', () => connection.endOfInput());
    socket.on('close', () => {
      this.connections.delete(socket);
      options.log.onDisconnected(peer, remote);
    });
  }

  private identify(socket: TLSSocket): PeerIdentity {
    const chain = derChain(socket.getPeerCertificate(true));
    if (chain.length === 0) throw new Error('no certificate was shown');
    const key = createHash('sha256').update(chain[0]!).digest('base64');
    if (socket.isSessionReused()) {
      const known = this.verified.get(key);
      if (known === undefined) throw new Error('a session of a certificate that was not verified');
      return known;
    }
    const { crypto, limits } = this.options;
    const { lfdi, sfdi } = verifyChain(chain, this.trust, { crypto, limits, role: 'client', nowS: Date.now() / 1000 });
    const peer = { lfdi, sfdi };
    keep(this.verified, key, peer, limits.maxTlsSessions);
    return peer;
  }

  private destroyAll(): void {
    for (const socket of this.connections.keys()) socket.destroy();
  }
}

/** The certificates from the peer's own upwards, as far as OpenSSL could link them. */
function derChain(leaf: DetailedPeerCertificate): Uint8Array[] {
  const chain: Uint8Array[] = [];
  const seen = new Set<string>();
  // OpenSSL hangs a root under itself: the fingerprint tells when the chain has come round.
  for (
    let each: DetailedPeerCertificate | undefined = leaf;
    each?.raw !== undefined && !seen.has(each.fingerprint256);
    each = each.issuerCertificate
  ) {
    seen.add(each.fingerprint256);
    chain.push(new Uint8Array(each.raw));
  }
  return chain;
}

/** Adds an entry to a map that holds at most `capacity`, dropping the oldest. */
function keep<T>(map: Map<string, T>, key: string, value: T, capacity: number): void {
  map.delete(key);
  if (map.size >= capacity) map.delete(map.keys().next().value!);
  map.set(key, value);
}

function remoteOf(address: string | undefined, port: number | undefined): string {
  return `${address?.includes(':') === true ? `[${address}]` : (address ?? '?')}:${port ?? '?'}`;
}
