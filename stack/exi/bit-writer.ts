/** Writes the primitives of an EXI stream (EXI 1.0 §7.1). The buffer grows as it is needed. */

import { type Int64 } from '../core/int64.js';
import { hexDigitValue } from '../core/octets.js';

const INITIAL_OCTETS = 256;
/** Octets that one call of {@link BitWriter.bits} or an integer may take. */
const ROOM = 16;

export class BitWriter {
  private octets: Uint8Array = new Uint8Array(INITIAL_OCTETS);
  /** Whole octets written. */
  private length = 0;
  /** Fewer than eight bits that wait, in the low end of `held`. */
  private held = 0;
  private heldBits = 0;

  /** Starts over with the buffer that is there. */
  clear(): void {
    this.length = 0;
    this.held = 0;
    this.heldBits = 0;
  }

  /** A copy of what was written, padded with zero bits to whole octets. */
  finish(): Uint8Array {
    if (this.heldBits > 0) this.bits(0, 8 - this.heldBits);
    return this.octets.slice(0, this.length);
  }

  /** The low `n` bits of `value`, 0 ≤ n ≤ 24. */
  bits(value: number, n: number): void {
    if (this.length + 4 > this.octets.length) this.grow(ROOM);
    const octets = this.octets;
    let held = (this.held << n) | value;
    let waiting = this.heldBits + n;
    while (waiting >= 8) {
      waiting -= 8;
      octets[this.length++] = held >>> waiting;
    }
    held &= 0xff;
    this.held = held;
    this.heldBits = waiting;
  }

  /** An unsigned integer below 2^53 (EXI 1.0 §7.1.6). */
  unsigned(value: number): void {
    while (value >= 0x80000000) {
      this.bits((value % 128) | 0x80, 8);
      value = Math.floor(value / 128);
    }
    while (value >= 128) {
      this.bits((value & 0x7f) | 0x80, 8);
      value >>>= 7;
    }
    this.bits(value, 8);
  }

  /** An unsigned integer below 2^64. */
  unsignedLong(value: Int64): void {
    if (typeof value === 'bigint') {
      const group = BigInt(0x10000000);
      for (let low = Number(value % group), i = 0; i < 4; i++, low = Math.floor(low / 128)) {
        this.bits((low % 128) | 0x80, 8);
      }
      this.unsigned(Number(value / group));
    } else this.unsigned(value);
  }

  /** A text as its code points; the caller has checked it and written the length (EXI 1.0 §7.1.10). */
  characters(text: string): void {
    const length = text.length;
    if (this.length + 4 * length + ROOM > this.octets.length) this.grow(4 * length + ROOM);
    const octets = this.octets;
    const waiting = this.heldBits;
    let held = this.held;
    let at = this.length;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code < 0x80) {
        held = (held << 8) | code;
        octets[at++] = held >>> waiting;
        continue;
      }
      this.held = held & 0xff;
      this.length = at;
      const point = text.codePointAt(i)!;
      if (point > 0xffff) i++;
      this.unsigned(point);
      held = this.held;
      at = this.length;
    }
    this.held = held & 0xff;
    this.length = at;
  }

  /** Octets given as hexadecimal of either case, which the caller has checked (EXI 1.0 §7.1.1). */
  hexadecimal(text: string): void {
    const length = text.length;
    if (this.length + length + ROOM > this.octets.length) this.grow(length + ROOM);
    const octets = this.octets;
    const waiting = this.heldBits;
    let held = this.held;
    let at = this.length;
    for (let i = 0; i < length; i += 2) {
      const octet = hexDigitValue(text.charCodeAt(i)) * 16 + hexDigitValue(text.charCodeAt(i + 1));
      held = (held << 8) | octet;
      octets[at++] = held >>> waiting;
    }
    this.held = held & 0xff;
    this.length = at;
  }

  private grow(room: number): void {
    let size = this.octets.length * 2;
    while (size < this.length + room) size *= 2;
    const grown = new Uint8Array(size);
    grown.set(this.octets);
    this.octets = grown;
  }
}
