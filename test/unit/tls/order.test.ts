import test, { type ExecutionContext } from 'ava';

import { createNodeCrypto } from '../../../hal/node/crypto.js';
import { concatOctets } from '../../../stack/core/octets.js';
import { type TlsConnection } from '../../../stack/tls/connection.js';
import { Alert } from '../../../stack/tls/alerts.js';
import { ContentType, HandshakeType } from '../../../stack/tls/handshake/constants.js';
import { type TlsSession, TlsSessionCache } from '../../../stack/tls/session.js';
import { createMemoCrypto } from '../../support/memo-crypto.js';
import {
  alertIn,
  carry,
  createTlsBench,
  forge,
  handshake,
  handshakeMessage,
  plainRecord,
  splitMessages,
} from '../../support/tls-bench.js';

const memo = createMemoCrypto(createNodeCrypto(), 1);
const bench = createTlsBench(memo.crypto);

/** A connection in one of its states, reached by giving it the peer's messages one by one. */
interface Situation {
  readonly state: string;
  readonly victim: TlsConnection;
}

/** Every state of one side in one kind of handshake, each as a connection of its own. */
function situations(side: 'client' | 'server', isResumed: boolean): Situation[] {
  const found: Situation[] = [];
  for (let given = 0; ; given++) {
    const [client, server] = pair(isResumed);
    const [victim, peer] = side === 'client' ? [client, server] : [server, client];
    client.start();
    let left = given;
    for (let turn = 0; turn < 6; turn++) {
      const own = victim.takeOutput();
      if (own !== undefined) peer.receive(own);
      for (const unit of splitMessages(peer.takeOutput() ?? new Uint8Array(0))) if (left-- > 0) victim.receive(unit);
      if (left <= 0) break;
    }
    if (left > 0) return found;
    victim.takeOutput();
    found.push({ state: victim.state, victim });
  }
}

function pair(isResumed: boolean): readonly [TlsConnection, TlsConnection] {
  memo.restart();
  const sessions = new TlsSessionCache(1);
  let session: TlsSession | undefined;
  if (isResumed) {
    const first = bench.client();
    handshake(first, bench.server({ sessions }));
    session = first.session!;
  }
  return [bench.client(session === undefined ? {} : { session }), bench.server({ sessions })];
}

/** A full handshake that lacks one record: the Finished that the victim awaits, which its peer has just sent. */
function beforeFinished(side: 'client' | 'server'): { readonly victim: TlsConnection; readonly finished: Uint8Array } {
  const [client, server] = pair(false);
  const [victim, peer] = side === 'client' ? [client, server] : [server, client];
  client.start();
  for (let turn = 0; turn < 6; turn++) {
    const own = victim.takeOutput();
    if (own !== undefined) peer.receive(own);
    const units = splitMessages(peer.takeOutput() ?? new Uint8Array(0));
    const changed = units.findIndex((unit) => unit[0] === ContentType.change_cipher_spec);
    for (const unit of changed < 0 ? units : units.slice(0, changed + 1)) victim.receive(unit);
    if (changed >= 0) return { victim, finished: units[changed + 1]! };
  }
  throw new Error('the handshake ended without a Finished');
}

/** The one message that each state awaits. */
const AWAITED: Readonly<Record<string, number | 'ccs'>> = {
  AwaitServerHello: HandshakeType.server_hello,
  AwaitServerCertificate: HandshakeType.certificate,
  AwaitServerKeyExchange: HandshakeType.server_key_exchange,
  AwaitCertificateRequest: HandshakeType.certificate_request,
  AwaitServerHelloDone: HandshakeType.server_hello_done,
  AwaitServerFinished: HandshakeType.finished,
  AwaitClientHello: HandshakeType.client_hello,
  AwaitClientCertificate: HandshakeType.certificate,
  AwaitClientKeyExchange: HandshakeType.client_key_exchange,
  AwaitCertificateVerify: HandshakeType.certificate_verify,
  AwaitClientFinished: HandshakeType.finished,
  AwaitChangeCipherSpec: 'ccs',
};

test('the states are those of RFC 5246 §7.3, figures 1 and 2', (t) => {
  const names = (side: 'client' | 'server', isResumed: boolean): string[] =>
    situations(side, isResumed).map((situation) => situation.state);
  t.deepEqual(names('client', false), [
    'AwaitServerHello',
    'AwaitServerCertificate',
    'AwaitServerKeyExchange',
    'AwaitCertificateRequest',
    'AwaitServerHelloDone',
    'AwaitChangeCipherSpec',
    'AwaitServerFinished',
    'Established',
  ]);
  t.deepEqual(names('client', true), [
    'AwaitServerHello',
    'AwaitChangeCipherSpec',
    'AwaitServerFinished',
    'Established',
  ]);
  t.deepEqual(names('server', false), [
    'AwaitClientHello',
    'AwaitClientCertificate',
    'AwaitClientKeyExchange',
    'AwaitCertificateVerify',
    'AwaitChangeCipherSpec',
    'AwaitClientFinished',
    'Established',
  ]);
  t.deepEqual(names('server', true), [
    'AwaitClientHello',
    'AwaitChangeCipherSpec',
    'AwaitClientFinished',
    'Established',
  ]);
});

const TYPES = Object.entries(HandshakeType);

for (const side of ['client', 'server'] as const) {
  for (const isResumed of [false, true]) {
    const kind = isResumed ? 'abbreviated' : 'full';
    test(`the ${side} refuses each message that it does not await: ${kind} handshake (RFC 5246 §7.4)`, (t) => {
      const count = situations(side, isResumed).length;
      let tried = 0;
      for (let index = 0; index < count; index++) {
        for (const [name, type] of TYPES) {
          const { state, victim } = situations(side, isResumed)[index]!;
          if (AWAITED[state] === type) continue;
          // Renegotiation is asked for, not out of order; and a HelloRequest is passed over in a client's handshake.
          if (type === HandshakeType.hello_request && side === 'client') continue;
          if (state === 'Established' && type === HandshakeType.client_hello && side === 'server') continue;
          // Legal in RFC 5246, forbidden here: it has a refusal of its own.
          if (state === 'AwaitCertificateRequest' && type === HandshakeType.server_hello_done) continue;
          victim.receive(forge(victim, ContentType.handshake, handshakeMessage(type, new Uint8Array(40))));
          expectUnexpected(t, victim, `${name} in ${state}`);
          tried++;
        }
        const { state, victim } = situations(side, isResumed)[index]!;
        if (AWAITED[state] !== 'ccs') {
          victim.receive(forge(victim, ContentType.change_cipher_spec, Uint8Array.of(1)));
          expectUnexpected(t, victim, `ChangeCipherSpec in ${state}`);
        }
        if (state !== 'Established') {
          const other = situations(side, isResumed)[index]!.victim;
          other.receive(forge(other, ContentType.application_data, Uint8Array.of(1)));
          expectUnexpected(t, other, `application data in ${state}`);
        }
      }
      t.true(tried > 25);
    });
  }
}

function expectUnexpected(t: ExecutionContext, victim: TlsConnection, what: string): void {
  t.is(victim.error?.code, 'tls.unexpected-message', what);
  t.is(victim.state, 'Failed', what);
  const alert = alertIn(victim.takeOutput());
  // Once the victim protects what it writes, the alert can be read by its peer alone.
  if (alert !== undefined) t.deepEqual(alert, [2, Alert.unexpected_message], what);
}

test('the alert of a protected connection says unexpected_message too', (t) => {
  const [client, server] = pair(false);
  handshake(client, server);
  client.receive(forge(client, ContentType.handshake, handshakeMessage(HandshakeType.finished, new Uint8Array(12))));
  t.is(client.error?.code, 'tls.unexpected-message');
  carry(client, server);
  t.is(server.error?.place?.path, 'unexpected_message');
});

test('a ChangeCipherSpec inside a handshake message is refused', (t) => {
  const { victim } = situations('server', false).find((s) => s.state === 'AwaitChangeCipherSpec')!;
  victim.receive(forge(victim, ContentType.handshake, Uint8Array.of(HandshakeType.finished, 0, 0)));
  victim.receive(forge(victim, ContentType.change_cipher_spec, Uint8Array.of(1)));
  expectUnexpected(t, victim, 'ChangeCipherSpec after three octets of a message');
});

test('a Finished in the clear is refused: the keys must have changed', (t) => {
  const { victim } = situations('client', false).find((s) => s.state === 'AwaitChangeCipherSpec')!;
  victim.receive(forge(victim, ContentType.handshake, handshakeMessage(HandshakeType.finished, new Uint8Array(12))));
  expectUnexpected(t, victim, 'Finished in the clear');
});

test('what follows a Finished is the next record: a part of one awaits its rest, a whole one must be protected', (t) => {
  const follow = (side: 'client' | 'server', after?: Uint8Array): TlsConnection => {
    const { victim, finished } = beforeFinished(side);
    victim.receive(concatOctets(finished, after ?? finished));
    return victim;
  };
  const next = plainRecord(ContentType.handshake, new Uint8Array(16));
  for (const side of ['client', 'server'] as const) {
    for (let length = 0; length < next.length; length++) {
      t.true(follow(side, next.subarray(0, length)).established, `${side}: ${length} octets of a record`);
    }
    t.is(follow(side, next).error?.code, 'tls.bad-record-mac', side);
    t.is(follow(side).error?.code, 'tls.bad-record-mac', `${side}: the Finished once more`);
  }
});

test('a server that does not ask for a certificate is refused with handshake_failure', (t) => {
  const { victim } = situations('client', false).find((s) => s.state === 'AwaitCertificateRequest')!;
  victim.receive(
    forge(victim, ContentType.handshake, handshakeMessage(HandshakeType.server_hello_done, new Uint8Array(0))),
  );
  t.is(victim.error?.code, 'tls.no-certificate-request');
  t.deepEqual(alertIn(victim.takeOutput()), [2, Alert.handshake_failure]);
});

test('every message may come in records of one octet, and all in one record', (t) => {
  const [client, server] = pair(false);
  client.start();
  server.receive(client.takeOutput()!);
  for (const unit of splitMessages(server.takeOutput()!)) {
    for (const octet of unit.subarray(5)) client.receive(forge(client, ContentType.handshake, Uint8Array.of(octet)));
  }
  t.is(client.state, 'AwaitChangeCipherSpec');
  carry(client, server);
  t.true(client.established && server.established);
});
