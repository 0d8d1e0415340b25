import test from 'ava';

import { type PeerError } from '../../../stack/core/peer-error.js';
import { DerReader, TAG } from '../../../stack/tls/x509/der.js';
import { daysSince1970, formatTime, NO_EXPIRY_S, readTime } from '../../../stack/tls/x509/time.js';
import { hex } from '../../support/octet-patterns.js';
import { createPrng } from '../../support/prng.js';

function refused(read: () => unknown): [string, number | undefined] {
  try {
    read();
  } catch (error) {
    const { code, place } = error as PeerError;
    return [code, place?.octet];
  }
  return ['read', undefined];
}

const next = (octets: string) => () => new DerReader(hex(octets)).next();

test('DER: the shortest definite length is the only one (X.690 §10.1)', (t) => {
  t.deepEqual(refused(next('0400')), ['read', undefined]);
  t.deepEqual(refused(next('0480')), ['x509.der-length', 1]);
  t.deepEqual(refused(next('048100')), ['x509.der-length', 1]);
  t.deepEqual(refused(next('04817F' + '00'.repeat(127))), ['x509.der-length', 1]);
  t.deepEqual(refused(next('048180' + '00'.repeat(128))), ['read', undefined]);
  t.deepEqual(refused(next('048200FF' + '00'.repeat(255))), ['x509.der-length', 1]);
  t.deepEqual(refused(next('0484000000010000')), ['x509.der-length', 1]);
});

test('DER: a value that ends after its surroundings is cut', (t) => {
  t.deepEqual(refused(next('0402FF')), ['x509.truncated', 0]);
  t.deepEqual(refused(next('04')), ['x509.truncated', 1]);
  t.deepEqual(refused(next('0482FF')), ['x509.truncated', 3]);
  const inner = new DerReader(hex('30030402FF0000')).enter(TAG.sequence, 'list');
  t.deepEqual(
    refused(() => inner.next()),
    ['x509.truncated', 2],
  );
});

test('DER: identifiers of several octets are not built here', (t) => {
  t.deepEqual(refused(next('1F8101 00')), ['x509.der-tag', 0]);
});

test('DER: BOOLEAN is 00 or FF (X.690 §11.1)', (t) => {
  const boolean = (octets: string) => () => new DerReader(hex(octets)).boolean('flag');
  t.true(boolean('0101FF')());
  t.false(boolean('010100')());
  t.deepEqual(refused(boolean('010101')), ['x509.der-value', 2]);
  t.deepEqual(refused(boolean('0100')), ['x509.der-value', 2]);
  t.deepEqual(refused(boolean('0102FFFF')), ['x509.der-value', 2]);
  t.deepEqual(refused(boolean('0201FF')), ['x509.der-tag', 0]);
});

test('DER: INTEGER is as short as it can be (X.690 §8.3.2)', (t) => {
  const integer = (octets: string) => () => new DerReader(hex(octets)).integer('number');
  t.deepEqual(integer('020100')(), hex('00'));
  t.deepEqual(integer('02020080')(), hex('0080'));
  t.deepEqual(integer('0202FF7F')(), hex('FF7F'));
  for (const long of ['0200', '02020000', '0202007F', '0202FF80'])
    t.deepEqual(refused(integer(long)), ['x509.der-value', 2]);
  const small = (octets: string) => () => new DerReader(hex(octets)).smallInteger('number');
  t.is(small('02047FFFFFFF')(), 0x7fffffff);
  t.deepEqual(refused(small('0201FF')), ['x509.der-value', 2]);
  t.deepEqual(refused(small('02050100000000')), ['x509.der-value', 2]);
});

test('DER: unused bits of a BIT STRING are zero and fewer than eight (X.690 §11.2.1)', (t) => {
  const bits = (octets: string) => () => new DerReader(hex(octets)).bitString('bits');
  t.deepEqual(bits('03020780')(), { octets: hex('80'), unused: 7 });
  t.deepEqual(bits('030100')(), { octets: hex(''), unused: 0 });
  for (const wrong of ['0300', '030101', '03020881', '03020781'])
    t.deepEqual(refused(bits(wrong)), ['x509.der-value', 2]);
});

test('DER: OBJECT IDENTIFIER in dotted form, with each way to break it', (t) => {
  const oid = (octets: string) => () => new DerReader(hex(octets)).oid('kind');
  t.is(oid('06082A8648CE3D030107')(), '1.2.840.10045.3.1.7');
  t.is(oid('060A2B0601040182BE1C0201')(), '1.3.6.1.4.1.40732.2.1');
  t.is(oid('060100')(), '0.0');
  t.is(oid('060127')(), '0.39');
  t.is(oid('060150')(), '2.0');
  t.is(oid('06028837')(), '2.999');
  t.is(oid('06082A' + 'FFFFFFFFFFFF7F')(), '1.2.' + (2 ** 49 - 1));
  t.deepEqual(refused(oid('0600')), ['x509.der-value', 2]);
  t.deepEqual(refused(oid('06022A86')), ['x509.der-value', 2]);
  t.deepEqual(refused(oid('06032A8001')), ['x509.der-value', 3]);
  t.deepEqual(refused(oid('060A2A' + 'FF'.repeat(8) + '7F')), ['x509.der-value', 10]);
});

const timeOf = (tag: number, text: string) => () => {
  const octets = Uint8Array.from([tag, text.length, ...Buffer.from(text)]);
  return readTime(new DerReader(octets), 'time');
};

test('times: UTCTime is 1950–2049, GeneralizedTime any year, both in seconds with Z (RFC 5280 §4.1.2.5)', (t) => {
  t.is(timeOf(TAG.utcTime, '700101000000Z')(), 0);
  t.is(timeOf(TAG.utcTime, '491231235959Z')(), Date.UTC(2049, 11, 31, 23, 59, 59) / 1000);
  t.is(timeOf(TAG.utcTime, '500101000000Z')(), Date.UTC(1950, 0, 1) / 1000);
  t.is(timeOf(TAG.utcTime, '000229120000Z')(), Date.UTC(2000, 1, 29, 12) / 1000);
  t.is(timeOf(TAG.generalizedTime, '99991231235959Z')(), NO_EXPIRY_S);
  t.is(timeOf(TAG.generalizedTime, '99991231235959Z')(), Date.UTC(9999, 11, 31, 23, 59, 59) / 1000);
});

test('times: what is no date is refused', (t) => {
  for (const text of [
    '7001010000Z',
    '700101000000',
    '700101000000+0000',
    '70010100000aZ',
    '701301000000Z',
    '700132000000Z',
  ]) {
    t.is(refused(timeOf(TAG.utcTime, text))[0], 'x509.time', text);
  }
  for (const text of [
    '210001010000Z',
    '21000229000000Z',
    '20230229000000Z',
    '20240101240000Z',
    '20240101006000Z',
    '20240101000060Z',
  ]) {
    t.is(refused(timeOf(TAG.generalizedTime, text))[0], 'x509.time', text);
  }
  t.is(refused(timeOf(TAG.octetString, '700101000000Z'))[0], 'x509.der-tag');
});

test('times: days since 1970 agree with the runtime on every day of 400 years', (t) => {
  let differing = 0;
  for (let day = 0; day < 146097; day++) {
    const date = new Date(Date.UTC(1900, 0, 1) + day * 86400000);
    const days = daysSince1970(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
    if (days !== date.getTime() / 86400000) differing++;
  }
  t.is(differing, 0);
});

test('times: shown as the runtime shows them, from the year 0 to 9999', (t) => {
  const next = createPrng(8601);
  const times = [0, -1, 951782399, 951782400, NO_EXPIRY_S, Date.UTC(1900, 1, 28) / 1000, -62167219200];
  for (let round = 0; round < 2000; round++) times.push(((next() * 2 ** 21 + next()) % 315569520000) - 62167219200);
  for (const timeS of times) t.is(formatTime(timeS), new Date(timeS * 1000).toISOString().replace('.000', ''));
  t.is(formatTime(0.9), '1970-01-01T00:00:00Z');
});
