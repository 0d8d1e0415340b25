/** Octets as test vectors write them. Runs on every engine. */

import { fromHex } from '../../stack/core/octets.js';

/** Octets of hexadecimal that may be spaced. */
export function hex(text: string): Uint8Array {
  const octets = fromHex(text.split(' ').join(''));
  if (octets === undefined) throw new RangeError(`text: expected hexadecimal, got ${text}`);
  return octets;
}

/** `first`, `first + 1`, … `last`. */
export function octetRange(first: number, last: number): Uint8Array {
  const octets = new Uint8Array(last - first + 1);
  for (let i = 0; i < octets.length; i++) octets[i] = first + i;
  return octets;
}

/** `count` octets that are all `value`. */
export function repeated(value: number, count: number): Uint8Array {
  return new Uint8Array(count).fill(value);
}
