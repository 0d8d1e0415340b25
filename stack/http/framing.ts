/** How long a message body is, as its head says (RFC 9112 §6). Whatever two readers could take differently is refused. */
import { type Limits } from '../core/limits.js';
import { malformed, misbehaved, pastLimit, unsupported } from '../core/peer-error.js';
import { type HttpHeaders } from './message.js';
import { listHolds } from './text.js';

export type FramingKind = 'none' | 'length' | 'chunked' | 'close';

export interface Framing {
  readonly kind: FramingKind;
  /** Octets of the body where `kind` is `length`; 0 otherwise. */
  readonly length: number;
}

export const NO_BODY: Framing = Object.freeze({ kind: 'none', length: 0 });
export const CHUNKED_BODY: Framing = Object.freeze({ kind: 'chunked', length: 0 });
export const BODY_UNTIL_CLOSE: Framing = Object.freeze({ kind: 'close', length: 0 });

/**
 * The framing that the header fields state; `undefined` where they state none.
 *
 * @param minor the digit after `HTTP/1.`: a chunked HTTP/1.0 message is refused (RFC 9112 §6.1).
 * @throws PeerError `http.smuggling`, `http.content-length`, `http.transfer-coding`, `http.body-too-large`.
 */
export function statedFraming(headers: HttpHeaders, minor: number, limits: Limits): Framing | undefined {
  let length: string | undefined;
  let coding: string | undefined;
  for (let i = 0; i < headers.length; i++) {
    const [name, value] = headers[i]!;
    if (name === 'content-length') {
      if (length !== undefined) throw misbehaved('http.smuggling', 'Content-Length is given twice');
      length = value;
    } else if (name === 'transfer-encoding') coding = coding === undefined ? value : coding + ',' + value;
  }
  if (coding !== undefined) {
    if (length !== undefined) throw misbehaved('http.smuggling', 'Transfer-Encoding and Content-Length are both given');
    if (minor === 0) throw misbehaved('http.smuggling', 'Transfer-Encoding in an HTTP/1.0 message');
    if (coding.toLowerCase() === 'chunked') return CHUNKED_BODY;
    throw unsupported('http.transfer-coding', 'Transfer-Encoding "' + coding + '" is not "chunked" alone');
  }
  if (length === undefined) return undefined;
  const octets = parseLength(length);
  if (octets === 0) return NO_BODY;
  if (octets > limits.maxHttpBodyOctets) throw bodyTooLarge(limits);
  return { kind: 'length', length: octets };
}

/** Whether a Connection field has the option `close` (RFC 9112 §9.6). */
export function asksToClose(headers: HttpHeaders): boolean {
  for (let i = 0; i < headers.length; i++) {
    if (headers[i]![0] === 'connection' && listHolds(headers[i]![1], 'close')) return true;
  }
  return false;
}

/** The refusal of a body past `maxHttpBodyOctets`. */
export function bodyTooLarge(limits: Limits): Error {
  const limit = { name: 'maxHttpBodyOctets', value: limits.maxHttpBodyOctets };
  return pastLimit('http.body-too-large', 'the body is larger', limit);
}

function parseLength(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) throw malformed('http.content-length', 'Content-Length "' + text + '" is not a number');
    length = length * 10 + code - 48;
  }
  if (text.length === 0) throw malformed('http.content-length', 'Content-Length is empty');
  return length;
}
