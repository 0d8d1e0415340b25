/**
 * Counter with CBC-MAC over any 128-bit block cipher (RFC 3610; NIST SP 800-38C), for providers whose library has none.
 *
 * A block is four 32-bit words, octet 0 in the low octet of word 0. The key schedule, the counter block and the MAC
 * state live as long as the instance, so a record costs one allocation: its result.
 */

import { type Aead } from '../../ports/crypto.js';

/** The forward direction of a block cipher with its key. */
export interface BlockCipher {
  /** Encrypts four words in place. */
  encrypt(block: Uint32Array): void;
}

/** Lengths that RFC 3610 §2 leaves open, in octets. */
export interface CcmParameters {
  /** M: an even number in 4–16. */
  readonly tagLength: number;
  /** 15 − L: 7–13. TLS uses 12 (RFC 6655 §3). */
  readonly nonceLength: number;
}

/** Binds a keyed block cipher to the CCM mode. RangeError where a length is none that RFC 3610 §2 permits. */
export function createCcm(cipher: BlockCipher, parameters: CcmParameters): Aead {
  const { tagLength, nonceLength } = parameters;
  if (tagLength < 4 || tagLength > 16 || tagLength % 2 !== 0) {
    throw new RangeError('tagLength: expected an even number in 4–16, got ' + tagLength);
  }
  if (nonceLength < 7 || nonceLength > 13 || nonceLength % 1 !== 0) {
    throw new RangeError('nonceLength: expected an integer in 7–13, got ' + nonceLength);
  }
  return new Ccm(cipher, tagLength, nonceLength);
}

class Ccm implements Aead {
  private readonly cipher: BlockCipher;
  private readonly tagLength: number;
  private readonly nonceLength: number;
  /** Largest message whose length fits L octets; this build stops at 2^32 − 1 in any case. */
  private readonly maxLength: number;
  /** A_i without its counter, which always fits the last word. */
  private readonly base = new Uint32Array(4);
  private readonly key = new Uint32Array(4);
  private readonly mac = new Uint32Array(4);

  constructor(cipher: BlockCipher, tagLength: number, nonceLength: number) {
    this.cipher = cipher;
    this.tagLength = tagLength;
    this.nonceLength = nonceLength;
    const lengthOctets = 15 - nonceLength;
    this.maxLength = lengthOctets >= 4 ? 0xffffffff : 2 ** (8 * lengthOctets) - 1;
  }

  seal(nonce: Uint8Array, associated: Uint8Array, plain: Uint8Array): Uint8Array {
    this.begin(nonce, associated, plain.length);
    const sealed = new Uint8Array(plain.length + this.tagLength);
    this.crypt(plain, plain.length, sealed, plain);
    this.finishTag();
    for (let i = 0; i < this.tagLength; i++) sealed[plain.length + i] = octetOf(this.mac, i);
    return sealed;
  }

  open(nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    const length = sealed.length - this.tagLength;
    if (length < 0) return undefined;
    this.begin(nonce, associated, length);
    const plain = new Uint8Array(length);
    this.crypt(sealed, length, plain, plain);
    this.finishTag();
    let difference = 0;
    for (let i = 0; i < this.tagLength; i++) difference |= sealed[length + i]! ^ octetOf(this.mac, i);
    if (difference === 0) return plain;
    plain.fill(0);
    return undefined;
  }

  /** B_0, the associated data, and the counter block (RFC 3610 §2.2, §2.3). */
  private begin(nonce: Uint8Array, associated: Uint8Array, length: number): void {
    if (nonce.length !== this.nonceLength) {
      throw new RangeError('nonce: expected ' + this.nonceLength + ' octets, got ' + nonce.length);
    }
    if (length > this.maxLength)
      throw new RangeError('plain: expected at most ' + this.maxLength + ' octets, got ' + length);
    const { base, mac } = this;
    base.fill(0);
    base[0] = 14 - this.nonceLength;
    for (let i = 0; i < nonce.length; i++) base[(i + 1) >>> 2]! |= nonce[i]! << (8 * ((i + 1) & 3));
    mac.set(base);
    mac[0]! |= 4 * (this.tagLength - 2) + (associated.length > 0 ? 64 : 0);
    mac[3]! |= swapWord(length);
    this.cipher.encrypt(mac);
    if (associated.length > 0) this.absorbAssociated(associated);
  }

  private absorbAssociated(associated: Uint8Array): void {
    const { mac } = this;
    const length = associated.length;
    let at = 0;
    if (length < 0xff00) {
      mac[0]! ^= (length >>> 8) | ((length & 0xff) << 8);
      at = 2;
    } else {
      mac[0]! ^= 0xfeff | ((length >>> 24) << 16) | (((length >>> 16) & 0xff) << 24);
      mac[1]! ^= ((length >>> 8) & 0xff) | ((length & 0xff) << 8);
      at = 6;
    }
    for (let i = 0; i < length; i++) {
      mac[at >>> 2]! ^= associated[i]! << (8 * (at & 3));
      if (++at === 16) {
        this.cipher.encrypt(mac);
        at = 0;
      }
    }
    if (at !== 0) this.cipher.encrypt(mac);
  }

  /**
   * One pass of counter mode from `input` to `output`, with `plain` (one of the two) going into the MAC.
   * An octet of `output` is written before the same octet of `plain` is read.
   */
  private crypt(input: Uint8Array, length: number, output: Uint8Array, plain: Uint8Array): void {
    const { key, mac } = this;
    const whole = length & ~15;
    let at = 0;
    let counter = 1;
    for (; at < whole; counter++) {
      this.keyBlock(counter);
      for (let word = 0; word < 4; word++, at += 4) {
        const stream = key[word]!;
        output[at] = input[at]! ^ (stream & 0xff);
        output[at + 1] = input[at + 1]! ^ ((stream >>> 8) & 0xff);
        output[at + 2] = input[at + 2]! ^ ((stream >>> 16) & 0xff);
        output[at + 3] = input[at + 3]! ^ (stream >>> 24);
        mac[word]! ^= plain[at]! | (plain[at + 1]! << 8) | (plain[at + 2]! << 16) | (plain[at + 3]! << 24);
      }
      this.cipher.encrypt(mac);
    }
    if (at === length) return;
    this.keyBlock(counter);
    for (let i = 0; at < length; i++, at++) {
      output[at] = input[at]! ^ octetOf(key, i);
      mac[i >>> 2]! ^= plain[at]! << (8 * (i & 3));
    }
    this.cipher.encrypt(mac);
  }

  /** U = T xor S_0 (RFC 3610 §2.3). */
  private finishTag(): void {
    this.keyBlock(0);
    for (let i = 0; i < 4; i++) this.mac[i]! ^= this.key[i]!;
  }

  private keyBlock(counter: number): void {
    this.key.set(this.base);
    this.key[3]! |= swapWord(counter);
    this.cipher.encrypt(this.key);
  }
}

function octetOf(words: Uint32Array, index: number): number {
  return (words[index >>> 2]! >>> (8 * (index & 3))) & 0xff;
}

/** A big-endian number as it lies in a little-endian word. */
function swapWord(value: number): number {
  return ((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24);
}
