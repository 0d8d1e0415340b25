import test from 'ava';

import { createNodeCrypto } from '../../../hal/node/crypto.js';
import { BOARD_LIMITS, HOST_LIMITS } from '../../../stack/core/limits.js';
import { type TlsConnection } from '../../../stack/tls/connection.js';
import { TlsSessionCache } from '../../../stack/tls/session.js';
import { findHolder } from '../../../tools/pki/test-pki.js';
import { NOW_S, seededCrypto } from '../../support/certificates.js';
import { carry, createTlsBench, handshake, readAll, splitRecords } from '../../support/tls-bench.js';

const bench = createTlsBench();
const HELLO = Uint8Array.from('hello', (c) => c.charCodeAt(0));

function isUp(client: TlsConnection, server: TlsConnection): string {
  return [client.state, server.state, client.error?.message, server.error?.message].join();
}
const BOTH_UP = 'Established,Established,,';

for (const crypto of [createNodeCrypto(), seededCrypto('handshake')]) {
  for (const chainLength of [2, 3, 4] as const) {
    test(`COMM-004A/B/C: both sides certified over a chain of ${chainLength} [${crypto.name}]`, (t) => {
      const { client, server, pki } = createTlsBench(crypto, chainLength);
      const c = client();
      const s = server();
      handshake(c, s);
      t.is(isUp(c, s), BOTH_UP);
      t.is(c.peer!.lfdi, findHolder(pki, 'server').lfdi);
      t.is(s.peer!.lfdi, findHolder(pki, 'thermostat').lfdi);
      t.is(s.peer!.sfdi, findHolder(pki, 'thermostat').sfdi);
      t.false(c.resumed || s.resumed);
      t.true(c.write(HELLO));
      carry(c, s);
      t.deepEqual(readAll(s), HELLO);
    });
  }
}

test('octets may be cut anywhere: the handshake and a message each way, one octet at a time', (t) => {
  const c = bench.client();
  const s = bench.server();
  c.start();
  for (let turn = 0; turn < 20; turn++) {
    if (turn === 10) {
      c.write(HELLO);
      s.write(HELLO);
    }
    for (const octet of c.takeOutput() ?? []) s.receive(Uint8Array.of(octet));
    for (const octet of s.takeOutput() ?? []) c.receive(Uint8Array.of(octet));
  }
  t.is(isUp(c, s), BOTH_UP);
  t.deepEqual([readAll(c), readAll(s)], [HELLO, HELLO]);
});

test('plaintext of any length arrives, in records no longer than was agreed', (t) => {
  for (const length of [0, 1, 1023, 1024, 1025, 5000]) {
    const c = bench.client();
    const s = bench.server();
    handshake(c, s);
    const plain = Uint8Array.from({ length }, (_, i) => i & 0xff);
    c.write(plain);
    let longest = 0;
    carry(c, s, (octets) => {
      for (const record of splitRecords(octets)) longest = Math.max(longest, record.length);
      return octets;
    });
    t.deepEqual(readAll(s), plain);
    t.true(longest <= 1024 + 21);
  }
});

for (const asked of [512, 1024, 2048, 4096] as const) {
  test(`max_fragment_length ${asked} is asked for, echoed, and kept by both sides (RFC 6066 §4)`, (t) => {
    const limits = { ...HOST_LIMITS, maxRecordOctets: asked };
    const c = bench.client({}, { limits });
    const s = bench.server({}, { limits: HOST_LIMITS });
    const longest = { client: 0, server: 0 };
    const watch = (octets: Uint8Array, to: 'client' | 'server'): Uint8Array => {
      for (const record of splitRecords(octets)) longest[to] = Math.max(longest[to], record.length - 5);
      return octets;
    };
    handshake(c, s, watch);
    t.is(isUp(c, s), BOTH_UP);
    c.write(new Uint8Array(10000));
    s.write(new Uint8Array(10000));
    carry(c, s, watch);
    t.is(readAll(c).length + readAll(s).length, 20000);
    t.deepEqual(longest, { client: asked + 16, server: asked + 16 });
  });
}

test('no max_fragment_length is asked for with room for the longest record', (t) => {
  const c = bench.client({}, { limits: HOST_LIMITS });
  const s = bench.server({}, { limits: HOST_LIMITS });
  handshake(c, s);
  s.write(new Uint8Array(16384));
  t.is(splitRecords(s.takeOutput()!).length, 1);
});

test('a fragment length that cannot be asked for is the caller’s error', (t) => {
  t.throws(() => bench.client({ maxFragmentLength: 2048 }), { instanceOf: RangeError, message: /maxFragmentLength/ });
  const limits = { ...BOARD_LIMITS, maxRecordOctets: 500 };
  t.throws(() => bench.client({}, { limits }), { instanceOf: RangeError, message: /maxRecordOctets/ });
});

test('server_name is sent for a name and never for an address (RFC 6066 §3)', (t) => {
  const helloOf = (serverName: string): string => {
    const c = bench.client({ serverName });
    c.start();
    return Buffer.from(c.takeOutput()!).toString('latin1');
  };
  t.true(helloOf('utility.local.').includes('utility.local'));
  t.false(helloOf('utility.local.').includes('utility.local.'));
  for (const address of ['192.168.1.10', 'fe80::1%eth0', '::1']) t.false(helloOf(address).includes(address));
});

test('close_notify goes both ways, and what was sent before it still arrives (RFC 5246 §7.2.1)', (t) => {
  const c = bench.client();
  const s = bench.server();
  handshake(c, s);
  c.write(HELLO);
  c.close();
  t.is(c.state, 'Closing');
  t.false(c.write(HELLO));
  s.receive(c.takeOutput()!);
  t.deepEqual(readAll(s), HELLO);
  t.is(s.state, 'Closed');
  t.false(s.write(HELLO));
  c.receive(s.takeOutput()!);
  t.is(c.state, 'Closed');
  t.is(c.error, undefined);
  t.is(s.error, undefined);
  c.receiveEnd();
  t.is(c.error, undefined);
});

test('a side that has said close_notify still reads until the peer says it too', (t) => {
  const c = bench.client();
  const s = bench.server();
  handshake(c, s);
  s.write(HELLO);
  c.close();
  c.receive(s.takeOutput()!);
  t.deepEqual(readAll(c), HELLO);
  t.is(c.state, 'Closing');
  c.receiveEnd();
  t.deepEqual([c.state, c.error], ['Closed', undefined]);
});

test('a transport that ends without close_notify is a truncation', (t) => {
  const c = bench.client();
  const s = bench.server();
  handshake(c, s);
  s.receiveEnd();
  t.is(s.error?.code, 'tls.truncated');
  t.is(s.takeOutput(), undefined);
  const early = bench.client();
  early.start();
  early.receiveEnd();
  t.is(early.error?.code, 'tls.truncated');
});

test('admit refuses a peer by name with access_denied, on resumption too', (t) => {
  const sessions = new TlsSessionCache(2);
  const first = bench.client();
  handshake(first, bench.server({ sessions }));
  for (const session of [undefined, first.session!]) {
    const asked: string[] = [];
    const admit = (peer: { lfdi: string }): boolean => asked.push(peer.lfdi) === 0;
    const c = bench.client(session === undefined ? {} : { session });
    const s = bench.server({ sessions }, { admit });
    handshake(c, s);
    t.deepEqual(asked, [findHolder(bench.pki, 'thermostat').lfdi]);
    t.is(s.error?.code, 'tls.access-denied');
    t.is(c.error?.place?.path, 'access_denied');
  }
});

test('an unknown date checks no validity, a known one does', (t) => {
  const s = bench.server({}, { nowS: () => undefined });
  const c = bench.client({}, { nowS: () => 1_000_000_000 });
  handshake(c, s);
  t.is(c.error?.code, 'x509.not-yet-valid');
  t.is(s.error?.place?.path, 'certificate_expired');
  const late = bench.server({}, { nowS: () => NOW_S + 1e9 });
  const other = bench.client({}, { nowS: () => undefined });
  handshake(other, late);
  t.is(isUp(other, late), BOTH_UP);
});
