/** Writes the primitives of an EXI stream (EXI 1.0 §7.1) into a buffer that grows as it is needed. */

import { codeUnitAt } from '../core/code-units.js';
import { aboveLowGroup, type Int64, lowGroup } from '../core/int64.js';
import { hexDigitValue, NO_OCTETS } from '../core/octets.js';

/** Octets that one call of {@link BitWriter.bits} or an integer may take. */
const ROOM = 16;

export class BitWriter {
  private octets: Uint8Array = NO_OCTETS;
  /** Where the present document starts. */
  private start = 0;
  /** Offset of the next whole octet. */
  private at = 0;
  /** Fewer than 16 bits that wait, in the low end of `held`; what is above them was written. */
  private held = 0;
  private heldBits = 0;
  private readonly blockOctets: number;

  /** `blockOctets`: size of a block, out of which documents are cut in turn: to allocate each alone is slow on a host. */
  constructor(blockOctets: number) {
    this.blockOctets = blockOctets;
  }

  /** Drops what was written since the last {@link finish}. */
  clear(): void {
    this.at = this.start;
    this.held = 0;
    this.heldBits = 0;
  }

  /** What was written, padded with zero bits to whole octets: a view of a block that nobody writes there again. */
  finish(): Uint8Array {
    if (this.at + 2 > this.octets.length) this.grow(ROOM);
    this.settle();
    if (this.heldBits > 0) {
      this.bits(0, 8 - this.heldBits);
      this.settle();
    }
    const { start } = this;
    this.start = this.at;
    return new Uint8Array(this.octets.buffer, start, this.at - start);
  }

  /** The low `n` bits of `value`, 0 ≤ n ≤ 16; there are no others in it. */
  bits(value: number, n: number): void {
    const held = (this.held << n) | value;
    const waiting = this.heldBits + n;
    this.held = held;
    if (waiting < 16) {
      this.heldBits = waiting;
      return;
    }
    if (this.at + 2 > this.octets.length) this.grow(ROOM);
    const { octets, at } = this;
    octets[at] = held >>> (waiting - 8);
    octets[at + 1] = held >>> (waiting - 16);
    this.at = at + 2;
    this.heldBits = waiting - 16;
  }

  /** Writes the whole octets that wait: then fewer than eight bits do. */
  private settle(): void {
    if (this.heldBits < 8) return;
    this.heldBits -= 8;
    this.octets[this.at++] = this.held >>> this.heldBits;
  }

  /** An unsigned integer below 2^53 (EXI 1.0 §7.1.6). */
  unsigned(value: number): void {
    if (value < 0x80) {
      this.bits(value, 8);
      return;
    }
    let rest = value;
    while (rest > 0xffffffff) {
      this.bits((rest & 0x7f) | 0x80, 8);
      rest = Math.floor(rest / 128);
    }
    // From here on an integer of the machine, which keeps engines off the slow arithmetic of doubles.
    let word = rest >>> 0;
    while (word >= 0x4000) {
      this.bits(((word & 0x7f) << 8) | 0x8080 | ((word >>> 7) & 0x7f), 16);
      word >>>= 14;
    }
    if (word < 0x80) this.bits(word, 8);
    else this.bits(((word & 0x7f) << 8) | 0x8000 | (word >>> 7), 16);
  }

  /** An unsigned integer below 2^64. */
  unsignedLong(value: Int64): void {
    if (typeof value === 'number') {
      this.unsigned(value);
      return;
    }
    for (let low = lowGroup(value), i = 0; i < 4; i++, low = Math.floor(low / 128)) this.bits((low % 128) | 0x80, 8);
    this.unsigned(aboveLowGroup(value));
  }

  /**
   * A text of printable ASCII, `plus` more than its length first. False where a character is something else: then nothing
   * was written.
   */
  ascii(text: string, plus: number): boolean {
    const { length } = text;
    if (this.at + length + ROOM > this.octets.length) this.grow(length + ROOM);
    const start = this.at;
    const startHeld = this.held;
    const startBits = this.heldBits;
    this.unsigned(length + plus);
    this.settle();
    const { octets } = this;
    const waiting = this.heldBits;
    let { held } = this;
    let at = this.at;
    for (let i = 0; i < length; i++) {
      const code = codeUnitAt(text, i);
      if (code < 0x20 || code >= 0x80) {
        this.at = start;
        this.held = startHeld;
        this.heldBits = startBits;
        return false;
      }
      held = (held << 8) | code;
      octets[at++] = held >>> waiting;
    }
    this.held = held;
    this.at = at;
    return true;
  }

  /** As {@link characters}, each that is among `few` by its place there (EXI 1.0 §7.1.10.1). */
  restricted(text: string, few: string): void {
    const width = 32 - Math.clz32(few.length);
    for (let i = 0; i < text.length; i++) {
      const point = text.codePointAt(i)!;
      if (point > 0xffff) i++;
      const place = few.indexOf(String.fromCodePoint(point));
      this.bits(place < 0 ? few.length : place, width);
      if (place < 0) this.unsigned(point);
    }
  }

  /** A text as its code points; the caller has checked it and written the length (EXI 1.0 §7.1.10). */
  characters(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const point = text.codePointAt(i)!;
      if (point > 0xffff) i++;
      this.unsigned(point);
    }
  }

  /**
   * Octets given as hexadecimal of either case, an even number of digits, after how many there are (EXI 1.0 §7.1.1).
   * False where a character is no digit: then what was written is of no use.
   */
  hexadecimal(text: string): boolean {
    const { length } = text;
    if (this.at + length + ROOM > this.octets.length) this.grow(length + ROOM);
    this.unsigned(length >>> 1);
    this.settle();
    const { octets } = this;
    const waiting = this.heldBits;
    let { held } = this;
    let at = this.at;
    for (let i = 0; i < length; i += 2) {
      const high = hexDigitValue(codeUnitAt(text, i));
      const low = hexDigitValue(codeUnitAt(text, i + 1));
      if (high < 0 || low < 0) return false;
      held = (held << 8) | (high << 4) | low;
      octets[at++] = held >>> waiting;
    }
    this.held = held;
    this.at = at;
    return true;
  }

  private grow(room: number): void {
    const written = this.at - this.start;
    let size = this.blockOctets;
    while (size < 2 * written + room) size *= 2;
    const grown = new Uint8Array(size);
    grown.set(this.octets.subarray(this.start, this.at));
    this.octets = grown;
    this.start = 0;
    this.at = written;
  }
}
