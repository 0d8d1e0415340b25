/** Request targets: reduced to origin form, split and percent-decoded (RFC 9112 §3.2, RFC 3986 §2.1). */
import { hexDigitValue } from '../core/octets.js';
import { malformed } from '../core/peer-error.js';
import { decodeUtf8 } from '../core/utf8.js';

/** A target as a resource tree looks it up. */
export interface Target {
  /** Decoded path, first character `/`. An encoded slash stays `%2F`, so that it never parts segments. */
  readonly path: string;
  /** Decoded parameters in order; a name without `=` has the value ''. */
  readonly query: readonly (readonly [name: string, value: string])[];
}

/**
 * The origin form of a target as it came: `/path?query`, or `*` for OPTIONS. Absolute form (`https://host/path`), which
 * a server must take (RFC 9112 §3.2.2), loses scheme and authority.
 *
 * @throws PeerError `http.target`.
 */
export function originForm(target: string, method: string): string {
  if (target.indexOf('#') >= 0) throw malformed('http.target', 'the target has a fragment');
  if (target.charCodeAt(0) === 47) return target;
  if (target === '*' && method === 'OPTIONS') return target;
  const lower = target.slice(0, 8).toLowerCase();
  const skip = lower === 'https://' ? 8 : lower.slice(0, 7) === 'http://' ? 7 : 0;
  if (skip === 0) throw malformed('http.target', '"' + target + '" is neither a path nor an http URI');
  let at = skip;
  while (at < target.length && target.charCodeAt(at) !== 47 && target.charCodeAt(at) !== 63) at++;
  if (at === skip) throw malformed('http.target', 'the target names no host');
  const rest = target.slice(at);
  return rest.charCodeAt(0) === 47 ? rest : '/' + rest;
}

/**
 * Splits an origin-form target and decodes it.
 *
 * @throws PeerError `http.target`: a `%` without two digits, octets that are not UTF-8, an encoded NUL.
 */
export function parseTarget(target: string): Target {
  const mark = target.indexOf('?');
  if (mark < 0) return { path: decodePercent(target, true), query: [] };
  return { path: decodePercent(target.slice(0, mark), true), query: parseQuery(target.slice(mark + 1)) };
}

/** The first value of a query parameter; `undefined` where it is absent. Names have case (IEEE 2030.5 `s`, `a`, `l`). */
export function queryValue(query: Target['query'], name: string): string | undefined {
  for (let i = 0; i < query.length; i++) if (query[i]![0] === name) return query[i]![1];
  return undefined;
}

/**
 * Decodes `%XX` as UTF-8; `+` is a plus.
 *
 * @param keepSlash leaves `%2F` as it is, in upper case.
 * @throws PeerError `http.target`.
 */
export function decodePercent(text: string, keepSlash: boolean): string {
  if (text.indexOf('%') < 0) return text;
  const octets = new Uint8Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== 37) {
      if (code > 0x7e) throw malformed('http.target', 'a character that is not ASCII', { octet: i });
      octets[length++] = code;
      continue;
    }
    const high = hexDigitValue(text.charCodeAt(i + 1));
    const low = hexDigitValue(text.charCodeAt(i + 2));
    if (high < 0 || low < 0) throw malformed('http.target', '"%" without two hexadecimal digits', { octet: i });
    const octet = high * 16 + low;
    if (octet === 0) throw malformed('http.target', 'an encoded NUL', { octet: i });
    i += 2;
    if (octet === 47 && keepSlash) {
      octets[length++] = 37;
      octets[length++] = 50;
      octets[length++] = 70;
    } else octets[length++] = octet;
  }
  const decoded = decodeUtf8(octets, 0, length);
  if (decoded === undefined) throw malformed('http.target', 'encoded octets that are not UTF-8');
  return decoded;
}

function parseQuery(text: string): [string, string][] {
  const query: [string, string][] = [];
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf('&', start);
    if (end < 0) end = text.length;
    const equals = text.indexOf('=', start);
    if (equals >= start && equals < end) {
      query.push([decodePercent(text.slice(start, equals), false), decodePercent(text.slice(equals + 1, end), false)]);
    } else if (end > start) query.push([decodePercent(text.slice(start, end), false), '']);
    start = end + 1;
  }
  return query;
}
