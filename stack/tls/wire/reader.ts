/** A cursor over the octets of one TLS message: integers and length-prefixed vectors (RFC 5246 §4). */

import { malformed, type PeerError } from '../../core/peer-error.js';

/** Reads `octets` from its start; what it hands out are views, valid as long as the octets are. */
export class WireReader {
  private at = 0;

  /** `path` names the structure in errors, such as `ClientHello`. */
  constructor(
    private readonly octets: Uint8Array,
    private readonly path: string,
  ) {}

  /** Octets not read yet. */
  get remaining(): number {
    return this.octets.length - this.at;
  }

  u8(): number {
    this.need(1);
    return this.octets[this.at++]!;
  }

  u16(): number {
    this.need(2);
    this.at += 2;
    return this.octets[this.at - 2]! * 0x100 + this.octets[this.at - 1]!;
  }

  u24(): number {
    return this.u8() * 0x10000 + this.u16();
  }

  u32(): number {
    return this.u16() * 0x10000 + this.u16();
  }

  /** The next `length` octets. */
  take(length: number): Uint8Array {
    this.need(length);
    this.at += length;
    return this.octets.subarray(this.at - length, this.at);
  }

  /** A vector with a length of `width` octets, of at least `least` and at most `most` octets. */
  vector(width: 1 | 2 | 3, least: number, most: number): Uint8Array {
    const start = this.at;
    const length = width === 1 ? this.u8() : width === 2 ? this.u16() : this.u24();
    if (length < least || length > most) {
      throw malformed('tls.bad-length', 'a vector of ' + length + ' octets, expected ' + least + ' to ' + most, {
        path: this.path,
        octet: start,
      });
    }
    return this.take(length);
  }

  /** Refuses octets that are left over. */
  finish(): void {
    if (this.remaining !== 0) throw this.error('tls.trailing-octets', this.remaining + ' octets after the end');
  }

  /** A `malformed` error at the cursor. */
  error(code: string, detail: string): PeerError {
    return malformed(code, detail, { path: this.path, octet: this.at });
  }

  private need(length: number): void {
    if (this.remaining < length) throw this.error('tls.short-message', 'the message ends inside a field');
  }
}
