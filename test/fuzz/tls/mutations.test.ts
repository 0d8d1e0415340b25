/**
 * Seeded mutations of what a TLS peer sends: 100,000 in all. Whatever comes, an engine throws nothing, fails with a
 * PeerError or awaits more, answers briefly, and is never established by a handshake that was changed on the way.
 */

import test, { type ExecutionContext } from 'ava';

import { createNodeCrypto } from '../../../hal/node/crypto.js';
import { concatOctets, toHex } from '../../../stack/core/octets.js';
import { PeerError } from '../../../stack/core/peer-error.js';
import { type TlsConnection } from '../../../stack/tls/connection.js';
import { ContentType, HandshakeType } from '../../../stack/tls/handshake/constants.js';
import { type TlsSession, TlsSessionCache } from '../../../stack/tls/session.js';
import { createMemoCrypto } from '../../support/memo-crypto.js';
import { createPrng } from '../../support/prng.js';
import {
  createTlsBench,
  forge,
  handshake,
  handshakeMessage,
  plainRecord,
  readAll,
  splitMessages,
} from '../../support/tls-bench.js';
import { transcriptOf } from '../../support/tls-transcript.js';

type Prng = () => number;
type Side = 'client' | 'server';

const memo = createMemoCrypto(createNodeCrypto(), 11);
const bench = createTlsBench(memo.crypto);
/** More than any answer to one flight: a server's own flight with its chain is the longest. */
const LONGEST_ANSWER = 4096;

/** A handshake as it was: how to make the victim again, and what its peer sent it, in order. */
interface Recording {
  /** The victim and what its peer sends, with all random choices as they were. */
  begin(): TlsConnection;
  readonly units: readonly Uint8Array[];
}

const kept = keepSession();

function keepSession(): { session: TlsSession; sessions: TlsSessionCache } {
  const sessions = new TlsSessionCache(4);
  const client = bench.client();
  handshake(client, bench.server({ sessions }));
  return { session: client.session!, sessions };
}

/** A cache that holds the session again, whatever happened to it in the run before. */
function freshCache(): TlsSessionCache {
  const sessions = new TlsSessionCache(1);
  sessions.put({ ...kept.sessions.get(kept.session.id)!, masterSecret: kept.session.masterSecret.slice() });
  return sessions;
}

function pair(isResumed: boolean): readonly [TlsConnection, TlsConnection] {
  memo.restart();
  const client = bench.client(isResumed ? { session: kept.session } : {});
  const server = bench.server({ sessions: freshCache() });
  client.start();
  return [client, server];
}

function record(side: Side, isResumed: boolean): Recording {
  const [client, server] = pair(isResumed);
  const units: Uint8Array[] = [];
  // Not `handshake`: it would start the client a second time.
  for (let turn = 0; turn < 6; turn++) {
    for (const [from, to, toSide] of [
      [client, server, 'server'],
      [server, client, 'client'],
    ] as const) {
      const octets = from.takeOutput();
      if (octets === undefined) continue;
      if (toSide === side) units.push(...splitMessages(octets));
      to.receive(octets);
    }
  }
  if (!client.established || !server.established) throw new Error('the recording failed');
  return {
    units,
    begin() {
      const [client, server] = pair(isResumed);
      if (side === 'server') return server;
      // In the recording the server drew its ephemeral key first.
      if (!isResumed) memo.crypto.agreementKey();
      return client;
    },
  };
}

function below(prng: Prng, limit: number): number {
  return prng() % Math.max(1, limit);
}

function randomOctets(prng: Prng, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => prng());
}

/** Changes some octets: a bit, an octet, a length-like pair, or a stretch that goes, comes or is repeated. */
function mutateOctets(prng: Prng, octets: Uint8Array): Uint8Array {
  const at = below(prng, octets.length);
  const changed = octets.slice();
  const length = 1 + below(prng, 8);
  switch (below(prng, 7)) {
    case 0:
      changed[at]! ^= 1 << below(prng, 8);
      return changed;
    case 1:
      changed[at] = prng();
      return changed;
    case 2:
      changed[at] = changed[at + 1] = [0x00, 0xff, 0x7f, 0x80][below(prng, 4)]!;
      return changed;
    case 3:
      return concatOctets(octets.subarray(0, at), octets.subarray(at + length));
    case 4:
      return concatOctets(octets.subarray(0, at), randomOctets(prng, length), octets.subarray(at));
    case 5:
      return concatOctets(octets.subarray(0, at), octets.subarray(Math.max(0, at - length)));
    default:
      return octets.slice(0, at);
  }
}

/** A handshake message with another content, its lengths right again. */
function mutateBody(prng: Prng, unit: Uint8Array): Uint8Array {
  if (unit[0] !== ContentType.handshake || unit.length < 10) return mutateOctets(prng, unit);
  const body = mutateOctets(prng, unit.subarray(9));
  return plainRecord(ContentType.handshake, handshakeMessage(unit[5]!, body));
}

function mutateUnits(prng: Prng, units: readonly Uint8Array[]): Uint8Array[] {
  const changed = [...units];
  const at = below(prng, changed.length);
  const other = below(prng, changed.length);
  switch (below(prng, 8)) {
    case 0:
      changed.splice(at, 1);
      break;
    case 1:
      changed.splice(at, 0, changed[other]!);
      break;
    case 2:
      [changed[at], changed[other]] = [changed[other]!, changed[at]!];
      break;
    case 3:
      changed.splice(at, 0, plainRecord(20 + below(prng, 5), randomOctets(prng, below(prng, 40))));
      break;
    case 4:
    case 5:
      changed[at] = mutateOctets(prng, changed[at]!);
      break;
    default:
      changed[at] = mutateBody(prng, changed[at]!);
  }
  return changed;
}

/** Checks what must hold of an engine whatever it was sent; answers what to call how it ended. */
function inspect(t: ExecutionContext, victim: TlsConnection, what: string): string {
  const answer = victim.takeOutput();
  if (answer !== undefined && answer.length > LONGEST_ANSWER) t.fail(`${what}: an answer of ${answer.length} octets`);
  if ((victim.error !== undefined) !== (victim.state === 'Failed')) t.fail(`${what}: ${victim.state} and an error`);
  if (victim.error === undefined) return victim.state;
  if (!(victim.error instanceof PeerError)) t.fail(`${what}: ${String(victim.error)}`);
  return victim.error.code;
}

function fuzzHandshake(t: ExecutionContext, side: Side, isResumed: boolean, count: number, seed: number): void {
  const recording = record(side, isResumed);
  const original = transcriptOf(concatOctets(...recording.units), side);
  const replay = recording.begin();
  for (const unit of recording.units) replay.receive(unit);
  t.is(replay.state, 'Established', 'the recording replays');
  memo.freeze();
  const prng = createPrng(seed);
  const ends = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const victim = recording.begin();
    const units = mutateUnits(prng, recording.units);
    const stream = concatOctets(...units);
    const cut = below(prng, stream.length);
    victim.receive(stream.subarray(0, cut));
    victim.receive(stream.subarray(cut));
    const end = inspect(t, victim, `mutation ${i}`);
    if (victim.established && transcriptOf(stream, side) !== original) {
      t.fail(`mutation ${i} was not noticed: ${toHex(stream)}`);
    }
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  t.log([...ends].map(([end, times]) => `${end} ${times}`).join(', '));
  t.true(ends.size >= 8, 'the mutations reach many refusals');
}

test('the transcript that a mutation must not change has each octet of a flight but a record version', (t) => {
  for (const side of ['client', 'server'] as const) {
    for (const isResumed of [false, true]) {
      const stream = concatOctets(...record(side, isResumed).units);
      const original = transcriptOf(stream, side);
      const missed: number[] = [];
      for (let at = 0; at < stream.length; at++) {
        const changed = stream.slice();
        changed[at]! ^= 1;
        if (transcriptOf(changed, side) === original) missed.push(at);
      }
      t.deepEqual(missed, [2], `${side}, ${isResumed ? 'resumed' : 'full'}: the minor version of the first record`);
    }
  }
});

test('25,000 mutations of what a server receives in a full handshake', (t) => {
  fuzzHandshake(t, 'server', false, 25_000, 1);
});

test('25,000 mutations of what a client receives in a full handshake', (t) => {
  fuzzHandshake(t, 'client', false, 25_000, 2);
});

test('10,000 mutations of what a server receives on resumption', (t) => {
  fuzzHandshake(t, 'server', true, 10_000, 3);
});

test('10,000 mutations of what a client receives on resumption', (t) => {
  fuzzHandshake(t, 'client', true, 10_000, 4);
});

/** Contents that mean something to an established engine, to be changed. */
const CONTENTS: readonly (readonly [type: number, content: Uint8Array])[] = [
  [ContentType.application_data, Uint8Array.from('GET /dcap HTTP/1.1\r\n\r\n', (c) => c.charCodeAt(0))],
  [ContentType.application_data, new Uint8Array(0)],
  [ContentType.application_data, new Uint8Array(1024)],
  [ContentType.alert, Uint8Array.of(1, 0)],
  [ContentType.alert, Uint8Array.of(1, 90)],
  [ContentType.alert, Uint8Array.of(2, 40)],
  [ContentType.handshake, handshakeMessage(HandshakeType.hello_request, new Uint8Array(0))],
  [ContentType.handshake, handshakeMessage(HandshakeType.client_hello, new Uint8Array(60))],
  [ContentType.handshake, handshakeMessage(HandshakeType.finished, new Uint8Array(12))],
  [ContentType.change_cipher_spec, Uint8Array.of(1)],
];

test('30,000 mutated records on established connections, protected as the peer would', (t) => {
  const prng = createPrng(5);
  const ends = new Map<string, number>();
  const connect = (): readonly [TlsConnection, TlsConnection] => {
    const [client, server] = pair(true);
    for (let turn = 0; turn < 4; turn++) {
      server.receive(client.takeOutput() ?? new Uint8Array(0));
      client.receive(server.takeOutput() ?? new Uint8Array(0));
    }
    return [client, server];
  };
  let victims = connect();
  for (let i = 0; i < 30_000; i++) {
    const victim = victims[below(prng, 2)]!;
    const [type, content] = CONTENTS[below(prng, CONTENTS.length)]!;
    const how = below(prng, 4);
    const changed = how === 0 || content.length === 0 ? content : mutateOctets(prng, content);
    const genuine = forge(victim, how === 1 ? 20 + below(prng, 5) : type, changed);
    victim.receive(how === 2 && below(prng, 4) === 0 ? mutateOctets(prng, genuine) : genuine);
    const end = inspect(t, victim, `record ${i}`);
    if (readAll(victim).length > 1100) t.fail(`record ${i}: more plaintext than was sent`);
    ends.set(end, (ends.get(end) ?? 0) + 1);
    if (victim.closed || !victim.established) victims = connect();
  }
  t.log([...ends].map(([end, times]) => `${end} ${times}`).join(', '));
  t.true(ends.size >= 8);
});
