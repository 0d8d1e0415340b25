import test from 'ava';

import { readFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';

import { createNodeCrypto } from '../../../hal/node/crypto.js';
import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { type RequestHandler } from '../../../stack/server/connection.js';
import { type Patience } from '../../../stack/server/patience.js';
import { readPkiFolder } from '../../../tools/serve/pki-folder.js';
import { CIPHERS, TlsListener } from '../../../tools/serve/tls-listener.js';
import { makePki, removePki } from '../../support/serve-process.js';

const PATIENCE: Patience = { handshake: 1500, request: 1500, rest: 3000, drain: 1500, linger: 500 };
const GET = 'GET /derp HTTP/1.1\r\nHost: x\r\n\r\n';

const crypto = createNodeCrypto();
let pki: string;
let other: string;

test.before(() => {
  pki = makePki();
  other = makePki(12);
});

test.after.always(() => {
  for (const folder of [pki, other]) if (folder !== undefined) removePki(folder);
});

interface Stage {
  readonly port: number;
  readonly refusals: string[];
  readonly peers: { lfdi: string; isResumed: boolean }[];
  close(): Promise<void>;
}

/** A listener on loopback; `answerOctets` is the body of each answer. */
async function open(answerOctets: number, more: { maxConnections?: number; asked?: string[] } = {}): Promise<Stage> {
  const refusals: string[] = [];
  const peers: Stage['peers'] = [];
  const handler: RequestHandler = {
    handle: ({ target }) => {
      more.asked?.push(target);
      return { status: 200, headers: [], body: new Uint8Array(answerOctets) };
    },
  };
  const listener = new TlsListener({
    pki: readPkiFolder(pki, crypto),
    crypto,
    limits: { ...HOST_LIMITS, maxConnections: more.maxConnections ?? 100 },
    handler,
    patience: PATIENCE,
    log: {
      onConnected: ({ lfdi }, _remote, isResumed) => void peers.push({ lfdi, isResumed }),
      onRefused: (_remote, reason) => void refusals.push(reason),
      onDisconnected: () => undefined,
    },
  });
  const { port } = await listener.listen({ host: '::1', port: 0 });
  return { port, refusals, peers, close: () => listener.close() };
}

interface Peer {
  readonly socket: TLSSocket;
  received: string;
  /** Resolves with how long it lasted, ms. */
  readonly closed: Promise<number>;
  readonly secured: Promise<void>;
}

function dial(stage: Stage, more: ConnectionOptions & { folder?: string; device?: string | undefined } = {}): Peer {
  const { folder = pki, device, ...rest } = { device: 'meter', ...more };
  const own =
    device === undefined
      ? {}
      : {
          cert: readFileSync(join(folder, `${device}.cert.pem`)),
          key: readFileSync(join(folder, `${device}.key.pem`)),
        };
  const socket = connect({
    host: '::1',
    port: stage.port,
    ca: readFileSync(join(pki, 'root.cert.pem')),
    checkServerIdentity: () => undefined,
    ciphers: CIPHERS,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
    ...own,
    ...rest,
  });
  const began = performance.now();
  const peer: Peer = {
    socket,
    received: '',
    closed: new Promise((resolve) => socket.once('close', () => resolve(performance.now() - began))),
    secured: new Promise((resolve) => socket.once('secureConnect', resolve)),
  };
  socket.on('error', () => undefined);
  socket.on('data', (octets) => (peer.received += octets.toString('latin1')));
  return peer;
}

test('a request that trickles in is cut off at its deadline, a rest at its own', async (t) => {
  const stage = await open(10);
  const slow = dial(stage);
  const silent = dial(stage);
  await slow.secured;
  const drip = setInterval(() => slow.socket.write('G'), 50);
  const lasted = await slow.closed;
  clearInterval(drip);
  t.true(lasted > 1400 && lasted < 3500, String(lasted));
  const rested = await silent.closed;
  t.true(rested > 2900, String(rested));
  await stage.close();
});

test('a peer that asks for large answers and never reads is not answered further, and let go', async (t) => {
  const asked: string[] = [];
  const stage = await open(1 << 20, { asked });
  const greedy = dial(stage);
  await greedy.secured;
  greedy.socket.pause();
  greedy.socket.write(GET.repeat(2000));
  greedy.socket.write(GET.repeat(2000));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  t.true(asked.length < 20, String(asked.length));
  await new Promise((resolve) => setTimeout(resolve, 2500));
  t.true(asked.length < 20, String(asked.length));
  greedy.socket.resume();
  await greedy.closed;
  await stage.close();
});

test('a peer reads 413 although it still sends', async (t) => {
  const stage = await open(10);
  const peer = dial(stage);
  await peer.secured;
  const total = 16 << 20;
  peer.socket.write(`POST /mup HTTP/1.1\r\nHost: x\r\nContent-Length: ${total}\r\n\r\n`);
  for (let sent = 0; sent < total; sent += 1 << 20) peer.socket.write(Buffer.alloc(1 << 20));
  await peer.closed;
  t.regex(peer.received, /^HTTP\/1\.1 413 /);
  t.regex(peer.received, /limit maxHttpBodyOctets = 4194304/);
  await stage.close();
});

test('past maxConnections a peer is told 503, past twice as many nothing', async (t) => {
  const stage = await open(10, { maxConnections: 2 });
  const peers = [dial(stage), dial(stage), dial(stage)];
  await Promise.all(peers.map(({ secured }) => secured));
  for (const { socket } of peers) socket.write(GET);
  await peers[2]!.closed;
  t.regex(peers[2]!.received, /^HTTP\/1\.1 503 [^]*Retry-After: 5/);
  t.regex(peers[0]!.received, /^HTTP\/1\.1 200 /);
  const idle = [1, 2, 3].map(() => connectTcp({ host: '::1', port: stage.port }));
  const gone = await Promise.race(
    idle.map((socket) => new Promise<number>((resolve) => socket.once('close', () => resolve(1)))),
  );
  t.is(gone, 1);
  for (const socket of idle) socket.destroy();
  for (const { socket } of peers) socket.destroy();
  await stage.close();
});

test('each kind of bad handshake is refused with its reason in the log', async (t) => {
  const stage = await open(10);
  const cases: [RegExp, Parameters<typeof dial>[1]][] = [
    [/no certificate was shown/, { device: undefined }],
    [/x509\./, { folder: other }],
    [/no shared cipher/, { ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' }],
    [/unsupported protocol|protocol version/, { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3', ciphers: undefined! }],
    [/no shared cipher|no suitable|shared (groups|curve)/, { ecdhCurve: 'secp384r1' }],
  ];
  for (const [reason, options] of cases) {
    const before = stage.refusals.length;
    const peer = dial(stage, options);
    peer.socket.once('secureConnect', () => peer.socket.write(GET));
    await peer.closed;
    t.is(peer.received, '', String(reason));
    t.is(stage.refusals.length, before + 1, String(reason));
    t.regex(stage.refusals[before]!, reason);
  }
  t.deepEqual(stage.peers, []);
  await stage.close();
});

test('a peer that says nothing at all is let go with the handshake', async (t) => {
  const stage = await open(10);
  const began = performance.now();
  const socket = connectTcp({ host: '::1', port: stage.port });
  await new Promise((resolve) => socket.once('close', resolve));
  t.true(performance.now() - began < 4000);
  await stage.close();
});

test('renegotiation is refused', async (t) => {
  const stage = await open(10);
  const peer = dial(stage);
  await peer.secured;
  const error = await new Promise<Error | null>((resolve) => {
    const began = peer.socket.renegotiate({}, resolve);
    if (began === false) resolve(new Error('not begun'));
    setTimeout(() => resolve(new Error('no answer')), 700);
  });
  t.truthy(error);
  await stage.close();
});
