/** Writes messages: one array of octets a message, so that it fits one record and one segment where it can. */
import { type HttpHeaders, type HttpResponse, headerValue } from './message.js';
import { forbidsBody, reasonPhrase } from './status.js';
import { checkField, isTokenOctet, writeLatin1 } from './text.js';

/** A request as a client asks for it: `headers` hold neither Host nor Content-Length, which the engine writes. */
export interface OutgoingRequest {
  readonly method: string;
  /** Origin form: path and query, percent-encoded. */
  readonly target: string;
  /** Authority of the server: `[fe80::1]:8443`, `192.0.2.1`, a name. */
  readonly host: string;
  readonly headers: HttpHeaders;
  readonly body: Uint8Array;
}

/** How an answer is framed besides what it says. */
export interface ResponseFraming {
  /** The request was HEAD: the length of the body without the body (RFC 9110 §9.3.2). */
  readonly isHead: boolean;
  /** The connection closes after this answer (RFC 9112 §9.6). */
  readonly closes: boolean;
}

/** The one status that has no fields of a body at all. */
const NOT_MODIFIED = 304;

export const CONTINUE_OCTETS_TEXT = 'HTTP/1.1 100 Continue\r\n\r\n';

/**
 * An answer with Content-Type and Content-Length, also for an empty body, since strict peers ask for both.
 *
 * A 204 says `Content-Length: 0` too. RFC 9110 §8.6 would have it say nothing; but small peers in the field look for the
 * length before the status and wait for ever without one, and no reader is known to mind the zero. A 304 has neither.
 *
 * @throws TypeError for a field that is not one, or a body where the status forbids it; RangeError for the status.
 */
export function writeResponse(response: HttpResponse, framing: ResponseFraming, defaultType: string): Uint8Array {
  const { status, headers, body } = response;
  if (!(status >= 200 && status <= 599) || status % 1 !== 0) {
    throw new RangeError('response.status: expected an integer in 200–599, got ' + status);
  }
  let head = 'HTTP/1.1 ' + status + ' ' + reasonPhrase(status) + '\r\n';
  if (forbidsBody(status) && body.length > 0) {
    throw new TypeError('response.body: expected none with status ' + status + ', got ' + body.length);
  }
  if (status === NOT_MODIFIED) {
    return joined(head + fields(headers, true) + (framing.closes ? 'Connection: close\r\n\r\n' : '\r\n'), body, false);
  }
  if (headerValue(headers, 'content-type') === undefined) head += 'Content-Type: ' + defaultType + '\r\n';
  head += fields(headers, false) + 'Content-Length: ' + body.length + '\r\n';
  return joined(head + (framing.closes ? 'Connection: close\r\n\r\n' : '\r\n'), body, !framing.isHead);
}

/**
 * A request with Host, and with Content-Length where the method has a body (RFC 9110 §8.6).
 *
 * @throws TypeError for a method, target, host or field that is not one.
 */
export function writeRequest(request: OutgoingRequest): Uint8Array {
  const { method, target, host, headers, body } = request;
  if (!isToken(method)) throw new TypeError('request.method: expected a token, got "' + method + '"');
  if (!isVisible(target) || target.charCodeAt(0) !== 47) {
    throw new TypeError('request.target: expected an encoded path that begins with "/", got "' + target + '"');
  }
  if (!isVisible(host)) throw new TypeError('request.host: expected an authority, got "' + host + '"');
  let head = method + ' ' + target + ' HTTP/1.1\r\nHost: ' + host + '\r\n' + fields(headers, false);
  if (body.length > 0 || method === 'PUT' || method === 'POST') head += 'Content-Length: ' + body.length + '\r\n';
  return joined(head + '\r\n', body, true);
}

function fields(headers: HttpHeaders, withoutType: boolean): string {
  let text = '';
  for (let i = 0; i < headers.length; i++) {
    const [name, value] = headers[i]!;
    if (isEngineField(name) || (withoutType && name === 'content-type')) continue;
    checkField(name, value);
    text += conventionalName(name) + ': ' + value + '\r\n';
  }
  return text;
}

/** Fields that the engine alone decides. */
function isEngineField(name: string): boolean {
  return name === 'content-length' || name === 'transfer-encoding' || name === 'connection' || name === 'host';
}

/** `content-type` as `Content-Type`: names have no case, but some readers do. */
function conventionalName(name: string): string {
  let text = '';
  let start = 0;
  while (start < name.length) {
    let end = name.indexOf('-', start);
    end = end < 0 ? name.length : end + 1;
    text += name.charAt(start).toUpperCase() + name.slice(start + 1, end);
    start = end;
  }
  return text;
}

function joined(head: string, body: Uint8Array, withBody: boolean): Uint8Array {
  const octets = new Uint8Array(head.length + (withBody ? body.length : 0));
  const at = writeLatin1(head, octets, 0);
  if (withBody) octets.set(body, at);
  return octets;
}

function isToken(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isTokenOctet(text.charCodeAt(i))) return false;
  return text.length > 0;
}

function isVisible(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code >= 0x7f) return false;
  }
  return text.length > 0;
}
