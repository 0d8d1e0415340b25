import test from 'ava';
import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { DnsSdQuerier } from '../../../stack/dnssd/querier.js';
import { DnsSdResponder } from '../../../stack/dnssd/responder.js';
import { DnsSdLink, seededEntropy } from '../../support/dnssd-link.js';

const SFDI = 167261211391;

function server(seed: number, address: string, instance = 'Utility', host = 'server'): DnsSdResponder {
  return new DnsSdResponder({
    domain: 'local',
    host,
    services: [
      {
        instance,
        httpPort: 8080,
        dcap: '/dcap',
        path: undefined,
        tlsPort: 8443,
        level: '-S1',
        subTypes: ['edev', 'edev-' + SFDI],
      },
    ],
    addresses: [address],
    limits: HOST_LIMITS,
    entropy: seededEntropy(seed),
  });
}

function device(seed: number): DnsSdQuerier {
  return new DnsSdQuerier({ domain: 'local', ownSfdi: SFDI, limits: HOST_LIMITS, entropy: seededEntropy(seed) });
}

test('a device finds the server that knows it in less than a second', (t) => {
  const link = new DnsSdLink();
  const responder = server(1, '2001:db8::1');
  const querier = device(2);
  link.add(responder, '2001:db8::1');
  link.add(querier, '2001:db8::2');
  responder.start(0);
  link.run(5000);
  querier.start(5000);
  link.run(5200);
  const [service] = querier.services();
  t.is(service!.instance, 'Utility');
  t.deepEqual(service!.subTypes, ['edev-167261211391']);
  t.deepEqual(service!.addresses, ['2001:db8::1']);
  t.is(service!.tlsPort, 8443);
});

test('the service is kept for a day, at a few datagrams an hour', (t) => {
  const link = new DnsSdLink();
  const responder = server(1, '2001:db8::1');
  const querier = device(2);
  link.add(responder, '2001:db8::1');
  link.add(querier, '2001:db8::2');
  responder.start(0);
  querier.start(0);
  link.run(86_400_000);
  t.is(querier.services().length, 1);
  const kinds: string[] = [];
  for (let event = querier.takeEvent(); event !== undefined; event = querier.takeEvent()) kinds.push(event.kind);
  t.false(kinds.includes('lost'));
  t.true(link.sent.length < 24 * 200, link.sent.length + ' datagrams');
});

test('with 30 % of datagrams lost the server is found within ten seconds, for each of 50 seeds', (t) => {
  for (let seed = 1; seed <= 50; seed++) {
    const link = new DnsSdLink({ seed, lossPercent: 30 });
    const responder = server(seed, '192.0.2.1');
    const querier = device(seed + 1000);
    link.add(responder, '192.0.2.1');
    link.add(querier, '192.0.2.2');
    responder.start(0);
    querier.start(0);
    link.run(10_000);
    t.is(querier.services()[0]?.instance, 'Utility', 'seed ' + seed);
  }
});

test('a server that stops is lost after a second; one that vanishes, after its records’ time', (t) => {
  for (const stops of [true, false]) {
    const link = new DnsSdLink();
    const responder = server(1, '192.0.2.1');
    const querier = device(2);
    link.add(responder, '192.0.2.1');
    link.add(querier, '192.0.2.2');
    responder.start(0);
    querier.start(0);
    link.run(10_000);
    if (stops) {
      responder.stop(10_000);
      link.run(11_100);
    } else {
      link.remove(responder);
      link.run(100_000);
      t.is(querier.services().length, 1);
      link.run(10_000 + 130_000);
    }
    t.is(querier.services().length, 0);
  }
});

test('RFC 6762 §8.2, §9: five servers of one name that start at once end with five names', (t) => {
  for (let seed = 1; seed <= 10; seed++) {
    const link = new DnsSdLink({ seed });
    const querier = device(99);
    link.add(querier, '192.0.2.200');
    for (let i = 1; i <= 5; i++) {
      const responder = server(seed * 10 + i, '192.0.2.' + i);
      link.add(responder, '192.0.2.' + i);
      responder.start(0);
    }
    link.run(30_000);
    querier.start(30_000);
    link.run(40_000);
    const services = [...querier.services()].sort((a, b) => (a.instance < b.instance ? -1 : 1));
    t.deepEqual(
      services.map((s) => s.instance),
      ['Utility', 'Utility (2)', 'Utility (3)', 'Utility (4)', 'Utility (5)'],
      'seed ' + seed,
    );
    t.is(new Set(services.map((s) => s.host)).size, 5);
    for (const service of services) t.is(service.addresses.length, 1, 'no host has another’s address');
  }
});

test('a name is taken over by whoever held it first: the newcomer yields', (t) => {
  const link = new DnsSdLink();
  const first = server(1, '192.0.2.1');
  link.add(first, '192.0.2.1');
  first.start(0);
  link.run(10_000);
  const second = server(2, '192.0.2.250');
  link.add(second, '192.0.2.250');
  second.start(10_000);
  link.run(20_000);
  const names: unknown[] = [];
  for (let event = second.takeEvent(); event !== undefined; event = second.takeEvent()) names.push(event);
  t.deepEqual(names.at(-1), {
    kind: 'advertised',
    host: 'server-2.local',
    instances: ['Utility (2)._smartenergy._tcp.local'],
  });
});
