/**
 * What stands for `@noble/hashes/hmac.js` on a board: the curve is given an HMAC and only names the library's as what it
 * would take otherwise.
 */

import { hmacSha256 } from '../../../stack/tls/crypto/sha256.js';

/** HMAC-SHA-256, whatever the hash. */
export function hmac(_hash: unknown, key: Uint8Array, octets: Uint8Array): Uint8Array {
  return hmacSha256(key, octets);
}
