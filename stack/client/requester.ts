/**
 * Typed requests to one server: resources in, resources out, in EXI or XML, with retries, redirections and list pages.
 */

import { type ResourceCodec } from '../codec.js';
import { NO_OCTETS } from '../core/octets.js';
import { PeerError, misbehaved, unsupported } from '../core/peer-error.js';
import { type HttpHeaders, type HttpRequest, type HttpResponse, headerValue } from '../http/message.js';
import { type Encoding, EXI_CONTENT_TYPE, XML_CONTENT_TYPE, parseContentType } from '../http/negotiation.js';
import { parseRetryAfter } from '../http/retry-after.js';
import { type ElementName, type Sep2Document, type Sep2Resource } from '../model/2018/types.gen.js';
import { type TimerHandler } from '../core/timer-queue.js';
import { type Entropy } from '../ports/entropy.js';
import { type Scheduler } from '../ports/scheduler.js';
import { formatAuthority, parseHref } from './href.js';
import { type Exchange, type Link } from './link.js';
import { type LinkAnswer, type LinkFailure } from './link-services.js';
import { DEFAULT_RETRY_POLICY, type RetryPolicy, isRetriedStatus, retryDelayMs } from './retry.js';
import { randomShare } from './spread.js';

/** What became of a request. */
export interface Outcome<T> {
  /** The resource, where one was asked for and given. */
  readonly resource?: T;
  /** HTTP status of the last answer; absent where there was none. */
  readonly status?: number;
  /** Where the server put what was posted. */
  readonly location?: string;
  /** The resource lives on another server, at this URI. */
  readonly moved?: string;
  /** No answer: why. */
  readonly failure?: LinkFailure;
  readonly error?: PeerError;
  /** Monotonic times, ms: the last request left, its answer came. */
  readonly sentMs: number;
  readonly receivedMs: number;
}

/**
 * The form of bodies. A client picks one and a server must offer both, but servers in the field offer XML alone: `auto`
 * asks for EXI and takes XML, and keeps to XML once a server has shown that it has nothing else.
 */
export type BodyEncoding = 'exi' | 'xml' | 'auto';

/** Who is told how the server fares. */
export interface RequesterObserver {
  /** The server could not be reached, in all tries of a request; `first`: it was there until now. */
  onUnreachable(first: boolean): void;
  /** It answers again after that. */
  onReached(): void;
}

export interface RequesterOptions {
  readonly link: Link;
  readonly scheduler: Scheduler;
  readonly entropy: Entropy;
  readonly codec: ResourceCodec;
  readonly encoding: BodyEncoding;
  readonly retry?: RetryPolicy;
  /** Called with the octets of each body, either way: for counting. */
  readonly onBody?: (direction: 'sent' | 'received', octets: number, resource: Sep2Resource) => void;
}

/** EXI first, XML where there is no other. */
const ACCEPT_BOTH = EXI_CONTENT_TYPE + ', ' + XML_CONTENT_TYPE + '; q=0.5';

/** Most redirections that one request follows. */
const MAX_REDIRECTIONS = 3;

type Done = (outcome: Outcome<Sep2Resource>) => void;

/** A request until its outcome is known, over all its tries. */
class Attempt implements Exchange, TimerHandler {
  sentMs = 0;
  receivedMs = 0;
  tries = 0;
  redirections = 0;
  request: HttpRequest;
  /** What the request carries, to be written anew in another form. */
  readonly resource: Sep2Resource | undefined;
  readonly element: ElementName | undefined;
  readonly done: Done;
  /** What came of the last try, until it is told. */
  private answer: LinkAnswer | undefined = undefined;
  private readonly requester: Requester;

  constructor(
    requester: Requester,
    request: HttpRequest,
    resource: Sep2Resource | undefined,
    element: ElementName | undefined,
    done: Done,
  ) {
    this.requester = requester;
    this.request = request;
    this.resource = resource;
    this.element = element;
    this.done = done;
  }

  try(): void {
    this.tries++;
    this.requester.link.request(this);
  }

  /** Told on a turn of its own: what an answer sets off finds an empty stack, and nothing of the connection's on it. */
  onAnswer(answer: LinkAnswer): void {
    const { scheduler } = this.requester;
    this.answer = answer;
    this.receivedMs = scheduler.nowMs();
    scheduler.at(this.receivedMs, this);
  }

  /** An answer is to be told, or the next try is due. */
  onTimer(): void {
    const { answer } = this;
    this.answer = undefined;
    if (answer === undefined) this.try();
    else this.requester.answered(this, answer);
  }
}

export class Requester {
  readonly link: Link;
  observer: RequesterObserver | undefined = undefined;
  private readonly options: RequesterOptions;
  private readonly retry: RetryPolicy;
  /** The form of what is sent. */
  private form: Encoding;
  private stopped = false;
  private unreachable = false;

  constructor(options: RequesterOptions) {
    this.link = options.link;
    this.options = options;
    this.retry = options.retry ?? DEFAULT_RETRY_POLICY;
    this.form = options.encoding === 'xml' ? 'xml' : 'exi';
  }

  /** Asks for a resource and refuses any other element in its place. */
  get<N extends ElementName>(path: string, element: N, done: (outcome: Outcome<Sep2Document<N>>) => void): void {
    // The element is compared when the answer comes: what `done` gets is a document of it.
    this.start('GET', path, undefined, element, done as unknown as (outcome: Outcome<Sep2Resource>) => void);
  }

  /** The clock that its requests are timed with. */
  get scheduler(): Scheduler {
    return this.options.scheduler;
  }

  put(path: string, resource: Sep2Resource, done: (outcome: Outcome<Sep2Resource>) => void): void {
    this.start('PUT', path, resource, undefined, done);
  }

  post(path: string, resource: Sep2Resource, done: (outcome: Outcome<Sep2Resource>) => void): void {
    this.start('POST', path, resource, undefined, done);
  }

  /** Makes no further tries; requests under way still end with their outcome. */
  stop(): void {
    this.stopped = true;
  }

  /** An attempt's: its answer. */
  answered(attempt: Attempt, answer: LinkAnswer): void {
    const { receivedMs } = attempt;
    const response = answer.response;
    if (response === undefined) {
      // A peer that we refuse (its certificate, its records) is no better a moment later.
      if (answer.failure !== 'refused-by-us' && this.again(attempt, undefined)) return;
      const failed = { failure: answer.failure ?? 'failed', sentMs: answer.sentMs, receivedMs } as const;
      if (answer.error === undefined && answer.failure !== 'queue-full') this.lost();
      attempt.done(answer.error === undefined ? failed : { ...failed, error: answer.error });
      return;
    }
    this.reached();
    const status = response.status;
    if (isRetriedStatus(status)) {
      const after = headerValue(response.headers, 'retry-after');
      const date = headerValue(response.headers, 'date');
      if (this.again(attempt, after === undefined ? undefined : parseRetryAfter(after, date))) return;
    }
    if ((status === 406 || status === 415) && this.fallsBack()) {
      const { request, resource, element, done } = attempt;
      this.start(request.method, request.target, resource, element, done);
      return;
    }
    if (isRedirection(status) && this.redirected(attempt, response, answer.sentMs, receivedMs)) return;
    attempt.done(this.outcome(attempt, response, answer.sentMs, receivedMs));
  }

  private start(
    method: string,
    href: string,
    resource: Sep2Resource | undefined,
    element: ElementName | undefined,
    done: (outcome: Outcome<Sep2Resource>) => void,
  ): void {
    let path = href;
    try {
      const target = parseHref(href);
      if (target.authority !== undefined && formatAuthority(target.authority) !== this.link.authority) {
        throw unsupported('href.elsewhere', 'the link leads to another server: ' + href);
      }
      path = target.path;
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      const nowMs = this.options.scheduler.nowMs();
      this.options.scheduler.at(nowMs, () => done({ error, sentMs: nowMs, receivedMs: nowMs }));
      return;
    }
    const body = resource === undefined ? NO_OCTETS : this.encode(resource);
    const contentType = this.form === 'exi' ? EXI_CONTENT_TYPE : XML_CONTENT_TYPE;
    const takesBoth = this.options.encoding === 'auto' && this.form === 'exi';
    const headers: [string, string][] = [['accept', takesBoth ? ACCEPT_BOTH : contentType]];
    if (resource !== undefined) headers.push(['content-type', contentType]);
    new Attempt(this, { method, target: path, headers, body }, resource, element, done).try();
  }

  /** Turns to XML for good; false where that is not allowed, or done. */
  private fallsBack(): boolean {
    if (this.options.encoding !== 'auto' || this.form === 'xml') return false;
    this.form = 'xml';
    return true;
  }

  private lost(): void {
    if (this.stopped) return;
    const first = !this.unreachable;
    this.unreachable = true;
    if (this.observer !== undefined) this.observer.onUnreachable(first);
  }

  private reached(): void {
    if (!this.unreachable) return;
    this.unreachable = false;
    if (this.observer !== undefined) this.observer.onReached();
  }

  private again(attempt: Attempt, retryAfterS: number | undefined): boolean {
    const delayMs = retryDelayMs(this.retry, attempt.tries, retryAfterS, randomShare(this.options.entropy));
    if (delayMs === undefined || this.stopped) return false;
    const scheduler = this.options.scheduler;
    scheduler.at(scheduler.nowMs() + delayMs, attempt);
    return true;
  }

  /**
   * Follows a redirection within this server; one to another server is the caller's to follow. One that leads nowhere, or
   * one too many, is the outcome.
   */
  private redirected(attempt: Attempt, response: HttpResponse, sentMs: number, receivedMs: number): boolean {
    const location = headerValue(response.headers, 'location');
    if (location === undefined) return false;
    const base = { status: response.status, sentMs, receivedMs };
    try {
      const target = parseHref(location);
      if (target.authority !== undefined && formatAuthority(target.authority) !== this.link.authority) {
        attempt.done({ ...base, moved: location });
        return true;
      }
      if (target.authority !== undefined && !target.secure) {
        throw unsupported('client.not-secure', 'a redirection to plain http: ' + location);
      }
      if (attempt.redirections >= MAX_REDIRECTIONS) {
        throw misbehaved('client.redirections', 'more than ' + MAX_REDIRECTIONS + ' redirections of one request', {
          path: attempt.request.target,
        });
      }
      const { method, headers, body } = attempt.request;
      attempt.request = { method, target: target.path, headers, body };
      attempt.tries = 0;
      attempt.redirections++;
      attempt.try();
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      attempt.done({ ...base, error });
    }
    return true;
  }

  private outcome(attempt: Attempt, response: HttpResponse, sentMs: number, receivedMs: number): Outcome<Sep2Resource> {
    const base = { status: response.status, sentMs, receivedMs };
    const location = headerValue(response.headers, 'location');
    if (response.status < 200 || response.status > 299) return base;
    if (attempt.element === undefined) return location === undefined ? base : { ...base, location };
    try {
      const resource = this.decode(response.headers, response.body);
      if (resource.$element !== attempt.element) {
        throw misbehaved('client.other-element', 'asked for ' + attempt.element + ', got ' + resource.$element, {
          path: attempt.request.target,
        });
      }
      return { ...base, resource };
    } catch (error) {
      if (error instanceof PeerError) return { ...base, error };
      throw error;
    }
  }

  private encode(resource: Sep2Resource): Uint8Array {
    const { codec } = this.options;
    const octets = this.form === 'exi' ? codec.encodeExi(resource) : codec.writeXmlOctets(resource);
    if (this.options.onBody !== undefined) this.options.onBody('sent', octets.length, resource);
    return octets;
  }

  private decode(headers: HttpHeaders, body: Uint8Array): Sep2Resource {
    const type = parseContentType(headerValue(headers, 'content-type'));
    if (type === undefined) {
      throw unsupported(
        'client.content-type',
        'neither XML nor EXI: ' + (headerValue(headers, 'content-type') ?? 'none'),
      );
    }
    if (type === 'xml') this.fallsBack();
    const { codec } = this.options;
    const resource = type === 'exi' ? codec.decodeExi(body) : codec.parseXml(body);
    if (this.options.onBody !== undefined) this.options.onBody('received', body.length, resource);
    return resource;
  }
}

function isRedirection(status: number): boolean {
  return status === 301 || status === 302 || status === 307 || status === 308;
}
