import test, { type ExecutionContext } from 'ava';

import { concatOctets } from '../../../stack/core/octets.js';
import { type AlertName } from '../../../stack/tls/alerts.js';
import { type TlsConfig } from '../../../stack/tls/config.js';
import {
  ContentType,
  ECDHE_ECDSA_AES_128_CCM_8,
  EMPTY_RENEGOTIATION_INFO_SCSV,
  ExtensionType,
  FALLBACK_SCSV,
  HandshakeType,
} from '../../../stack/tls/handshake/constants.js';
import { decodeServerHello, type ServerHello } from '../../../stack/tls/handshake/hello.js';
import { type TlsServer } from '../../../stack/tls/server.js';
import { TlsSessionCache } from '../../../stack/tls/session.js';
import {
  alertIn,
  carry,
  createTlsBench,
  handshake,
  handshakeMessage,
  plainRecord,
  splitMessages,
} from '../../support/tls-bench.js';
import { Alert } from '../../../stack/tls/alerts.js';

const bench = createTlsBench();

type Extension = readonly [type: number, content: readonly number[]];

/** Extensions of a client that can be served, as OpenSSL writes them. */
const USUAL: readonly Extension[] = [
  [ExtensionType.ec_point_formats, [1, 0]],
  [ExtensionType.supported_groups, [0, 4, 0, 29, 0, 23]],
  [ExtensionType.extended_master_secret, []],
  [ExtensionType.signature_algorithms, [0, 4, 8, 4, 4, 3]],
];

interface HelloPlan {
  readonly version?: number;
  readonly suites?: readonly number[];
  readonly compression?: readonly number[];
  readonly extensions?: readonly Extension[] | 'none';
  readonly sessionId?: Uint8Array;
}

function u16(value: number): readonly number[] {
  return [value >>> 8, value & 0xff];
}

function writeExtensions(extensions: readonly Extension[]): number[] {
  const body = extensions.flatMap(([type, content]) => [...u16(type), ...u16(content.length), ...content]);
  return [...u16(body.length), ...body];
}

function clientHello(plan: HelloPlan): Uint8Array {
  const suites = plan.suites ?? [0x1301, ECDHE_ECDSA_AES_128_CCM_8, EMPTY_RENEGOTIATION_INFO_SCSV];
  const compression = plan.compression ?? [0];
  const sessionId = plan.sessionId ?? new Uint8Array(0);
  const extensions = plan.extensions ?? USUAL;
  return Uint8Array.from([
    ...u16(plan.version ?? 0x0303),
    ...new Uint8Array(32).fill(7),
    sessionId.length,
    ...sessionId,
    ...u16(2 * suites.length),
    ...suites.flatMap(u16),
    compression.length,
    ...compression,
    ...(extensions === 'none' ? [] : writeExtensions(extensions)),
  ]);
}

/** A server that has received such a hello. */
function greet(plan: HelloPlan, config: Partial<TlsConfig> = {}, sessions?: TlsSessionCache): TlsServer {
  const server = bench.server(sessions === undefined ? {} : { sessions }, config);
  const message = handshakeMessage(HandshakeType.client_hello, clientHello(plan));
  server.receive(plainRecord(ContentType.handshake, message, 0x0301));
  return server;
}

/** The ServerHello that such a hello is answered with; everything may have been offered. */
function answer(t: ExecutionContext, plan: HelloPlan, config?: Partial<TlsConfig>): ServerHello {
  const server = greet(plan, config);
  t.is(server.error, undefined);
  const nothing = new Uint8Array(0);
  return decodeServerHello(splitMessages(server.takeOutput()!)[0]!.subarray(9), {
    maxFragmentLength: 512,
    pointFormats: nothing,
    extendedMasterSecret: true,
    renegotiationInfo: nothing,
  });
}

function put(...extensions: readonly Extension[]): readonly Extension[] {
  const types = extensions.map(([type]) => type);
  return [...USUAL.filter(([type]) => !types.includes(type)), ...extensions];
}

test('a usual hello is answered with TLS 1.2, the suite, and what it offered', (t) => {
  const hello = answer(t, {});
  t.is(hello.version, 0x0303);
  t.is(hello.cipherSuite, ECDHE_ECDSA_AES_128_CCM_8);
  t.is(hello.compressionMethod, 0);
  t.deepEqual(hello.extensions, {
    renegotiationInfo: new Uint8Array(0),
    extendedMasterSecret: true,
    pointFormats: Uint8Array.of(0),
  });
});

test('a hello of a TLS 1.3 client, with unknown and GREASE values, is answered with TLS 1.2 (RFC 8446 §4.2.1)', (t) => {
  const grease = 0x5a5a;
  const hello = answer(t, {
    suites: [grease, 0x1301, ECDHE_ECDSA_AES_128_CCM_8],
    compression: [0, 1],
    extensions: [
      [grease, []],
      ...put(
        [ExtensionType.supported_versions, [6, 0x5a, 0x5a, 3, 4, 3, 3]],
        [ExtensionType.supported_groups, [0, 6, 0x5a, 0x5a, 0, 29, 0, 23]],
        [51, [0, 0]],
        [ExtensionType.session_ticket, []],
        [ExtensionType.server_name, [0, 4, 0, 0, 1, 97]],
      ),
    ],
  });
  t.is(hello.version, 0x0303);
});

test('a version above 1.2 in the hello itself is met with 1.2', (t) => {
  t.is(answer(t, { version: 0x0304 }).version, 0x0303);
});

test('renegotiation_info is answered where it, or its SCSV, was sent, and only there (RFC 5746 §3.6)', (t) => {
  const suites = [ECDHE_ECDSA_AES_128_CCM_8];
  t.is(answer(t, { suites }).extensions.renegotiationInfo, undefined);
  t.truthy(
    answer(t, { suites, extensions: put([ExtensionType.renegotiation_info, [0]]) }).extensions.renegotiationInfo,
  );
});

test('a client without extended master secret is served, and its session is not kept (RFC 7627 §5.3)', (t) => {
  const extensions = USUAL.filter(([type]) => type !== ExtensionType.extended_master_secret);
  const hello = answer(t, { extensions });
  t.is(hello.extensions.extendedMasterSecret, undefined);
  t.is(hello.sessionId.length, 0);
  const strict = greet({ extensions }, { requireExtendedMasterSecret: true });
  t.is(strict.error?.code, 'tls.no-extended-master-secret');
  t.deepEqual(alertIn(strict.takeOutput()), [2, Alert.handshake_failure]);
});

test('resumption without the extended master secret of the session is refused (RFC 7627 §5.3)', (t) => {
  const sessions = new TlsSessionCache(1);
  const first = bench.client();
  handshake(first, bench.server({ sessions }));
  const extensions: readonly Extension[] = [
    ...USUAL.filter(([type]) => type !== ExtensionType.extended_master_secret),
    [ExtensionType.max_fragment_length, [2]],
  ];
  const server = greet({ extensions, sessionId: first.session!.id }, {}, sessions);
  t.is(server.error?.code, 'tls.no-extended-master-secret');
});

const REFUSED: readonly (readonly [what: string, plan: HelloPlan, code: string, alert: AlertName])[] = [
  ['TLS 1.1', { version: 0x0302 }, 'tls.version', 'protocol_version'],
  [
    'TLS 1.1 with TLS_FALLBACK_SCSV (RFC 7507 §3)',
    { version: 0x0302, suites: [ECDHE_ECDSA_AES_128_CCM_8, FALLBACK_SCSV] },
    'tls.fallback',
    'inappropriate_fallback',
  ],
  [
    'TLS 1.3 alone',
    { extensions: put([ExtensionType.supported_versions, [2, 3, 4]]) },
    'tls.version',
    'protocol_version',
  ],
  ['no common suite', { suites: [0x1301, 0xc02b] }, 'tls.no-common-suite', 'handshake_failure'],
  ['no null compression', { compression: [1] }, 'tls.compression', 'illegal_parameter'],
  [
    'no P-256',
    { extensions: put([ExtensionType.supported_groups, [0, 2, 0, 29]]) },
    'tls.no-common-curve',
    'handshake_failure',
  ],
  [
    'no ECDSA-SHA256',
    { extensions: put([ExtensionType.signature_algorithms, [0, 2, 8, 4]]) },
    'tls.no-common-signature',
    'handshake_failure',
  ],
  ['no extensions, so SHA-1', { extensions: 'none' }, 'tls.no-common-signature', 'handshake_failure'],
  [
    'no uncompressed points',
    { extensions: put([ExtensionType.ec_point_formats, [1, 1]]) },
    'tls.bad-extension',
    'illegal_parameter',
  ],
  [
    'an unknown max_fragment_length (RFC 6066 §4)',
    { extensions: put([ExtensionType.max_fragment_length, [5]]) },
    'tls.bad-extension',
    'illegal_parameter',
  ],
  [
    'renegotiation_info with content (RFC 5746 §3.6)',
    { extensions: put([ExtensionType.renegotiation_info, [1, 9]]) },
    'tls.insecure-renegotiation',
    'handshake_failure',
  ],
  [
    'an extension twice',
    { extensions: [...USUAL, [ExtensionType.extended_master_secret, []]] },
    'tls.duplicate-extension',
    'illegal_parameter',
  ],
  [
    'an unknown extension twice',
    { extensions: [...USUAL, [0x5a5a, []], [0x5a5a, []]] },
    'tls.duplicate-extension',
    'illegal_parameter',
  ],
  [
    'extended_master_secret with content',
    { extensions: put([ExtensionType.extended_master_secret, [0]]) },
    'tls.trailing-octets',
    'decode_error',
  ],
  [
    'a list with half a value',
    { extensions: put([ExtensionType.supported_groups, [0, 3, 0, 23, 0]]) },
    'tls.bad-length',
    'decode_error',
  ],
  ['no cipher suites', { suites: [] }, 'tls.bad-length', 'decode_error'],
  ['a session identifier of 33 octets', { sessionId: new Uint8Array(33) }, 'tls.bad-length', 'decode_error'],
];

for (const [what, plan, code, alert] of REFUSED) {
  test(`a ClientHello is refused: ${what} → ${alert}`, (t) => {
    const server = greet(plan);
    t.is(server.error?.code, code);
    t.deepEqual(alertIn(server.takeOutput()), [2, Alert[alert]]);
    t.is(server.state, 'Failed');
  });
}

test('a ClientHello is refused when cut at any octet, or with an octet more', (t) => {
  const body = clientHello({});
  const withoutExtensions = body.length - writeExtensions(USUAL).length;
  for (let length = 0; length <= body.length + 1; length++) {
    const cut = concatOctets(body, Uint8Array.of(0)).subarray(0, length);
    const server = bench.server();
    server.receive(plainRecord(ContentType.handshake, handshakeMessage(HandshakeType.client_hello, cut)));
    if (length === body.length) t.is(server.error, undefined);
    // Cut before its extensions it is a whole hello without any.
    else if (length === withoutExtensions) t.is(server.error?.code, 'tls.no-common-signature');
    else t.is(server.error?.blame, 'malformed', `${length} octets`);
  }
});

/** A client that has received a ServerHello in which `change` replaced something. */
function reply(change: Partial<Record<'version' | 'suite' | 'compression', number>>, extensions: readonly Extension[]) {
  const client = bench.client();
  client.start();
  const hello = Uint8Array.from([
    ...u16(change.version ?? 0x0303),
    ...new Uint8Array(32).fill(9),
    0,
    ...u16(change.suite ?? ECDHE_ECDSA_AES_128_CCM_8),
    change.compression ?? 0,
    ...writeExtensions(extensions),
  ]);
  client.takeOutput();
  client.receive(plainRecord(ContentType.handshake, handshakeMessage(HandshakeType.server_hello, hello)));
  return client;
}

const RENEGOTIATION: Extension = [ExtensionType.renegotiation_info, [0]];

test('a ServerHello with all that was offered, or with the least, is taken', (t) => {
  t.is(reply({}, [RENEGOTIATION]).state, 'AwaitServerCertificate');
  const all: readonly Extension[] = [
    RENEGOTIATION,
    [ExtensionType.extended_master_secret, []],
    [ExtensionType.max_fragment_length, [2]],
    [ExtensionType.ec_point_formats, [3, 0, 1, 2]],
    [ExtensionType.supported_groups, [0, 2, 0, 23]],
    [ExtensionType.session_ticket, []],
  ];
  t.is(reply({}, all).state, 'AwaitServerCertificate');
});

const ANSWERS: readonly (readonly [string, Parameters<typeof reply>[0], readonly Extension[], string, AlertName])[] = [
  ['TLS 1.1', { version: 0x0302 }, [RENEGOTIATION], 'tls.version', 'protocol_version'],
  ['another suite', { suite: 0xc02b }, [RENEGOTIATION], 'tls.suite-not-offered', 'illegal_parameter'],
  ['compression', { compression: 1 }, [RENEGOTIATION], 'tls.compression', 'illegal_parameter'],
  ['no renegotiation_info (RFC 5746 §3.4)', {}, [], 'tls.insecure-renegotiation', 'handshake_failure'],
  [
    'renegotiation_info with content',
    {},
    [[ExtensionType.renegotiation_info, [1, 1]]],
    'tls.insecure-renegotiation',
    'handshake_failure',
  ],
  [
    'an extension not offered',
    {},
    [RENEGOTIATION, [ExtensionType.server_name, []]],
    'tls.extension-not-offered',
    'unsupported_extension',
  ],
  ['an unknown extension', {}, [RENEGOTIATION, [0x5a5a, []]], 'tls.extension-not-offered', 'unsupported_extension'],
  [
    'signature_algorithms, which are the client’s',
    {},
    [RENEGOTIATION, [ExtensionType.signature_algorithms, [0, 2, 4, 3]]],
    'tls.extension-not-offered',
    'unsupported_extension',
  ],
  ['an extension twice', {}, [RENEGOTIATION, RENEGOTIATION], 'tls.duplicate-extension', 'illegal_parameter'],
  [
    'another max_fragment_length (RFC 6066 §4)',
    {},
    [RENEGOTIATION, [ExtensionType.max_fragment_length, [1]]],
    'tls.bad-extension',
    'illegal_parameter',
  ],
  [
    'max_fragment_length and record_size_limit at once (RFC 8449 §5)',
    {},
    [RENEGOTIATION, [ExtensionType.max_fragment_length, [2]], [ExtensionType.record_size_limit, [4, 0]]],
    'tls.bad-extension',
    'illegal_parameter',
  ],
  [
    'a record_size_limit below 64 (RFC 8449 §4)',
    {},
    [RENEGOTIATION, [ExtensionType.record_size_limit, [0, 63]]],
    'tls.bad-extension',
    'illegal_parameter',
  ],
];

for (const [what, change, extensions, code, alert] of ANSWERS) {
  test(`a ServerHello is refused: ${what} → ${alert}`, (t) => {
    const client = reply(change, extensions);
    t.is(client.error?.code, code);
    t.deepEqual(alertIn(client.takeOutput()), [2, Alert[alert]]);
  });
}

test('record_size_limit bounds what the client sends, and the board’s own limit what it takes (RFC 8449 §4)', (t) => {
  const client = bench.client();
  const server = bench.server();
  client.start();
  server.receive(client.takeOutput()!);
  const limit = [ExtensionType.record_size_limit >>> 8, ExtensionType.record_size_limit, 0, 2, 0, 100];
  // The server's own hello, with max_fragment_length (four octets of header, one of content) taken for the other one.
  let longest = 0;
  const units = splitMessages(server.takeOutput()!);
  const hello = units[0]!.slice(5);
  const at = Buffer.from(hello).indexOf(Buffer.from([0, 1, 0, 1, 2]));
  const changed = concatOctets(hello.slice(4, at), Uint8Array.from(limit), hello.slice(at + 5));
  const lengthAt = 2 + 32 + 1 + changed[34]! + 3;
  changed[lengthAt + 1]! += 1;
  client.receive(plainRecord(ContentType.handshake, handshakeMessage(HandshakeType.server_hello, changed)));
  for (const unit of units.slice(1)) client.receive(unit);
  // The transcripts differ, so that the signature of the server, which is over the randoms alone, still holds.
  t.is(client.state, 'AwaitChangeCipherSpec');
  const sent = client.takeOutput()!;
  for (let i = 0; i < sent.length; i += 5 + sent[i + 3]! * 256 + sent[i + 4]!) {
    longest = Math.max(longest, sent[i + 3]! * 256 + sent[i + 4]!);
  }
  t.is(longest, 100);
});

test('a client that is told nothing about fragments still refuses what it has no room for', (t) => {
  const client = reply({}, [RENEGOTIATION]);
  client.receive(Uint8Array.of(22, 3, 3, 4, 1));
  t.is(client.error?.code, 'tls.record-overflow');
  carry(client, bench.server());
});
