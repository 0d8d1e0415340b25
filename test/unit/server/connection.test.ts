import test from 'ava';

import { HOST_LIMITS, type Limits } from '../../../stack/core/limits.js';
import { type HttpRequest } from '../../../stack/http/message.js';
import { type RequestHandler, ServerConnection } from '../../../stack/server/connection.js';
import { ALICE, UtilityBench } from '../../support/utility-bench.js';

interface Line {
  readonly connection: ServerConnection;
  sent: string;
  closes: number;
  /** Whether the sink takes more after this. */
  takesMore: boolean;
}

function open(handler: RequestHandler | undefined, limits: Limits = HOST_LIMITS): Line {
  const line: Line = {
    sent: '',
    closes: 0,
    takesMore: true,
    connection: new ServerConnection(handler, ALICE, limits, {
      write: (octets) => {
        line.sent += Buffer.from(octets).toString('latin1');
        return line.takesMore;
      },
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
  t.regex(line.sent, /Connection: close\r\n/);
  t.is(line.closes, 1);
});

test('a connection that is shut down answers what was asked and closes once', (t) => {
  const line = open(new UtilityBench().server);
  line.connection.receive(octets('GET /tm HTTP/1.1\r\nHost: x\r\n\r\n'));
  line.connection.shutDown();
  line.connection.shutDown();
  line.connection.endOfInput();
  t.is(line.closes, 1);
});

/** Answers with `octets` octets, and counts. */
function bulky(octets: number): RequestHandler & { count: number } {
  const handler = {
    count: 0,
    handle: () => {
      handler.count++;
      return { status: 200, headers: [], body: new Uint8Array(octets) };
    },
  };
  return handler;
}

const GET = 'GET /derp HTTP/1.1\r\nHost: x\r\n\r\n';

test('a peer that asks without end and never reads costs one answer', (t) => {
  const handler = bulky(100_000);
  const line = open(handler);
  line.takesMore = false;
  line.connection.receive(octets(GET.repeat(1000)));
  t.is(handler.count, 1);
  t.is(line.connection.wait, 'drain');
  line.connection.receive(octets(GET.repeat(1000)));
  t.is(handler.count, 1);
  line.connection.drain();
  t.is(handler.count, 2);
  line.takesMore = true;
  line.connection.drain();
  t.is(handler.count, 2000);
  t.is(line.connection.wait, 'rest');
});

test('requests that wait for a peer to read are bounded by maxHttpBodyOctets', (t) => {
  const line = open(bulky(100_000), { ...HOST_LIMITS, maxHttpBodyOctets: 10_000 });
  line.takesMore = false;
  line.connection.receive(octets(GET));
  for (let i = 0; i < 10 && line.closes === 0; i++) line.connection.receive(octets(GET.repeat(60)));
  t.is(line.closes, 1);
  t.is(line.connection.wait, 'linger');
});

test('a request in any number of cuts is answered where the sink blocks and drains at each answer', (t) => {
  const post = 'POST /mup HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n' + 'b'.repeat(20_000);
  const text = (GET + post + GET).repeat(5);
  for (const cut of [1000, 7777, 20_000, text.length]) {
    const handler = bulky(3);
    const line = open(handler);
    line.takesMore = false;
    for (let at = 0; at < text.length; at += cut) line.connection.receive(octets(text.slice(at, at + cut)));
    line.connection.endOfInput();
    for (let i = 0; i < 100 && line.closes === 0; i++) line.connection.drain();
    t.is(handler.count, 15, `cut ${cut}`);
    t.is(line.sent.match(/ 200 OK/g)!.length, 15);
    t.is(line.closes, 1);
  }
});

test('small answers to pipelined requests go out together', (t) => {
  let writes = 0;
  const connection = new ServerConnection(bulky(100), ALICE, HOST_LIMITS, {
    write: () => ++writes > 0,
    close: () => undefined,
  });
  connection.receive(octets(GET.repeat(20)));
  t.is(writes, 1);
});
