/**
 * The server without I/O: a request and the identity of who sent it in, an answer out.
 *
 * What a peer does wrong is an answer, never an exception: 400 with an Error, 403, 404, 405 with Allow, 406, 413, 415,
 * 501 (CORE-001, CORE-002). Chosen where the standard leaves it open: a registered device that asks for what is another
 * device's gets 404, as for what is not there; a device that is not registered gets 403.
 */

import { type Limits } from '../core/limits.js';
import { NO_OCTETS } from '../core/octets.js';
import { malformed, PeerError } from '../core/peer-error.js';
import { type PeerIdentity } from '../core/peer-identity.js';
import { LIST_ORDERS } from '../functions/list-order.js';
import {
  allowHeader,
  allowsMethod,
  elementOfKind,
  isMethod,
  type Method,
  type ResourceKind,
} from '../functions/method-table.js';
import { type Entry, type ResourceTree } from '../functions/resource-tree.js';
import {
  type KindHandler,
  REASON_FORMAT,
  REASON_VALUES,
  type Received,
  type Reply,
  type ServerObserver,
} from '../functions/server-host.js';
import { type HttpHeaders, type HttpRequest, type HttpResponse, headerValue } from '../http/message.js';
import {
  type Encoding,
  EXI_ENCODING,
  negotiate,
  type Negotiated,
  notAcceptable,
  parseContentType,
  unsupportedMediaType,
  XML_ENCODING,
} from '../http/negotiation.js';
import { parseTarget } from '../http/target.js';
import { SCHEMA_2018 } from '../model/2018/schema-2018.js';
import { type Sep2Resource } from '../model/2018/types.gen.js';
import { type AccessRegister } from './access.js';
import { BodyCache, Ingredients } from './body-cache.js';
import { type DocumentCodec } from './document-codec.js';
import { parseListQuery } from './list-query.js';
import { Renderer } from './renderer.js';
import { findMissingField } from './required-fields.js';

/** What a core is made of. */
export interface ServerParts {
  readonly tree: ResourceTree;
  readonly access: AccessRegister;
  readonly handlers: ReadonlyMap<ResourceKind, KindHandler>;
  readonly codec: DocumentCodec;
  readonly limits: Limits;
  readonly observer: ServerObserver;
  readonly maxCachedBodies: number;
  readonly maxCachedOctets: number;
  /** Called with the time of each request before it is looked at: events advance here. */
  readonly advance: (nowS: number) => void;
}

/** Most Accept values of which the outcome is remembered; peers send one or two. */
const MAX_KNOWN_ACCEPTS = 64;

export class ServerCore {
  private readonly parts: ServerParts;
  private readonly renderer: Renderer;
  private readonly cache: BodyCache;
  private readonly knownAccepts = new Map<string, Negotiated>();

  constructor(parts: ServerParts) {
    this.parts = parts;
    this.renderer = new Renderer(parts.tree, parts.handlers);
    this.cache = new BodyCache(parts.tree, parts.maxCachedBodies, parts.maxCachedOctets);
  }

  /**
   * Answers a request. The body of the answer to HEAD is that of GET: the HTTP engine sends its length alone.
   *
   * @param peer who sent it, from its certificate; `undefined` where it showed none.
   * @param nowS server time, seconds.
   */
  handle(request: HttpRequest, peer: PeerIdentity | undefined, nowS: number): HttpResponse {
    this.parts.advance(nowS);
    const { method, target } = request;
    const accept = headerValue(request.headers, 'accept');
    const answer = this.answerEncoding(accept);
    if (answer !== undefined && (method === 'GET' || method === 'HEAD')) {
      const key = cacheKey(answer, peer, target);
      const body = this.cache.get(key, this.parts.access.version);
      if (body !== undefined) return respond(200, answer, body);
    }
    const errors = answer ?? XML_ENCODING;
    if (!isMethod(method)) return this.refuse(target, 501, method + ' is not a method of the standard', errors);
    try {
      return this.route(request, method, peer, nowS, accept, answer);
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      if (error.blame === 'limit') return this.refuse(target, 413, error.message, errors);
      const reason = error.code === 'server.query' ? REASON_VALUES : REASON_FORMAT;
      return this.refuse(target, 400, error.message, errors, this.errorBody(errors, reason));
    }
  }

  private route(
    request: HttpRequest,
    method: Method,
    peer: PeerIdentity | undefined,
    nowS: number,
    accept: string | undefined,
    answer: Negotiated | undefined,
  ): HttpResponse {
    const { tree, access, handlers } = this.parts;
    const errors = answer ?? XML_ENCODING;
    const { path, query } = parseTarget(request.target);
    const entry = tree.get(path);
    if (entry === undefined) return this.refuse(request.target, 404, 'no resource', errors);
    if (!access.readerOf(peer).includes(entry.audience)) {
      if (!access.isRegistered(peer)) return this.refuse(request.target, 403, 'the device is not registered', errors);
      return this.refuse(request.target, 404, 'not a resource of this device', errors);
    }
    if (!allowsMethod(entry.kind, method) || !hasBehaviour(handlers.get(entry.kind), method)) {
      const headers: HttpHeaders = [['allow', this.allowed(entry.kind)]];
      return this.refuse(request.target, 405, method + ' on a ' + entry.kind, errors, NO_OCTETS, headers);
    }
    if (method === 'GET' || method === 'HEAD') {
      if (answer === undefined) return this.refuse(request.target, 406, notAcceptable(accept!).message, errors);
      return this.read(entry, request.target, query, peer, nowS, answer);
    }
    if (peer === undefined) return this.refuse(request.target, 403, 'no certificate was shown', errors);
    return this.change(entry, request, method, peer, nowS, errors);
  }

  private read(
    entry: Entry,
    target: string,
    query: readonly (readonly [string, string])[],
    peer: PeerIdentity | undefined,
    nowS: number,
    answer: Negotiated,
  ): HttpResponse {
    const { access, limits, codec } = this.parts;
    if (!('href' in entry.fields)) return this.refuse(target, 404, 'the device has not put it yet', answer);
    const reader = access.readerOf(peer);
    const ingredients = new Ingredients();
    const document = isList(entry.kind)
      ? this.renderer.renderList(entry, parseListQuery(query, limits), reader, nowS, ingredients)
      : this.renderer.renderSingle(entry, reader, nowS, ingredients);
    const body = codec.encode(document, answer.type);
    this.cache.set(cacheKey(answer, peer, target), access.version, ingredients, body);
    return respond(200, answer, body);
  }

  private change(
    entry: Entry,
    request: HttpRequest,
    method: 'PUT' | 'POST' | 'DELETE',
    peer: PeerIdentity,
    nowS: number,
    errors: Negotiated,
  ): HttpResponse {
    const handler = this.parts.handlers.get(entry.kind)!;
    if (method === 'DELETE') {
      return this.reply(request, handler.delete!({ entry, peer, nowS, document: NO_DOCUMENT }), errors);
    }
    const contentType = headerValue(request.headers, 'content-type');
    const encoding = parseContentType(contentType);
    if (encoding === undefined) {
      return this.refuse(request.target, 415, unsupportedMediaType(contentType).message, errors);
    }
    // A peer that names no Accept is answered as it speaks.
    const spoken = headerValue(request.headers, 'accept') === undefined && encoding === 'exi' ? EXI_ENCODING : errors;
    const document = this.decode(request.body, encoding);
    const call = { entry, peer, nowS, document };
    return this.reply(request, method === 'PUT' ? handler.put!(call) : handler.post!(call), spoken);
  }

  private decode(body: Uint8Array, encoding: Encoding): Received {
    const document = this.parts.codec.decode(body, encoding);
    const missing = findMissingField(SCHEMA_2018, document);
    if (missing !== undefined) throw malformed('server.incomplete', 'a required field is absent', { path: missing });
    return document;
  }

  private reply(request: HttpRequest, reply: Reply, errors: Negotiated): HttpResponse {
    const headers: HttpHeaders = reply.location === undefined ? [] : [['location', reply.location]];
    if (reply.status < 300) return respond(reply.status, errors, NO_OCTETS, headers);
    const body = reply.reason === undefined ? NO_OCTETS : this.errorBody(errors, reply.reason);
    return this.refuse(request.target, reply.status, reply.detail ?? '', errors, body);
  }

  private refuse(
    target: string,
    status: number,
    detail: string,
    encoding: Negotiated,
    body: Uint8Array = NO_OCTETS,
    headers: HttpHeaders = [],
  ): HttpResponse {
    this.parts.observer.onRefusal?.(target, status, detail);
    return respond(status, encoding, body, headers);
  }

  private errorBody(encoding: Negotiated, reasonCode: number): Uint8Array {
    const document = { $element: 'Error', reasonCode } as Sep2Resource;
    return this.parts.codec.encode(document, encoding.type);
  }

  /** The methods that the table allows and this server has. */
  private allowed(kind: ResourceKind): string {
    const handler = this.parts.handlers.get(kind);
    const names = allowHeader(kind).split(', ') as Method[];
    return names.filter((name) => hasBehaviour(handler, name)).join(', ');
  }

  private answerEncoding(accept: string | undefined): Negotiated | undefined {
    if (accept === undefined) return XML_ENCODING;
    const known = this.knownAccepts.get(accept);
    if (known !== undefined) return known;
    const answer = negotiate(accept);
    if (answer !== undefined && this.knownAccepts.size < MAX_KNOWN_ACCEPTS) this.knownAccepts.set(accept, answer);
    return answer;
  }
}

/** DELETE has no document. */
const NO_DOCUMENT: Received = Object.freeze({ $element: '' });

function hasBehaviour(handler: KindHandler | undefined, method: Method): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  if (handler === undefined) return false;
  if (method === 'PUT') return handler.put !== undefined;
  return method === 'POST' ? handler.post !== undefined : handler.delete !== undefined;
}

function isList(kind: ResourceKind): boolean {
  return LIST_ORDERS[elementOfKind(kind)] !== undefined;
}

function cacheKey(answer: Negotiated, peer: PeerIdentity | undefined, target: string): string {
  return answer.type + ' ' + (peer === undefined ? '' : peer.lfdi) + ' ' + target;
}

function respond(status: number, encoding: Negotiated, body: Uint8Array, headers: HttpHeaders = []): HttpResponse {
  return { status, headers: [['content-type', encoding.contentType], ...headers], body };
}
