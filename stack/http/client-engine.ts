/**
 * The client's half of one HTTP/1.1 connection, without I/O: requests in, octets out; octets in, answers out.
 *
 * A server that breaks the rules makes `receive` or `endOfInput` throw a PeerError, once; answers that came whole before
 * can still be taken, and the connection must be closed.
 */
import { type Limits } from '../core/limits.js';
import { malformed, misbehaved, unsupported } from '../core/peer-error.js';
import { BodyReader } from './body-reader.js';
import { BODY_UNTIL_CLOSE, type Framing, NO_BODY, asksToClose, statedFraming } from './framing.js';
import { HeadCollector } from './head-collector.js';
import { lineEnd, parseHeaders, parseStatusLine } from './head-parser.js';
import { type OutgoingRequest, writeRequest } from './head-writer.js';
import { type HttpHeaders, type HttpResponse } from './message.js';
import { OutputQueue } from './output-queue.js';
import { forbidsBody } from './status.js';

interface Head {
  readonly status: number;
  readonly headers: HttpHeaders;
}

export class HttpClientEngine {
  private readonly limits: Limits;
  private readonly head: HeadCollector;
  private readonly body: BodyReader;
  private readonly output = new OutputQueue();
  private readonly responses: HttpResponse[] = [];
  /** Methods of the requests that wait for their answers, oldest first. */
  private readonly methods: string[] = [];
  private current: Head | undefined;
  private done = false;

  constructor(limits: Limits) {
    this.limits = limits;
    this.head = new HeadCollector(limits);
    this.body = new BodyReader(limits);
  }

  /** Whether another request may be given now. */
  get canRequest(): boolean {
    return !this.done && this.methods.length < this.limits.maxPipelinedRequests;
  }

  /** Requests that have no answer yet; once {@link closing} is true they will never have one. */
  get unanswered(): number {
    return this.methods.length;
  }

  /** Whether the connection is over: the server said so, it ended, or it broke the rules. Close it. */
  get closing(): boolean {
    return this.done;
  }

  /**
   * Sends a request; its answer comes in the order of the requests.
   *
   * @throws RangeError where {@link canRequest} is false; TypeError for a request that cannot be sent.
   */
  request(request: OutgoingRequest): void {
    if (!this.canRequest) {
      throw new RangeError('request: expected an open connection with room, got ' + this.methods.length + ' waiting');
    }
    this.output.put(writeRequest(request));
    this.methods.push(request.method);
  }

  /**
   * Takes octets of the connection; nothing of them is kept by reference.
   *
   * @throws PeerError `http.*`: see {@link ./head-parser}, {@link ./framing}, {@link ./body-reader}.
   */
  receive(octets: Uint8Array): void {
    if (this.done) return;
    try {
      let at = 0;
      while (at < octets.length && !this.done) {
        at = this.current === undefined ? this.readHead(octets, at) : this.body.take(octets, at);
        if (this.current !== undefined && this.body.isFinished) this.complete(this.current);
      }
    } catch (error) {
      this.done = true;
      throw error;
    }
  }

  /**
   * The server ended the connection in order: completes an answer that lasts until then.
   *
   * @throws PeerError `http.truncated` inside any other answer.
   */
  endOfInput(): void {
    if (this.done) return;
    this.done = true;
    const inside = this.current !== undefined ? !this.body.endOfInput() : this.head.isInside;
    if (inside) throw malformed('http.truncated', 'the connection ended inside an answer');
    if (this.current !== undefined) this.complete(this.current);
  }

  /** The next answer; 1xx are skipped. */
  nextResponse(): HttpResponse | undefined {
    return this.responses.shift();
  }

  /** Octets to send; `undefined` where there are none. */
  takeOutput(): Uint8Array | undefined {
    return this.output.take();
  }

  private readHead(octets: Uint8Array, at: number): number {
    if (this.methods.length === 0) throw misbehaved('http.unsolicited', 'an answer to no request', { octet: at });
    const next = this.head.collect(octets, at);
    if (next < 0) return octets.length;
    const view = this.head.octets;
    const firstEnd = lineEnd(view, this.head.start);
    const line = parseStatusLine(view, this.head.start, firstEnd);
    const headers = parseHeaders(view, firstEnd + 2, this.head.end, this.limits);
    this.head.release();
    if (line.status === 101) throw unsupported('http.upgrade', 'the server changes the protocol');
    if (line.status < 200) return next;
    const framing = this.framingOf(line.status, headers, line.minor);
    this.body.begin(framing);
    this.current = { status: line.status, headers };
    return next;
  }

  /** RFC 9112 §6.3: what the method and the status say comes before what the fields say. */
  private framingOf(status: number, headers: HttpHeaders, minor: number): Framing {
    if (this.methods[0] === 'HEAD' || forbidsBody(status)) return NO_BODY;
    return statedFraming(headers, minor, this.limits) ?? BODY_UNTIL_CLOSE;
  }

  private complete(head: Head): void {
    this.responses.push({ status: head.status, headers: head.headers, body: this.body.release() });
    this.methods.shift();
    this.current = undefined;
    if (asksToClose(head.headers)) this.done = true;
  }
}
