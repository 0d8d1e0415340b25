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
import { Deadline, DEFAULT_PATIENCE, type Patience } from '../../stack/server/patience.js';
import { verifyChain } from '../../stack/tls/x509/chain.js';
import { createTrustStore, type TrustStore } from '../../stack/tls/x509/trust-store.js';
import { type ListenAddress } from './listen-address.js';
import { type PkiFolder } from './pki-folder.js';

/** TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8, which OpenSSL's default security level refuses for its short tag. */
export const CIPHERS = 'ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0';

/** How often deadlines are looked at. */
const SWEEP_MS = 1000;
/** After so long a silence the kernel asks a peer whether it is still there. */
const KEEP_ALIVE_MS = 60_000;
/** Most a stopping server waits for its peers. */
const STOP_MS = 1000;

export interface TlsListenerOptions {
  readonly pki: PkiFolder;
  readonly crypto: CryptoPort;
  readonly limits: Limits;
  readonly handler: RequestHandler;
  readonly log: TlsLog;
  /** {@link DEFAULT_PATIENCE} where it is left out. */
  readonly patience?: Patience;
}

/** What is kept of a connection whose peer is known. */
interface Held {
  readonly connection: ServerConnection;
  readonly deadline: Deadline;
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
    handshakeTimeout: DEFAULT_PATIENCE.handshake,
  };
}

export class TlsListener {
  private readonly options: TlsListenerOptions;
  private readonly trust: TrustStore;
  private readonly server: Server;
  private readonly connections = new Map<TLSSocket, Held>();
  private readonly sweeping: NodeJS.Timeout;
  /** Identities by the hash of the certificate that was verified; the oldest leave. */
  private readonly verified = new Map<string, PeerIdentity>();
  /** Sessions of peers that resume by session id; those with tickets carry theirs. */
  private readonly sessions = new Map<string, Buffer>();

  constructor(options: TlsListenerOptions) {
    this.options = options;
    this.trust = createTrustStore(options.pki.roots);
    const patience = options.patience ?? DEFAULT_PATIENCE;
    const tls = { ...tlsOptions(options.pki), handshakeTimeout: patience.handshake };
    this.server = createServer(tls, (socket) => this.accept(socket, patience));
    // As many again as are served: they are told 503 and when to come back. Past those, nothing is said.
    this.server.maxConnections = 2 * options.limits.maxConnections;
    this.sweeping = setInterval(() => this.sweep(), SWEEP_MS).unref();
    this.server.on('tlsClientError', (error, socket) => {
      options.log.onRefused(remoteOf(socket.remoteAddress, socket.remotePort), error.message);
      // Node leaves one that was only slow open.
      socket.destroy();
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
    clearInterval(this.sweeping);
    for (const { connection } of this.connections.values()) connection.shutDown();
    const impatience = setTimeout(() => this.destroyAll(), STOP_MS);
    await closed;
    clearTimeout(impatience);
  }

  private accept(socket: TLSSocket, patience: Patience): void {
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
        const goesOn = socket.write(octets);
        if (!goesOn) socket.pause();
        return goesOn;
      },
      close: () => {
        // What still comes is read and thrown away: a reset would take the answer from the peer.
        socket.resume();
        socket.end();
      },
    });
    const deadline = new Deadline(patience, performance.now());
    const note = (): void => deadline.note(connection.wait, connection.answered, performance.now());
    this.connections.set(socket, { connection, deadline });
    options.log.onConnected(peer, remote, socket.isSessionReused());
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    note();
    socket.on('data', (octets) => {
      connection.receive(octets);
      note();
    });
    socket.on('drain', () => {
      connection.drain();
      if (connection.wait !== 'drain') socket.resume();
      note();
    });
    socket.on('end', () => connection.endOfInput());
    socket.on('close', () => {
      this.connections.delete(socket);
      options.log.onDisconnected(peer, remote);
    });
  }

  /** Ends a rest that was too long in order, and whatever else was too long at once. */
  private sweep(): void {
    const nowMs = performance.now();
    for (const [socket, { connection, deadline }] of this.connections) {
      if (deadline.atMs > nowMs) continue;
      if (deadline.wait === 'rest') connection.shutDown();
      else socket.destroy();
      deadline.note('linger', -1, nowMs);
    }
  }

  private identify(socket: TLSSocket): PeerIdentity {
    const chain = derChain(socket.getPeerCertificate(true));
    if (chain.length === 0) throw new Error('no certificate was shown');
    const key = createHash('sha256').update(chain[0]!).digest('base64');
    if (socket.isSessionReused()) {
      const known = this.verified.get(key);
      if (known === undefined) throw new Error('a session of a certificate that was not verified');
      keep(this.verified, key, known, this.options.limits.maxTlsSessions);
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
