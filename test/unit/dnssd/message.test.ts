import test from 'ava';
import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { fromHex, toHex } from '../../../stack/core/octets.js';
import { PeerError } from '../../../stack/core/peer-error.js';
import { formatAddress, isLinkLocal, parseAddress } from '../../../stack/dnssd/addresses.js';
import { decodeMessage } from '../../../stack/dnssd/decode.js';
import { MessageWriter, encodeMessage } from '../../../stack/dnssd/encode.js';
import { CLASS_IN, TYPE_NSEC, TYPE_PTR, TYPE_SRV } from '../../../stack/dnssd/message.js';
import { escapeLabel, firstLabel, nameKey, readName, sameName, splitName } from '../../../stack/dnssd/names.js';
import {
  HOST,
  INSTANCE,
  SERVICE,
  address,
  message,
  ptr,
  question,
  response,
  srv,
  txt,
} from '../../support/dns-records.js';

const hex = (text: string): Uint8Array => fromHex(text.replaceAll(' ', ''))!;
const HEADER = '0000 8400 0000 0001 0000 0000';

test('RFC 1035 §4.1.4: the example of compressed names is read', (t) => {
  // F.ISI.ARPA at 20, FOO.F.ISI.ARPA at 40, ARPA at 64, the root at 92.
  const octets = new Uint8Array(93);
  octets.set(hex('01 46 03 495349 04 41525041 00'), 20);
  octets.set(hex('03 464F4F C014'), 40);
  octets.set(hex('C01A'), 64);
  t.deepEqual(readName(octets, 20), { name: 'F.ISI.ARPA', next: 32 });
  t.deepEqual(readName(octets, 40), { name: 'FOO.F.ISI.ARPA', next: 46 });
  t.deepEqual(readName(octets, 64), { name: 'ARPA', next: 66 });
  t.deepEqual(readName(octets, 92), { name: '', next: 93 });
});

test('RFC 6763 §4.1.1: an instance of any text keeps its dots and comes back the same', (t) => {
  const label = 'Dr. Böse \\ Tür №1\u0007';
  const name = escapeLabel(label) + '.' + SERVICE;
  const octets = response(ptr(SERVICE, name));
  const { data } = decodeMessage(octets, HOST_LIMITS).answers[0]!;
  t.deepEqual(data, { kind: 'pointer', target: name });
  t.is(splitName(name).length, 4);
  t.is(firstLabel('Dr\\. Böse.' + SERVICE), 'Dr. Böse');
});

test('a label that is not UTF-8 is read, escaped, and written again as it was', (t) => {
  const octets = hex(HEADER + '02 FF41 05 6C6F63616C 00 000C 0001 00001194 0002 C00C');
  const read = decodeMessage(octets, HOST_LIMITS);
  t.is(read.answers[0]!.name, '\\255A.local');
  t.is(toHex(encodeMessage(read, 9000)), toHex(octets));
});

test('RFC 6762 §16: ASCII letters of names have no case, others do', (t) => {
  t.true(sameName('_SmartEnergy._TCP.Local', SERVICE));
  t.true(sameName('ÄBC.local', 'Äbc.LOCAL'));
  t.false(sameName('Ä.local', 'ä.local'));
  t.is(nameKey('Ä.X'), 'Ä.x');
});

test('RFC 1035 §4.1.4: names are compressed, the target of SRV is not (RFC 2782)', (t) => {
  const octets = response(ptr(SERVICE, INSTANCE), srv(INSTANCE, 80, HOST), address(HOST, '192.0.2.1'));
  const expected =
    '0000 8400 0000 0003 0000 0000' +
    '0C 5F736D617274656E65726779 04 5F746370 05 6C6F63616C 00 000C 0001 00001194 000A 07 5574696C697479 C00C' +
    'C02F 0021 8001 00000078 0014 0000 0000 0050 06 736572766572 05 6C6F63616C 00' +
    'C04B 0001 8001 00000078 0004 C0000201';
  t.is(toHex(octets), toHex(hex(expected)));
});

test('what does not fit leaves no trace: the message before it stays whole', (t) => {
  const writer = new MessageWriter({ id: 0, isResponse: true }, 80);
  t.true(writer.putRecord('answer', ptr(SERVICE, INSTANCE)));
  const before = toHex(writer.finish());
  t.false(writer.putRecord('additional', srv('other.' + INSTANCE, 80, 'a.very.long.name.of.a.host.local')));
  t.is(toHex(writer.finish()), before);
  t.true(writer.putRecord('additional', ptr('x', INSTANCE)));
  t.is(decodeMessage(writer.finish(), HOST_LIMITS).additionals.length, 1);
});

test('RFC 4034 §4.1.2: NSEC bit maps over several windows', (t) => {
  const types = [1, 28, 33, 255, 256, 1234, 65281];
  const record = { name: HOST, type: TYPE_NSEC, class: CLASS_IN, isUnique: true, ttlS: 120 };
  const octets = response({ ...record, data: { kind: 'nsec', next: HOST, types } });
  t.deepEqual(decodeMessage(octets, HOST_LIMITS).answers[0]!.data, { kind: 'nsec', next: HOST, types });
});

test('RFC 6762 §18: flags and the two top bits come back as they were', (t) => {
  const octets = message({
    id: 0xbeef,
    isTruncated: true,
    questions: [question(SERVICE, TYPE_PTR, true), question(INSTANCE, TYPE_SRV)],
    answers: [ptr(SERVICE, INSTANCE)],
  });
  const read = decodeMessage(octets, HOST_LIMITS);
  t.is(read.id, 0xbeef);
  t.true(read.isTruncated);
  t.false(read.isResponse);
  t.deepEqual(
    read.questions.map((q) => q.wantsUnicast),
    [true, false],
  );
});

test('records of every section are read, to the last one', (t) => {
  const read = decodeMessage(
    message({
      isResponse: true,
      answers: [ptr(SERVICE, 'a.' + SERVICE), ptr(SERVICE, 'b.' + SERVICE), ptr(SERVICE, 'c.' + SERVICE)],
      authorities: [srv('a.' + SERVICE, 1, HOST)],
      additionals: [txt('a.' + SERVICE, ['txtvers=1']), address(HOST, 'fe80::1'), address(HOST, '192.0.2.1')],
    }),
    HOST_LIMITS,
  );
  t.deepEqual([read.answers.length, read.authorities.length, read.additionals.length], [3, 1, 3]);
});

const BROKEN: readonly [rule: string, octets: Uint8Array, code: string][] = [
  ['RFC 1035 §4.1.1: no header', hex('0000 8400'), 'dns.truncated'],
  ['RFC 1035 §4.1.1: fewer records than announced', hex(HEADER), 'dns.truncated'],
  ['RFC 1035 §4.1.4: a pointer to itself', hex(HEADER + 'C00C 000C 0001 00000000 0000'), 'dns.pointer'],
  ['RFC 1035 §4.1.4: a pointer ahead', hex(HEADER + 'C020 000C 0001 00000000 0000'), 'dns.pointer'],
  ['RFC 1035 §4.1.4: half a pointer', hex(HEADER + 'C0'), 'dns.truncated'],
  ['RFC 1035 §4.1.4: two pointers in a circle', hex(HEADER + '01 61 C00E 000C 0001 00000000 0000'), 'dns.pointer'],
  ['RFC 1035 §4.1.4: label type 01', hex(HEADER + '41 00'), 'dns.label'],
  ['RFC 1035 §2.3.4: 256 octets', hex(HEADER + ('3F' + '61'.repeat(63)).repeat(4) + '00'), 'dns.name-too-long'],
  ['RFC 1035 §3.2.1: data past the end', hex(HEADER + '00 0001 0001 00000000 0004 C000'), 'dns.truncated'],
  ['RFC 1035 §3.4.1: an A of three octets', hex(HEADER + '00 0001 0001 00000000 0003 C00002'), 'dns.rdata'],
  ['RFC 3596 §2.2: an AAAA of four octets', hex(HEADER + '00 001C 0001 00000000 0004 C0000201'), 'dns.rdata'],
  ['RFC 1035 §3.3.12: text after a PTR', hex(HEADER + '00 000C 0001 00000000 0002 0041'), 'dns.rdata'],
  ['RFC 2782: an SRV without target', hex(HEADER + '00 0021 0001 00000000 0006 000000000050'), 'dns.truncated'],
  ['RFC 1035 §3.3.14: a string past its record', hex(HEADER + '00 0010 0001 00000000 0002 0541'), 'dns.truncated'],
  ['RFC 4034 §4.1.2: an empty bit map', hex(HEADER + '00 002F 0001 00000000 0003 000000'), 'dns.rdata'],
  ['maxDnsRecords', hex('0000 8400 FFFF FFFF FFFF FFFF'), 'dns.too-many-records'],
  ['maxDnsOctets', new Uint8Array(9001), 'dns.too-large'],
];

for (const [rule, octets, code] of BROKEN) {
  test('a broken message is refused: ' + rule, (t) => {
    const error = t.throws(() => decodeMessage(octets, HOST_LIMITS), { instanceOf: PeerError });
    t.is(error.code, code);
    if (error.blame === 'limit') t.regex(error.message, /limit max\w+ = \d+/);
  });
}

test('a message cut at any octet is refused', (t) => {
  const octets = message({
    isResponse: true,
    answers: [ptr(SERVICE, INSTANCE), srv(INSTANCE, 80, HOST), txt(INSTANCE, ['txtvers=1'])],
    additionals: [address(HOST, '2001:db8::1')],
  });
  for (let cut = 0; cut < octets.length; cut++) {
    t.throws(() => decodeMessage(octets.slice(0, cut), HOST_LIMITS), { instanceOf: PeerError });
  }
});

test('RFC 5952: addresses are written in their one form', (t) => {
  const forms: readonly [string, string][] = [
    ['2001:0DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::', '::'],
    ['::1', '::1'],
    ['fe80::', 'fe80::'],
    ['::ffff:192.0.2.1', '::ffff:c000:201'],
    ['192.0.2.1', '192.0.2.1'],
    ['fe80::1%eth0', 'fe80::1'],
  ];
  for (const [text, form] of forms) t.is(formatAddress(parseAddress(text)!), form);
  for (const text of [
    '',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
  ]) {
    t.is(parseAddress(text), undefined, text);
  }
  for (const text of [
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.',
    '1..2.3',
    'a.b.c.d',
    '::1.2.3',
    '1.2.3.4::',
  ]) {
    t.is(parseAddress(text), undefined, text);
  }
  t.deepEqual(['fe80::1', 'febf::1', 'fec0::1', '169.254.0.1'].map(isLinkLocal), [true, true, false, false]);
});

test('a name that cannot be written is the caller’s bug', (t) => {
  for (const name of ['a..b', '.a', 'a'.repeat(64), 'abcdefg.'.repeat(40) + 'a', '\\999', '\\x']) {
    t.throws(() => splitName(name), { instanceOf: RangeError }, name);
  }
  t.throws(() => encodeMessage({ ...decodeMessage(message({}), HOST_LIMITS), answers: [ptr('a', 'b')] }, 20), {
    instanceOf: RangeError,
  });
  t.throws(() => response({ ...ptr('a', 'b'), data: { kind: 'address', address: 'x' } }), { instanceOf: RangeError });
});
