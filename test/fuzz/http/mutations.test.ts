import test from 'ava';
import { type Limits, BOARD_LIMITS, HOST_LIMITS } from '../../../stack/core/limits.js';
import { NO_OCTETS, fromAscii } from '../../../stack/core/octets.js';
import { PeerError } from '../../../stack/core/peer-error.js';
import { HttpClientEngine } from '../../../stack/http/client-engine.js';
import { HttpServerEngine } from '../../../stack/http/server-engine.js';
import { negotiate, parseContentType } from '../../../stack/http/negotiation.js';
import { headerValue } from '../../../stack/http/message.js';
import { parseTarget } from '../../../stack/http/target.js';
import { OK } from '../../support/http-drive.js';
import { createPrng } from '../../support/prng.js';

const REQUESTS = [
  'GET /edev?s=1&l=5 HTTP/1.1\r\nHost: [::1]:8443\r\nAccept: application/sep-exi; level=-S1, */*;q=0.1\r\n\r\n',
  'PUT /edev/1/der/1/ders HTTP/1.1\r\nHost: h\r\nContent-Type: application/sep+xml\r\nContent-Length: 9\r\n\r\n<A>b</A>\n',
  'POST /mup HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;e="x"\r\nhello\r\n0a\r\n0123456789\r\n0\r\nT: 1\r\n\r\n',
  'HEAD https://h/tm%20%C3%A9 HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n',
].map(fromAscii);

const RESPONSES = [
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: application/sep-exi; level=-S1\r\nContent-Length: 4\r\n\r\nabcd',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\n5;a=b\r\npedia\r\n0\r\nX: y\r\n\r\n',
  'HTTP/1.0 503 Busy\r\nRetry-After: 120\r\nConnection: close\r\n\r\nuntil the end',
  'HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 201 Created\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n',
].map(fromAscii);

/** Replaces, inserts, deletes or repeats octets, one to four times; favours octets that mean something. */
function mutate(source: Uint8Array, next: () => number): Uint8Array {
  let octets = Array.from(source);
  for (let i = next() % 4; i >= 0; i--) {
    const at = next() % (octets.length + 1);
    const telling = '\r\n :;,0a\0\x80%"/HT1'.charCodeAt(next() % 18);
    switch (next() % 5) {
      case 0:
        octets[Math.min(at, octets.length - 1)] = next() % 256;
        break;
      case 1:
        octets.splice(at, 0, telling);
        break;
      case 2:
        octets.splice(at, 1 + (next() % 8));
        break;
      case 3:
        octets.splice(at, 0, ...octets.slice(at, at + (next() % 40)));
        break;
      default:
        octets[Math.min(at, octets.length - 1)] = telling;
    }
    if (octets.length === 0) octets = [13];
  }
  return Uint8Array.from(octets);
}

function limitsOf(next: () => number): Limits {
  return next() % 4 === 0 ? { ...BOARD_LIMITS, maxHttpHeadOctets: 128, maxHttpBodyOctets: 16 } : HOST_LIMITS;
}

test('50,000 seeded mutations of requests: answered or refused by name, whole and cut', (t) => {
  const next = createPrng(9112);
  let refused = 0;
  for (let i = 0; i < 50_000; i++) {
    const octets = mutate(REQUESTS[i % REQUESTS.length]!, next);
    const limits = limitsOf(next);
    const cut = next() % (octets.length + 1);
    const whole = drive([octets], limits);
    const parts = drive([octets.subarray(0, cut), octets.subarray(cut)], limits);
    if (parts !== whole) return t.fail('cut ' + cut + ' of mutation ' + i + ':\n' + parts + '\nis not\n' + whole);
    if (whole.includes('refused')) refused++;
  }
  t.true(refused > 10_000 && refused < 50_000, refused + ' refused');
});

/** What a server engine makes of the parts, in words. */
function drive(parts: readonly Uint8Array[], limits: Limits): string {
  const engine = new HttpServerEngine(limits);
  let told = '';
  for (const part of parts) {
    engine.receive(part);
    told += take(engine, limits);
  }
  engine.endOfInput();
  told += take(engine, limits);
  if (!engine.closing) throw new Error('a connection that ended is not closing');
  if (engine.refusal !== undefined) told += ' refused ' + engine.refusal.code;
  return told;
}

function take(engine: HttpServerEngine, limits: Limits): string {
  let told = '';
  for (let request = engine.nextRequest(); request !== undefined; request = engine.nextRequest()) {
    if (request.body.length > limits.maxHttpBodyOctets) throw new Error('body past its limit');
    if (request.headers.length > limits.maxHttpHeaders) throw new Error('headers past their limit');
    negotiate(headerValue(request.headers, 'accept'));
    parseContentType(headerValue(request.headers, 'content-type'));
    try {
      parseTarget(request.target);
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
    }
    told += request.method + ' ' + request.target + ' ' + request.headers.join(';') + ' ' + request.body.join() + '\n';
    engine.respond(OK);
  }
  engine.takeOutput();
  return told;
}

test('50,000 seeded mutations of answers: read, or one PeerError', (t) => {
  const next = createPrng(9110);
  let refused = 0;
  for (let i = 0; i < 50_000; i++) {
    const octets = mutate(RESPONSES[i % RESPONSES.length]!, next);
    const engine = new HttpClientEngine(limitsOf(next));
    const request = { method: next() % 8 === 0 ? 'HEAD' : 'GET', target: '/', host: 'h', headers: [], body: NO_OCTETS };
    while (engine.canRequest && engine.unanswered < 2) engine.request(request);
    const cut = next() % (octets.length + 1);
    try {
      engine.receive(octets.subarray(0, cut));
      engine.receive(octets.subarray(cut));
      engine.endOfInput();
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      refused++;
    }
    if (!engine.closing) return t.fail('mutation ' + i + ' leaves the connection open');
    while (engine.nextResponse() !== undefined);
  }
  t.true(refused > 5_000 && refused < 50_000, refused + ' refused');
});
