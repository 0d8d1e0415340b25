import test from 'ava';

import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { type TlsClientOptions } from '../../../stack/tls/client.js';
import { TlsSessionCache } from '../../../stack/tls/session.js';
import { createTrustStore } from '../../../stack/tls/x509/trust-store.js';
import { findHolder } from '../../../tools/pki/test-pki.js';
import { createTlsBench } from '../../support/tls-bench.js';
import {
  connectEngine,
  type EngineListener,
  listenEngine,
  startPeer,
  writePkiFiles,
} from '../../support/tls-sockets.js';

/** OpenSSL keeps an 8-octet tag for security level 0. */
const SUITE = ['-cipher', 'ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0'];
const benches = { 2: createTlsBench(undefined, 2), 3: createTlsBench(undefined, 3), 4: createTlsBench(undefined, 4) };
const files = { 2: writePkiFiles(benches[2].pki), 3: writePkiFiles(benches[3].pki), 4: writePkiFiles(benches[4].pki) };
/** A client that asks for no max_fragment_length sends records of any length. */
const HOST = { limits: HOST_LIMITS };
const thermostat = findHolder(benches[3].pki, 'thermostat');

test.after.always(() => Object.values(files).forEach((pki) => pki.remove()));

function credentials(name: string, chain: 2 | 3 | 4 = 3): string[] {
  const authorities = chain === 2 ? [] : ['-cert_chain', `${name}.chain.pem`];
  return [...authorities, '-cert', `${name}.cert.pem`, '-key', `${name}.key.pem`, '-CAfile', 'root.cert.pem'];
}

/** Runs `openssl s_client` against our server: it says hello and bye. Answers what it printed. */
async function client(listener: EngineListener, args: readonly string[], chain: 2 | 3 | 4 = 3): Promise<string> {
  const who = args.includes('-nocert') ? ['-CAfile', 'root.cert.pem'] : credentials('thermostat', chain);
  const rest = args.filter((arg) => arg !== '-nocert');
  const peer = startPeer(
    'openssl',
    ['s_client', '-connect', `127.0.0.1:${listener.port}`, '-tls1_2', ...SUITE, ...who, ...rest],
    files[chain].dir,
  );
  try {
    peer.say('hello\nbye\n');
    await listener.ended(listener.outcomes.length + 1);
    return await peer.finish();
  } finally {
    peer.kill();
  }
}

for (const chain of [2, 3, 4] as const) {
  test(`s_client → our server, both certified by a chain of ${chain}`, async (t) => {
    const listener = await listenEngine(() => benches[chain].server({}, HOST));
    try {
      const output = await client(listener, ['-verify_return_error'], chain);
      t.regex(output, /Cipher is ECDHE-ECDSA-AES128-CCM8/);
      t.regex(output, /Verification: OK/);
      t.regex(output, /Extended master secret: yes/);
      t.regex(output, /Secure Renegotiation IS supported/);
      t.regex(output, /echo hello/);
      const [outcome] = listener.outcomes;
      t.is(outcome!.error, undefined);
      t.is(outcome!.text, 'hello\nbye\n');
      t.is(outcome!.lfdi, findHolder(benches[chain].pki, 'thermostat').lfdi);
    } finally {
      listener.close();
    }
  });
}

test('s_client that offers TLS 1.3 too is answered with 1.2', async (t) => {
  const listener = await listenEngine(() => benches[3].server({}, HOST));
  try {
    const peer = startPeer(
      'openssl',
      ['s_client', '-connect', `127.0.0.1:${listener.port}`, ...SUITE, ...credentials('thermostat')],
      files[3].dir,
    );
    peer.say('bye\n');
    await listener.ended(1);
    t.regex(await peer.finish(), /Protocol\s*: TLSv1\.2/);
    t.is(listener.outcomes[0]!.error, undefined);
  } finally {
    listener.close();
  }
});

for (const octets of [512, 1024]) {
  test(`s_client asks for max_fragment_length ${octets}, and both sides keep to it`, async (t) => {
    const listener = await listenEngine(() => benches[4].server({}, HOST));
    try {
      const output = await client(listener, ['-maxfraglen', String(octets), '-msg'], 4);
      t.regex(output, /echo hello/);
      const received = [...output.matchAll(/<<< TLS 1\.2, RecordHeader \[length 0005\]\s+([0-9a-f ]+)/g)];
      const lengths = received.map(([, header]) => parseInt(header!.replaceAll(' ', '').slice(6, 10), 16));
      t.true(lengths.length > 3 && Math.max(...lengths) <= octets + 16, lengths.join());
      t.true(listener.outcomes[0]!.longestFragment <= octets + 16);
    } finally {
      listener.close();
    }
  });
}

test('s_client resumes a session of our server', async (t) => {
  const sessions = new TlsSessionCache(4);
  const listener = await listenEngine(() => benches[3].server({ sessions }, HOST));
  try {
    t.regex(await client(listener, ['-sess_out', 'session.pem']), /New, TLSv1\.2/);
    for (let i = 0; i < 2; i++) t.regex(await client(listener, ['-sess_in', 'session.pem']), /Reused, TLSv1\.2/);
    t.deepEqual(
      listener.outcomes.map((outcome) => outcome.resumed),
      [false, true, true],
    );
    t.deepEqual(
      listener.outcomes.map((outcome) => outcome.lfdi),
      Array<string>(3).fill(thermostat.lfdi),
    );
    t.true(listener.outcomes.every((outcome) => outcome.text === 'hello\nbye\n' && outcome.error === undefined));
  } finally {
    listener.close();
  }
});

test('s_client is refused without a certificate, without the suite, and when it renegotiates', async (t) => {
  const listener = await listenEngine(() => benches[3].server({}, HOST));
  try {
    t.regex(await client(listener, ['-nocert']), /alert handshake failure/);
    t.is(listener.outcomes[0]!.error?.code, 'tls.no-certificate');
    t.regex(await client(listener, ['-cipher', 'ECDHE-ECDSA-AES128-GCM-SHA256']), /alert handshake failure/);
    t.is(listener.outcomes[1]!.error?.code, 'tls.no-common-suite');
    const peer = startPeer(
      'openssl',
      ['s_client', '-connect', `127.0.0.1:${listener.port}`, '-tls1_2', ...SUITE, ...credentials('thermostat')],
      files[3].dir,
    );
    peer.say('hello\n');
    await peer.until(/echo hello/);
    peer.say('R\n');
    await listener.ended(3);
    t.regex(await peer.finish(), /no renegotiation/);
    t.true(listener.outcomes[2]!.established);
  } finally {
    listener.close();
  }
});

/** Runs `openssl s_server` on a port of its choice while `use` connects to it. */
async function withServer(
  args: readonly string[],
  use: (port: number, peer: ReturnType<typeof startPeer>) => Promise<void>,
  chain: 2 | 3 | 4 = 3,
): Promise<void> {
  const common = ['s_server', '-accept', '127.0.0.1:0', '-tls1_2', ...SUITE, ...credentials('server', chain)];
  const peer = startPeer('openssl', [...common, '-Verify', '4', '-verify_return_error', ...args], files[chain].dir);
  try {
    await use(Number((await peer.until(/ACCEPT 127\.0\.0\.1:(\d+)/))[1]), peer);
  } finally {
    peer.kill();
  }
}

const GET = 'GET / HTTP/1.0\r\n\r\n';

for (const chain of [2, 3, 4] as const) {
  test(`our client → s_server, both certified by a chain of ${chain}`, async (t) => {
    await withServer(
      ['-www'],
      async (port) => {
        const outcome = await connectEngine(port, benches[chain].client(), GET, '</pre>');
        t.is(outcome.error, undefined);
        t.is(outcome.lfdi, findHolder(benches[chain].pki, 'server').lfdi);
        t.regex(outcome.text, /ECDHE-ECDSA-AES128-CCM8/);
        t.regex(outcome.text, /Extended master secret: yes/);
        // The page is longer than one fragment of the 1,024 octets that a board asks for.
        t.true(outcome.text.length > 2048 && outcome.longestFragment <= 1024 + 16);
      },
      chain,
    );
  });
}

for (const octets of [512, 1024, 2048, 4096] as const) {
  test(`our client asks s_server for max_fragment_length ${octets}`, async (t) => {
    await withServer(['-www'], async (port) => {
      const limits = { ...HOST_LIMITS, maxRecordOctets: 4096 };
      const engine = benches[3].client({ maxFragmentLength: octets }, { limits });
      const outcome = await connectEngine(port, engine, GET, '</pre>');
      t.is(outcome.error, undefined);
      t.true(outcome.longestFragment <= octets + 16 && outcome.longestFragment > Math.min(octets, 2048) / 2);
    });
  });
}

for (const [kind, args] of [
  ['ticket (RFC 5077)', ['-www']],
  ['session identifier', ['-www', '-no_ticket']],
] as const) {
  test(`our client resumes a session of s_server by ${kind}`, async (t) => {
    await withServer(args, async (port) => {
      let options: TlsClientOptions = { serverName: 'localhost' };
      for (const expected of [false, true, true]) {
        const outcome = await connectEngine(port, benches[3].client(options), GET, '</pre>');
        t.is(outcome.error, undefined);
        t.is(outcome.resumed, expected);
        t.is(outcome.session!.ticket.length > 0, kind.startsWith('ticket'));
        t.regex(outcome.text, expected ? /Reused, TLSv1\.2/ : /New, TLSv1\.2/);
        options = { serverName: 'localhost', session: outcome.session! };
      }
    });
  });
}

test('a ticket that s_server does not know ends in a full handshake', async (t) => {
  let options: TlsClientOptions = {};
  for (let i = 0; i < 2; i++) {
    await withServer(['-www'], async (port) => {
      const outcome = await connectEngine(port, benches[3].client(options), GET, '</pre>');
      t.is(outcome.error, undefined);
      t.false(outcome.resumed);
      options = { session: outcome.session! };
    });
  }
});

test('our client answers the HelloRequest of s_server with no_renegotiation', async (t) => {
  await withServer([], async (port, peer) => {
    const outcome = connectEngine(port, benches[3].client(), 'ready\n', 'never');
    await peer.until(/ready/);
    peer.say('r\n');
    // OpenSSL takes the refusal for the end of the connection.
    t.is((await outcome).error?.place?.path, 'handshake_failure');
    await peer.until(/no renegotiation/);
  });
});

test('each side refuses a peer of another PKI, and the other one learns why', async (t) => {
  const stranger = createTlsBench(undefined, 3, 'another PKI');
  await withServer(['-www'], async (port, peer) => {
    const outcome = await connectEngine(port, stranger.client(), GET, 'never');
    t.is(outcome.error?.code, 'x509.unknown-authority');
    await peer.until(/alert unknown ca/);
    const { root } = benches[3].pki;
    const trusting = stranger.client({}, { trust: createTrustStore([root]) });
    t.is((await connectEngine(port, trusting, GET, 'never')).error?.place?.path, 'unknown_ca');
  });
});
