/** Reads a whole message head: the request or status line and the header fields (RFC 9112 §3–5). */
import { type Limits } from '../core/limits.js';
import { malformed, pastLimit, unsupported } from '../core/peer-error.js';
import { type HttpHeaders } from './message.js';
import { isTokenOctet, isValueOctet, latin1 } from './text.js';

const CR = 13;
const SPACE = 32;
const TAB = 9;
const COLON = 58;

/** Names that requests and answers of this protocol carry: recognised without making a new string. */
const KNOWN_NAMES: readonly string[] = Object.freeze([
  'host',
  'accept',
  'content-type',
  'content-length',
  'connection',
  'location',
  'allow',
  'date',
  'user-agent',
  'retry-after',
  'server',
  'expect',
  'transfer-encoding',
  'cache-control',
  'accept-encoding',
  'keep-alive',
]);

/** A request line as it came; `minor` is the digit after `HTTP/1.`. */
export interface RequestLine {
  readonly method: string;
  readonly target: string;
  readonly minor: number;
}

/** A status line as it came; the reason phrase is skipped (RFC 9112 §4). */
export interface StatusLine {
  readonly status: number;
  readonly minor: number;
}

/** Offset of the CR that ends the line which begins at `start`; the collector has seen to it that there is one. */
export function lineEnd(octets: Uint8Array, start: number): number {
  let at = start;
  while (octets[at] !== CR) at++;
  return at;
}

/**
 * `GET /dcap HTTP/1.1`, single spaces only (RFC 9112 §3).
 *
 * @throws PeerError `http.request-line` (malformed), `http.version` (unsupported: another major version).
 */
export function parseRequestLine(octets: Uint8Array, start: number, end: number): RequestLine {
  let at = start;
  while (at < end && isTokenOctet(octets[at]!)) at++;
  if (at === start || octets[at] !== SPACE) throw malformed('http.request-line', 'no method', { octet: at - start });
  const method = latin1(octets, start, at);
  const targetStart = ++at;
  while (at < end && octets[at]! > 0x20 && octets[at]! < 0x7f) at++;
  if (at === targetStart || octets[at] !== SPACE || at >= end) {
    throw malformed('http.request-line', 'no target followed by one space', { octet: at - start });
  }
  const target = latin1(octets, targetStart, at);
  const minor = parseVersion(octets, at + 1, end, 'http.request-line');
  if (at + 9 !== end) throw malformed('http.request-line', 'text after the version', { octet: at + 9 - start });
  return { method, target, minor };
}

/**
 * `HTTP/1.1 200 OK`; the reason phrase, and the space before it, may be absent.
 *
 * @throws PeerError `http.status-line` (malformed), `http.version` (unsupported).
 */
export function parseStatusLine(octets: Uint8Array, start: number, end: number): StatusLine {
  const minor = parseVersion(octets, start, end, 'http.status-line');
  const at = start + 9;
  if (at + 3 > end || octets[at - 1] !== SPACE) throw malformed('http.status-line', 'no status code', { octet: 8 });
  let status = 0;
  for (let i = at; i < at + 3; i++) {
    if (!isDigit(octets[i]!))
      throw malformed('http.status-line', 'the status is not three digits', { octet: i - start });
    status = status * 10 + octets[i]! - 48;
  }
  if (status < 100 || status > 599) throw malformed('http.status-line', 'status ' + status + ' is outside 100–599');
  if (at + 3 < end && octets[at + 3] !== SPACE) {
    throw malformed('http.status-line', 'the status is not three digits', { octet: at + 3 - start });
  }
  return { status, minor };
}

/**
 * The header fields of `octets[start, end)`, each line ended by CR LF; names in lower case, values trimmed.
 *
 * @throws PeerError `http.obs-fold`, `http.field-name`, `http.field-value`, `http.too-many-headers`.
 */
export function parseHeaders(octets: Uint8Array, start: number, end: number, limits: Limits): HttpHeaders {
  const headers: [string, string][] = [];
  let at = start;
  while (at < end) {
    if (headers.length === limits.maxHttpHeaders) {
      const limit = { name: 'maxHttpHeaders', value: limits.maxHttpHeaders };
      throw pastLimit('http.too-many-headers', 'more header fields', limit, { octet: at });
    }
    if (octets[at] === SPACE || octets[at] === TAB) {
      throw malformed('http.obs-fold', 'a header field is folded over lines (RFC 9112 §5.2)', { octet: at });
    }
    const nameStart = at;
    while (isTokenOctet(octets[at]!)) at++;
    if (at === nameStart || octets[at] !== COLON) {
      throw malformed('http.field-name', 'a header field is not a name followed by a colon', { octet: at });
    }
    const name = fieldName(octets, nameStart, at);
    at++;
    while (octets[at] === SPACE || octets[at] === TAB) at++;
    const valueStart = at;
    let valueEnd = at;
    while (octets[at] !== CR) {
      const octet = octets[at++]!;
      if (!isValueOctet(octet))
        throw malformed('http.field-value', 'a control character in ' + name, { octet: at - 1 });
      if (octet !== SPACE && octet !== TAB) valueEnd = at;
    }
    headers.push([name, latin1(octets, valueStart, valueEnd)]);
    at += 2;
  }
  return headers;
}

function parseVersion(octets: Uint8Array, start: number, end: number, code: string): number {
  const sound =
    start + 8 <= end &&
    octets[start] === 72 && // HTTP
    octets[start + 1] === 84 &&
    octets[start + 2] === 84 &&
    octets[start + 3] === 80 &&
    octets[start + 4] === 47 && // /
    isDigit(octets[start + 5]!) &&
    octets[start + 6] === 46 && // .
    isDigit(octets[start + 7]!);
  if (!sound) throw malformed(code, 'no HTTP version');
  if (octets[start + 5] !== 49) {
    throw unsupported('http.version', latin1(octets, start, start + 8) + ' is not HTTP/1.x');
  }
  return octets[start + 7]! - 48;
}

function fieldName(octets: Uint8Array, start: number, end: number): string {
  for (let i = 0; i < KNOWN_NAMES.length; i++) {
    const known = KNOWN_NAMES[i]!;
    if (known.length === end - start && isName(octets, start, known)) return known;
  }
  return latin1(octets, start, end).toLowerCase();
}

function isName(octets: Uint8Array, start: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const octet = octets[start + i]!;
    const lower = octet >= 0x41 && octet <= 0x5a ? octet + 32 : octet;
    if (lower !== name.charCodeAt(i)) return false;
  }
  return true;
}

function isDigit(octet: number): boolean {
  return octet >= 48 && octet <= 57;
}
