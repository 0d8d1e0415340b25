import test from 'ava';

import { formatAuthority, parseListenAddress } from '../../../tools/serve/listen-address.js';

test('--listen reads IPv6 in brackets, IPv4, names, and port 0', (t) => {
  t.deepEqual(parseListenAddress('[::1]:8443'), { host: '::1', port: 8443 });
  t.deepEqual(parseListenAddress('[fe80::1%eth0]:1'), { host: 'fe80::1%eth0', port: 1 });
  t.deepEqual(parseListenAddress('127.0.0.1:0'), { host: '127.0.0.1', port: 0 });
  t.deepEqual(parseListenAddress('localhost:65535'), { host: 'localhost', port: 65535 });
});

test('--listen refuses what is no address with a port', (t) => {
  for (const text of [
    '',
    '8443',
    ':8443',
    '::1:8443',
    '[::1]',
    '[]:1',
    'host:',
    'host:65536',
    'host:-1',
    'a b:1',
    'host:x',
  ]) {
    t.throws(() => parseListenAddress(text), { message: /expected host:port/ }, text);
  }
});

test('an authority has brackets around IPv6 alone', (t) => {
  t.is(formatAuthority({ host: '::1', port: 8443 }), '[::1]:8443');
  t.is(formatAuthority({ host: '127.0.0.1', port: 1 }), '127.0.0.1:1');
});
