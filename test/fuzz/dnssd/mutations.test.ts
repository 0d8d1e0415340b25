import test from 'ava';
import { type Limits, BOARD_LIMITS, HOST_LIMITS } from '../../../stack/core/limits.js';
import { PeerError } from '../../../stack/core/peer-error.js';
import { decodeMessage } from '../../../stack/dnssd/decode.js';
import { encodeMessage } from '../../../stack/dnssd/encode.js';
import { TYPE_ANY, TYPE_NSEC, TYPE_PTR } from '../../../stack/dnssd/message.js';
import { DnsSdQuerier } from '../../../stack/dnssd/querier.js';
import { DnsSdResponder } from '../../../stack/dnssd/responder.js';
import {
  HOST,
  INSTANCE,
  PEER,
  SERVICE,
  TXT,
  address,
  message,
  ptr,
  question,
  response,
  srv,
  txt,
} from '../../support/dns-records.js';
import { seededEntropy } from '../../support/dnssd-link.js';
import { createPrng } from '../../support/prng.js';

const OTHER = 'Other.' + SERVICE;
const DENIAL = { ...ptr(HOST, ''), type: TYPE_NSEC, data: { kind: 'nsec', next: HOST, types: [1, 28, 300] } } as const;

const MESSAGES = [
  response(ptr(SERVICE, INSTANCE), srv(INSTANCE, 80, HOST), txt(INSTANCE, TXT), address(HOST, 'fe80::1'), DENIAL),
  message({
    isResponse: true,
    answers: [ptr('_edev-167261211391._sub.' + SERVICE, OTHER)],
    additionals: [srv(OTHER, 8080, HOST), txt(OTHER, [...TXT, 'path=/edev']), address(HOST, '192.0.2.1')],
  }),
  message({ isTruncated: true, questions: [question(SERVICE, TYPE_PTR, true)], answers: [ptr(SERVICE, INSTANCE)] }),
  message({
    questions: [question(INSTANCE, TYPE_ANY, true), question(HOST, TYPE_ANY)],
    authorities: [srv(INSTANCE, 81, 'x.local'), address(HOST, '10.0.0.1')],
  }),
  response(ptr(SERVICE, INSTANCE, 0), srv(INSTANCE, 81, 'x.local')),
];

/** Changes one to four octets, inserts, deletes or repeats some; favours lengths, counts and pointers. */
function mutate(source: Uint8Array, next: () => number): Uint8Array {
  const octets = Array.from(source);
  for (let i = next() % 4; i >= 0; i--) {
    const at = next() % octets.length;
    const telling = [0, 1, 2, 12, 16, 33, 63, 64, 0x7f, 0x80, 0xc0, 0xff][next() % 12]!;
    switch (next() % 6) {
      case 0:
        octets[at] = next() % 256;
        break;
      case 1:
        octets.splice(at, 0, telling);
        break;
      case 2:
        if (octets.length > 8) octets.splice(at, 1 + (next() % 6));
        break;
      case 3:
        octets.splice(at, 0, ...octets.slice(at, at + (next() % 60)));
        break;
      case 4:
        octets[at] = 0xc0;
        if (at + 1 < octets.length) octets[at + 1] = next() % octets.length;
        break;
      default:
        octets[at] = telling;
    }
  }
  return Uint8Array.from(octets);
}

test('100,000 seeded mutations: each is read and can be written again, or is refused by one PeerError', (t) => {
  const next = createPrng(1035);
  let refused = 0;
  for (let i = 0; i < 100_000; i++) {
    const octets = mutate(MESSAGES[i % MESSAGES.length]!, next);
    const limits: Limits = next() % 4 === 0 ? BOARD_LIMITS : HOST_LIMITS;
    try {
      const read = decodeMessage(octets, limits);
      const again = decodeMessage(encodeMessage(read, 65_535), { ...limits, maxDnsOctets: 65_535 });
      if (again.answers.length !== read.answers.length) return t.fail('mutation ' + i + ' changes when written');
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      refused++;
    }
  }
  t.true(refused > 20_000 && refused < 90_000, refused + ' refused');
});

test('20,000 seeded mutations into live engines: no throw, memory bounded, names still held', (t) => {
  const next = createPrng(6762);
  const limits = { ...HOST_LIMITS, maxDnsInstances: 8, maxDnsRecords: 64 };
  const querier = new DnsSdQuerier({ domain: 'local', ownSfdi: 167261211391, limits, entropy: seededEntropy(1) });
  const text = { dcap: '/dcap', path: undefined, tlsPort: 443, level: '-S1' };
  const service = { ...text, instance: 'Utility', httpPort: 80, subTypes: ['edev'] };
  const addresses = ['192.0.2.1'];
  const responder = new DnsSdResponder({
    domain: 'local',
    host: 'server',
    services: [service],
    addresses,
    limits,
    entropy: seededEntropy(2),
  });
  querier.start(0);
  responder.start(0);
  let sent = 0;
  for (let i = 0; i < 20_000; i++) {
    const nowMs = i * 50;
    const octets = mutate(MESSAGES[i % MESSAGES.length]!, next);
    for (const engine of [querier, responder]) {
      engine.receive(octets, PEER, nowMs);
      for (let n = 0; n < 100 && (engine.pollAt() ?? Infinity) <= nowMs; n++) engine.poll(nowMs);
      t.true((engine.pollAt() ?? Infinity) > nowMs, 'an engine always comes to rest');
      for (let d = engine.takeDatagram(); d !== undefined; d = engine.takeDatagram()) {
        decodeMessage(d.octets, limits);
        sent++;
      }
      while (engine.takeEvent() !== undefined);
    }
    if (querier.services().length > limits.maxDnsInstances) return t.fail('more instances than the limit');
  }
  t.true(sent > 100, sent + ' datagrams sent');
});
