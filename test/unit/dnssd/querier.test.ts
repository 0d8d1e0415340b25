import test from 'ava';
import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { DnsSdQuerier, type DnsSdEvent, type DnsSdQuerierOptions } from '../../../stack/dnssd/querier.js';
import { type DnsMessage, TYPE_A, TYPE_AAAA, TYPE_PTR, TYPE_SRV, TYPE_TXT } from '../../../stack/dnssd/message.js';
import {
  HOST,
  INSTANCE,
  PEER,
  SERVICE,
  TXT,
  address,
  decode,
  message,
  ptr,
  response,
  srv,
  txt,
} from '../../support/dns-records.js';
import { seededEntropy } from '../../support/dnssd-link.js';

const OWN = '_edev-167261211391._sub.' + SERVICE;

function querier(options: Partial<DnsSdQuerierOptions> = {}): DnsSdQuerier {
  return new DnsSdQuerier({ domain: 'local', limits: HOST_LIMITS, entropy: seededEntropy(1), ...options });
}

/** Polls at every deadline up to `untilMs` and tells what was asked, with the time. */
function run(engine: DnsSdQuerier, untilMs: number): { atMs: number; query: DnsMessage }[] {
  const asked: { atMs: number; query: DnsMessage }[] = [];
  for (let at = engine.pollAt(); at !== undefined && at <= untilMs; at = engine.pollAt()) {
    engine.poll(at);
    for (let d = engine.takeDatagram(); d !== undefined; d = engine.takeDatagram()) {
      asked.push({ atMs: at, query: decode(d.octets) });
    }
  }
  return asked;
}

function events(engine: DnsSdQuerier): DnsSdEvent[] {
  const list: DnsSdEvent[] = [];
  for (let event = engine.takeEvent(); event !== undefined; event = engine.takeEvent()) list.push(event);
  return list;
}

const names = (query: DnsMessage): string[] => query.questions.map((q) => q.name + ' ' + q.type);
const whole = (): Uint8Array =>
  response(ptr(SERVICE, INSTANCE), srv(INSTANCE, 8080, HOST), txt(INSTANCE, TXT), address(HOST, '192.0.2.1'));

test('IEEE 2030.5-2018 discovery: edev-<own SFDI> is asked first, the plain service a second later', (t) => {
  const engine = querier({ ownSfdi: 167261211391 });
  engine.start(1000);
  const asked = run(engine, 3000);
  t.deepEqual(names(asked[0]!.query), [OWN + ' 12']);
  t.true(asked[0]!.atMs >= 1020 && asked[0]!.atMs < 1120, 'RFC 6762 §5.2: after 20–120 ms');
  const generic = asked.find(({ query }) => names(query).includes(SERVICE + ' 12'))!;
  t.true(generic.atMs >= 2020 && generic.atMs < 2120);
});

test('IEEE 2030.5-2018 discovery: the plain service is not asked while a server that knows the device is there', (t) => {
  const engine = querier({ ownSfdi: 167261211391 });
  engine.start(0);
  run(engine, 200);
  engine.receive(response(ptr(OWN, INSTANCE)), PEER, 200);
  const asked = run(engine, 20_000).flatMap(({ query }) => names(query));
  t.false(asked.includes(SERVICE + ' 12'));
  const both = querier({ ownSfdi: 167261211391, alwaysGeneric: true });
  both.start(0);
  both.receive(response(ptr(OWN, INSTANCE)), PEER, 0);
  t.true(run(both, 2000).some(({ query }) => names(query).includes(SERVICE + ' 12')));
});

test('a question that nobody needs costs no wake-up, and is asked again once it is needed', (t) => {
  const engine = querier({ ownSfdi: 167261211391 });
  engine.start(0);
  run(engine, 200);
  const pointers = [ptr(OWN, INSTANCE), ptr(SERVICE, INSTANCE)];
  const records = [...pointers, srv(INSTANCE, 80, HOST), txt(INSTANCE, TXT), address(HOST, '192.0.2.1')];
  engine.receive(response(...records.map((record) => ({ ...record, ttlS: 7200 }))), PEER, 200);
  t.is(engine.services().length, 1);
  let wakes = 0;
  for (let at = engine.pollAt()!; at < 3600_000; at = engine.pollAt()!) {
    engine.poll(at);
    wakes++;
  }
  t.true(wakes <= 12, `an hour of ${wakes} wake-ups: the own sub-type after 1, 2, 4, … s alone`);
  t.true(engine.pollAt()! - 3600_000 > 200_000);
  while (engine.takeDatagram() !== undefined);
  const goneMs = 3600_000;
  engine.receive(response({ ...ptr(OWN, INSTANCE), ttlS: 0 }), PEER, goneMs);
  const again = run(engine, goneMs + 10_000).filter(({ query }) => names(query).includes(SERVICE + ' 12'));
  const gaps = again.slice(1).map(({ atMs }, i) => Math.round(atMs - again[i]!.atMs));
  t.true(again[0]!.atMs >= goneMs + 1020 && again[0]!.atMs < goneMs + 1120, 'after the goodbye, as a first question');
  t.deepEqual(gaps, [1000, 2000, 4000]);
});

test('RFC 6762 §5.2: asked after 1, 2, 4, … seconds, at last once an hour', (t) => {
  const engine = querier();
  engine.start(0);
  const times = run(engine, 30_000_000).map(({ atMs }) => atMs);
  const gaps = times.slice(1).map((at, i) => Math.round(at - times[i]!));
  t.deepEqual(
    gaps.slice(0, 12),
    [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048].map((s) => s * 1000),
  );
  t.deepEqual(
    gaps.slice(12),
    [3600_000, 3600_000, 3600_000, 3600_000, 3600_000, 3600_000, 3600_000].slice(0, gaps.length - 12),
  );
});

test('RFC 6762 §5.4: the first question wants a unicast answer, later ones do not', (t) => {
  const engine = querier();
  engine.start(0);
  const bits = run(engine, 4000).map(({ query }) => query.questions[0]!.wantsUnicast);
  t.deepEqual(bits, [true, false, false]);
});

test('RFC 6763 §4: pointer, port, text and address make a service', (t) => {
  const engine = querier();
  engine.start(0);
  engine.receive(whole(), PEER, 100, 'eth0');
  const service = {
    instance: 'Utility',
    name: INSTANCE,
    host: HOST,
    addresses: ['192.0.2.1'],
    httpPort: 8080,
    tlsPort: 8443,
    dcap: '/dcap',
    path: undefined,
    level: '-S1',
    subTypes: [],
    from: '192.0.2.7',
    interfaceName: 'eth0',
  };
  t.deepEqual(engine.services(), [service]);
  t.deepEqual(events(engine), [{ kind: 'found', service }]);
});

test('all records of all sections count, in any order', (t) => {
  const other = 'Other._smartenergy._tcp.local';
  const records = [
    address(HOST, '2001:db8::1'),
    address(HOST, 'fe80::1'),
    address(HOST, '192.0.2.1'),
    txt(INSTANCE, TXT),
    srv(INSTANCE, 80, HOST),
    srv(other, 81, HOST),
    txt(other, ['txtvers=1', 'dcap=/other']),
    ptr(SERVICE, INSTANCE),
    ptr(SERVICE, other),
  ];
  for (let turn = 0; turn < records.length; turn++) {
    const turned = [...records.slice(turn), ...records.slice(0, turn)];
    const engine = querier();
    engine.start(0);
    const parts = { answers: turned.slice(0, 3), authorities: turned.slice(3, 5), additionals: turned.slice(5) };
    engine.receive(message({ isResponse: true, ...parts }), PEER, 100, 'eth0');
    const services = [...engine.services()].sort((a, b) => a.httpPort - b.httpPort);
    t.deepEqual(
      services.map((s) => [s.instance, s.dcap, s.addresses]),
      [
        ['Utility', '/dcap', ['2001:db8::1', 'fe80::1%eth0', '192.0.2.1']],
        ['Other', '/other', ['2001:db8::1', 'fe80::1%eth0', '192.0.2.1']],
      ],
    );
  }
});

test('RFC 6763 §4.2: what an answer leaves out is asked for', (t) => {
  const engine = querier();
  engine.start(0);
  run(engine, 200);
  engine.receive(response(ptr(SERVICE, INSTANCE)), PEER, 200);
  t.deepEqual(names(run(engine, 330)[0]!.query).sort(), [INSTANCE + ' ' + TYPE_TXT, INSTANCE + ' ' + TYPE_SRV].sort());
  engine.receive(response(srv(INSTANCE, 80, HOST), txt(INSTANCE, TXT)), PEER, 400);
  t.deepEqual(engine.services(), []);
  t.deepEqual(names(run(engine, 530)[0]!.query).sort(), [HOST + ' ' + TYPE_A, HOST + ' ' + TYPE_AAAA].sort());
  engine.receive(response(address(HOST, '192.0.2.1')), PEER, 600);
  t.is(engine.services().length, 1);
  t.true(
    run(engine, 60_000).every(({ query }) => query.questions.every((q) => q.type === TYPE_PTR)),
    'nothing more',
  );
});

test('RFC 6762 §7.1: known answers go along while they have more than half of their time', (t) => {
  const engine = querier();
  engine.start(0);
  run(engine, 200);
  engine.receive(whole(), PEER, 500);
  const known = run(engine, 8_000_000)
    .filter(({ query }) => names(query).includes(SERVICE + ' 12'))
    .map(({ atMs, query }) => [Math.floor((atMs - 500) / 1000), query.answers.map((a) => a.ttlS)] as const);
  const early = known.filter(([age]) => age < 2250);
  t.true(early.length > 5);
  for (const [age, ttls] of early) t.deepEqual(ttls, [4500 - age - 1]);
  for (const [, ttls] of known.filter(([age]) => age > 2250)) t.deepEqual(ttls, []);
});

test('RFC 6762 §7.2: known answers that need more datagrams set TC in all but the last', (t) => {
  const engine = querier();
  engine.start(0);
  for (let i = 0; i < 60; i++) {
    const name = 'A server of a long name, number ' + i + '.' + SERVICE;
    engine.receive(response(ptr(SERVICE, name), srv(name, 1, HOST), txt(name, TXT), address(HOST, '::1')), PEER, 0);
  }
  engine.poll(engine.pollAt()!);
  const queries: DnsMessage[] = [];
  for (let d = engine.takeDatagram(); d !== undefined; d = engine.takeDatagram()) {
    t.true(d.octets.length <= 1440);
    queries.push(decode(d.octets));
  }
  t.true(queries.length > 1);
  t.deepEqual(
    queries.map((q) => q.isTruncated),
    queries.map((_, i) => i < queries.length - 1),
  );
  t.is(new Set(queries.flatMap((q) => q.answers.map((a) => JSON.stringify(a.data)))).size, 60);
});

test('RFC 6762 §5.2: records in use are asked for again at 80, 85, 90 and 95 % of their time, then they go', (t) => {
  const engine = querier();
  engine.start(0);
  run(engine, 200);
  engine.receive(whole(), PEER, 1000);
  const tries = run(engine, 125_000)
    .filter(({ query }) => names(query).includes(INSTANCE + ' ' + TYPE_SRV))
    .map(({ atMs }) => (atMs - 1000) / 120_000);
  for (const [i, share] of [0.8, 0.85, 0.9, 0.95].entries()) {
    t.true(tries[i]! >= share && tries[i]! < share + 0.021, String(tries));
  }
  t.deepEqual(
    events(engine).map((e) => e.kind),
    ['found', 'lost'],
  );
  t.deepEqual(engine.services(), []);
});

test('RFC 6762 §5.2: an answer to the refresh keeps the service', (t) => {
  const engine = querier();
  engine.start(0);
  engine.receive(whole(), PEER, 1000);
  run(engine, 100_000);
  engine.receive(whole(), PEER, 100_000);
  run(engine, 125_000);
  t.is(engine.services().length, 1);
  t.deepEqual(
    events(engine).map((e) => e.kind),
    ['found'],
  );
});

test('RFC 6762 §10.1: a goodbye ends a service after a second', (t) => {
  const engine = querier();
  engine.start(0);
  engine.receive(whole(), PEER, 100);
  engine.receive(response(ptr(SERVICE, INSTANCE, 0)), PEER, 5000);
  run(engine, 5999);
  t.is(engine.services().length, 1);
  run(engine, 6000);
  t.is(engine.services().length, 0);
  t.deepEqual(
    events(engine).map((e) => e.kind),
    ['found', 'lost'],
  );
});

test('RFC 6762 §10.2: a unique record replaces its older set, on its interface alone', (t) => {
  const engine = querier();
  engine.start(0);
  engine.receive(whole(), PEER, 100, 'eth0');
  engine.receive(response(address(HOST, '198.51.100.1')), PEER, 200, 'eth1');
  engine.receive(response(address(HOST, '192.0.2.2'), address(HOST, '192.0.2.3')), PEER, 5000, 'eth0');
  run(engine, 6100);
  t.deepEqual([...engine.services()[0]!.addresses].sort(), ['192.0.2.2', '192.0.2.3', '198.51.100.1']);
  engine.receive(response(srv(INSTANCE, 9090, HOST)), PEER, 7000, 'eth0');
  run(engine, 8100);
  t.is(engine.services()[0]!.httpPort, 9090);
  t.is(events(engine).at(-1)!.kind, 'changed');
});

test('TXT without txtvers=1: the instance is ignored, and told so once', (t) => {
  const engine = querier();
  engine.start(0);
  const records = response(
    ptr(SERVICE, INSTANCE),
    srv(INSTANCE, 80, HOST),
    txt(INSTANCE, ['dcap=/dcap']),
    address(HOST, '192.0.2.1'),
  );
  engine.receive(records, PEER, 100);
  engine.receive(records, PEER, 200);
  t.deepEqual(events(engine), [
    { kind: 'ignored', name: INSTANCE, reason: 'txtvers is not the first key of the TXT record', from: '192.0.2.7' },
  ]);
  t.deepEqual(engine.services(), []);
  engine.receive(response(txt(INSTANCE, TXT)), PEER, 5000);
  run(engine, 6100);
  t.is(engine.services().length, 1, 'a better record makes it count');
});

test('a server that knows the device comes first', (t) => {
  const engine = querier({ ownSfdi: 167261211391, subTypes: ['mup'] });
  engine.start(0);
  const own = 'Zed.' + SERVICE;
  engine.receive(whole(), PEER, 100);
  engine.receive(response(ptr(OWN, own), ptr('_mup._sub.' + SERVICE, own), ptr(SERVICE, own)), PEER, 100);
  engine.receive(response(srv(own, 80, HOST), txt(own, TXT)), PEER, 100);
  t.deepEqual(
    engine.services().map((s) => [s.instance, s.subTypes]),
    [
      ['Zed', ['edev-167261211391', 'mup']],
      ['Utility', []],
    ],
  );
});

test('RFC 6762 §6, §18: queries, other opcodes, errors and answers from other ports say nothing', (t) => {
  const engine = querier();
  engine.start(0);
  engine.receive(whole(), { address: '192.0.2.7', port: 53 }, 100);
  const records = { answers: [ptr(SERVICE, INSTANCE)] };
  engine.receive(message({ ...records }), PEER, 100);
  const flagged = message({ isResponse: true, ...records });
  flagged[2] = 0x8c;
  engine.receive(flagged, PEER, 100);
  flagged[2] = 0x84;
  flagged[3] = 3;
  engine.receive(flagged, PEER, 100);
  engine.receive(Uint8Array.of(1, 2, 3), PEER, 100);
  t.deepEqual(
    events(engine).map((e) => (e.kind === 'refused' ? e.error.code : e.kind)),
    ['dns.source-port', 'dns.truncated'],
  );
  t.deepEqual(engine.services(), []);
});

test('records that lead to no server are not kept; past maxDnsInstances a pointer is refused by name', (t) => {
  const engine = querier({ limits: { ...HOST_LIMITS, maxDnsInstances: 2, maxDnsRecords: 16 } });
  engine.start(0);
  engine.receive(
    response(ptr('_http._tcp.local', 'x._http._tcp.local'), srv('y.local', 1, HOST), address('z.local', '::1')),
    PEER,
    1,
  );
  const pointers = ['a', 'b', 'c'].map((label) => ptr(SERVICE, label + '.' + SERVICE));
  engine.receive(response(...pointers), PEER, 1);
  const refused = events(engine);
  t.is(refused.length, 1);
  t.true(refused[0]!.kind === 'refused' && refused[0]!.error.limit?.name === 'maxDnsInstances');
  engine.receive(response(...Array.from({ length: 16 }, (_, i) => srv('a.' + SERVICE, i, HOST))), PEER, 1);
  const full = events(engine);
  t.true(full[0]!.kind === 'refused' && full[0]!.error.limit?.name === 'maxDnsRecords');
});

test('after stop nothing is asked and nothing is known; start asks anew', (t) => {
  const engine = querier();
  engine.start(0);
  engine.receive(whole(), PEER, 1);
  engine.stop();
  t.is(engine.pollAt(), undefined);
  t.deepEqual(engine.services(), []);
  engine.start(10_000);
  t.is(run(engine, 10_200).length, 1);
});
