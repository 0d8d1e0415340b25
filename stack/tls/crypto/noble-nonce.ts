/** The nonces of a signature (RFC 6979 §3.2), drawn from key and digest by HMAC-SHA-256: the same for the same two. */

import { hmacSha256 } from './sha256.js';

/** A sequence of candidates; the caller takes the first that is in range and gives a signature. */
export class NonceSource {
  private key: Uint8Array = new Uint8Array(32);
  private value: Uint8Array = new Uint8Array(32).fill(1);
  private isDrawn = false;

  /** `scalar`: the private key; `digest`: that of the message, reduced modulo n; 32 octets each. */
  constructor(scalar: Uint8Array, digest: Uint8Array) {
    this.stir(0, scalar, digest);
    this.stir(1, scalar, digest);
  }

  /** The next candidate, 32 octets. */
  next(): Uint8Array {
    if (this.isDrawn) this.stir(0);
    this.isDrawn = true;
    this.value = hmacSha256(this.key, this.value);
    return this.value;
  }

  /** K = HMAC(K, V ‖ separator ‖ what else there is), V = HMAC(K, V). */
  private stir(separator: number, scalar?: Uint8Array, digest?: Uint8Array): void {
    const octets = new Uint8Array(scalar === undefined ? 33 : 97);
    octets.set(this.value);
    octets[32] = separator;
    if (scalar !== undefined) octets.set(scalar, 33);
    if (digest !== undefined) octets.set(digest, 65);
    this.key = hmacSha256(this.key, octets);
    this.value = hmacSha256(this.key, this.value);
  }
}
