/**
 * The forward direction of AES-128 (FIPS 197) in portable code: all that CCM needs.
 *
 * The library's own makes tables of 1.3 MB, which no microcontroller has. These are 4 KB and lie in flash. Where memory
 * has a cache, a look-up in them tells by its time something of the key: see {@link ./noble}.
 *
 * A word is a column, its first octet the low one.
 */

import { type BlockCipher } from './ccm.js';

const KEY_OCTETS = 16;
const ROUNDS = 10;
const SCHEDULE_WORDS = 4 * (ROUNDS + 1);

/** Multiplication by x in GF(2^8) (FIPS 197 §4.2.1). */
function double(value: number): number {
  return ((value << 1) ^ (value >= 0x80 ? 0x11b : 0)) & 0xff;
}

/** FIPS 197 §5.1.1, by walking the powers of 3 and of its inverse. */
function createSbox(): Uint8Array {
  const box = new Uint8Array(256);
  let power = 1;
  let inverse = 1;
  do {
    power ^= double(power);
    inverse ^= inverse << 1;
    inverse ^= inverse << 2;
    inverse ^= inverse << 4;
    inverse &= 0xff;
    if (inverse >= 0x80) inverse ^= 0x09;
    const wide = inverse * 0x101;
    box[power] = ((wide ^ (wide >>> 4) ^ (wide >>> 5) ^ (wide >>> 6) ^ (wide >>> 7)) & 0xff) ^ 0x63;
  } while (power !== 1);
  box[0] = 0x63;
  return box;
}

/** SubBytes and the part of MixColumns that an octet in `row` makes (FIPS 197 §5.1.1, §5.1.3). */
function createRoundTable(box: Uint8Array, row: number): Int32Array {
  const table = new Int32Array(256);
  for (let i = 0; i < 256; i++) {
    const value = box[i]!;
    const twice = double(value);
    const column = twice | (value << 8) | (value << 16) | ((twice ^ value) << 24);
    table[i] = row === 0 ? column : (column << (8 * row)) | (column >>> (32 - 8 * row));
  }
  return table;
}

const SBOX = createSbox();
const TABLE_0 = createRoundTable(SBOX, 0);
const TABLE_1 = createRoundTable(SBOX, 1);
const TABLE_2 = createRoundTable(SBOX, 2);
const TABLE_3 = createRoundTable(SBOX, 3);

/** A keyed AES-128 block cipher. RangeError unless the key has 16 octets. */
export function createAes128(key: Uint8Array): BlockCipher {
  return new Aes128(key);
}

class Aes128 implements BlockCipher {
  private readonly schedule = new Int32Array(SCHEDULE_WORDS);

  /** FIPS 197 §5.2. */
  constructor(key: Uint8Array) {
    if (key.length !== KEY_OCTETS) throw new RangeError('key: expected 16 octets, got ' + key.length);
    const { schedule } = this;
    for (let i = 0; i < 4; i++) {
      schedule[i] = key[4 * i]! | (key[4 * i + 1]! << 8) | (key[4 * i + 2]! << 16) | (key[4 * i + 3]! << 24);
    }
    let constant = 1;
    for (let i = 4; i < SCHEDULE_WORDS; i++) {
      let word = schedule[i - 1]!;
      if (i % 4 === 0) {
        word = substitute(word >>> 8, word >>> 16, word >>> 24, word) ^ constant;
        constant = double(constant);
      }
      schedule[i] = schedule[i - 4]! ^ word;
    }
  }

  encrypt(block: Uint32Array): void {
    const { schedule } = this;
    let a = block[0]! ^ schedule[0]!;
    let b = block[1]! ^ schedule[1]!;
    let c = block[2]! ^ schedule[2]!;
    let d = block[3]! ^ schedule[3]!;
    let at = 4;
    for (; at < SCHEDULE_WORDS - 4; at += 4) {
      const e = mix(a, b, c, d) ^ schedule[at]!;
      const f = mix(b, c, d, a) ^ schedule[at + 1]!;
      const g = mix(c, d, a, b) ^ schedule[at + 2]!;
      d = mix(d, a, b, c) ^ schedule[at + 3]!;
      a = e;
      b = f;
      c = g;
    }
    block[0] = substitute(a, b >>> 8, c >>> 16, d >>> 24) ^ schedule[at]!;
    block[1] = substitute(b, c >>> 8, d >>> 16, a >>> 24) ^ schedule[at + 1]!;
    block[2] = substitute(c, d >>> 8, a >>> 16, b >>> 24) ^ schedule[at + 2]!;
    block[3] = substitute(d, a >>> 8, b >>> 16, c >>> 24) ^ schedule[at + 3]!;
  }
}

/** One column after SubBytes, ShiftRows and MixColumns. */
function mix(first: number, second: number, third: number, fourth: number): number {
  return (
    TABLE_0[first & 0xff]! ^
    TABLE_1[(second >> 8) & 0xff]! ^
    TABLE_2[(third >> 16) & 0xff]! ^
    TABLE_3[(fourth >> 24) & 0xff]!
  );
}

/** One column of the low octets, each through SubBytes. */
function substitute(first: number, second: number, third: number, fourth: number): number {
  return SBOX[first & 0xff]! | (SBOX[second & 0xff]! << 8) | (SBOX[third & 0xff]! << 16) | (SBOX[fourth & 0xff]! << 24);
}
