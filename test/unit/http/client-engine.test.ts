import test from 'ava';
import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { NO_OCTETS, fromAscii, toAscii } from '../../../stack/core/octets.js';
import { PeerError } from '../../../stack/core/peer-error.js';
import { HttpClientEngine } from '../../../stack/http/client-engine.js';
import { HttpServerEngine } from '../../../stack/http/server-engine.js';
import { answered } from '../../support/http-drive.js';

test('RFC 9112 §3.2: a request has Host first, and Content-Length where its method has a body', (t) => {
  const engine = new HttpClientEngine(HOST_LIMITS);
  const headers: [string, string][] = [['accept', 'application/sep-exi; level=-S1']];
  engine.request({ method: 'GET', target: '/dcap', host: '[fe80::1]:8443', headers, body: NO_OCTETS });
  engine.request({ method: 'PUT', target: '/a', host: 'h', headers: [], body: NO_OCTETS });
  t.is(
    toAscii(engine.takeOutput()!),
    'GET /dcap HTTP/1.1\r\nHost: [fe80::1]:8443\r\nAccept: application/sep-exi; level=-S1\r\n\r\n' +
      'PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n',
  );
});

test('RFC 9112 §6.3: bodies by length, in chunks and until the connection ends, at every cut', (t) => {
  const cases: readonly [string, string][] = [
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', 'hello'],
    ['HTTP/1.1 200\r\nContent-Length:5 \r\n\r\nhello', 'hello'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x\r\nllo\r\n0\r\nT: 1\r\n\r\n', 'hello'],
    ['HTTP/1.0 200 OK\r\n\r\nhello', 'hello'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', ''],
    ['HTTP/1.1 204 No Content\r\n\r\n', ''],
    ['HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n', ''],
  ];
  for (const [text, body] of cases) {
    for (let cut = 0; cut <= text.length; cut++) {
      const engine = new HttpClientEngine(HOST_LIMITS);
      engine.request({ method: 'GET', target: '/', host: 'h', headers: [], body: NO_OCTETS });
      engine.receive(fromAscii(text.slice(0, cut)));
      engine.receive(fromAscii(text.slice(cut)));
      engine.endOfInput();
      t.is(toAscii(engine.nextResponse()!.body), body, text);
      t.is(engine.nextResponse(), undefined);
    }
  }
});

test('RFC 9110 §9.3.2: the answer to HEAD has no body, whatever its length says', (t) => {
  const text = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
  const { responses } = answered(text, { methods: ['HEAD', 'GET'] });
  t.deepEqual(
    responses.map((r) => toAscii(r.body)),
    ['', 'ok'],
  );
});

test('RFC 9110 §15.2: interim answers are skipped', (t) => {
  const text = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n';
  const { responses } = answered(text + 'HTTP/1.1 201 Created\r\nLocation:  /mup/3 \r\nContent-Length: 0\r\n\r\n');
  t.is(responses.length, 1);
  t.is(responses[0]!.status, 201);
  t.deepEqual(responses[0]!.headers[0], ['location', '/mup/3']);
});

test('RFC 9112 §9.6: Connection: close ends the connection; later requests stay unanswered', (t) => {
  const { responses, engine } = answered('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', {
    methods: ['GET', 'GET'],
  });
  t.is(responses.length, 1);
  t.true(engine.closing);
  t.false(engine.canRequest);
  t.is(engine.unanswered, 1);
});

test('the client and the server engine understand each other, octet by octet', (t) => {
  const client = new HttpClientEngine(HOST_LIMITS);
  const server = new HttpServerEngine(HOST_LIMITS);
  const body = fromAscii('x'.repeat(3000));
  for (let i = 0; i < 5; i++) client.request({ method: 'POST', target: '/' + i, host: 'h', headers: [], body });
  for (const octet of client.takeOutput()!) server.receive(Uint8Array.of(octet));
  for (let request = server.nextRequest(); request !== undefined; request = server.nextRequest()) {
    server.respond({ status: 200, headers: [['location', request.target]], body: request.body });
  }
  for (const octet of server.takeOutput()!) client.receive(Uint8Array.of(octet));
  for (let i = 0; i < 5; i++) {
    const response = client.nextResponse()!;
    t.deepEqual(response.headers[1], ['location', '/' + i]);
    t.deepEqual(response.body, body);
  }
  t.is(client.unanswered, 0);
});

const BROKEN: readonly [rule: string, text: string, code: string][] = [
  ['RFC 9112 §4: no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n', 'http.status-line'],
  ['RFC 9112 §4: two digits', 'HTTP/1.1 20 OK\r\n\r\n', 'http.status-line'],
  ['RFC 9112 §4: four digits', 'HTTP/1.1 2000 OK\r\n\r\n', 'http.status-line'],
  ['RFC 9110 §15: 600', 'HTTP/1.1 600 OK\r\n\r\n', 'http.status-line'],
  ['RFC 9112 §2.3: HTTP/2.0', 'HTTP/2.0 200 OK\r\n\r\n', 'http.version'],
  ['RFC 9110 §15.2.2: 101', 'HTTP/1.1 101 Switching\r\n\r\n', 'http.upgrade'],
  ['RFC 9112 §2.2: LF', 'HTTP/1.1 200 OK\nContent-Length: 0\n\n', 'http.bare-lf'],
  [
    'RFC 9112 §6.3: both',
    'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n',
    'http.smuggling',
  ],
  ['RFC 9112 §6.3: twice', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n', 'http.smuggling'],
  ['RFC 9112 §6.1: gzip', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n', 'http.transfer-coding'],
  [
    'RFC 9112 §9.2: no request',
    'HTTP/1.1 204 x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    'http.unsolicited',
  ],
  ['maxHttpBodyOctets', 'HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n', 'http.body-too-large'],
  ['maxHttpBodyOctets until the end', 'HTTP/1.1 200 OK\r\n\r\n' + 'a'.repeat(4200000), 'http.body-too-large'],
  ['maxHttpHeaders', 'HTTP/1.1 200 OK\r\n' + 'A: b\r\n'.repeat(101) + '\r\n', 'http.too-many-headers'],
];

for (const [rule, text, code] of BROKEN) {
  test('a server that breaks the rules: ' + rule, (t) => {
    const engine = new HttpClientEngine(HOST_LIMITS);
    engine.request({ method: 'GET', target: '/', host: 'h', headers: [], body: NO_OCTETS });
    const error = t.throws(() => engine.receive(fromAscii(text)), { instanceOf: PeerError });
    t.is(error.code, code);
    t.true(engine.closing);
    engine.receive(fromAscii(text));
    engine.endOfInput();
  });
}

test('an answer that the connection cuts off is an error, never a shorter answer', (t) => {
  const text = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
  for (let cut = 1; cut < text.length; cut++) {
    t.throws(() => answered(text.slice(0, cut), { ended: true }), {
      instanceOf: PeerError,
      message: /http\.truncated/,
    });
  }
});

test('a caller that asks for more than maxPipelinedRequests, or for no resource, is told so', (t) => {
  const engine = new HttpClientEngine({ ...HOST_LIMITS, maxPipelinedRequests: 1 });
  const request = { method: 'GET', target: '/', host: 'h', headers: [], body: NO_OCTETS };
  t.throws(() => engine.request({ ...request, target: 'a' }), { instanceOf: TypeError });
  t.throws(() => engine.request({ ...request, target: '/a b' }), { instanceOf: TypeError });
  t.throws(() => engine.request({ ...request, method: 'GET ' }), { instanceOf: TypeError });
  t.throws(() => engine.request({ ...request, host: '' }), { instanceOf: TypeError });
  engine.request(request);
  t.throws(() => engine.request(request), { instanceOf: RangeError });
});
