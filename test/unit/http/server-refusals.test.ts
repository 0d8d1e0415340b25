import test from 'ava';
import { type Limits, HOST_LIMITS } from '../../../stack/core/limits.js';
import { fromAscii, toAscii } from '../../../stack/core/octets.js';
import { PeerError } from '../../../stack/core/peer-error.js';
import { HttpServerEngine } from '../../../stack/http/server-engine.js';
import { OK, serve } from '../../support/http-drive.js';

interface Refusal {
  readonly rule: string;
  readonly text: string;
  readonly status: number;
  readonly code: string;
  readonly limits?: Partial<Limits>;
}

const post = (fields: string, body = ''): string => 'POST /a HTTP/1.1\r\nHost: h\r\n' + fields + '\r\n\r\n' + body;
const chunked = (body: string): string => post('Transfer-Encoding: chunked', body);

const REFUSALS: readonly Refusal[] = [
  { rule: 'RFC 9112 §3.2: Host is missing', text: 'GET / HTTP/1.1\r\n\r\n', status: 400, code: 'http.host' },
  { rule: 'RFC 9112 §3.2: Host twice', text: post('Host: h'), status: 400, code: 'http.host' },
  {
    rule: 'RFC 9112 §3.2: Host is a list',
    text: 'GET / HTTP/1.1\r\nHost: a, b\r\n\r\n',
    status: 400,
    code: 'http.host',
  },
  { rule: 'RFC 9112 §5.2: folded field', text: post('A: b\r\n c'), status: 400, code: 'http.obs-fold' },
  { rule: 'RFC 9112 §5.1: space before the colon', text: post('A : b'), status: 400, code: 'http.field-name' },
  { rule: 'RFC 9112 §5: a field without colon', text: post('A'), status: 400, code: 'http.field-name' },
  { rule: 'RFC 9110 §5.5: NUL in a value', text: post('A: b\0c'), status: 400, code: 'http.field-value' },
  { rule: 'RFC 9112 §2.2: lone LF', text: 'GET / HTTP/1.1\nHost: h\n\n', status: 400, code: 'http.bare-lf' },
  { rule: 'RFC 9112 §2.2: lone CR', text: 'GET / HTTP/1.1\rHost: h\r\n\r\n', status: 400, code: 'http.bare-cr' },
  { rule: 'RFC 9112 §3: two spaces', text: 'GET  / HTTP/1.1\r\n\r\n', status: 400, code: 'http.request-line' },
  { rule: 'RFC 9112 §3: no target', text: 'GET HTTP/1.1\r\n\r\n', status: 400, code: 'http.request-line' },
  { rule: 'RFC 9112 §3: HTTP/0.9', text: 'GET /\r\n\r\n', status: 400, code: 'http.request-line' },
  { rule: 'RFC 9112 §2.3: no version', text: 'GET / HTP/1.1\r\n\r\n', status: 400, code: 'http.request-line' },
  { rule: 'RFC 9112 §2.3: lower case', text: 'GET / http/1.1\r\n\r\n', status: 400, code: 'http.request-line' },
  { rule: 'RFC 9110 §15.6.6: HTTP/2', text: 'PRI * HTTP/2.0\r\n\r\n', status: 505, code: 'http.version' },
  { rule: 'RFC 9112 §3: a TLS hello', text: '\x16\x03\x01\0\xa5\x01\r\n\r\n', status: 400, code: 'http.request-line' },
  { rule: 'RFC 9112 §3.2: a fragment', text: 'GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n', status: 400, code: 'http.target' },
  { rule: 'RFC 9112 §3.2: no path', text: 'GET a/b HTTP/1.1\r\nHost: h\r\n\r\n', status: 400, code: 'http.target' },
  {
    rule: 'RFC 9112 §3.2: no host',
    text: 'GET http:///b HTTP/1.1\r\nHost: h\r\n\r\n',
    status: 400,
    code: 'http.target',
  },
  {
    rule: 'RFC 9110 §9.3.6: CONNECT',
    text: 'CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n',
    status: 501,
    code: 'http.method',
  },
  { rule: 'RFC 9110 §10.1.1: other expectation', text: post('Expect: tea'), status: 417, code: 'http.expectation' },
  // Smuggling: what two readers could take differently.
  {
    rule: 'RFC 9112 §6.3: Content-Length and Transfer-Encoding',
    text: post('Content-Length: 4\r\nTransfer-Encoding: chunked', '0\r\n\r\n'),
    status: 400,
    code: 'http.smuggling',
  },
  {
    rule: 'RFC 9112 §6.3: two lengths',
    text: post('Content-Length: 4\r\nContent-Length: 5', 'abcde'),
    status: 400,
    code: 'http.smuggling',
  },
  {
    rule: 'RFC 9112 §6.1: chunked HTTP/1.0',
    text: 'POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    status: 400,
    code: 'http.smuggling',
  },
  { rule: 'RFC 9112 §6.3: +4', text: post('Content-Length: +4', 'abcd'), status: 400, code: 'http.content-length' },
  { rule: 'RFC 9112 §6.3: 4, 4', text: post('Content-Length: 4, 4', 'abcd'), status: 400, code: 'http.content-length' },
  { rule: 'RFC 9112 §6.3: 0x4', text: post('Content-Length: 0x4', 'abcd'), status: 400, code: 'http.content-length' },
  { rule: 'RFC 9112 §6.3: empty', text: post('Content-Length:'), status: 400, code: 'http.content-length' },
  { rule: 'RFC 9112 §6.1: gzip', text: post('Transfer-Encoding: gzip'), status: 501, code: 'http.transfer-coding' },
  {
    rule: 'RFC 9112 §6.1: chunked twice',
    text: post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity'),
    status: 501,
    code: 'http.transfer-coding',
  },
  { rule: 'RFC 9112 §7.1: no size', text: chunked('\r\n'), status: 400, code: 'http.chunk' },
  { rule: 'RFC 9112 §7.1: 0x1', text: chunked('0x1\r\na\r\n0\r\n\r\n'), status: 400, code: 'http.chunk' },
  { rule: 'RFC 9112 §7.1: −1', text: chunked('-1\r\n'), status: 400, code: 'http.chunk' },
  { rule: 'RFC 9112 §7.1: LF', text: chunked('1\na\r\n0\r\n\r\n'), status: 400, code: 'http.chunk' },
  { rule: 'RFC 9112 §7.1.1: LF after an extension', text: chunked('1;a\na\r\n'), status: 400, code: 'http.chunk' },
  { rule: 'RFC 9112 §7.1: too long', text: chunked('1\r\nab\r\n'), status: 400, code: 'http.chunk' },
  { rule: 'RFC 9112 §7.1: CR alone', text: chunked('1\r\na\rb'), status: 400, code: 'http.chunk' },
  { rule: 'RFC 9112 §7.1.2: LF in a trailer', text: chunked('0\r\nA: b\n\r\n'), status: 400, code: 'http.chunk' },
  { rule: 'RFC 9112 §7.1.2: CR in a trailer', text: chunked('0\r\nA: b\rc\r\n'), status: 400, code: 'http.chunk' },
  { rule: 'RFC 9112 §7.1: end', text: chunked('0\r\n\rX'), status: 400, code: 'http.chunk' },
  // Limits, each named.
  {
    rule: 'maxHttpHeadOctets in the target',
    text: 'GET /' + 'a'.repeat(200) + ' HTTP/1.1\r\nHost: h\r\n\r\n',
    status: 414,
    code: 'http.uri-too-long',
    limits: { maxHttpHeadOctets: 128 },
  },
  {
    rule: 'maxHttpHeadOctets in the fields',
    text: post('A: ' + 'a'.repeat(200)),
    status: 431,
    code: 'http.head-too-large',
    limits: { maxHttpHeadOctets: 128 },
  },
  {
    rule: 'maxHttpHeaders',
    text: post('A: 1\r\nB: 2\r\nC: 3'),
    status: 431,
    code: 'http.too-many-headers',
    limits: { maxHttpHeaders: 3 },
  },
  {
    rule: 'maxHttpBodyOctets, by length',
    text: post('Content-Length: 11'),
    status: 413,
    code: 'http.body-too-large',
    limits: { maxHttpBodyOctets: 10 },
  },
  {
    rule: 'maxHttpBodyOctets, by a length past all numbers',
    text: post('Content-Length: ' + '9'.repeat(400)),
    status: 413,
    code: 'http.body-too-large',
  },
  {
    rule: 'maxHttpBodyOctets, by the sum of chunks',
    text: chunked('6\r\nabcdef\r\n5\r\nghijk\r\n0\r\n\r\n'),
    status: 413,
    code: 'http.body-too-large',
    limits: { maxHttpBodyOctets: 10 },
  },
  {
    rule: 'maxHttpBodyOctets, by a chunk size past 32 bits',
    text: chunked('100000001\r\n'),
    status: 413,
    code: 'http.body-too-large',
  },
  {
    rule: 'maxHttpHeadOctets in chunk extensions',
    text: chunked(('1;' + 'e'.repeat(60) + '\r\na\r\n').repeat(4)),
    status: 431,
    code: 'http.trailer-too-large',
    limits: { maxHttpHeadOctets: 200 },
  },
  {
    rule: 'maxHttpHeadOctets in trailer fields',
    text: chunked('0\r\n' + 'A: b\r\n'.repeat(80)),
    status: 431,
    code: 'http.trailer-too-large',
    limits: { maxHttpHeadOctets: 200 },
  },
];

for (const refusal of REFUSALS) {
  test('refused with ' + refusal.status + ' ' + refusal.code + ': ' + refusal.rule, (t) => {
    for (const singly of [false, true]) {
      const options = refusal.limits === undefined ? { singly } : { singly, limits: refusal.limits };
      const { requests, output, engine } = serve(refusal.text, options);
      t.is(requests.length, 0);
      t.true(engine.refusal instanceof PeerError);
      t.is(engine.refusal!.code, refusal.code);
      t.regex(output, new RegExp('^HTTP/1\\.1 ' + refusal.status + ' '));
      t.regex(output, /\r\nContent-Type: text\/plain.*\r\nContent-Length: [1-9]\d*\r\nConnection: close\r\n\r\n/s);
      t.true(output.includes(refusal.code), 'the body says what was refused');
      if (engine.refusal!.blame === 'limit') t.regex(output, /limit max\w+ = \d+/);
      t.true(engine.closing);
    }
  });
}

test('what came whole before a refusal is answered first, and nothing after it is read', (t) => {
  const good = 'GET /a HTTP/1.1\r\nHost: h\r\n\r\n';
  const { requests, output, engine } = serve(good + 'GET /b\r\n\r\n' + good);
  t.deepEqual(
    requests.map((r) => r.target),
    ['/a'],
  );
  t.true(output.indexOf('HTTP/1.1 200') === 0 && output.indexOf('HTTP/1.1 400') > 0);
  t.is(output.split('HTTP/1.1 ').length, 3);
  engine.receive(fromAscii(good));
  t.is(engine.nextRequest(), undefined);
});

test('a smuggled request never becomes a request', (t) => {
  const inner = 'GET /admin HTTP/1.1\r\nHost: h\r\n\r\n';
  const attempts = [
    post('Content-Length: ' + (inner.length + 5) + '\r\nTransfer-Encoding: chunked', '0\r\n\r\n' + inner),
    post('Content-Length: 0\r\nContent-Length: ' + inner.length, inner),
    post('Transfer-Encoding: chunked, identity', '0\r\n\r\n' + inner),
    post('Transfer-Encoding:\x0bchunked', '0\r\n\r\n' + inner),
    post('Transfer-Encoding : chunked\r\nContent-Length: 0', inner),
    post('A: b\nTransfer-Encoding: chunked\r\nContent-Length: 0', inner),
    chunked('0\r\n\n' + inner),
    'GET / HTTP/1.1\r\nHost: h\r\n\n' + inner,
  ];
  for (const attempt of attempts) t.deepEqual(serve(attempt).requests, [], attempt);
});

test('a connection that ends inside a request is refused as truncated, at every octet', (t) => {
  const text = post('Content-Length: 3', 'abc');
  for (let cut = 1; cut < text.length; cut++) {
    const engine = new HttpServerEngine(HOST_LIMITS);
    engine.receive(fromAscii(text.slice(0, cut)));
    engine.endOfInput();
    t.is(engine.refusal?.code, 'http.truncated');
    t.true(engine.closing);
  }
});

test('requests without end: the engine holds no more than its limits and answers 503', (t) => {
  const engine = new HttpServerEngine({ ...HOST_LIMITS, maxPipelinedRequests: 2, maxHttpHeadOctets: 256 });
  const request = fromAscii('GET /a HTTP/1.1\r\nHost: h\r\n\r\n');
  for (let i = 0; i < 100; i++) engine.receive(request);
  for (let i = 0; i < 2; i++) {
    t.not(engine.nextRequest(), undefined);
    engine.respond(OK);
  }
  t.is(engine.nextRequest(), undefined);
  t.is(engine.refusal?.code, 'http.pipeline-too-long');
  t.regex(toAscii(engine.takeOutput()!), /HTTP\/1\.1 503 /);
});

test('bodies that wait for their answers share one maxHttpBodyOctets', (t) => {
  const engine = new HttpServerEngine({ ...HOST_LIMITS, maxHttpBodyOctets: 10 });
  engine.receive(fromAscii(post('Content-Length: 8', '12345678').repeat(2)));
  t.not(engine.nextRequest(), undefined);
  t.is(engine.nextRequest(), undefined);
  t.is(engine.refusal?.limit?.name, 'maxHttpBodyOctets');
  engine.respond(OK);
  t.true(engine.closing);
});
