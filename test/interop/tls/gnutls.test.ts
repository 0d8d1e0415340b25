import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import test from 'ava';

import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { TlsSessionCache } from '../../../stack/tls/session.js';
import { findHolder } from '../../../tools/pki/test-pki.js';
import { GNUTLS_PRIORITY, type GnutlsOutcome, type GnutlsRun } from '../../support/gnutls-server-main.js';
import { createTlsBench } from '../../support/tls-bench.js';
import { type EngineListener, listenEngine, PATIENCE_MS, startPeer, writePkiFiles } from '../../support/tls-sockets.js';

const HOST = { limits: HOST_LIMITS };
const benches = { 2: createTlsBench(undefined, 2), 3: createTlsBench(undefined, 3), 4: createTlsBench(undefined, 4) };
const files = { 2: writePkiFiles(benches[2].pki), 3: writePkiFiles(benches[3].pki), 4: writePkiFiles(benches[4].pki) };

test.after.always(() => Object.values(files).forEach((pki) => pki.remove()));

/** Runs `gnutls-cli` against our server until `connections` have ended; it says hello and bye on the last of them. */
async function client(
  listener: EngineListener,
  args: readonly string[],
  connections: number,
  chain: 2 | 3 | 4 = 3,
): Promise<string> {
  const own = ['--x509certfile', 'thermostat.cert.pem', '--x509keyfile', 'thermostat.key.pem'];
  const trust = ['--x509cafile', 'root.cert.pem', '--priority', GNUTLS_PRIORITY];
  const peer = startPeer(
    'gnutls-cli',
    ['127.0.0.1', '-p', String(listener.port), ...own, ...trust, ...args],
    files[chain].dir,
  );
  try {
    await peer.until(/Handshake was completed[^]*- Simple Client Mode/);
    peer.say('hello and bye\n');
    await listener.ended(connections);
    return await peer.finish();
  } finally {
    peer.kill();
  }
}

for (const chain of [2, 3, 4] as const) {
  test(`gnutls-cli → our server, both certified by a chain of ${chain}`, async (t) => {
    const listener = await listenEngine(() => benches[chain].server({}, HOST));
    try {
      const output = await client(listener, [], 1, chain);
      t.regex(output, /The certificate is trusted/);
      t.regex(output, /\(TLS1\.2-X\.509\)-\(ECDHE-SECP256R1\)-\(ECDSA-SHA256\)-\(AES-128-CCM-8\)/);
      t.regex(output, /extended master secret/);
      t.regex(output, /echo hello and bye/);
      const [outcome] = listener.outcomes;
      t.is(outcome!.error, undefined);
      t.is(outcome!.lfdi, findHolder(benches[chain].pki, 'thermostat').lfdi);
    } finally {
      listener.close();
    }
  });
}

for (const octets of [512, 1024]) {
  test(`gnutls-cli asks for records of ${octets}, and our server keeps to it`, async (t) => {
    const listener = await listenEngine(() => benches[4].server({}, HOST));
    try {
      const output = await client(listener, ['--recordsize', String(octets), '-d', '5'], 1, 4);
      t.regex(output, /echo hello and bye/);
      const received = [...output.matchAll(/Received Packet .* with length: (\d+)/g)].map(([, length]) =>
        Number(length),
      );
      t.true(received.length > 3 && Math.max(...received) <= octets + 16, received.join());
    } finally {
      listener.close();
    }
  });
}

test('gnutls-cli resumes a session of our server', async (t) => {
  const sessions = new TlsSessionCache(4);
  const listener = await listenEngine(() => benches[3].server({ sessions }, HOST));
  try {
    const output = await client(listener, ['-r'], 2);
    t.regex(output, /This is a resumed session/);
    t.deepEqual(
      listener.outcomes.map((outcome) => outcome.resumed),
      [false, true],
    );
    t.is(listener.outcomes[1]!.lfdi, findHolder(benches[3].pki, 'thermostat').lfdi);
    t.is(listener.outcomes[1]!.error, undefined);
  } finally {
    listener.close();
  }
});

/** Runs our client against `gnutls-serv` in a network namespace that has loopback alone. */
async function server(run: Partial<GnutlsRun>): Promise<GnutlsOutcome[]> {
  const main = fileURLToPath(new URL('../../support/gnutls-server-main.js', import.meta.url));
  const whole: GnutlsRun = { chain: 3, args: [], connections: 1, ...run };
  const script = 'ip link set lo up && exec "$0" "$1" "$2"';
  const args = ['--net', '--map-root-user', 'sh', '-c', script, process.execPath, main, JSON.stringify(whole)];
  const { stdout } = await promisify(execFile)('unshare', args, { timeout: 2 * PATIENCE_MS });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as GnutlsOutcome);
}

for (const chain of [2, 3, 4] as const) {
  test(`our client → gnutls-serv, both certified by a chain of ${chain}`, async (t) => {
    const [outcome] = await server({ chain });
    t.is(outcome!.error, undefined);
    t.is(outcome!.lfdi, findHolder(benches[chain].pki, 'server').lfdi);
    t.regex(outcome!.text, /AES-128-CCM-8/);
  });
}

for (const maxFragmentLength of [512, 1024] as const) {
  test(`our client asks gnutls-serv for records of ${maxFragmentLength}, and they are kept`, async (t) => {
    const [outcome] = await server({ chain: 4, maxFragmentLength });
    t.is(outcome!.error, undefined);
    t.true(outcome!.text.length > 2000);
    t.is(outcome!.longestFragment, maxFragmentLength + 16);
  });
}

for (const [kind, args] of [
  ['ticket', []],
  ['session identifier', ['--noticket']],
] as const) {
  test(`our client resumes a session of gnutls-serv by ${kind}`, async (t) => {
    const outcomes = await server({ args, connections: 3 });
    t.deepEqual(
      outcomes.map((outcome) => [outcome.error, outcome.resumed]),
      [
        [undefined, false],
        [undefined, true],
        [undefined, true],
      ],
    );
    t.true(outcomes.every((outcome) => outcome.ticketOctets! > 0 === (kind === 'ticket')));
  });
}
