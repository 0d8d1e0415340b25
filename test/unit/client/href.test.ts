import test from 'ava';
import { formatAuthority, parseAuthority, parseHref, withQuery } from '../../../stack/client/href.js';
import { PeerError } from '../../../stack/core/peer-error.js';

test('an href is an absolute path or a URI with its authority (RFC 3986 §4.2)', (t) => {
  t.deepEqual(parseHref('/edev/1?s=0'), { authority: undefined, secure: true, path: '/edev/1?s=0' });
  t.deepEqual(parseHref('https://[fd00::2]:8443/edev'), {
    authority: { address: 'fd00::2', port: 8443 },
    secure: true,
    path: '/edev',
  });
  t.deepEqual(parseHref('HTTP://192.0.2.1'), {
    authority: { address: '192.0.2.1', port: 80 },
    secure: false,
    path: '/',
  });
  t.deepEqual(parseHref('https://utility.example/dcap'), {
    authority: { address: 'utility.example', port: 443 },
    secure: true,
    path: '/dcap',
  });
});

test('an href that leads nowhere is refused by name', (t) => {
  const cases: [string, string][] = [
    ['', 'href.malformed'],
    ['edev/1', 'href.malformed'],
    ['//host/edev', 'href.malformed'],
    ['/with space', 'href.malformed'],
    ['/with\r\nHost: x', 'href.malformed'],
    ['/ü', 'href.malformed'],
    ['coap://[fd00::1]/edev', 'href.scheme'],
    ['https://:8443/x', 'href.authority'],
    ['https://[::1/x', 'href.authority'],
    ['https://host:99999/x', 'href.authority'],
    ['https://host:8a/x', 'href.authority'],
  ];
  for (const [href, code] of cases) {
    const error = t.throws(() => parseHref(href), { instanceOf: PeerError }, href) as PeerError | undefined;
    t.is(error?.code, code, href);
  }
});

test('an authority is written as a Host header has it: IPv6 in brackets, no zone', (t) => {
  t.is(formatAuthority({ address: 'fe80::1%eth0', port: 8443 }), '[fe80::1]:8443');
  t.is(formatAuthority({ address: '192.0.2.1', port: 443 }), '192.0.2.1:443');
  t.deepEqual(parseAuthority('[::1]', 443), { address: '::1', port: 443 });
  t.is(withQuery('/a', 's=0'), '/a?s=0');
  t.is(withQuery('/a?l=1', 's=0'), '/a?l=1&s=0');
});
