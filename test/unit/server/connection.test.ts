import test from 'ava';

import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { type HttpRequest } from '../../../stack/http/message.js';
import { type RequestHandler, ServerConnection } from '../../../stack/server/connection.js';
import { ALICE, UtilityBench } from '../../support/utility-bench.js';

interface Line {
  readonly connection: ServerConnection;
  sent: string;
  closes: number;
}

function open(handler: RequestHandler | undefined): Line {
  const line = {
    sent: '',
    closes: 0,
    connection: new ServerConnection(handler, ALICE, HOST_LIMITS, {
      write: (octets) => void (line.sent += Buffer.from(octets).toString('latin1')),
      close: () => void line.closes++,
    }),
  };
  return line;
}

const octets = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

test('a connection answers what comes, octet by octet, and stays open', (t) => {
  const bench = new UtilityBench();
  const line = open(bench.server);
  for (const octet of octets('GET /tm HTTP/1.1\r\nHost: x\r\n\r\n')) line.connection.receive(Uint8Array.of(octet));
  t.regex(line.sent, /^HTTP\/1\.1 200 OK\r\n/);
  t.regex(line.sent, /Content-Type: application\/sep\+xml; level=-S1\r\n/);
  t.regex(line.sent, /Content-Length: \d+\r\n/);
  t.notRegex(line.sent, /chunked/i);
  t.is(line.closes, 0);
  t.true(line.connection.isIdle);
});

test('pipelined requests are answered in their order', (t) => {
  const seen: string[] = [];
  const handler: RequestHandler = {
    handle({ target }: HttpRequest) {
      seen.push(target);
      return { status: 404, headers: [], body: new Uint8Array(0) };
    },
  };
  const line = open(handler);
  line.connection.receive(octets(['/a', '/b', '/c'].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join('')));
  t.deepEqual(seen, ['/a', '/b', '/c']);
  t.is(line.sent.match(/404/g)!.length, 3);
});

test('what is no HTTP is answered with 400 and the connection ends', (t) => {
  const line = open(new UtilityBench().server);
  line.connection.receive(octets('hello\r\n\r\n'));
  t.regex(line.sent, /^HTTP\/1\.1 400 /);
  t.is(line.closes, 1);
  line.connection.receive(octets('GET /tm HTTP/1.1\r\nHost: x\r\n\r\n'));
  t.is(line.closes, 1);
});

test('past maxConnections every request is answered with 503 and Retry-After', (t) => {
  const line = open(undefined);
  line.connection.receive(octets('GET /dcap HTTP/1.1\r\nHost: x\r\n\r\n'));
  t.regex(line.sent, /^HTTP\/1\.1 503 /);
  t.regex(line.sent, /Retry-After: 5\r\n/);
});

test('a connection that is shut down answers what was asked and closes once', (t) => {
  const line = open(new UtilityBench().server);
  line.connection.receive(octets('GET /tm HTTP/1.1\r\nHost: x\r\n\r\n'));
  line.connection.shutDown();
  line.connection.shutDown();
  line.connection.endOfInput();
  t.is(line.closes, 1);
});
