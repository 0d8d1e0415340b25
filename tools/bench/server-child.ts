/**
 * One of the two servers that the benchmark compares, as a process of its own: `stack`, what `sep2 serve` runs, or `bare`,
 * a node:https handler that returns the same octets under the same TLS settings. Prints its port.
 */

import { createServer } from 'node:https';
import { type AddressInfo } from 'node:net';

import { createNodeCrypto } from '../../hal/node/crypto.js';
import { NODE_ENTROPY } from '../../hal/node/entropy.js';
import { NODE_WALL_CLOCK } from '../../hal/node/wall-clock.js';
import { HOST_LIMITS } from '../../stack/core/limits.js';
import { createServerCodec } from '../../stack/server/server-codec.js';
import { UtilityServer } from '../../stack/server/utility-server.js';
import { type KnownDevice, type PkiFolder, readPkiFolder } from '../serve/pki-folder.js';
import { TlsListener, tlsOptions } from '../serve/tls-listener.js';
import { BENCH_TARGETS } from './server-targets.js';

const EVENTS = 10;

/** A server with one DER program of ten events, followed by every device. */
function createUtility(devices: readonly KnownDevice[]): UtilityServer {
  const server = new UtilityServer({
    clock: NODE_WALL_CLOCK,
    entropy: NODE_ENTROPY,
    limits: HOST_LIMITS,
    codec: createServerCodec(HOST_LIMITS),
  });
  const program = server.addProgram({ kind: 'der', primacy: 1, description: 'Bench' });
  const nowS = Math.floor(NODE_WALL_CLOCK.nowS());
  for (const device of devices) {
    server.addEndDevice(device);
    server.assign(device.lfdi, { programs: [program] });
  }
  for (let i = 0; i < EVENTS; i++) {
    const control = { DERControlBase: { opModMaxLimW: 100 * i, opModConnect: true } };
    server.addEvent(program, { startS: nowS + 3600 * i, durationS: 1800, randomizeStartS: 60, control });
  }
  return server;
}

async function startStack(pki: PkiFolder): Promise<number> {
  const silent = { onConnected() {}, onRefused() {}, onDisconnected() {} };
  const crypto = createNodeCrypto();
  const handler = createUtility(pki.devices);
  const listener = new TlsListener({ pki, crypto, limits: HOST_LIMITS, handler, log: silent });
  return (await listener.listen({ host: '127.0.0.1', port: 0 })).port;
}

/** Bodies are made once, by the stack; what is left is node's HTTP and a look-up. */
function startBare(pki: PkiFolder): Promise<number> {
  const utility = createUtility(pki.devices);
  const peer = pki.devices.find(({ name }) => name === 'inverter')!;
  const bodies = new Map<string, { readonly type: string; readonly body: Uint8Array }>();
  for (const { target, accept } of BENCH_TARGETS) {
    const headers = [['accept', accept]] as const;
    const { body } = utility.handle({ method: 'GET', target, headers, body: new Uint8Array(0) }, peer);
    bodies.set(accept + target, { type: accept, body });
  }
  const server = createServer(tlsOptions(pki), (request, response) => {
    const { type, body } = bodies.get(request.headers.accept! + request.url!)!;
    response.writeHead(200, { 'content-type': type, 'content-length': body.length });
    response.end(body);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

const [, , which, folder] = process.argv;
const pki = readPkiFolder(folder!, createNodeCrypto());
const port = which === 'stack' ? await startStack(pki) : await startBare(pki);
process.stdout.write(`${port}\n`);
