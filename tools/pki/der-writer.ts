/** Writes DER (ITU-T X.690 §10): each function returns one whole value, header included. */

import { concatOctets, fromAscii } from '../../stack/core/octets.js';
import { encodeUtf8 } from '../../stack/core/utf8.js';
import { TAG } from '../../stack/tls/x509/der.js';

/** A value of any tag around its content. */
export function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const octets = concatOctets(...content);
  const header = [tag];
  if (octets.length < 0x80) header.push(octets.length);
  else if (octets.length < 0x100) header.push(0x81, octets.length);
  else if (octets.length < 0x10000) header.push(0x82, octets.length >>> 8, octets.length & 0xff);
  else header.push(0x83, octets.length >>> 16, (octets.length >>> 8) & 0xff, octets.length & 0xff);
  return concatOctets(Uint8Array.from(header), octets);
}

export function sequence(...values: readonly Uint8Array[]): Uint8Array {
  return der(TAG.sequence, ...values);
}

export function boolean(value: boolean): Uint8Array {
  return der(TAG.boolean, Uint8Array.of(value ? 0xff : 0));
}

/** A non-negative INTEGER from its big-endian octets, leading zeros allowed. */
export function unsignedInteger(octets: Uint8Array): Uint8Array {
  let start = 0;
  while (start < octets.length - 1 && octets[start] === 0) start++;
  const shortest = octets.subarray(start);
  return der(TAG.integer, Uint8Array.from(shortest[0]! >= 0x80 ? [0] : []), shortest);
}

/** An INTEGER in 0–127. */
export function smallInteger(value: number): Uint8Array {
  return der(TAG.integer, Uint8Array.of(value));
}

export function octetString(octets: Uint8Array): Uint8Array {
  return der(TAG.octetString, octets);
}

/** A BIT STRING of whole octets. */
export function bitOctets(octets: Uint8Array): Uint8Array {
  return der(TAG.bitString, Uint8Array.of(0), octets);
}

/** A BIT STRING of named bits: bit n of `mask` is bit n, trailing zeros dropped (X.690 §11.2.2). */
export function namedBits(mask: number): Uint8Array {
  if (mask === 0) return der(TAG.bitString, Uint8Array.of(0));
  const highest = 31 - Math.clz32(mask);
  const octets = new Uint8Array(2 + (highest >>> 3));
  octets[0] = 7 - (highest & 7);
  for (let bit = 0; bit <= highest; bit++)
    if ((mask & (1 << bit)) !== 0) octets[1 + (bit >>> 3)]! |= 0x80 >>> (bit & 7);
  return der(TAG.bitString, octets);
}

/** An OBJECT IDENTIFIER from its dotted form. */
export function oid(dotted: string): Uint8Array {
  const arcs = dotted.split('.').map(Number);
  const octets: number[] = [];
  for (const arc of [arcs[0]! * 40 + arcs[1]!, ...arcs.slice(2)]) {
    const groups = [arc % 128];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) groups.unshift(128 + (rest % 128));
    octets.push(...groups);
  }
  return der(TAG.oid, Uint8Array.from(octets));
}

export function utf8String(text: string): Uint8Array {
  return der(TAG.utf8String, encodeUtf8(text));
}

/** UTCTime through 2049 and GeneralizedTime after it, as RFC 5280 §4.1.2.5 asks. */
export function time(timeS: number): Uint8Array {
  const digits = new Date(timeS * 1000).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  const year = Number(digits.slice(0, 4));
  const isShort = year >= 1950 && year < 2050;
  return der(isShort ? TAG.utcTime : TAG.generalizedTime, fromAscii((isShort ? digits.slice(2) : digits) + 'Z'));
}
