import { readFileSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, createServer, type SecureContextOptions, type TLSSocket } from 'node:tls';

import test from 'ava';

import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { type TlsClientOptions } from '../../../stack/tls/client.js';
import { TlsSessionCache } from '../../../stack/tls/session.js';
import { findHolder } from '../../../tools/pki/test-pki.js';
import { createTlsBench } from '../../support/tls-bench.js';
import { connectEngine, listenEngine, PATIENCE_MS, writePkiFiles } from '../../support/tls-sockets.js';

const benches = { 2: createTlsBench(undefined, 2), 3: createTlsBench(undefined, 3), 4: createTlsBench(undefined, 4) };
const HOST = { limits: HOST_LIMITS };

/** What node:tls is given in either role; security level 0 permits the 8-octet tag. */
function optionsOf(name: string, chain: 2 | 3 | 4): SecureContextOptions {
  const files = writePkiFiles(benches[chain].pki);
  const read = (file: string): Buffer => readFileSync(join(files.dir, file));
  try {
    return {
      cert: read(`${name}.cert.pem`),
      key: read(`${name}.key.pem`),
      ca: read('root.cert.pem'),
      ciphers: 'ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0',
      maxVersion: 'TLSv1.2',
    };
  } finally {
    files.remove();
  }
}

interface NodeOutcome {
  readonly text: string;
  readonly isReused: boolean;
  readonly cipher: string;
  readonly session: Buffer | undefined;
}

/** node:tls says hello and bye to our server. */
function nodeClient(port: number, options: SecureContextOptions, session?: Buffer): Promise<NodeOutcome> {
  return new Promise((resolve, reject) => {
    let kept: Buffer | undefined;
    let text = '';
    const socket = connect({ host: '127.0.0.1', port, ...options, ...(session === undefined ? {} : { session }) });
    socket.on('session', (octets: Buffer) => (kept = octets));
    socket.on('secureConnect', () => socket.write('hello and bye'));
    socket.on('data', (octets: Buffer) => (text += octets.toString('latin1')));
    socket.on('error', reject);
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('nothing came')));
    socket.on('end', () => {
      const isReused = socket.isSessionReused();
      resolve({ text, isReused, cipher: socket.getCipher().name, session: kept });
      socket.destroy();
    });
  });
}

for (const chain of [2, 3, 4] as const) {
  test(`node:tls → our server, both certified by a chain of ${chain}`, async (t) => {
    const listener = await listenEngine(() => benches[chain].server({}, HOST));
    try {
      const outcome = await nodeClient(listener.port, optionsOf('thermostat', chain));
      t.is(outcome.text, 'echo hello and bye');
      t.is(outcome.cipher, 'ECDHE-ECDSA-AES128-CCM8');
      await listener.ended(1);
      t.is(listener.outcomes[0]!.error, undefined);
      t.is(listener.outcomes[0]!.lfdi, findHolder(benches[chain].pki, 'thermostat').lfdi);
    } finally {
      listener.close();
    }
  });

  test(`our client → node:tls, both certified by a chain of ${chain}`, async (t) => {
    await withNode(optionsOf('server', chain), async (port, lfdis) => {
      const outcome = await connectEngine(port, benches[chain].client(), 'hello', 'echo hello');
      t.is(outcome.error, undefined);
      t.is(outcome.lfdi, findHolder(benches[chain].pki, 'server').lfdi);
      t.deepEqual(lfdis, [findHolder(benches[chain].pki, 'thermostat').lfdi]);
    });
  });
}

/** A node:tls server that answers with what it reads; collects the LFDIs of its clients. */
async function withNode(
  options: SecureContextOptions,
  use: (port: number, lfdis: readonly string[]) => Promise<void>,
  answer: (octets: Buffer) => Buffer = (octets) => Buffer.concat([Buffer.from('echo '), octets]),
): Promise<void> {
  const lfdis: string[] = [];
  const sockets: TLSSocket[] = [];
  const server = createServer({ ...options, requestCert: true, rejectUnauthorized: true }, (socket) => {
    const hash = socket.getPeerCertificate().fingerprint256;
    lfdis.push(hash.replaceAll(':', '').slice(0, 40));
    sockets.push(socket);
    socket.on('data', (octets: Buffer) => socket.write(answer(octets)));
    socket.on('error', () => socket.destroy());
  });
  const sessions = new Map<string, Buffer>();
  server.on('newSession', (id: Buffer, data: Buffer, done: () => void) => {
    sessions.set(id.toString('hex'), data);
    done();
  });
  server.on('resumeSession', (id: Buffer, done: (error: null, data: Buffer | null) => void) => {
    done(null, sessions.get(id.toString('hex')) ?? null);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use((server.address() as AddressInfo).port, lfdis);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

test('node:tls resumes a session of our server', async (t) => {
  const sessions = new TlsSessionCache(4);
  const listener = await listenEngine(() => benches[3].server({ sessions }, HOST));
  try {
    const options = optionsOf('thermostat', 3);
    const first = await nodeClient(listener.port, options);
    t.false(first.isReused);
    const second = await nodeClient(listener.port, options, first.session);
    t.true(second.isReused);
    await listener.ended(2);
    t.deepEqual(
      listener.outcomes.map((outcome) => [outcome.resumed, outcome.error, outcome.lfdi]),
      [false, true].map((resumed) => [resumed, undefined, findHolder(benches[3].pki, 'thermostat').lfdi]),
    );
  } finally {
    listener.close();
  }
});

/** SSL_OP_NO_TICKET: node:tls keeps the sessions itself. */
const NO_TICKET = 0x4000;

for (const [kind, extra] of [
  ['ticket', {}],
  ['session identifier', { secureOptions: NO_TICKET }],
] as const) {
  test(`our client resumes a session of node:tls by ${kind}`, async (t) => {
    await withNode({ ...optionsOf('server', 3), ...extra }, async (port) => {
      let options: TlsClientOptions = {};
      for (const expected of [false, true, true]) {
        const outcome = await connectEngine(port, benches[3].client(options), 'hello', 'echo hello');
        t.is(outcome.error, undefined);
        t.is(outcome.resumed, expected);
        t.is(outcome.session!.ticket.length > 0, kind === 'ticket');
        options = { session: outcome.session! };
      }
    });
  });
}

for (const octets of [512, 1024] as const) {
  test(`our client asks node:tls for max_fragment_length ${octets}, and it is kept`, async (t) => {
    const use = async (port: number): Promise<void> => {
      const engine = benches[4].client({ maxFragmentLength: octets });
      const outcome = await connectEngine(port, engine, 'hello', /x{6000}/);
      t.is(outcome.error, undefined);
      t.is(outcome.longestFragment, octets + 16);
    };
    await withNode(optionsOf('server', 4), use, () => Buffer.alloc(6000, 'x'));
  });
}
