/** Reads the primitives of an EXI stream from octets at any bit offset (EXI 1.0 §7.1). */

import { type Int64, int64FromGroups } from '../core/int64.js';
import { fromAscii, NO_OCTETS } from '../core/octets.js';
import { malformed, type PeerError } from '../core/peer-error.js';

const HEX_DIGIT_CODES = fromAscii('0123456789ABCDEF');

/** Who knows where in the document the reader is. */
export interface PathSource {
  /** Field names from the root, empty before it. */
  path(): string;
}

/** Whether XML 1.0 §2.2 permits a code point in a document. */
export function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 9 || code === 10 || code === 13;
  if (code < 0xd800) return true;
  return (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

export class BitReader {
  /** Offset of the next bit. */
  bit = 0;
  private octets: Uint8Array = NO_OCTETS;
  private limitBit = 0;
  /** Up to here three octets can be looked at without leaving the array, whose end may be past that of the stream. */
  private wideBit = 0;
  /** Arrays of character codes by their length, made when first needed. */
  private readonly runs: (number[] | undefined)[] = [];

  private readonly source: PathSource;
  private readonly maxRun: number;

  /** @param maxRun most characters that are gathered before they become text, 2 to 64: an array of each length is kept */
  constructor(source: PathSource, maxRun: number) {
    this.source = source;
    this.maxRun = maxRun;
  }

  /** Starts over on `octets[start, end)`. Bit offsets count from octet 0, not from `start`. */
  open(octets: Uint8Array, start: number, end: number): void {
    this.octets = octets;
    this.bit = start * 8;
    this.limitBit = end * 8;
    this.wideBit = octets.length * 8 - 24;
  }

  /** Bits that are left. */
  left(): number {
    return this.limitBit - this.bit;
  }

  /** An n-bit unsigned integer, 0 ≤ n ≤ 16 (EXI 1.0 §7.1.9). */
  bits(n: number): number {
    const at = this.bit;
    const next = at + n;
    if (next > this.limitBit) throw this.truncated();
    this.bit = next;
    const { octets } = this;
    const i = at >>> 3;
    if (at <= this.wideBit) {
      const window = (octets[i]! << 16) | (octets[i + 1]! << 8) | octets[i + 2]!;
      return (window >>> (24 - n - (at & 7))) & ((1 << n) - 1);
    }
    return this.lastBits(at, n);
  }

  /** The same among the last three octets of the array. */
  private lastBits(at: number, n: number): number {
    let value = 0;
    for (let i = at; i < at + n; i++) value = value * 2 + ((this.octets[i >>> 3]! >>> (7 - (i & 7))) & 1);
    return value;
  }

  /** An unsigned integer up to `max`, which is below 2^32; -1 where it is larger (EXI 1.0 §7.1.6). */
  unsigned(max: number): number {
    let octet = this.bits(8);
    if (octet < 0x80) return octet > max ? -1 : octet;
    let value = octet & 0x7f;
    let scale = 128;
    for (let groups = 1; groups < 5; groups++) {
      octet = this.bits(8);
      value += (octet & 0x7f) * scale;
      if (octet < 0x80) return value > max ? -1 : value;
      scale *= 128;
    }
    return -1;
  }

  /** An unsigned integer below 2^64; -1 where it is larger. */
  unsignedLong(): Int64 {
    const low = this.group28();
    if (low < 0x10000000) return low;
    const middle = this.group28();
    const lowPart = low - 0x10000000;
    if (middle < 0x10000000) return int64FromGroups(lowPart, middle, 0);
    const high = this.unsigned(0xff);
    return high < 0 ? -1 : int64FromGroups(lowPart, middle - 0x10000000, high);
  }

  /** Up to four groups of seven bits, low first; 2^28 is added where another follows. */
  private group28(): number {
    let value = 0;
    for (let places = 0; places < 28; places += 7) {
      const octet = this.bits(8);
      value |= (octet & 0x7f) << places;
      if (octet < 0x80) return value;
    }
    return value + 0x10000000;
  }

  /** A text of `length` code points, each an unsigned integer (EXI 1.0 §7.1.10). The caller has bounded the length. */
  characters(length: number): string {
    if (length * 8 > this.left()) throw this.truncated();
    const { maxRun } = this;
    let text = '';
    for (let left = length; left > 0;) {
      const count = left > maxRun ? maxRun : left;
      const run = this.run(count);
      const read = this.asciiInto(run, count);
      if (read === count) text = text === '' ? toText(run) : text + toText(run);
      else {
        for (let i = 0; i < read; i++) text += String.fromCharCode(run[i]!);
        text += this.anyCharacter();
        left -= read + 1;
        continue;
      }
      left -= count;
    }
    return text;
  }

  /** Reads ASCII until `count` or the first character that is not printable ASCII; how many were read. */
  private asciiInto(run: number[], count: number): number {
    let at = this.bit;
    const end = at + 8 * count;
    if (end > this.limitBit) throw this.truncated();
    if (end > this.wideBit) return this.lastAsciiInto(run, count);
    const { octets } = this;
    const shift = 8 - (at & 7);
    let i = at >>> 3;
    let octet = octets[i]!;
    for (let k = 0; k < count; k++) {
      i++;
      const next = octets[i]!;
      const code = (((octet << 8) | next) >>> shift) & 0xff;
      if (code < 0x20 || code >= 0x80) {
        this.bit = at;
        return k;
      }
      octet = next;
      run[k] = code;
      at += 8;
    }
    this.bit = end;
    return count;
  }

  /** The same at the end of the array. */
  private lastAsciiInto(run: number[], count: number): number {
    for (let k = 0; k < count; k++) {
      const code = this.bits(8);
      if (code < 0x20 || code >= 0x80) {
        this.bit -= 8;
        return k;
      }
      run[k] = code;
    }
    return count;
  }

  private anyCharacter(): string {
    const code = this.unsigned(0x10ffff);
    if (code < 0 || !isXmlCharacter(code)) throw this.fail('exi.character', 'not a character of XML: ' + code);
    return String.fromCodePoint(code);
  }

  /** A text of `length` code points out of a few: each by its place among them, or after the next place as any. */
  restricted(length: number, characters: string): string {
    const width = 32 - Math.clz32(characters.length);
    let text = '';
    for (let i = 0; i < length; i++) {
      const place = this.bits(width);
      if (place > characters.length) throw this.fail('exi.character', 'no character ' + place + ' of ' + characters);
      text += place < characters.length ? characters.charAt(place) : this.anyCharacter();
    }
    return text;
  }

  /** `length` octets as upper-case hexadecimal (EXI 1.0 §7.1.1). The caller has bounded the length. */
  hexadecimal(length: number): string {
    if (8 * length > this.left()) throw this.truncated();
    const most = this.maxRun >>> 1;
    let text = '';
    for (let left = length; left > 0;) {
      const count = left > most ? most : left;
      const run = this.run(2 * count);
      for (let k = 0; k < count; k++) {
        const octet = this.bits(8);
        run[2 * k] = HEX_DIGIT_CODES[octet >>> 4]!;
        run[2 * k + 1] = HEX_DIGIT_CODES[octet & 15]!;
      }
      text = text === '' ? toText(run) : text + toText(run);
      left -= count;
    }
    return text;
  }

  truncated(): PeerError {
    return this.fail('exi.truncated', 'the stream ends inside a document', this.limitBit);
  }

  /** A `malformed` error at the present bit. */
  fail(code: string, detail: string, bit: number = this.bit): PeerError {
    const path = this.source.path();
    return malformed(code, detail, path === '' ? { bit } : { bit, path });
  }

  private run(length: number): number[] {
    const known = this.runs[length];
    if (known !== undefined) return known;
    const made: number[] = [];
    for (let i = 0; i < length; i++) made.push(0);
    while (this.runs.length <= length) this.runs.push(undefined);
    this.runs[length] = made;
    return made;
  }
}

function toText(codes: number[]): string {
  return String.fromCharCode.apply(undefined, codes);
}
