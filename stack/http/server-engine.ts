/**
 * The server's half of one HTTP/1.1 connection, without I/O: octets in, requests out; answers in, octets out.
 *
 * What a peer does wrong never throws: the engine answers it (400, 413, 414, 417, 431, 501, 503, 505), keeps the reason in
 * `refusal`, and closes once that answer has been taken. Requests that came whole before are still served, in order.
 */
import { type Limits } from '../core/limits.js';
import { NO_OCTETS, concatOctets, fromAscii } from '../core/octets.js';
import { PeerError, malformed, pastLimit, unsupported } from '../core/peer-error.js';
import { encodeUtf8 } from '../core/utf8.js';
import { BodyReader } from './body-reader.js';
import { NO_BODY, asksToClose, statedFraming } from './framing.js';
import { HeadCollector } from './head-collector.js';
import { lineEnd, parseHeaders, parseRequestLine } from './head-parser.js';
import { CONTINUE_OCTETS_TEXT, writeResponse } from './head-writer.js';
import { type HttpHeaders, type HttpRequest, type HttpResponse, headerValue } from './message.js';
import { XML_CONTENT_TYPE } from './negotiation.js';
import { OutputQueue } from './output-queue.js';
import { refusalStatus } from './status.js';
import { originForm } from './target.js';

/** What an answer needs to know of the request that it answers. */
interface Owed {
  readonly isHead: boolean;
  readonly closes: boolean;
  readonly bodyOctets: number;
}

interface Head {
  readonly method: string;
  readonly target: string;
  readonly headers: HttpHeaders;
  readonly closes: boolean;
}

export class HttpServerEngine {
  private readonly limits: Limits;
  private readonly head: HeadCollector;
  private readonly body: BodyReader;
  private readonly output = new OutputQueue();
  private readonly requests: HttpRequest[] = [];
  private readonly owed: Owed[] = [];
  private current: Head | undefined;
  /** Octets of pipelined requests past `maxPipelinedRequests`, not looked at yet. */
  private held: Uint8Array = NO_OCTETS;
  private bodyOctets = 0;
  private continueOwed = false;
  private ended = false;
  private reason: PeerError | undefined;
  private last = false;
  private done = false;

  constructor(limits: Limits) {
    this.limits = limits;
    this.head = new HeadCollector(limits);
    this.body = new BodyReader(limits);
  }

  /** Why the connection is refused; `undefined` while the peer keeps to the rules. */
  get refusal(): PeerError | undefined {
    return this.reason;
  }

  /** Whether the last answer has been given: send what {@link takeOutput} still has, then close. */
  get closing(): boolean {
    return this.done;
  }

  /** Whether the connection rests: nothing half read, nothing to answer, nothing to send. */
  get isIdle(): boolean {
    return this.owed.length === 0 && !this.isInsideMessage && this.output.isEmpty;
  }

  /** Takes octets of the connection; nothing of them is kept by reference. */
  receive(octets: Uint8Array): void {
    if (this.last) return;
    if (this.held.length > 0) octets = concatOctets(this.held, octets);
    this.advance(octets);
  }

  /** The peer sends nothing more; what it asked for is still answered. */
  endOfInput(): void {
    this.ended = true;
    this.settleEnd();
  }

  /** Closes once every request that came has been answered, and reads no more. */
  shutDown(): void {
    if (!this.last) this.endAfterOwed();
  }

  /** The next request, in the order of arrival. Each must be given to {@link respond} once, in the same order. */
  nextRequest(): HttpRequest | undefined {
    return this.requests.shift();
  }

  /**
   * Answers the oldest request that is not answered.
   *
   * @throws RangeError where no request waits; TypeError or RangeError for an answer that cannot be sent.
   */
  respond(response: HttpResponse): void {
    if (this.owed.length === this.requests.length) {
      throw new RangeError('respond: expected a request that was taken and not answered, got none');
    }
    const owed = this.owed[0]!;
    const closes = owed.closes || (this.last && this.reason === undefined && this.owed.length === 1);
    this.output.put(writeResponse(response, { isHead: owed.isHead, closes }, XML_CONTENT_TYPE));
    this.owed.shift();
    this.bodyOctets -= owed.bodyOctets;
    if (closes) this.finish();
    else if (this.owed.length === 0 && this.last) this.endNow();
    else if (this.held.length > 0) this.advance(this.held);
    else this.offerContinue();
  }

  /** Octets to send; `undefined` where there are none. */
  takeOutput(): Uint8Array | undefined {
    return this.output.take();
  }

  private get isInsideMessage(): boolean {
    return this.current !== undefined || this.head.isInside || this.held.length > 0;
  }

  private advance(octets: Uint8Array): void {
    this.held = NO_OCTETS;
    try {
      let at = 0;
      while (at < octets.length && !this.last) {
        if (this.owed.length >= this.limits.maxPipelinedRequests) {
          this.hold(octets, at);
          return;
        }
        at = this.current === undefined ? this.readHead(octets, at) : this.body.take(octets, at);
        if (this.current !== undefined && this.body.isFinished) this.complete(this.current);
      }
      this.offerContinue();
      if (this.ended) this.settleEnd();
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      this.refuse(error);
    }
  }

  private hold(octets: Uint8Array, at: number): void {
    if (octets.length - at > this.limits.maxHttpHeadOctets) {
      const limit = { name: 'maxPipelinedRequests', value: this.limits.maxPipelinedRequests };
      throw pastLimit('http.pipeline-too-long', 'more requests wait for answers than are held', limit);
    }
    this.held = octets.slice(at);
  }

  /** Reads on in a head; returns the offset of what follows it, or of the end of the octets. */
  private readHead(octets: Uint8Array, at: number): number {
    const next = this.head.collect(octets, at);
    if (next < 0) return octets.length;
    const view = this.head.octets;
    const firstEnd = lineEnd(view, this.head.start);
    const line = parseRequestLine(view, this.head.start, firstEnd);
    const headers = parseHeaders(view, firstEnd + 2, this.head.end, this.limits);
    this.head.release();
    if (line.method === 'CONNECT') throw unsupported('http.method', 'CONNECT: this server is no proxy');
    checkHost(headers, line.minor);
    const target = originForm(line.target, line.method);
    const framing = statedFraming(headers, line.minor, this.limits) ?? NO_BODY;
    this.checkBodies(framing.length);
    this.body.begin(framing);
    this.continueOwed = expectsContinue(headers) && line.minor > 0 && framing !== NO_BODY;
    const closes = line.minor === 0 || asksToClose(headers);
    this.current = { method: line.method, target, headers, closes };
    return next;
  }

  private complete(head: Head): void {
    const body = this.body.release();
    this.checkBodies(body.length);
    this.bodyOctets += body.length;
    this.requests.push({ method: head.method, target: head.target, headers: head.headers, body });
    this.owed.push({ isHead: head.method === 'HEAD', closes: head.closes, bodyOctets: body.length });
    this.current = undefined;
    this.continueOwed = false;
    if (head.closes) this.last = true;
  }

  /** Bodies that wait for their answers share one `maxHttpBodyOctets`. */
  private checkBodies(more: number): void {
    if (this.bodyOctets + more <= this.limits.maxHttpBodyOctets) return;
    const limit = { name: 'maxHttpBodyOctets', value: this.limits.maxHttpBodyOctets };
    throw pastLimit('http.pipeline-too-long', 'the bodies of the requests that wait are larger', limit);
  }

  /** 100 Continue, in its place: after every earlier answer, before any octet of the body (RFC 9110 §10.1.1). */
  private offerContinue(): void {
    if (!this.continueOwed || this.owed.length > 0) return;
    this.continueOwed = false;
    if (!this.body.hasBegun) this.output.put(fromAscii(CONTINUE_OCTETS_TEXT));
  }

  private settleEnd(): void {
    if (this.last || this.held.length > 0) return;
    if (this.isInsideMessage) this.refuse(malformed('http.truncated', 'the connection ended inside a request'));
    else this.endAfterOwed();
  }

  private refuse(error: PeerError): void {
    this.reason = error;
    this.endAfterOwed();
  }

  private endAfterOwed(): void {
    this.last = true;
    this.current = undefined;
    this.continueOwed = false;
    this.held = NO_OCTETS;
    if (this.owed.length === 0) this.endNow();
  }

  private endNow(): void {
    if (this.reason !== undefined) {
      const headers: HttpHeaders = [['content-type', 'text/plain; charset=utf-8']];
      const response = { status: refusalStatus(this.reason), headers, body: encodeUtf8(this.reason.message + '\n') };
      this.output.put(writeResponse(response, { isHead: false, closes: true }, XML_CONTENT_TYPE));
    }
    this.finish();
  }

  private finish(): void {
    this.last = true;
    this.done = true;
    this.held = NO_OCTETS;
  }
}

/** One Host, and an authority: anything else is 400 (RFC 9112 §3.2). HTTP/1.0 may leave it out. */
function checkHost(headers: HttpHeaders, minor: number): void {
  let hosts = 0;
  for (let i = 0; i < headers.length; i++) {
    if (headers[i]![0] !== 'host') continue;
    hosts++;
    const value = headers[i]![1];
    for (let j = 0; j < value.length; j++) {
      const code = value.charCodeAt(j);
      // Space, comma, slash, question mark, at sign, number sign: none stands in host or port.
      const foreign =
        code <= 32 || code > 126 || code === 44 || code === 47 || code === 63 || code === 64 || code === 35;
      if (foreign) throw malformed('http.host', 'Host "' + value + '" is no authority');
    }
  }
  if (hosts > 1) throw malformed('http.host', 'Host is given ' + hosts + ' times');
  if (hosts === 0 && minor > 0) throw malformed('http.host', 'Host is missing');
}

function expectsContinue(headers: HttpHeaders): boolean {
  const expectation = headerValue(headers, 'expect');
  if (expectation === undefined) return false;
  if (expectation.toLowerCase() === '100-continue') return true;
  throw unsupported('http.expectation', 'Expect "' + expectation + '" is not "100-continue"');
}
