import test from 'ava';

import { PeerError } from '../../../stack/core/peer-error.js';
import { type TlsClient } from '../../../stack/tls/client.js';
import { type TlsServer } from '../../../stack/tls/server.js';
import { decodeSession, encodeSession, type TlsSession, TlsSessionCache } from '../../../stack/tls/session.js';
import { NOW_S } from '../../support/certificates.js';
import { carry, createTlsBench, handshake, readAll } from '../../support/tls-bench.js';

const bench = createTlsBench();

function connect(
  sessions: TlsSessionCache,
  session?: TlsSession,
  nowS: number = NOW_S,
): readonly [TlsClient, TlsServer] {
  const c = bench.client(session === undefined ? {} : { session }, { nowS: () => nowS });
  const s = bench.server({ sessions, sessionLifetimeS: 3600 }, { nowS: () => nowS });
  handshake(c, s);
  return [c, s];
}

function firstSession(sessions: TlsSessionCache): TlsSession {
  return connect(sessions)[0].session!;
}

test('a session is resumed by its identifier, with the same peers and no certificates (RFC 5246 §7.3)', (t) => {
  const sessions = new TlsSessionCache(2);
  const [first] = connect(sessions);
  let octets = 0;
  const c = bench.client({ session: first.session! });
  const s = bench.server({ sessions });
  handshake(c, s, (part) => {
    octets += part.length;
    return part;
  });
  t.true(c.resumed && s.resumed && c.established && s.established);
  t.is(c.peer!.lfdi, first.peer!.lfdi);
  t.regex(s.peer!.lfdi, /^[0-9A-F]{40}$/);
  t.true(octets < 400, `${octets} octets`);
  c.write(Uint8Array.of(1, 2, 3));
  carry(c, s);
  t.deepEqual(readAll(s), Uint8Array.of(1, 2, 3));
});

test('a session survives its way through a store', (t) => {
  const sessions = new TlsSessionCache(2);
  const session = firstSession(sessions);
  const restored = decodeSession(encodeSession(session));
  t.deepEqual(restored, session);
  t.true(connect(sessions, restored)[0].resumed);
});

test('octets that are no session are refused at every length', (t) => {
  const octets = encodeSession(firstSession(new TlsSessionCache(1)));
  for (let length = 0; length < octets.length; length++) {
    t.throws(() => decodeSession(octets.subarray(0, length)), { instanceOf: PeerError });
  }
  const other = octets.slice();
  other[0] = 9;
  t.throws(() => decodeSession(other), { instanceOf: PeerError });
});

test('a session that the server has forgotten, or that is too old, ends in a full handshake', (t) => {
  const sessions = new TlsSessionCache(2);
  const session = firstSession(sessions);
  const [c, s] = connect(new TlsSessionCache(2), session);
  t.true(c.established && s.established && !c.resumed && !s.resumed);
  t.true(connect(sessions, session, NOW_S + 3599)[0].resumed);
  const [late] = connect(sessions, { ...session, lifetimeS: 86400 }, NOW_S + 3600);
  t.true(late.established && !late.resumed);
});

test('a client does not offer a session past its lifetime', (t) => {
  const sessions = new TlsSessionCache(2);
  const session = { ...firstSession(sessions), lifetimeS: 10 };
  t.true(connect(sessions, session, NOW_S + 9)[0].resumed);
  t.false(connect(sessions, session, NOW_S + 10)[0].resumed);
});

test('the cache keeps maxTlsSessions, and the least recently used makes room', (t) => {
  const sessions = new TlsSessionCache(2);
  const a = firstSession(sessions);
  const b = firstSession(sessions);
  t.true(connect(sessions, a)[0].resumed);
  firstSession(sessions);
  t.is(sessions.size, 2);
  t.true(connect(sessions, a)[0].resumed);
  t.false(connect(sessions, b)[0].resumed);
});

test('a server without a cache gives no identifier, and the client has no session to keep', (t) => {
  const c = bench.client();
  handshake(c, bench.server());
  t.true(c.established);
  t.is(c.session, undefined);
});

test('a connection that failed cannot be resumed (RFC 5246 §7.2.2)', (t) => {
  const sessions = new TlsSessionCache(2);
  const [c, s] = connect(sessions);
  const session = c.session!;
  s.receive(Uint8Array.of(23, 3, 3, 0, 17, ...new Uint8Array(17)));
  t.is(s.error?.code, 'tls.bad-record-mac');
  carry(c, s);
  t.is(c.error?.place?.path, 'bad_record_mac');
  t.is(c.session, undefined);
  t.is(sessions.size, 0);
  t.false(connect(sessions, session)[0].resumed);
});

test('a connection whose transport broke can be resumed (RFC 5246 §7.2.1)', (t) => {
  const sessions = new TlsSessionCache(2);
  const [c, s] = connect(sessions);
  c.receiveEnd();
  s.receiveEnd();
  t.is(c.error?.code, 'tls.truncated');
  t.true(connect(sessions, c.session)[0].resumed);
});

test('a session keeps its max_fragment_length: another one is not resumed (RFC 6066 §4)', (t) => {
  const sessions = new TlsSessionCache(2);
  const session = firstSession(sessions);
  t.is(session.maxFragmentLength, 1024);
  const c = bench.client({ session, maxFragmentLength: 512 });
  const s = bench.server({ sessions });
  handshake(c, s);
  t.true(c.established && !c.resumed);
});

test('neither a failure nor the cache wipes a session that its owner still holds', (t) => {
  const sessions = new TlsSessionCache(1);
  const [c] = connect(sessions);
  const session = c.session!;
  c.receive(Uint8Array.of(23, 3, 3, 0, 17, ...new Uint8Array(17)));
  firstSession(sessions);
  // A secret of zeros that is offered again would be one that everybody knows.
  t.true(session.masterSecret.some((octet) => octet !== 0));
});

test('a wrong master secret shows in Finished', (t) => {
  const sessions = new TlsSessionCache(2);
  const session = firstSession(sessions);
  const masterSecret = session.masterSecret.slice();
  masterSecret[0]! ^= 1;
  const [c, s] = connect(sessions, { ...session, masterSecret });
  t.is(c.error?.code, 'tls.bad-record-mac');
  t.false(s.established);
});

test('a session whose age a clock that was set back cannot tell is not resumed (RFC 5246 §7.3)', (t) => {
  const sessions = new TlsSessionCache(2);
  const session = firstSession(sessions);
  t.true(connect(sessions, session, NOW_S - 60)[1].resumed);
  const [c, s] = connect(sessions, session, NOW_S - 5 * 86400);
  t.false(c.resumed || s.resumed);
  t.true(c.established && s.established);
});
