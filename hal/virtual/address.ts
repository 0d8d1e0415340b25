/** Numeric addresses in one spelling, so that `FD00:0::1` and `fd00::1` are one place. */

import { type IpFamily } from '../../stack/ports/network.js';

export interface Address {
  readonly family: IpFamily;
  /** Dotted quad, or IPv6 as in RFC 5952; without zone. */
  readonly text: string;
  readonly multicast: boolean;
}

/** Reads an address; `undefined` where it is none. A zone is dropped: a virtual node has one interface. */
export function parseAddress(text: string): Address | undefined {
  if (text.indexOf(':') < 0) return parseIpv4(text);
  const zone = text.indexOf('%');
  const groups = parseIpv6(zone < 0 ? text : text.slice(0, zone));
  if (groups === undefined) return undefined;
  return { family: 6, text: writeIpv6(groups), multicast: groups[0]! >>> 8 === 0xff };
}

function parseIpv4(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const octets: number[] = [];
  for (const part of parts) {
    const value = parseDigits(part, 10, 3);
    if (value === undefined || value > 255) return undefined;
    octets.push(value);
  }
  return { family: 4, text: octets.join('.'), multicast: octets[0]! >= 224 && octets[0]! <= 239 };
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0]!);
  const tail = halves.length === 2 ? parseGroups(halves[1]!) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function parseGroups(text: string): number[] | undefined {
  const groups: number[] = [];
  if (text === '') return groups;
  for (const part of text.split(':')) {
    const value = parseDigits(part, 16, 4);
    if (value === undefined) return undefined;
    groups.push(value);
  }
  return groups;
}

function parseDigits(text: string, base: number, most: number): number | undefined {
  if (text.length === 0 || text.length > most) return undefined;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i) | 0x20;
    const isDigit = text.charCodeAt(i) >= 0x30 && text.charCodeAt(i) <= 0x39;
    if (!isDigit && !(base === 16 && code >= 0x61 && code <= 0x66)) return undefined;
  }
  return parseInt(text, base);
}

/** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups shortened. */
function writeIpv6(groups: readonly number[]): string {
  let bestStart = -1;
  let bestLength = 1;
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > bestLength) {
      bestStart = start;
      bestLength = length;
    }
  }
  const words = groups.map((group) => group.toString(16));
  if (bestStart < 0) return words.join(':');
  return words.slice(0, bestStart).join(':') + '::' + words.slice(bestStart + bestLength).join(':');
}
