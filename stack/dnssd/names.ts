/**
 * Domain names: text as RFC 1035 §5.1 writes it, labels in UTF-8 (RFC 6763 §4.1.3), without the last dot.
 *
 * In a label `\.` and `\\` stand for dot and backslash and `\DDD` for an octet that is no printable text, so that any
 * name of the wire has one text and comes back the same.
 */
import { malformed } from '../core/peer-error.js';
import { decodeUtf8, encodeUtf8 } from '../core/utf8.js';

/** A name as text; '' is the root. */
export type DnsName = string;

/** Octets of one label at most (RFC 1035 §2.3.4). */
export const MAX_LABEL_OCTETS = 63;
/** With length octets and root (RFC 1035 §3.1). */
const MAX_NAME_OCTETS = 255;

/** The text of one label, escaped. */
export function escapeLabel(label: string): string {
  let text = '';
  for (let i = 0; i < label.length; i++) {
    const code = label.charCodeAt(i);
    if (code === 46 || code === 92) text += '\\' + label.charAt(i);
    else if (code < 32 || code === 127) text += decimalEscape(code);
    else text += label.charAt(i);
  }
  return text;
}

/** The first label of a name, as people read it: no escapes but `\DDD`. */
export function firstLabel(name: DnsName): string {
  const octets = splitName(name)[0];
  if (octets === undefined) return '';
  return decodeUtf8(octets) ?? labelText(octets, 0, octets.length);
}

/** What two names share when they are the same: ASCII letters have no case, others do (RFC 6762 §16). */
export function nameKey(name: DnsName): string {
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code > 127) return lowerAscii(name);
  }
  return name.toLowerCase();
}

export function sameName(a: DnsName, b: DnsName): boolean {
  return a === b || nameKey(a) === nameKey(b);
}

/**
 * The labels of a name as octets.
 *
 * @throws RangeError for an empty or overlong label, an overlong name or an escape that is none: the caller's bug.
 */
export function splitName(name: DnsName): Uint8Array[] {
  const labels: Uint8Array[] = [];
  let total = 1;
  let at = 0;
  while (at < name.length) {
    const end = labelEnd(name, at);
    const octets = unescape(name.slice(at, end));
    if (octets.length === 0 || octets.length > MAX_LABEL_OCTETS) {
      throw new RangeError('name: expected labels of 1–63 octets, got ' + octets.length + ' in "' + name + '"');
    }
    total += octets.length + 1;
    if (total > MAX_NAME_OCTETS) throw new RangeError('name: expected at most 255 octets in "' + name + '"');
    labels.push(octets);
    at = end + 1;
  }
  return labels;
}

/** The name without its first label. */
export function parentName(name: DnsName): DnsName {
  return name.slice(labelEnd(name, 0) + 1);
}

/** Where a name on the wire was and what it says. */
export interface ReadName {
  readonly name: DnsName;
  /** Offset after the name, at the place where it was read. */
  readonly next: number;
}

/**
 * Reads a name, compressed or not (RFC 1035 §4.1.4). A pointer must lead back, and each one further than the last, so
 * that no loop is possible.
 *
 * @throws PeerError `dns.truncated`, `dns.pointer`, `dns.label`, `dns.name-too-long`.
 */
export function readName(octets: Uint8Array, start: number): ReadName {
  let name = '';
  let at = start;
  let next = -1;
  let earliest = start;
  let total = 1;
  for (;;) {
    const length = octets[at];
    if (length === undefined) throw malformed('dns.truncated', 'a name runs past the message', { octet: at });
    if (length === 0) return { name, next: next < 0 ? at + 1 : next };
    if (length >= 0xc0) {
      const low = octets[at + 1];
      if (low === undefined) throw malformed('dns.truncated', 'a pointer runs past the message', { octet: at });
      const target = (length & 0x3f) * 256 + low;
      if (target >= earliest) throw malformed('dns.pointer', 'a pointer does not lead back', { octet: at });
      if (next < 0) next = at + 2;
      earliest = target;
      at = target;
      continue;
    }
    if (length > MAX_LABEL_OCTETS) throw malformed('dns.label', 'a label type that is not used', { octet: at });
    const end = at + 1 + length;
    if (end > octets.length) throw malformed('dns.truncated', 'a label runs past the message', { octet: at });
    total += length + 1;
    if (total > MAX_NAME_OCTETS) throw malformed('dns.name-too-long', 'a name has more than 255 octets', { octet: at });
    name += (name === '' ? '' : '.') + labelText(octets, at + 1, end);
    at = end;
  }
}

function labelText(octets: Uint8Array, start: number, end: number): string {
  const text = decodeUtf8(octets, start, end);
  if (text !== undefined) return escapeLabel(text);
  let escaped = '';
  for (let i = start; i < end; i++) {
    const octet = octets[i]!;
    escaped += octet < 128 ? escapeLabel(String.fromCharCode(octet)) : decimalEscape(octet);
  }
  return escaped;
}

function decimalEscape(octet: number): string {
  const digits = String(octet);
  return '\\' + '000'.slice(digits.length) + digits;
}

function labelEnd(name: string, from: number): number {
  let at = from;
  while (at < name.length && name.charCodeAt(at) !== 46) at += name.charCodeAt(at) === 92 ? 2 : 1;
  return Math.min(at, name.length);
}

function unescape(label: string): Uint8Array {
  if (label.indexOf('\\') < 0) return encodeUtf8(label);
  const octets: number[] = [];
  let from = 0;
  for (;;) {
    let slash = label.indexOf('\\', from);
    if (slash < 0) slash = label.length;
    const plain = encodeUtf8(label.slice(from, slash));
    for (let i = 0; i < plain.length; i++) octets.push(plain[i]!);
    if (slash === label.length) return Uint8Array.from(octets);
    const code = label.charCodeAt(slash + 1);
    if (code >= 48 && code <= 57) {
      const octet = Number(label.slice(slash + 1, slash + 4));
      if (!(octet <= 255)) throw new RangeError('name: expected \\DDD of 000–255 in "' + label + '"');
      octets.push(octet);
      from = slash + 4;
    } else {
      if (code !== 46 && code !== 92) throw new RangeError('name: expected \\. or \\\\ or \\DDD in "' + label + '"');
      octets.push(code);
      from = slash + 2;
    }
  }
}

function lowerAscii(text: string): string {
  let lower = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 65 || code > 90) continue;
    lower += text.slice(from, i) + String.fromCharCode(code + 32);
    from = i + 1;
  }
  return lower + text.slice(from);
}
