/** Server: requests a second over TLS with kept connections, against a bare node:https handler of the same octets. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';

import { createNodeCrypto } from '../../hal/node/crypto.js';
import { pkiFiles } from '../pki/command.js';
import { createTestPki, DEFAULT_HOLDERS } from '../pki/test-pki.js';
import { CIPHERS } from '../serve/tls-listener.js';
import { type Pace } from './measure.js';
import { type BenchLine, type BenchSection, type BenchTable } from './report.js';
import { BENCH_TARGETS, type BenchTarget } from './server-targets.js';

/** Requests under way at a time, each on a connection of its own. */
const CONNECTIONS = 8;
/** A slice here is this many of the codec's: one request takes far longer than one document. */
const SLICE_FACTOR = 6;
const MAX_ROUNDS = 5;
const AIM = 0.5;
const CHILD = fileURLToPath(new URL('./server-child.js', import.meta.url));

export const SERVER_SECTION: BenchSection = {
  name: 'server',
  title: 'Server, requests a second, best slice of several, both in turn in one run',
  run: benchServers,
};

async function benchServers(pace: Pace): Promise<BenchTable[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sep2-bench-'));
  const children: ChildProcess[] = [];
  const clients: LoadClient[] = [];
  try {
    writePki(folder);
    const context = createSecureContext({
      cert: readFileSync(join(folder, 'inverter.cert.pem')),
      key: readFileSync(join(folder, 'inverter.key.pem')),
      ca: readFileSync(join(folder, 'root.cert.pem')),
      ciphers: CIPHERS,
      maxVersion: 'TLSv1.2',
    });
    for (const which of ['stack', 'bare']) {
      const { child, port } = await startChild(which, folder);
      children.push(child);
      clients.push(await LoadClient.connect(port, context));
    }
    const lines: BenchLine[] = [];
    for (const target of BENCH_TARGETS) lines.push(...(await benchTarget(target, clients, pace)));
    const notes = [`${CONNECTIONS} kept connections, one request at a time on each; client and server a process each.`];
    return [{ title: 'GET over TLS, ECDHE-ECDSA-AES128-CCM8', unit: 'requests/s', lines, notes }];
  } finally {
    for (const client of clients) client.close();
    for (const child of children) child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchTarget(target: BenchTarget, clients: readonly LoadClient[], pace: Pace): Promise<BenchLine[]> {
  const best = clients.map(() => 0);
  const sliceMs = pace.sliceMs * SLICE_FACTOR;
  for (const client of clients) await client.run(target, sliceMs);
  for (let round = 0; round < Math.min(pace.slices, MAX_ROUNDS); round++) {
    for (const [i, client] of clients.entries()) best[i] = Math.max(best[i]!, await client.run(target, sliceMs));
  }
  const reference = `${target.name}, bare https`;
  const [stack, bare] = best as [number, number];
  return [
    { name: target.name, figure: stack, reference, ratio: stack / bare, aim: AIM },
    { name: reference, figure: bare },
  ];
}

/** Keeps every connection busy for a while. It only counts octets, so that the servers are what is measured. */
class LoadClient {
  private readonly sockets: readonly TLSSocket[];

  private constructor(sockets: readonly TLSSocket[]) {
    this.sockets = sockets;
  }

  static async connect(port: number, secureContext: SecureContext): Promise<LoadClient> {
    const open = (): Promise<TLSSocket> =>
      new Promise((resolve, reject) => {
        const options = { host: '127.0.0.1', port, secureContext, checkServerIdentity: () => undefined };
        const socket = connect(options, () => resolve(socket));
        socket.once('error', reject);
        socket.setNoDelay(true);
      });
    return new LoadClient(await Promise.all(Array.from({ length: CONNECTIONS }, open)));
  }

  /** Requests a second over a slice. */
  async run({ target, accept }: BenchTarget, sliceMs: number): Promise<number> {
    const request = Buffer.from(`GET ${target} HTTP/1.1\r\nHost: bench\r\nAccept: ${accept}\r\n\r\n`);
    const start = performance.now();
    const end = start + sliceMs;
    const counts = await Promise.all(this.sockets.map((socket) => driveUntil(socket, request, end)));
    const total = counts.reduce((sum, count) => sum + count, 0);
    return (total * 1000) / (performance.now() - start);
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

/** Asks again as soon as the answer is whole; gives the number of answers. */
function driveUntil(socket: TLSSocket, request: Buffer, endMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let answers = 0;
    let left = 0;
    const onData = (octets: Buffer): void => {
      // An answer's length is read from its head, which comes in one record.
      if (left === 0) left = answerLength(octets);
      left -= octets.length;
      if (left > 0) return;
      answers++;
      if (performance.now() < endMs) {
        socket.write(request);
        return;
      }
      socket.off('data', onData);
      socket.off('close', onClose);
      resolve(answers);
    };
    const onClose = (): void => reject(new Error('the server closed the connection'));
    socket.on('data', onData);
    socket.once('close', onClose);
    socket.write(request);
  });
}

function answerLength(octets: Buffer): number {
  const text = octets.toString('latin1');
  const match = /\r\ncontent-length: (\d+)\r\n/i.exec(text);
  if (!text.startsWith('HTTP/1.1 200') || match === null) throw new Error(`expected a 200, got ${text.slice(0, 80)}`);
  return text.indexOf('\r\n\r\n') + 4 + Number(match[1]);
}

async function startChild(which: string, folder: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [CHILD, which, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the ${which} server ended with ${code}`)));
    createInterface({ input: child.stdout }).once('line', (line) => resolve(Number(line)));
  });
  return { child, port };
}

function writePki(folder: string): void {
  const notBeforeS = Math.floor(Date.now() / 1000) - 86400;
  const pki = createTestPki({ crypto: createNodeCrypto(), notBeforeS, holders: DEFAULT_HOLDERS, chainLength: 4 });
  mkdirSync(folder, { recursive: true });
  for (const { name, content, mode } of pkiFiles(pki)) writeFileSync(join(folder, name), content, { mode });
}
