/** IPv4 and IPv6 addresses between octets and text (RFC 5952: the one form that is written). */
import { hexDigitValue } from '../core/octets.js';

/** The text of 4 or 16 octets. RangeError for another length. */
export function formatAddress(octets: Uint8Array): string {
  if (octets.length === 4) return octets[0] + '.' + octets[1] + '.' + octets[2] + '.' + octets[3];
  if (octets.length !== 16) throw new RangeError('octets: expected 4 or 16, got ' + octets.length);
  const gap = longestZeroRun(octets);
  let text = '';
  for (let group = 0; group < 8; group++) {
    if (group === gap.start) {
      text += '::';
      group += gap.length - 1;
      continue;
    }
    if (text !== '' && !text.endsWith('::')) text += ':';
    text += groupAt(octets, group).toString(16);
  }
  return text;
}

/** The octets of an address, its zone (`%eth0`) left out; `undefined` where the text is none. */
export function parseAddress(text: string): Uint8Array | undefined {
  const zone = text.indexOf('%');
  const address = zone < 0 ? text : text.slice(0, zone);
  return address.indexOf(':') < 0 ? parseIpv4(address) : parseIpv6(address);
}

/** Whether an IPv6 text means its link only and needs a zone: fe80::/10 (RFC 4291 §2.5.6). */
export function isLinkLocal(address: string): boolean {
  const octets = parseAddress(address);
  return octets !== undefined && octets.length === 16 && octets[0] === 0xfe && (octets[1]! & 0xc0) === 0x80;
}

function parseIpv4(text: string): Uint8Array | undefined {
  const octets = new Uint8Array(4);
  let at = 0;
  for (let i = 0; i < 4; i++) {
    const start = at;
    let value = 0;
    while (at < text.length && at - start < 3) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      at++;
    }
    if (at === start || value > 255 || (at - start > 1 && text.charCodeAt(start) === 48)) return undefined;
    octets[i] = value;
    if (i < 3 && text.charCodeAt(at++) !== 46) return undefined;
  }
  return at === text.length ? octets : undefined;
}

function parseIpv6(text: string): Uint8Array | undefined {
  const gap = text.indexOf('::');
  if (gap < 0) {
    const octets = parseGroups(text, true);
    return octets.length === 16 ? octets : undefined;
  }
  if (text.indexOf('::', gap + 1) >= 0) return undefined;
  const head = gap === 0 ? new Uint8Array(0) : parseGroups(text.slice(0, gap), false);
  const tail = gap + 2 === text.length ? new Uint8Array(0) : parseGroups(text.slice(gap + 2), true);
  const headFails = gap > 0 && head.length === 0;
  const tailFails = gap + 2 < text.length && tail.length === 0;
  if (headFails || tailFails || head.length + tail.length > 14) return undefined;
  const octets = new Uint8Array(16);
  octets.set(head, 0);
  octets.set(tail, 16 - tail.length);
  return octets;
}

/** Octets of groups parted by single colons, the last of the address perhaps an IPv4 address; none where the text is wrong. */
function parseGroups(text: string, isEnd: boolean): Uint8Array {
  const octets: number[] = [];
  const parts = text.split(':');
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    if (isEnd && i === parts.length - 1 && part.indexOf('.') >= 0) {
      const last = parseIpv4(part);
      if (last === undefined) return new Uint8Array(0);
      for (let j = 0; j < 4; j++) octets.push(last[j]!);
      continue;
    }
    if (part.length === 0 || part.length > 4) return new Uint8Array(0);
    let value = 0;
    for (let j = 0; j < part.length; j++) {
      const digit = hexDigitValue(part.charCodeAt(j));
      if (digit < 0) return new Uint8Array(0);
      value = value * 16 + digit;
    }
    octets.push(value >>> 8, value & 255);
  }
  return Uint8Array.from(octets);
}

function groupAt(octets: Uint8Array, group: number): number {
  return octets[2 * group]! * 256 + octets[2 * group + 1]!;
}

/** The first longest run of at least two zero groups; start −1 where there is none. */
function longestZeroRun(octets: Uint8Array): { start: number; length: number } {
  const best = { start: -1, length: 1 };
  let start = 0;
  for (let group = 0; group <= 8; group++) {
    if (group < 8 && groupAt(octets, group) === 0) continue;
    if (group - start > best.length) {
      best.start = start;
      best.length = group - start;
    }
    start = group + 1;
  }
  return best;
}
