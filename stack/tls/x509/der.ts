/**
 * A reader of DER (ITU-T X.690 §10) over octets in place. Strict: one encoding a value, so that octets that were signed
 * cannot be read in two ways. Every refusal names the octet, counted from the start of the array.
 */

import { malformed, unsupported } from '../../core/peer-error.js';

/** Identifier octets that X.509 uses (X.690 §8.1.2). */
export const TAG = Object.freeze({
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  nothing: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
});

/** The identifier octet of a constructed context-specific tag, 0–30. */
export function explicitTag(number: number): number {
  return 0xa0 + number;
}

/** The identifier octet of a primitive context-specific tag, 0–30. */
export function implicitTag(number: number): number {
  return 0x80 + number;
}

/** Walks over the values that lie one after another in `octets[at, end)`. */
export class DerReader {
  readonly octets: Uint8Array;
  readonly end: number;
  /** Offset of the next value. */
  at: number;
  /** What {@link next} found: the value's first octet, identifier, and content `[contentAt, contentEnd)`. */
  valueAt = 0;
  tag = 0;
  contentAt = 0;
  contentEnd = 0;

  constructor(octets: Uint8Array, at: number = 0, end: number = octets.length) {
    this.octets = octets;
    this.at = at;
    this.end = end;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  /** The identifier of the next value, or −1 at the end. */
  peekTag(): number {
    return this.at < this.end ? this.octets[this.at]! : -1;
  }

  /** Reads the header of the next value and steps over its content. */
  next(): void {
    this.valueAt = this.at;
    this.tag = this.octet();
    if ((this.tag & 0x1f) === 0x1f) {
      throw unsupported('x509.der-tag', 'an identifier of several octets', { octet: this.valueAt });
    }
    const length = this.length();
    if (length > this.end - this.at) {
      throw malformed(
        'x509.truncated',
        'a value of ' + length + ' octets in the ' + (this.end - this.at) + ' that are left',
        {
          octet: this.valueAt,
        },
      );
    }
    this.contentAt = this.at;
    this.contentEnd = this.at + length;
    this.at = this.contentEnd;
  }

  /** Reads the next value, which has to carry `tag`; `what` names it in the refusal. */
  expect(tag: number, what: string): void {
    if (this.done) throw malformed('x509.truncated', 'expected ' + what + ', found the end', { octet: this.at });
    const found = this.octets[this.at]!;
    if (found !== tag) {
      throw malformed('x509.der-tag', 'expected ' + what + ' (tag ' + tag + '), found tag ' + found, {
        octet: this.at,
      });
    }
    this.next();
  }

  /** Reads a constructed value and returns a reader of its content. */
  enter(tag: number, what: string): DerReader {
    this.expect(tag, what);
    return new DerReader(this.octets, this.contentAt, this.contentEnd);
  }

  /** Refuses octets after the last value that is known. */
  finish(what: string): void {
    if (!this.done) throw malformed('x509.trailing-octets', 'octets after ' + what, { octet: this.at });
  }

  /** The content of the value just read, not copied. */
  content(): Uint8Array {
    return this.octets.subarray(this.contentAt, this.contentEnd);
  }

  /** The whole of the value just read with its header, not copied. */
  value(): Uint8Array {
    return this.octets.subarray(this.valueAt, this.contentEnd);
  }

  /** BOOLEAN, of which DER knows 00 and FF alone (X.690 §11.1). */
  boolean(what: string): boolean {
    this.expect(TAG.boolean, what);
    const octet = this.octets[this.contentAt];
    if (this.contentEnd - this.contentAt !== 1 || (octet !== 0 && octet !== 0xff)) {
      throw malformed('x509.der-value', what + ': a BOOLEAN is 00 or FF', { octet: this.contentAt });
    }
    return octet === 0xff;
  }

  /** INTEGER in its shortest form (X.690 §8.3.2); the two's complement octets. */
  integer(what: string): Uint8Array {
    this.expect(TAG.integer, what);
    const length = this.contentEnd - this.contentAt;
    const first = this.octets[this.contentAt]!;
    const second = this.octets[this.contentAt + 1]!;
    const padded = length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
    if (length === 0 || padded) {
      throw malformed('x509.der-value', what + ': not the shortest INTEGER', { octet: this.contentAt });
    }
    return this.content();
  }

  /** INTEGER in 0–2^31 − 1. */
  smallInteger(what: string): number {
    const octets = this.integer(what);
    if (octets.length > 4 || octets[0]! >= 0x80) {
      throw malformed('x509.der-value', what + ': an INTEGER out of range', { octet: this.contentAt });
    }
    let value = 0;
    for (let i = 0; i < octets.length; i++) value = value * 256 + octets[i]!;
    return value;
  }

  /** BIT STRING of whole octets. */
  bitOctets(what: string): Uint8Array {
    const bits = this.bitString(what);
    if (bits.unused !== 0) throw malformed('x509.der-value', what + ': not whole octets', { octet: this.contentAt });
    return bits.octets;
  }

  /** BIT STRING; the unused bits have to be zero (X.690 §11.2.1). */
  bitString(what: string): { readonly octets: Uint8Array; readonly unused: number } {
    this.expect(TAG.bitString, what);
    const length = this.contentEnd - this.contentAt;
    const unused = length > 0 ? this.octets[this.contentAt]! : 8;
    const last = this.octets[this.contentEnd - 1]!;
    if (unused > 7 || (unused > 0 && length === 1) || (unused > 0 && (last & ((1 << unused) - 1)) !== 0)) {
      throw malformed('x509.der-value', what + ': wrong unused bits of a BIT STRING', { octet: this.contentAt });
    }
    return { octets: this.octets.subarray(this.contentAt + 1, this.contentEnd), unused };
  }

  /** OBJECT IDENTIFIER in dotted form; arcs up to 2^53 − 1. */
  oid(what: string): string {
    this.expect(TAG.oid, what);
    const { octets, contentAt, contentEnd } = this;
    if (contentAt === contentEnd || octets[contentEnd - 1]! >= 0x80) {
      throw malformed('x509.der-value', what + ': a cut OBJECT IDENTIFIER', { octet: contentAt });
    }
    let text = '';
    let arc = 0;
    for (let i = contentAt; i < contentEnd; i++) {
      const octet = octets[i]!;
      if (arc === 0 && octet === 0x80) {
        throw malformed('x509.der-value', what + ': a padded OBJECT IDENTIFIER', { octet: i });
      }
      if (arc >= 0x3fffffffffff) throw unsupported('x509.der-value', what + ': an arc past 2^53', { octet: i });
      arc = arc * 128 + (octet & 0x7f);
      if (octet >= 0x80) continue;
      if (text === '') {
        const root = arc < 40 ? 0 : arc < 80 ? 1 : 2;
        text = root + '.' + (arc - 40 * root);
      } else text += '.' + arc;
      arc = 0;
    }
    return text;
  }

  private octet(): number {
    if (this.at >= this.end) throw malformed('x509.truncated', 'a value without its header', { octet: this.at });
    return this.octets[this.at++]!;
  }

  /** The definite form with the fewest octets (X.690 §8.1.3, §10.1). */
  private length(): number {
    const first = this.octet();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count === 0) throw malformed('x509.der-length', 'an indefinite length', { octet: this.at - 1 });
    if (count > 3) throw malformed('x509.der-length', 'a length of ' + count + ' octets', { octet: this.at - 1 });
    let length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + this.octet();
    if (length < 0x80 || length < 256 ** (count - 1)) {
      throw malformed('x509.der-length', 'a length that is not in its shortest form', { octet: this.at - count - 1 });
    }
    return length;
  }
}
