/**
 * TLS handshakes, both sides in this process and both certified over a chain of three: ours on each crypto provider
 * against node:tls, which is OpenSSL in C. Same suite, same certificates.
 */

import { duplexPair } from 'node:stream';
import { connect, createSecureContext, type SecureContext, TLSSocket } from 'node:tls';

import { createNodeCrypto } from '../../hal/node/crypto.js';
import { NODE_ENTROPY } from '../../hal/node/entropy.js';
import { HOST_LIMITS } from '../../stack/core/limits.js';
import { type CryptoPort } from '../../stack/ports/crypto.js';
import { TlsClient } from '../../stack/tls/client.js';
import { type TlsConfig } from '../../stack/tls/config.js';
import { createNobleCrypto } from '../../stack/tls/crypto/noble.js';
import { TlsServer } from '../../stack/tls/server.js';
import { TlsSessionCache } from '../../stack/tls/session.js';
import { writePem } from '../../stack/tls/x509/pem.js';
import { createTrustStore } from '../../stack/tls/x509/trust-store.js';
import { privateKeyInfo } from '../pki/certificate-builder.js';
import { createTestPki, DEFAULT_HOLDERS, findHolder, type TestHolder, type TestPki } from '../pki/test-pki.js';
import { type Pace } from './measure.js';
import { type BenchLine, type BenchSection, type BenchTable } from './report.js';

const REFERENCE = 'node:tls (OpenSSL)';

export const HANDSHAKE_SECTION: BenchSection = {
  name: 'handshake',
  title: 'TLS handshakes a second, client and server in one process, best slice of several',
  run: runHandshakeBench,
};

/** One way to do a handshake, from nothing to both sides established. */
interface Runner {
  readonly name: string;
  run(): void | Promise<void>;
}

/** Full and resumed handshakes, each a table with node:tls as its reference. */
export async function runHandshakeBench(pace: Pace): Promise<BenchTable[]> {
  const node = createNodeCrypto();
  const noble = createNobleCrypto(NODE_ENTROPY);
  const pki = createTestPki({ crypto: node, notBeforeS: 1704067200, holders: DEFAULT_HOLDERS, chainLength: 3 });
  const names = [`ours, provider node`, `ours, provider noble`];
  const tables: BenchTable[] = [];
  for (const isResumed of [false, true]) {
    const runners: Runner[] = [
      { name: REFERENCE, run: await openSslRunner(pki, isResumed) },
      { name: names[0]!, run: engineRunner(pki, node, isResumed) },
      { name: names[1]!, run: engineRunner(pki, noble, isResumed) },
    ];
    const rates = await measureRates(runners, pace);
    const reference = rates[0]!;
    const lines = runners.map((runner, i): BenchLine => {
      const figure = rates[i]!;
      if (i === 0) return { name: runner.name, figure };
      return { name: runner.name, figure, reference: REFERENCE, ratio: figure / reference };
    });
    tables.push({ title: isResumed ? 'resumed' : 'full', unit: 'handshakes/s', lines });
  }
  return tables;
}

/** Handshakes a second of each in its best slice; the slices are taken in turn. */
async function measureRates(runners: readonly Runner[], pace: Pace): Promise<number[]> {
  const best = runners.map(() => 0);
  for (const runner of runners) await runner.run();
  for (let round = 0; round < pace.slices; round++) {
    for (let i = 0; i < runners.length; i++) {
      const start = performance.now();
      let count = 0;
      let elapsed: number;
      do {
        await runners[i]!.run();
        count++;
        elapsed = performance.now() - start;
      } while (elapsed < pace.sliceMs);
      best[i] = Math.max(best[i]!, (count * 1000) / elapsed);
    }
  }
  return best;
}

/** A handshake of our engines. */
function engineRunner(pki: TestPki, crypto: CryptoPort, isResumed: boolean): () => void {
  const trust = createTrustStore([pki.root]);
  const configOf = (name: string): TlsConfig => {
    const { chain, scalar } = findHolder(pki, name);
    return { crypto, identity: { chain, key: crypto.signingKey(scalar) }, trust, limits: HOST_LIMITS };
  };
  const clientConfig = configOf('thermostat');
  const serverConfig = configOf('server');
  const sessions = new TlsSessionCache(isResumed ? 1 : 0);
  const run = (client: TlsClient): TlsClient => {
    const server = new TlsServer(serverConfig, { sessions });
    client.start();
    for (let turn = 0; turn < 3; turn++) {
      const up = client.takeOutput();
      if (up !== undefined) server.receive(up);
      const down = server.takeOutput();
      if (down !== undefined) client.receive(down);
    }
    if (!client.established || !server.established) throw client.error ?? server.error ?? new Error('no handshake');
    return client;
  };
  if (!isResumed) return () => void run(new TlsClient(clientConfig));
  const { session } = run(new TlsClient(clientConfig));
  return () => {
    if (!run(new TlsClient(clientConfig, { session: session! })).resumed) throw new Error('the session is gone');
  };
}

/** A handshake of two node:tls sockets over a pair of streams. */
async function openSslRunner(pki: TestPki, isResumed: boolean): Promise<() => Promise<void>> {
  const client = secureContext(pki, 'thermostat');
  const server = secureContext(pki, 'server');
  const run = (session: Buffer | undefined): Promise<Buffer | undefined> =>
    new Promise((resolve, reject) => {
      const [near, far] = duplexPair();
      const accepted = new TLSSocket(far, {
        isServer: true,
        secureContext: server,
        requestCert: true,
        rejectUnauthorized: true,
      });
      const socket = connect({ socket: near, secureContext: client, ...(session === undefined ? {} : { session }) });
      let established = 0;
      const onEstablished = (): void => {
        if (++established < 2) return;
        if (session !== undefined && !socket.isSessionReused()) reject(new Error('the session is gone'));
        resolve(socket.getSession());
        socket.destroy();
        accepted.destroy();
      };
      socket.on('error', reject);
      accepted.on('error', reject);
      socket.on('secureConnect', onEstablished);
      accepted.on('secure', onEstablished);
    });
  const session = isResumed ? await run(undefined) : undefined;
  if (isResumed && session === undefined) throw new Error('node:tls gave no session');
  return () => run(session).then(() => undefined);
}

function secureContext(pki: TestPki, name: string): SecureContext {
  const holder: TestHolder = findHolder(pki, name);
  return createSecureContext({
    cert: holder.chain.map((certificate) => writePem('CERTIFICATE', certificate)).join(''),
    key: writePem('PRIVATE KEY', privateKeyInfo(holder.scalar, holder.key.publicKey)),
    ca: writePem('CERTIFICATE', pki.root),
    // OpenSSL keeps an 8-octet tag for security level 0.
    ciphers: 'ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0',
    maxVersion: 'TLSv1.2',
    sessionIdContext: 'sep2-micro bench',
  });
}
