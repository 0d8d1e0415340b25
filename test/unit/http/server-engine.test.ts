import test from 'ava';
import { fromAscii, toAscii } from '../../../stack/core/octets.js';
import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { HttpServerEngine } from '../../../stack/http/server-engine.js';
import { headerValue } from '../../../stack/http/message.js';
import { OK, serve } from '../../support/http-drive.js';

const GET = 'GET /dcap HTTP/1.1\r\nHost: [::1]:8443\r\nAccept: application/sep+xml\r\n\r\n';

test('CORE-001: a GET is read and answered with Content-Type and Content-Length', (t) => {
  const { requests, output, engine } = serve(GET);
  t.is(requests.length, 1);
  t.is(requests[0]!.method, 'GET');
  t.is(requests[0]!.target, '/dcap');
  t.is(headerValue(requests[0]!.headers, 'accept'), 'application/sep+xml');
  t.is(output, 'HTTP/1.1 200 OK\r\nContent-Type: application/sep+xml; level=-S1\r\nContent-Length: 4\r\n\r\n<a/>');
  t.false(engine.closing, 'the connection is held open (RFC 9112 §9.3)');
  t.true(engine.isIdle);
});

test('RFC 9112 §5.1: names have no case and values are trimmed, on both sides, of spaces and tabs', (t) => {
  const { requests } = serve('GET / HTTP/1.1\r\nhOST:\t a \t \r\nX-Thing:  b  c\t\r\nEmpty:\r\n\r\n');
  t.deepEqual(requests[0]!.headers, [
    ['host', 'a'],
    ['x-thing', 'b  c'],
    ['empty', ''],
  ]);
});

test('RFC 9112 §2.2: empty lines before a request line are skipped', (t) => {
  t.is(serve('\r\n' + GET + '\r\n' + GET).requests.length, 2);
});

test('RFC 9112 §9.3.2: pipelined requests are answered in order', (t) => {
  const put = 'PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nxyz';
  const { requests, output } = serve(put + 'GET /b HTTP/1.1\r\nHost: h\r\n\r\n');
  t.deepEqual(
    requests.map((r) => r.method + ' ' + r.target + ' ' + toAscii(r.body)),
    ['PUT /a xyz', 'GET /b '],
  );
  t.is(output.split('HTTP/1.1 200 OK').length, 3);
});

test('RFC 9112 §7.1: a chunked request is read; extensions and trailer fields are skipped', (t) => {
  const text =
    'POST /mup HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n' +
    '3;name="v"\r\nabc\r\n00A\r\n0123456789\r\n0 \r\nX-Sum: 1\r\nY: 2\r\n\r\n';
  for (const singly of [false, true]) {
    const { requests } = serve(text + GET, { singly });
    t.is(requests.length, 2);
    t.is(toAscii(requests[0]!.body), 'abc0123456789');
  }
});

test('every cut of a stream of requests gives the same requests and answers', (t) => {
  const text =
    GET +
    'PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello' +
    'POST /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nworld\r\n0\r\nT: 1\r\n\r\n' +
    'HEAD /c HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';
  const whole = serve(text);
  t.is(whole.requests.length, 4);
  t.deepEqual(serve(text, { singly: true }).requests, whole.requests);
  const octets = fromAscii(text);
  for (let cut = 0; cut <= octets.length; cut++) {
    const engine = new HttpServerEngine(HOST_LIMITS);
    engine.receive(octets.slice(0, cut));
    engine.receive(octets.slice(cut));
    for (const expected of whole.requests) {
      t.deepEqual(engine.nextRequest(), expected);
      engine.respond(OK);
    }
    t.is(toAscii(engine.takeOutput()!), whole.output);
    t.true(engine.closing);
  }
});

test('RFC 9110 §9.3.2: HEAD has the fields of GET and no body', (t) => {
  const { output } = serve('HEAD /dcap HTTP/1.1\r\nHost: h\r\n\r\n');
  t.is(output, 'HTTP/1.1 200 OK\r\nContent-Type: application/sep+xml; level=-S1\r\nContent-Length: 4\r\n\r\n');
});

test('CORE-002: 201 carries Location, Content-Type and Content-Length 0', (t) => {
  const { output } = serve(GET, {
    answer: { status: 201, headers: [['location', '/mup/1']], body: new Uint8Array(0) },
  });
  t.is(
    output,
    'HTTP/1.1 201 Created\r\nContent-Type: application/sep+xml; level=-S1\r\nLocation: /mup/1\r\nContent-Length: 0\r\n\r\n',
  );
});

test('CORE-002: 405 carries Allow', (t) => {
  const { output } = serve(GET, {
    answer: { status: 405, headers: [['allow', 'GET, HEAD']], body: new Uint8Array(0) },
  });
  t.true(output.startsWith('HTTP/1.1 405 Method Not Allowed\r\n'));
  t.true(output.includes('\r\nAllow: GET, HEAD\r\n'));
});

test('RFC 9110 §15.4.5: 304 has neither Content-Length nor Content-Type', (t) => {
  const { output } = serve(GET, { answer: { status: 304, headers: OK.headers, body: new Uint8Array(0) } });
  t.notRegex(output, /content-(length|type)/i);
  t.true(output.endsWith('\r\n\r\n'));
});

test('strict peers: 204 has a Content-Type and a Content-Length of 0, and nothing after its head', (t) => {
  const { output } = serve(GET, { answer: { status: 204, headers: [], body: new Uint8Array(0) } });
  t.regex(output, /^HTTP\/1\.1 204 No Content\r\n/);
  t.regex(output, /\r\nContent-Type: application\/sep\+xml; level=-S1\r\n/);
  t.regex(output, /\r\nContent-Length: 0\r\n/);
  t.true(output.endsWith('\r\n\r\n'));
});

test('RFC 9112 §9.6: Connection: close, also in a list, ends the connection after its answer', (t) => {
  const { requests, output, engine } = serve('GET /a HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\n' + GET);
  t.is(requests.length, 1, 'what follows is not read');
  t.true(output.includes('\r\nConnection: close\r\n'));
  t.true(engine.closing);
});

test('RFC 9112 §9.3: an HTTP/1.0 request needs no Host and ends the connection', (t) => {
  const { requests, engine } = serve('GET /a HTTP/1.0\r\n\r\n');
  t.is(requests.length, 1);
  t.true(engine.closing);
});

test('RFC 9110 §2.5: a higher minor version is taken as HTTP/1.1', (t) => {
  t.is(serve('GET /a HTTP/1.9\r\nHost: h\r\n\r\n').requests.length, 1);
});

test('RFC 9112 §3.2.2: an absolute target is reduced to origin form', (t) => {
  const targets = ['https://h:1/edev?s=1&l=2', 'HTTP://h', 'http://h?x=1'];
  const reduced = targets.map((target) => serve('GET ' + target + ' HTTP/1.1\r\nHost: h\r\n\r\n').requests[0]!.target);
  t.deepEqual(reduced, ['/edev?s=1&l=2', '/', '/?x=1']);
});

test('RFC 9110 §10.1.1: 100 Continue is sent before the body, in order, and not where the body is there', (t) => {
  const engine = new HttpServerEngine(HOST_LIMITS);
  const head = 'PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n';
  engine.receive(fromAscii(head));
  t.is(toAscii(engine.takeOutput()!), 'HTTP/1.1 100 Continue\r\n\r\n');
  engine.receive(fromAscii('ab'));
  t.is(toAscii(engine.nextRequest()!.body), 'ab');
  engine.respond(OK);
  engine.takeOutput();
  engine.receive(fromAscii(GET + head));
  t.is(engine.takeOutput(), undefined, 'the answer to the GET comes first');
  engine.nextRequest();
  engine.respond(OK);
  t.true(toAscii(engine.takeOutput()!).endsWith('<a/>HTTP/1.1 100 Continue\r\n\r\n'));
  t.false(serve(head + 'ab').output.includes('100 Continue'));
});

test('maxPipelinedRequests: further requests wait, and are read once there is room', (t) => {
  const engine = new HttpServerEngine({ ...HOST_LIMITS, maxPipelinedRequests: 1 });
  engine.receive(fromAscii(GET + GET + GET));
  let count = 0;
  while (engine.nextRequest() !== undefined) {
    count++;
    t.is(engine.nextRequest(), undefined);
    engine.respond(OK);
  }
  t.is(count, 3);
  t.is(engine.refusal, undefined);
});

test('endOfInput: what came whole is answered, then the connection closes', (t) => {
  const engine = new HttpServerEngine({ ...HOST_LIMITS, maxPipelinedRequests: 1 });
  engine.receive(fromAscii(GET + GET));
  engine.endOfInput();
  for (let i = 0; i < 2; i++) {
    t.false(engine.closing);
    t.is(engine.nextRequest()!.target, '/dcap');
    engine.respond(OK);
  }
  t.true(engine.closing);
  t.is(engine.refusal, undefined);
});

test('shutDown: the last answer says Connection: close', (t) => {
  const engine = new HttpServerEngine(HOST_LIMITS);
  engine.receive(fromAscii(GET));
  engine.nextRequest();
  engine.shutDown();
  engine.respond(OK);
  t.true(toAscii(engine.takeOutput()!).includes('Connection: close'));
  t.true(engine.closing);
});

test('a caller that answers out of turn, or with a body that the status forbids, is told so', (t) => {
  const engine = new HttpServerEngine(HOST_LIMITS);
  t.throws(() => engine.respond(OK), { instanceOf: RangeError, message: /no request|got none/ });
  engine.receive(fromAscii(GET));
  t.throws(() => engine.respond(OK), { instanceOf: RangeError });
  engine.nextRequest();
  t.throws(() => engine.respond({ ...OK, status: 204 }), { instanceOf: TypeError });
  t.throws(() => engine.respond({ ...OK, status: 99 }), { instanceOf: RangeError });
  t.throws(() => engine.respond({ ...OK, headers: [['location', '/a\r\nX: 1']] }), { instanceOf: TypeError });
  engine.respond(OK);
  t.true(toAscii(engine.takeOutput()!).startsWith('HTTP/1.1 200'), 'a refused answer leaves the request waiting');
});
