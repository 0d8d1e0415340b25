import test, { type ExecutionContext } from 'ava';

import { createNodeCrypto } from '../../../hal/node/crypto.js';
import { BOARD_LIMITS, HOST_LIMITS } from '../../../stack/core/limits.js';
import { type Blame } from '../../../stack/core/peer-error.js';
import { type AlertName } from '../../../stack/tls/alerts.js';
import { type TlsConfig } from '../../../stack/tls/config.js';
import { type TlsConnection } from '../../../stack/tls/connection.js';
import { ContentType, HandshakeType } from '../../../stack/tls/handshake/constants.js';
import { LAST_SEQUENCE } from '../../../stack/tls/record/cipher.js';
import { createMemoCrypto } from '../../support/memo-crypto.js';
import {
  carry,
  createTlsBench,
  forge,
  handshake,
  handshakeMessage,
  plainRecord,
  readAll,
  splitMessages,
  splitRecords,
} from '../../support/tls-bench.js';

const memo = createMemoCrypto(createNodeCrypto(), 7);
const bench = createTlsBench(memo.crypto);

/** Both sides established. */
function connected(config: Partial<TlsConfig> = {}): readonly [TlsConnection, TlsConnection] {
  memo.restart();
  const client = bench.client({}, config);
  const server = bench.server({}, config);
  handshake(client, server);
  return [client, server];
}

/** The victim has failed with `code`, and its peer was told by `alert`. */
function refused(
  t: ExecutionContext,
  victim: TlsConnection,
  peer: TlsConnection,
  [blame, code, alert]: readonly [Blame, string, AlertName],
  what?: string,
): void {
  t.is(victim.state, 'Failed', what);
  t.is(victim.error?.code, code, what);
  t.is(victim.error?.blame, blame, what);
  t.false(victim.write(Uint8Array.of(1)), what);
  const told = victim.takeOutput();
  t.truthy(told, what);
  peer.receive(told!);
  t.is(peer.error?.code, 'tls.alert-received', what);
  t.is(peer.error?.place?.path, alert, what);
}

/** Runs a handshake in which the `index`-th unit that `victim` receives is replaced. */
function replaceUnit(
  side: 'client' | 'server',
  index: number,
  replace: (unit: Uint8Array, victim: TlsConnection) => Uint8Array,
  config: Partial<TlsConfig> = {},
): readonly [victim: TlsConnection, peer: TlsConnection] {
  memo.restart();
  const client = bench.client({}, config);
  const server = bench.server({}, config);
  const [victim, peer] = side === 'client' ? [client, server] : [server, client];
  let unit = 0;
  client.start();
  for (let turn = 0; turn < 6 && !victim.closed; turn++) {
    const own = victim.takeOutput();
    if (own !== undefined) peer.receive(own);
    for (const part of splitMessages(peer.takeOutput() ?? new Uint8Array(0))) {
      victim.receive(unit++ === index ? replace(part, victim) : part);
    }
  }
  return [victim, peer];
}

/** Changes one octet of a record, counted from its end. */
function flipFromEnd(record: Uint8Array, fromEnd: number): Uint8Array {
  const changed = record.slice();
  changed[changed.length - fromEnd]! ^= 0x01;
  return changed;
}

test('a wrong Finished is decrypt_error, on either side (RFC 5246 §7.4.9)', (t) => {
  const wrong = (_: Uint8Array, victim: TlsConnection): Uint8Array =>
    forge(victim, ContentType.handshake, handshakeMessage(HandshakeType.finished, new Uint8Array(12)));
  const [client, server] = replaceUnit('client', 6, wrong);
  refused(t, client, server, ['misbehaved', 'tls.bad-finished', 'decrypt_error']);
  const [victim, peer] = replaceUnit('server', 5, wrong);
  refused(t, victim, peer, ['misbehaved', 'tls.bad-finished', 'decrypt_error']);
});

test('a Finished of another length is decode_error', (t) => {
  for (const length of [0, 11, 13]) {
    const [client, server] = replaceUnit('client', 6, (_, victim) =>
      forge(victim, ContentType.handshake, handshakeMessage(HandshakeType.finished, new Uint8Array(length))),
    );
    t.is(client.error?.blame, 'malformed');
    carry(client, server);
    t.is(server.error?.place?.path, 'decode_error');
  }
});

test('one wrong bit anywhere in a protected record is bad_record_mac, and nothing of it is read', (t) => {
  const [first] = connected();
  first.write(Uint8Array.of(1, 2, 3));
  const length = first.takeOutput()!.length;
  for (let at = 1; at <= length - 5; at++) {
    const [client, server] = connected();
    client.write(Uint8Array.of(1, 2, 3));
    server.receive(flipFromEnd(client.takeOutput()!, at));
    refused(t, server, client, ['misbehaved', 'tls.bad-record-mac', 'bad_record_mac'], `octet ${at} from the end`);
    t.is(readAll(server).length, 0);
  }
});

test('a protected record too short for its tag, a replayed and a dropped one are bad_record_mac', (t) => {
  for (let length = 0; length < 16; length++) {
    const [client, server] = connected();
    server.receive(plainRecord(ContentType.application_data, new Uint8Array(length)));
    refused(t, server, client, ['misbehaved', 'tls.bad-record-mac', 'bad_record_mac'], `${length} octets`);
  }
  const [client, server] = connected();
  client.write(Uint8Array.of(1));
  const record = client.takeOutput()!;
  server.receive(record);
  server.receive(record);
  t.is(server.error?.code, 'tls.bad-record-mac');
  const [other, victim] = connected();
  other.write(Uint8Array.of(1));
  other.takeOutput();
  other.write(Uint8Array.of(2));
  victim.receive(other.takeOutput()!);
  t.is(victim.error?.code, 'tls.bad-record-mac');
});

test('a wrong signature of ServerKeyExchange or CertificateVerify is decrypt_error', (t) => {
  const [client, server] = replaceUnit('client', 2, (unit) => flipFromEnd(unit, 1));
  refused(t, client, server, ['misbehaved', 'tls.bad-signature', 'decrypt_error']);
  const [victim, peer] = replaceUnit('server', 3, (unit) => flipFromEnd(unit, 1));
  refused(t, victim, peer, ['misbehaved', 'tls.bad-signature', 'decrypt_error']);
});

test('a key exchange off the curve, compressed, or on another curve is illegal_parameter', (t) => {
  const [server, client] = replaceUnit('server', 2, (unit) => flipFromEnd(unit, 1));
  refused(t, server, client, ['misbehaved', 'tls.bad-point', 'illegal_parameter']);
  const compressed = handshakeMessage(HandshakeType.client_key_exchange, Uint8Array.of(33, 2, ...new Uint8Array(32)));
  const [victim, peer] = replaceUnit('server', 2, () => plainRecord(ContentType.handshake, compressed));
  refused(t, victim, peer, ['misbehaved', 'tls.bad-point', 'illegal_parameter']);
  const [other, its] = replaceUnit('client', 2, (unit) => {
    const changed = unit.slice();
    changed[11] = 24;
    return changed;
  });
  refused(t, other, its, ['misbehaved', 'tls.curve', 'illegal_parameter']);
});

test('a client without a certificate is handshake_failure: both sides are certified', (t) => {
  const none = plainRecord(ContentType.handshake, handshakeMessage(HandshakeType.certificate, new Uint8Array(3)));
  const [server, client] = replaceUnit('server', 1, () => none);
  refused(t, server, client, ['misbehaved', 'tls.no-certificate', 'handshake_failure']);
});

test('renegotiation is answered with no_renegotiation, and the connection goes on (RFC 5246 §7.2.2)', (t) => {
  for (const side of ['client', 'server'] as const) {
    const [client, server] = connected();
    const [victim, peer] = side === 'client' ? [client, server] : [server, client];
    const type = side === 'client' ? HandshakeType.hello_request : HandshakeType.client_hello;
    (peer as unknown as { writer: { write(type: number, content: Uint8Array): void } }).writer.write(
      ContentType.handshake,
      handshakeMessage(type, new Uint8Array(0)),
    );
    carry(client, server);
    t.is(victim.state, 'Established');
    t.is(peer.state, 'Established');
    peer.write(Uint8Array.of(5));
    carry(client, server);
    t.deepEqual(readAll(victim), Uint8Array.of(5));
  }
});

test('a peer that will not stop asking, warning or sending nothing is refused after maxIdleRecords', (t) => {
  const floods: readonly (readonly [number, Uint8Array])[] = [
    [ContentType.handshake, handshakeMessage(HandshakeType.client_hello, new Uint8Array(0))],
    [ContentType.alert, Uint8Array.of(1, 90)],
    [ContentType.application_data, new Uint8Array(0)],
  ];
  for (const [type, content] of floods) {
    const [client, server] = connected();
    for (let i = 0; i < BOARD_LIMITS.maxIdleRecords; i++) server.receive(forge(server, type, content));
    t.is(server.state, 'Established');
    server.receive(forge(server, type, content));
    refused(t, server, client, ['misbehaved', 'tls.too-many-idle-records', 'unexpected_message']);
  }
  const flood = new Uint8Array(4 * (BOARD_LIMITS.maxIdleRecords + 1));
  const client = bench.client();
  client.start();
  client.receive(plainRecord(ContentType.handshake, flood));
  t.is(client.error?.code, 'tls.too-many-idle-records');
});

test('a record longer than the limit or than agreed is record_overflow, from its header alone (RFC 5246 §6.2.1)', (t) => {
  const server = bench.server();
  server.receive(Uint8Array.of(22, 3, 1, 4, 1));
  refused(t, server, bench.client(), ['limit', 'tls.record-overflow', 'record_overflow']);
  t.deepEqual(server.error?.limit, { name: 'maxRecordOctets', value: 1024 });

  const host = bench.server({}, { limits: HOST_LIMITS });
  host.receive(Uint8Array.of(22, 3, 1, 0x40, 1));
  t.is(host.error?.code, 'tls.record-overflow');

  const agreed = bench.server({}, { limits: HOST_LIMITS });
  const client = bench.client({ maxFragmentLength: 512 });
  handshake(client, agreed);
  agreed.receive(Uint8Array.of(23, 3, 3, 2, 17));
  refused(t, agreed, client, ['limit', 'tls.record-overflow', 'record_overflow']);
  t.deepEqual(agreed.error?.limit, { name: 'maxFragmentLength', value: 512 });
});

test('a handshake message longer than maxHandshakeOctets is refused by its header', (t) => {
  const server = bench.server();
  server.receive(plainRecord(ContentType.handshake, Uint8Array.of(1, 0, 0x10, 1)));
  refused(t, server, bench.client(), ['limit', 'tls.handshake-too-long', 'internal_error']);
  t.deepEqual(server.error?.limit, { name: 'maxHandshakeOctets', value: 4096 });
});

test('what is no TLS, or another version of it, is refused by its first octets', (t) => {
  const http = bench.server();
  http.receive(Uint8Array.from('GET / HTTP/1.1\r\n', (c) => c.charCodeAt(0)));
  t.is(http.error?.code, 'tls.unexpected-record');
  const version = bench.server();
  version.receive(plainRecord(ContentType.handshake, new Uint8Array(1), 0x0200));
  refused(t, version, bench.client(), ['misbehaved', 'tls.record-version', 'protocol_version']);
  const [client, server] = connected();
  server.receive(plainRecord(ContentType.application_data, new Uint8Array(20), 0x0302));
  refused(t, server, client, ['misbehaved', 'tls.record-version', 'protocol_version']);
});

test('empty handshake, alert and ChangeCipherSpec records are refused (RFC 5246 §6.2.1)', (t) => {
  const codes = { 20: 'tls.bad-change-cipher-spec', 21: 'tls.bad-alert', 22: 'tls.empty-record' };
  for (const [type, code] of Object.entries(codes)) {
    const server = bench.server();
    server.receive(plainRecord(Number(type), new Uint8Array(0)));
    t.is(server.error?.code, code);
  }
});

test('a fatal alert ends the connection at once and is not answered', (t) => {
  const [client, server] = connected();
  server.receive(forge(server, ContentType.alert, Uint8Array.of(2, 80)));
  t.is(server.error?.place?.path, 'internal_error');
  t.is(server.takeOutput(), undefined);
  server.receive(Uint8Array.of(1, 2, 3));
  t.is(readAll(server).length, 0);
  t.true(client.established);
});

test('alerts of another length or level are decode_error or illegal_parameter', (t) => {
  for (const content of [Uint8Array.of(2), Uint8Array.of(2, 0, 0), Uint8Array.of(3, 0)]) {
    const [, server] = connected();
    server.receive(forge(server, ContentType.alert, content));
    t.is(server.error?.code, 'tls.bad-alert');
  }
});

test('a connection that has used its sequence numbers stops', (t) => {
  const [client, server] = connected();
  const { cipher } = (client as unknown as { writer: { cipher: { sequence: number } } }).writer;
  cipher.sequence = LAST_SEQUENCE;
  t.true(client.write(Uint8Array.of(1)));
  t.false(client.write(Uint8Array.of(1)));
  t.is(client.error?.code, 'tls.sequence-exhausted');
  t.is(splitRecords(client.takeOutput()!).length, 1);
  t.true(server.established);
});

for (const side of ['server', 'client'] as const) {
  test(`what a ${side} receives in a handshake, cut short at any octet, ends in tls.truncated and nothing else`, (t) => {
    memo.restart();
    const flights: Uint8Array[] = [];
    handshake(bench.client(), bench.server(), (octets, to) => {
      if (to === side) flights.push(octets);
      return octets;
    });
    const [first, second] = flights as [Uint8Array, Uint8Array];
    const begin = (): TlsConnection => {
      memo.restart();
      const client = bench.client();
      client.start();
      if (side === 'server') return bench.server();
      // In the recording the server drew its ephemeral key first.
      memo.crypto.agreementKey();
      return client;
    };
    for (let length = 0; length <= first.length + second.length; length++) {
      const victim = begin();
      victim.receive(first.subarray(0, length));
      victim.receive(second.subarray(0, Math.max(0, length - first.length)));
      t.is(victim.error, undefined, `${length} octets`);
      t.is(victim.established, length === first.length + second.length, `${length} octets`);
      victim.receiveEnd();
      t.is(victim.error?.code, 'tls.truncated');
    }
  });
}
