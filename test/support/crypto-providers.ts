/** The providers of the crypto port that run on this machine: each vector runs on each. */

import { randomFillSync } from 'node:crypto';

import { createNodeCrypto } from '../../hal/node/crypto.js';
import { fromHex } from '../../stack/core/octets.js';
import { type CryptoPort } from '../../stack/ports/crypto.js';
import { createNobleCrypto } from '../../stack/tls/crypto/noble.js';

export const PROVIDERS: readonly CryptoPort[] = [
  createNobleCrypto({ fill: (target) => void randomFillSync(target) }),
  createNodeCrypto(),
];

/** Octets of hexadecimal that may be spaced. */
export function hex(text: string): Uint8Array {
  const octets = fromHex(text.replaceAll(/\s+/g, ''));
  if (octets === undefined) throw new RangeError(`text: expected hexadecimal, got ${text}`);
  return octets;
}

/** `first`, `first + 1`, … `last`. */
export function octetRange(first: number, last: number): Uint8Array {
  return Uint8Array.from({ length: last - first + 1 }, (_, index) => (first + index) & 0xff);
}

/** `count` octets that are all `value`. */
export function repeated(value: number, count: number): Uint8Array {
  return new Uint8Array(count).fill(value);
}
