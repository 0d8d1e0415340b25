import test from 'ava';
import { BOARD_LIMITS, HOST_LIMITS } from '../../../stack/core/limits.js';
import {
  type DnsMessage,
  TYPE_A,
  TYPE_AAAA,
  TYPE_ANY,
  TYPE_NSEC,
  TYPE_PTR,
  TYPE_SRV,
  TYPE_TXT,
  typeName,
} from '../../../stack/dnssd/message.js';
import { DnsSdResponder, type DnsSdResponderOptions } from '../../../stack/dnssd/responder.js';
import { decodeMessage } from '../../../stack/dnssd/decode.js';
import { type Endpoint } from '../../../stack/ports/network.js';
import {
  HOST,
  INSTANCE,
  PEER,
  SERVICE,
  address,
  decode,
  message,
  ptr,
  question,
  response,
  srv,
} from '../../support/dns-records.js';
import { seededEntropy } from '../../support/dnssd-link.js';

interface Out {
  readonly atMs: number;
  readonly to: 'multicast' | Endpoint;
  readonly message: DnsMessage;
}

const SERVER = {
  instance: 'Utility',
  httpPort: 8080,
  dcap: '/dcap',
  path: undefined,
  tlsPort: 8443,
  level: '-S1',
  subTypes: ['edev', 'edev-167261211391'],
};

function responder(options: Partial<DnsSdResponderOptions> = {}): DnsSdResponder {
  return new DnsSdResponder({
    domain: 'local',
    host: 'server',
    services: [SERVER],
    addresses: ['192.0.2.1', 'fe80::1%eth0'],
    limits: HOST_LIMITS,
    entropy: seededEntropy(3),
    ...options,
  });
}

function take(engine: DnsSdResponder, atMs: number, out: Out[]): void {
  for (let d = engine.takeDatagram(); d !== undefined; d = engine.takeDatagram()) {
    out.push({ atMs, to: d.to, message: decode(d.octets) });
  }
}

function run(engine: DnsSdResponder, untilMs: number): Out[] {
  const out: Out[] = [];
  take(engine, -1, out);
  for (let at = engine.pollAt(); at !== undefined && at <= untilMs; at = engine.pollAt()) {
    engine.poll(at);
    take(engine, at, out);
  }
  return out;
}

/** A responder that is established, long after its announcements. */
function established(options: Partial<DnsSdResponderOptions> = {}): DnsSdResponder {
  const engine = responder(options);
  engine.start(0);
  run(engine, 10_000);
  return engine;
}

const types = (list: DnsMessage['answers']): string[] => list.map((record) => typeName(record.type));
const ask = (name: string, type: number, unicast = false): Uint8Array =>
  message({ questions: [question(name, type, unicast)] });

test('RFC 6762 §8.1: three probes 250 ms apart claim every unique name, then two announcements a second apart', (t) => {
  const engine = responder();
  engine.start(0);
  const out = run(engine, 10_000);
  t.is(out.length, 5);
  t.true(out[0]!.atMs < 250);
  const gaps = out.slice(1).map((o, i) => Math.round(o.atMs - out[i]!.atMs));
  t.deepEqual(gaps, [250, 250, 250, 1000]);
  for (const { message: probe, to } of out.slice(0, 3)) {
    t.is(to, 'multicast');
    t.false(probe.isResponse);
    t.deepEqual(
      probe.questions.map((q) => [q.name, q.type, q.wantsUnicast]),
      [
        [INSTANCE, TYPE_ANY, true],
        [HOST, TYPE_ANY, true],
      ],
    );
    t.deepEqual(types(probe.authorities), ['SRV', 'TXT', 'A', 'AAAA']);
  }
  for (const { message: announcement } of out.slice(3)) {
    t.true(announcement.isResponse && announcement.isAuthoritative);
    t.deepEqual(types(announcement.answers), ['PTR', 'PTR', 'PTR', 'PTR', 'SRV', 'TXT', 'A', 'AAAA']);
    t.deepEqual(
      announcement.answers.map((r) => r.isUnique),
      [false, false, false, false, true, true, true, true],
      'RFC 6762 §10.2: the cache-flush bit on unique records alone',
    );
    t.deepEqual(
      announcement.answers.map((r) => r.ttlS),
      [4500, 4500, 4500, 4500, 120, 4500, 120, 120],
      'RFC 6762 §10',
    );
  }
  t.is(engine.takeEvent()!.kind, 'advertised');
});

test('RFC 6762 §8: nothing is answered before the names are held', (t) => {
  const engine = responder();
  engine.start(0);
  engine.receive(ask(SERVICE, TYPE_PTR, true), PEER, 1);
  t.is(engine.takeDatagram(), undefined);
});

test('RFC 6762 §6: shared records are answered after 20–120 ms, by multicast, with what will be asked next', (t) => {
  const engine = established();
  engine.receive(ask(SERVICE, TYPE_PTR), PEER, 20_000);
  const [out, ...more] = run(engine, 30_000);
  t.is(more.length, 0);
  t.true(out!.atMs >= 20_020 && out!.atMs <= 20_120);
  t.is(out!.to, 'multicast');
  t.is(out!.message.id, 0);
  t.deepEqual(out!.message.questions, [], 'RFC 6762 §6: no question is repeated');
  t.deepEqual(types(out!.message.answers), ['PTR']);
  t.deepEqual(types(out!.message.additionals), ['SRV', 'A', 'AAAA', 'NSEC', 'TXT', 'NSEC']);
});

test('RFC 6763 §7.1: sub-types are answered, those of this device and of function sets', (t) => {
  for (const subType of ['edev', 'edev-167261211391']) {
    const engine = established();
    engine.receive(ask('_' + subType + '._sub._SMARTENERGY._tcp.local', TYPE_PTR), PEER, 20_000);
    t.deepEqual(run(engine, 30_000)[0]!.message.answers[0]!.data, { kind: 'pointer', target: INSTANCE });
  }
  const engine = established();
  engine.receive(ask('_edev-000000000000._sub.' + SERVICE, TYPE_PTR), PEER, 20_000);
  t.deepEqual(run(engine, 30_000), [], 'a device that is not known gets no answer');
});

test('RFC 6763 §9: the meta-query lists the service type', (t) => {
  const engine = established();
  engine.receive(ask('_services._dns-sd._udp.local', TYPE_PTR), PEER, 20_000);
  t.deepEqual(run(engine, 30_000)[0]!.message.answers[0]!.data, { kind: 'pointer', target: SERVICE });
});

test('RFC 6762 §6: unique records are answered at once', (t) => {
  const engine = established();
  engine.receive(message({ questions: [question(INSTANCE, TYPE_SRV), question(HOST, TYPE_A)] }), PEER, 20_000);
  const out = run(engine, 30_000);
  t.is(out.length, 1);
  t.is(out[0]!.atMs, 20_000);
  t.deepEqual(types(out[0]!.message.answers), ['SRV', 'A']);
  t.deepEqual(types(out[0]!.message.additionals), ['AAAA', 'NSEC']);
});

test('RFC 6762 §5.4: a QU question is answered by unicast; by multicast too where that was long ago', (t) => {
  const engine = established();
  engine.receive(ask(SERVICE, TYPE_PTR, true), PEER, 20_000);
  const recent = run(engine, 30_000);
  t.deepEqual(
    recent.map((o) => o.to),
    [PEER],
    'announced within a quarter of its time',
  );
  t.deepEqual(types(recent[0]!.message.additionals), ['SRV', 'A', 'AAAA', 'NSEC', 'TXT', 'NSEC']);
  engine.receive(ask(SERVICE, TYPE_PTR, true), PEER, 3_000_000);
  t.deepEqual(
    run(engine, 3_001_000).map((o) => o.to),
    [PEER, 'multicast'],
  );
});

test('RFC 6762 §6.7: a legacy resolver gets its id and question back, short lives and no cache-flush bit', (t) => {
  const engine = established();
  const from = { address: '192.0.2.9', port: 40_000 };
  engine.receive(message({ id: 4711, questions: [question(INSTANCE, TYPE_ANY)] }), from, 20_000);
  const out = run(engine, 30_000);
  t.is(out.length, 1);
  t.deepEqual(out[0]!.to, from);
  const { id, questions, answers, additionals } = out[0]!.message;
  t.is(id, 4711);
  t.deepEqual(questions, [question(INSTANCE, TYPE_ANY)]);
  t.deepEqual(types(answers), ['SRV', 'TXT']);
  for (const record of [...answers, ...additionals]) {
    t.is(record.ttlS, 10);
    t.false(record.isUnique);
  }
});

test('RFC 6762 §7.1: what the asker knows, with half of its time left, is not answered', (t) => {
  const engine = established();
  const query = (ttlS: number): Uint8Array =>
    message({ questions: [question(SERVICE, TYPE_PTR)], answers: [ptr(SERVICE, INSTANCE, ttlS)] });
  engine.receive(query(2250), PEER, 20_000);
  t.deepEqual(run(engine, 30_000), []);
  engine.receive(query(2249), PEER, 30_000);
  t.is(run(engine, 40_000).length, 1);
});

test('RFC 6762 §7.2: with TC the answer waits 400–500 ms for more known answers, and for them alone', (t) => {
  const more = message({ answers: [ptr(SERVICE, INSTANCE)] });
  const truncated = message({ isTruncated: true, questions: [question(SERVICE, TYPE_PTR)] });
  const engine = established();
  engine.receive(truncated, PEER, 20_000);
  engine.receive(more, PEER, 20_010);
  t.deepEqual(run(engine, 30_000), []);
  engine.receive(truncated, PEER, 30_000);
  const [late] = run(engine, 40_000);
  t.true(late!.atMs >= 30_400 && late!.atMs <= 30_500);
  engine.receive(truncated, PEER, 40_000);
  engine.receive(truncated, { address: '192.0.2.8', port: 5353 }, 40_005);
  engine.receive(more, PEER, 40_010);
  t.is(run(engine, 50_000).length, 1, 'another asked too');
});

test('RFC 6762 §7.4: what another answered meanwhile is not answered again', (t) => {
  const engine = established();
  engine.receive(ask('_services._dns-sd._udp.local', TYPE_PTR), PEER, 20_000);
  engine.receive(response(ptr('_services._dns-sd._udp.local', SERVICE)), PEER, 20_010);
  t.deepEqual(run(engine, 30_000), []);
});

test('RFC 6762 §6: a record is multicast at most once a second', (t) => {
  const engine = established();
  for (let i = 0; i < 50; i++) {
    engine.receive(ask(HOST, TYPE_A), PEER, 20_000 + i * 100);
    engine.poll(20_000 + i * 100);
  }
  const out: Out[] = [];
  take(engine, 0, out);
  t.true(out.length >= 4 && out.length <= 6, String(out.length));
});

test('RFC 6762 §6.1: a type that the name has not is denied', (t) => {
  const engine = established({ addresses: ['192.0.2.1'] });
  engine.receive(ask(HOST, TYPE_AAAA), PEER, 20_000);
  const [out] = run(engine, 30_000);
  t.deepEqual(types(out!.message.answers), ['NSEC']);
  t.deepEqual(out!.message.answers[0]!.data, { kind: 'nsec', next: HOST, types: [TYPE_A] });
  engine.receive(ask(INSTANCE, TYPE_A), PEER, 40_000);
  t.deepEqual(run(engine, 50_000)[0]!.message.answers[0]!.data, {
    kind: 'nsec',
    next: INSTANCE,
    types: [TYPE_TXT, TYPE_SRV],
  });
  engine.receive(ask('nobody.local', TYPE_A), PEER, 60_000);
  t.deepEqual(run(engine, 70_000), []);
  t.is(TYPE_NSEC, 47);
});

test('RFC 6762 §9: a name that another holds is given up; probing begins again', (t) => {
  const engine = responder();
  engine.start(0);
  run(engine, 300);
  engine.receive(response(srv(INSTANCE, 1, 'other.local')), PEER, 300);
  t.deepEqual(engine.takeEvent(), { kind: 'renamed', from: INSTANCE, to: 'Utility (2)' });
  const out = run(engine, 5000);
  t.is(out[0]!.message.questions[0]!.name, 'Utility (2).' + SERVICE);
  t.is(out.filter((o) => !o.message.isResponse).length, 3);
  engine.receive(response(address(HOST, '192.0.2.99')), PEER, 6000);
  t.is(run(engine, 6300)[0]!.message.questions[1]!.name, HOST, 'a name that was held is probed again first');
  engine.receive(response(address(HOST, '192.0.2.99')), PEER, 6300);
  t.is(run(engine, 6700)[0]!.message.questions[1]!.name, 'server-2.local');
});

test('RFC 6762 §8.2: of two that probe at once, the lexicographically later data wins', (t) => {
  const theirs = (text: string): Uint8Array =>
    message({
      questions: [question(HOST, TYPE_ANY, true)],
      authorities: [address(HOST, text), address(HOST, 'fe80::1')],
    });
  const cases: readonly [text: string, yields: boolean][] = [
    ['192.0.2.0', false],
    ['192.0.2.1', false],
    ['192.0.2.2', true],
    ['200.0.0.0', true],
  ];
  for (const [text, yields] of cases) {
    const engine = responder();
    engine.start(0);
    run(engine, 240);
    engine.receive(theirs(text), PEER, 240);
    const next = engine.pollAt()!;
    t.is(next === 1240, yields, text);
    const probes = run(engine, 10_000).filter((o) => !o.message.isResponse).length;
    t.is(probes, yields ? 3 : 2, 'who yields begins again');
  }
});

test('RFC 6762 §8.1: held names are defended against a probe, at once and by unicast', (t) => {
  const engine = established();
  const probe = message({ questions: [question(HOST, TYPE_ANY, true)], authorities: [address(HOST, '192.0.2.50')] });
  engine.receive(probe, PEER, 20_000);
  const out = run(engine, 20_000);
  t.deepEqual(out[0]!.to, PEER);
  t.deepEqual(types(out[0]!.message.answers), ['A', 'AAAA']);
});

test('RFC 6762 §8.1: after fifteen conflicts in ten seconds each further try waits five seconds', (t) => {
  const engine = responder();
  engine.start(0);
  let now = 300;
  let host = 'server';
  for (let i = 0; i < 15; i++) {
    run(engine, now);
    engine.receive(response(address(host + '.local', '192.0.2.99')), PEER, now);
    const event = engine.takeEvent()!;
    t.is(event.kind, 'renamed');
    if (event.kind === 'renamed') host = event.to;
    now += 300;
  }
  t.is(host, 'server-16');
  t.is(engine.pollAt(), now - 300 + 5000);
});

test('RFC 6762 §6.6: who says that a record ends although it lives is corrected', (t) => {
  const engine = established();
  engine.receive(response(ptr(SERVICE, INSTANCE, 0)), PEER, 20_000);
  t.deepEqual(types(run(engine, 21_000)[0]!.message.answers), ['PTR']);
});

test('RFC 6762 §10.1: stop says goodbye with TTL 0 and falls silent', (t) => {
  const engine = established();
  engine.stop(20_000);
  const out = run(engine, 30_000);
  t.is(out.length, 1);
  t.deepEqual(new Set(out[0]!.message.answers.map((r) => r.ttlS)), new Set([0]));
  t.is(out[0]!.message.answers.length, 8);
  engine.receive(ask(SERVICE, TYPE_PTR, true), PEER, 20_001);
  t.is(engine.takeDatagram(), undefined);
});

test('RFC 6762 §8.4: other addresses are announced anew', (t) => {
  const engine = established();
  engine.setAddresses(['2001:db8::7'], 20_000);
  const out = run(engine, 30_000);
  t.is(out.length, 2);
  const addresses = out[0]!.message.answers.filter((r) => r.type === TYPE_AAAA || r.type === TYPE_A);
  t.deepEqual(
    addresses.map((r) => [r.data, r.isUnique]),
    [[{ kind: 'address', address: '2001:db8::7' }, true]],
  );
});

test('a server that knows 500 devices announces each of them in datagrams that a board reads', (t) => {
  const subTypes = Array.from({ length: 500 }, (_, i) => 'edev-' + String(i).padStart(12, '0'));
  const engine = responder({ services: [{ ...SERVER, subTypes }] });
  engine.start(0);
  for (let at = engine.pollAt(); at !== undefined && at < 1000; at = engine.pollAt()) engine.poll(at);
  const pointers = new Set<string>();
  for (let d = engine.takeDatagram(); d !== undefined; d = engine.takeDatagram()) {
    for (const { name } of decodeMessage(d.octets, BOARD_LIMITS).answers) pointers.add(name);
  }
  for (const subType of subTypes) t.true(pointers.has('_' + subType + '._sub.' + SERVICE));
});

test('datagrams that are wrong are told and answered by nothing', (t) => {
  const engine = established();
  while (engine.takeEvent() !== undefined);
  engine.receive(Uint8Array.of(0, 0, 0), PEER, 20_000);
  const event = engine.takeEvent()!;
  t.true(event.kind === 'refused' && event.error.code === 'dns.truncated');
  t.deepEqual(run(engine, 30_000), []);
});

test('a name or address that cannot be advertised is the caller’s bug', (t) => {
  t.throws(() => responder({ host: 'a'.repeat(64) }), { instanceOf: RangeError });
  t.throws(() => responder({ addresses: ['nowhere'] }), { instanceOf: RangeError });
  t.throws(() => responder({ services: [{ ...SERVER, instance: '' }] }), { instanceOf: RangeError });
});
