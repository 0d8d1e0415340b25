import test from 'ava';
import { fromAscii, toAscii } from '../../../stack/core/octets.js';
import { nextLabel } from '../../../stack/dnssd/advertisement.js';
import { utf8Length } from '../../../stack/core/utf8.js';
import { LOCAL_DOMAIN, SITE_DOMAIN } from '../../../stack/dnssd/groups.js';
import {
  SUB_TYPES,
  edevSubType,
  instanceName,
  parseText,
  serviceName,
  subTypeName,
  writeText,
} from '../../../stack/dnssd/service.js';

const parse = (...strings: string[]): unknown => parseText(strings.map(fromAscii));

test('IEEE 2030.5-2018 discovery: names of service, sub-types and instances', (t) => {
  t.is(serviceName('local'), '_smartenergy._tcp.local');
  t.is(subTypeName(edevSubType(167261211391), 'site'), '_edev-167261211391._sub._smartenergy._tcp.site');
  t.is(edevSubType(5), 'edev-000000000005', 'twelve digits');
  t.is(instanceName('A.B', 'local'), 'A\\.B._smartenergy._tcp.local');
  t.deepEqual(SUB_TYPES, [
    'bill',
    'derp',
    'dr',
    'edev',
    'file',
    'msg',
    'mup',
    'ppy',
    'rsps',
    'sdev',
    'tm',
    'tp',
    'upt',
  ]);
  t.throws(() => edevSubType(687194767360), { instanceOf: RangeError });
});

test('RFC 6762 §3: groups of the two domains', (t) => {
  t.deepEqual(
    LOCAL_DOMAIN.groups.map((group) => group.address),
    ['224.0.0.251', 'ff02::fb'],
  );
  t.deepEqual(
    SITE_DOMAIN.groups.map((group) => group.address),
    ['ff05::fb'],
  );
});

test('TXT: txtvers=1 first, otherwise the record is ignored', (t) => {
  const rest = { path: undefined, tlsPort: undefined, level: undefined };
  t.deepEqual(parse('txtvers=1', 'dcap=/dcap'), { dcap: '/dcap', ...rest });
  t.deepEqual(parse('TxtVers=1', 'DCAP=/dcap'), { dcap: '/dcap', ...rest }, 'keys have no case (RFC 6763 §6.4)');
  t.regex(String(parse('dcap=/dcap', 'txtvers=1')), /txtvers is not the first/);
  t.regex(String(parse('dcap=/dcap')), /txtvers/);
  t.regex(String(parse('txtvers=2', 'dcap=/dcap')), /txtvers is 2, not 1/);
  t.regex(String(parse('txtvers', 'dcap=/dcap')), /txtvers is empty/);
  t.regex(String(parse()), /empty/);
  t.regex(String(parse('')), /empty/);
  t.regex(String(parse('txtvers=1')), /no dcap/);
  t.regex(String(parse('txtvers=1', 'dcap=')), /no dcap/);
  t.regex(String(parse('txtvers=1', 'dcap=http://h/dcap')), /dcap is no path/);
});

test('TXT https: absent is plain HTTP alone, empty is 443, a number is that port', (t) => {
  const port = (...more: string[]): unknown => {
    const text = parse('txtvers=1', 'dcap=/d', ...more);
    return typeof text === 'string' ? text : (text as { tlsPort: unknown }).tlsPort;
  };
  t.is(port(), undefined);
  t.is(port('https='), 443);
  t.is(port('https'), 443);
  t.is(port('https=8081'), 8081);
  t.is(port('https=65535'), 65535);
  for (const value of ['0', '65536', '-1', '8081x', '99999999999999999999', ' 80'])
    t.regex(String(port('https=' + value)), /no port/);
});

test('RFC 6763 §6.4: the first of a key counts, strings without key and unknown keys are passed over', (t) => {
  const text = parse('txtvers=1', '=x', '', 'new=1', 'dcap=/a', 'dcap=/b', 'level=-S1', 'path=/edev=1', 'level=-S2');
  t.deepEqual(text, { dcap: '/a', path: '/edev=1', tlsPort: undefined, level: '-S1' });
});

test('TXT: what is written is read the same', (t) => {
  for (const tlsPort of [undefined, 443, 8443]) {
    const text = { dcap: '/dcap', path: '/edev', tlsPort, level: '-S1' };
    const strings = writeText(text);
    t.is(toAscii(strings[0]!), 'txtvers=1');
    t.deepEqual(parseText(strings), text);
  }
  const long = { dcap: '/' + 'a'.repeat(260), path: undefined, tlsPort: undefined, level: undefined };
  t.throws(() => writeText(long), { instanceOf: RangeError });
});

test('RFC 6763 §D: after a conflict the next name counts on, within 63 octets', (t) => {
  t.is(nextLabel('Utility', ' (', ')'), 'Utility (2)');
  t.is(nextLabel('Utility (2)', ' (', ')'), 'Utility (3)');
  t.is(nextLabel('Utility (a)', ' (', ')'), 'Utility (a) (2)');
  t.is(nextLabel('sep2', '-', ''), 'sep2-2');
  t.is(nextLabel('sep2-9', '-', ''), 'sep2-10');
  t.is(nextLabel('a-b', '-', ''), 'a-b-2');
  const long = '\u{1F50C}'.repeat(15) + 'abc';
  t.is(utf8Length(long), 63);
  t.true(utf8Length(nextLabel(long, ' (', ')')) <= 63);
  t.true(nextLabel(long, ' (', ')').endsWith('\u{1F50C} (2)'));
});
