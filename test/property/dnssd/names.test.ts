import test from 'ava';
import fc from 'fast-check';
import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { decodeMessage } from '../../../stack/dnssd/decode.js';
import { encodeMessage } from '../../../stack/dnssd/encode.js';
import { type DnsMessage, type DnsRecord } from '../../../stack/dnssd/message.js';
import { escapeLabel, nameKey, splitName } from '../../../stack/dnssd/names.js';
import { formatAddress, parseAddress } from '../../../stack/dnssd/addresses.js';
import { ptr, srv, txt, address, question } from '../../support/dns-records.js';

const label = fc.oneof(
  fc.constantFrom('a', 'b', 'local', '_tcp', '_smartenergy', 'A', 'B.c', 'é'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
);
const name = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.map(escapeLabel).join('.'));
const ttl = fc.integer({ min: 0, max: 0xffffffff });
const ipv6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(formatAddress);
const strings = fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 40 }), { minLength: 1, maxLength: 4 });

const record: fc.Arbitrary<DnsRecord> = fc.oneof(
  fc.tuple(name, name, ttl).map(([n, target, s]) => ptr(n, target, s)),
  fc.tuple(name, fc.integer({ min: 0, max: 65535 }), name, ttl).map(([n, port, target, s]) => srv(n, port, target, s)),
  fc.tuple(name, strings, ttl).map(([n, list, s]) => txt(n, list, s)),
  fc.tuple(name, ipv6, ttl).map(([n, text, s]) => address(n, text, s)),
);

/** Names as they compare: compression may take the case of a name that came before. */
function folded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, v: unknown) =>
      key === 'name' || key === 'target' ? nameKey(v as string) : v instanceof Uint8Array ? [...v] : v,
    ),
  );
}

test('RFC 1035 §4.1.4: what is written with compressed names is read the same', (t) => {
  fc.assert(
    fc.property(fc.array(name, { maxLength: 3 }), fc.array(record, { maxLength: 8 }), (names, records) => {
      const message: DnsMessage = {
        id: 7,
        isResponse: true,
        opcode: 0,
        isAuthoritative: true,
        isTruncated: false,
        rcode: 0,
        questions: names.map((n) => question(n, 12)),
        answers: records.slice(0, 3),
        authorities: records.slice(3, 5),
        additionals: records.slice(5),
      };
      t.deepEqual(folded(decodeMessage(encodeMessage(message, 9000), HOST_LIMITS)), folded(message));
    }),
    { numRuns: 1000, seed: 1035 },
  );
});

test('RFC 1035 §5.1: every label has one text, and that text is the label', (t) => {
  fc.assert(
    fc.property(name, (text) => {
      const labels = splitName(text);
      t.is(labels.map((octets) => escapeLabel(new TextDecoder().decode(octets))).join('.'), text);
    }),
    { numRuns: 1000, seed: 6763 },
  );
});

test('RFC 5952: every IPv6 address is read from its text', (t) => {
  const sparse = fc
    .array(fc.constantFrom(0, 0, 0, 1, 255), { minLength: 16, maxLength: 16 })
    .map((a) => Uint8Array.from(a));
  fc.assert(
    fc.property(sparse, (octets) => {
      t.deepEqual(parseAddress(formatAddress(octets)), octets);
    }),
    { numRuns: 2000, seed: 5952 },
  );
});
