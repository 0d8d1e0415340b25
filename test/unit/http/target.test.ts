import test from 'ava';
import { PeerError } from '../../../stack/core/peer-error.js';
import { parseHttpDate, parseRetryAfter } from '../../../stack/http/retry-after.js';
import { parseTarget, queryValue } from '../../../stack/http/target.js';

test('IEEE 2030.5-2018 list paging: s, a and l are read from the query', (t) => {
  const { path, query } = parseTarget('/edev?s=10&a=1700000000&l=5');
  t.is(path, '/edev');
  t.deepEqual(
    ['s', 'a', 'l', 'x', 'S'].map((name) => queryValue(query, name)),
    ['10', '1700000000', '5', undefined, undefined],
  );
});

test('RFC 3986 §2.1: percent-encoding is decoded as UTF-8; an encoded slash parts no segments', (t) => {
  t.is(parseTarget('/a%20b/%C3%A9/%e2%82%ac').path, '/a b/é/€');
  t.is(parseTarget('/a%2fb').path, '/a%2Fb');
  t.deepEqual(parseTarget('/a?x%3D=1%2F2&&y&=z&q=a=b+c').query, [
    ['x=', '1/2'],
    ['y', ''],
    ['', 'z'],
    ['q', 'a=b+c'],
  ]);
});

test('RFC 3986 §2.1: broken encoding is refused', (t) => {
  for (const target of ['/%', '/%2', '/%zz', '/%C3', '/%ff', '/%00', '/a?b=%', '/%ED%A0%80']) {
    const error = t.throws(() => parseTarget(target), { instanceOf: PeerError }, target);
    t.is(error.code, 'http.target');
  }
});

test('RFC 9110 §5.6.7: dates agree with Date.parse on every day of 130 years', (t) => {
  for (let day = 0; day < 130 * 365; day++) {
    const seconds = day * 86400 + (day % 86400);
    if (parseHttpDate(new Date(seconds * 1000).toUTCString()) !== seconds) t.fail('day ' + day);
  }
  t.pass();
});

test('RFC 9110 §10.2.3: Retry-After as seconds, or as a date against the answer’s own Date', (t) => {
  const date = 'Sun, 06 Nov 1994 08:49:37 GMT';
  t.is(parseRetryAfter('120', undefined), 120);
  t.is(parseRetryAfter('0', date), 0);
  t.is(parseRetryAfter('Sun, 06 Nov 1994 08:50:37 GMT', date), 60);
  t.is(parseRetryAfter('Sun, 06 Nov 1994 08:00:00 GMT', date), 0);
  t.is(parseRetryAfter('Sun, 06 Nov 1994 08:50:37 GMT', undefined), undefined);
  for (const value of [
    '',
    '-1',
    '1.5',
    '99999999999',
    'soon',
    'Sun, 06 Nov 1994 08:49:37 CET',
    'Sun, 06 ovD 1994 08:49:37 GMT',
  ]) {
    t.is(parseRetryAfter(value, date), undefined, value);
  }
});
