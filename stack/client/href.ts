/** Where an href leads. A client follows links as they are and never builds a path of its own. */

import { malformed, unsupported } from '../core/peer-error.js';
import { type Endpoint } from '../ports/network.js';

/** A link, resolved: the authority only where it names one. */
export interface Target {
  readonly authority: Endpoint | undefined;
  readonly secure: boolean;
  /** Origin form: path and query, beginning with `/`. */
  readonly path: string;
}

/**
 * Reads an href: an absolute path, or an `http`/`https` URI. A relative reference is refused: IEEE 2030.5-2018 servers
 * give absolute paths or full URIs.
 *
 * @throws PeerError `href.malformed`, `href.scheme`
 */
export function parseHref(href: string): Target {
  for (let i = 0; i < href.length; i++) {
    const code = href.charCodeAt(i);
    if (code <= 32 || code > 126) throw malformed('href.malformed', 'a character that no URI has: ' + clip(href));
  }
  if (href.charCodeAt(0) === 47 && href.charCodeAt(1) !== 47) return { authority: undefined, secure: true, path: href };
  const lower = href.slice(0, 8).toLowerCase();
  const secure = lower === 'https://';
  if (!secure && lower.slice(0, 7) !== 'http://') {
    if (href.indexOf('://') > 0) throw unsupported('href.scheme', 'neither http nor https: ' + clip(href));
    throw malformed('href.malformed', 'neither an absolute path nor a URI: ' + clip(href));
  }
  const start = secure ? 8 : 7;
  let end = href.indexOf('/', start);
  if (end < 0) end = href.length;
  return {
    authority: parseAuthority(href.slice(start, end), secure ? 443 : 80),
    secure,
    path: end === href.length ? '/' : href.slice(end),
  };
}

/** Reads `host`, `host:port` or `[v6]:port`. */
export function parseAuthority(text: string, defaultPort: number): Endpoint {
  let address = text;
  let port = '';
  if (text.charCodeAt(0) === 91) {
    const close = text.indexOf(']');
    const rest = text.slice(close + 1);
    if (close < 2 || (rest !== '' && rest.charCodeAt(0) !== 58)) throw authorityError(text);
    address = text.slice(1, close);
    port = rest.slice(1);
  } else {
    const colon = text.indexOf(':');
    if (colon >= 0) {
      address = text.slice(0, colon);
      port = text.slice(colon + 1);
    }
  }
  if (address === '' || port.length > 5) throw authorityError(text);
  for (let i = 0; i < port.length; i++) {
    const code = port.charCodeAt(i);
    if (code < 48 || code > 57) throw authorityError(text);
  }
  const number = port === '' ? defaultPort : Number(port);
  if (number < 1 || number > 65535) throw authorityError(text);
  return { address, port: number };
}

/** `host:port`, IPv6 in brackets and without its zone: the form of a Host header. */
export function formatAuthority(endpoint: Endpoint): string {
  const zone = endpoint.address.indexOf('%');
  const address = zone < 0 ? endpoint.address : endpoint.address.slice(0, zone);
  return (address.indexOf(':') >= 0 ? '[' + address + ']' : address) + ':' + endpoint.port;
}

/** Whether a host is an address and not a name: a device has no resolver. */
export function isNumericHost(host: string): boolean {
  if (host.indexOf(':') >= 0) return true;
  for (let i = 0; i < host.length; i++) {
    const code = host.charCodeAt(i);
    if (code !== 46 && (code < 48 || code > 57)) return false;
  }
  return host.length > 0;
}

/** The href of a link that a resource may lack. */
export function linkHref(link: { readonly href: string } | undefined): string | undefined {
  return link === undefined ? undefined : link.href;
}

/** Adds query parameters to a path that may have some already. */
export function withQuery(path: string, query: string): string {
  return path + (path.indexOf('?') >= 0 ? '&' : '?') + query;
}

function authorityError(text: string): Error {
  return malformed('href.authority', 'no host and port: ' + clip(text));
}

function clip(text: string): string {
  return text.length > 60 ? text.slice(0, 60) + '…' : text;
}
