/**
 * SHA-256 and HMAC (FIPS 180-4, RFC 2104) in portable code, for the provider without C.
 *
 * The library's own keeps its message schedule in a module, where a ROM image makes it read-only, and calls a function
 * for each rotation, which on a board’s interpreter costs more than the rotation. Here the scratch words belong to the
 * instance, and additions stay within 32 bits as long as they can: past them the interpreter counts in doubles.
 */

import { type Hash } from '../../ports/crypto.js';

const BLOCK_OCTETS = 64;
const DIGEST_OCTETS = 32;

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4 §4.2.2). */
const ROUND_CONSTANTS: readonly number[] = Object.freeze([
  0x428a2f98, 0x71374491, -0x4a3f0431, -0x164a245b, 0x3956c25b, 0x59f111f1, -0x6dc07d5c, -0x54e3a12b, -0x27f85568,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, -0x7f214e02, -0x6423f959, -0x3e640e8c, -0x1b64963f, -0x1041b87a,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, -0x67c1aeae, -0x57ce3993, -0x4ffcd838,
  -0x40a68039, -0x391ff40d, -0x2a586eb9, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, -0x7e3d36d2, -0x6d8dd37b, -0x5d40175f, -0x57e599b5, -0x3db47490, -0x3893ae5d, -0x2e6d17e7,
  -0x2966f9dc, -0x0bf1ca7b, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, -0x7b3787ec, -0x7338fdf8, -0x6f410006, -0x5baf9315, -0x41065c09,
  -0x398e870e,
]);

/** SHA-256 of `octets`. */
export function sha256(octets: Uint8Array): Uint8Array {
  const hash = new Sha256();
  hash.update(octets);
  return hash.finish();
}

/** HMAC-SHA-256 with a key of any length. */
export function hmacSha256(key: Uint8Array, octets: Uint8Array): Uint8Array {
  const pad = new Uint8Array(BLOCK_OCTETS);
  pad.set(key.length > BLOCK_OCTETS ? sha256(key) : key);
  const inner = new Sha256();
  for (let i = 0; i < BLOCK_OCTETS; i++) pad[i]! ^= 0x36;
  inner.update(pad);
  inner.update(octets);
  const outer = new Sha256();
  for (let i = 0; i < BLOCK_OCTETS; i++) pad[i]! ^= 0x36 ^ 0x5c;
  outer.update(pad);
  outer.update(inner.finish());
  pad.fill(0);
  return outer.finish();
}

/** A running SHA-256 of at most 2^53 − 1 octets. */
export class Sha256 implements Hash {
  private readonly state = [
    0x6a09e667, -0x4498517b, 0x3c6ef372, -0x5ab00ac6, 0x510e527f, -0x64fa9774, 0x1f83d9ab, 0x5be0cd19,
  ];
  private readonly block = new Uint8Array(BLOCK_OCTETS);
  /** The words of the message schedule, made where they are first needed. */
  private words: number[] = [];
  private length = 0;

  update(octets: Uint8Array): void {
    let at = 0;
    while (at < octets.length) {
      const filled = this.length % BLOCK_OCTETS;
      const count = Math.min(BLOCK_OCTETS - filled, octets.length - at);
      if (count === BLOCK_OCTETS) this.compress(octets, at);
      else {
        this.block.set(octets.subarray(at, at + count), filled);
        if (filled + count === BLOCK_OCTETS) this.compress(this.block, 0);
      }
      this.length += count;
      at += count;
    }
  }

  peek(): Uint8Array {
    const copy = new Sha256();
    for (let i = 0; i < 8; i++) copy.state[i] = this.state[i]!;
    copy.block.set(this.block);
    copy.words = this.words;
    copy.length = this.length;
    return copy.finish();
  }

  /** The digest; the instance is used up. */
  finish(): Uint8Array {
    const { block } = this;
    const filled = this.length % BLOCK_OCTETS;
    block.fill(0, filled);
    block[filled] = 0x80;
    if (filled >= BLOCK_OCTETS - 8) {
      this.compress(block, 0);
      block.fill(0);
    }
    const bits = this.length * 8;
    putWord(block, 56, Math.floor(bits / 0x1_0000_0000));
    putWord(block, 60, bits % 0x1_0000_0000);
    this.compress(block, 0);
    const digest = new Uint8Array(DIGEST_OCTETS);
    for (let i = 0; i < 8; i++) putWord(digest, 4 * i, this.state[i]!);
    return digest;
  }

  /** FIPS 180-4 §6.2.2 over the 64 octets from `at`. */
  private compress(octets: Uint8Array, at: number): void {
    const { state, words } = this;
    for (let t = 0; t < 16; t++, at += 4) {
      words[t] = (octets[at]! << 24) | (octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!;
    }
    for (let t = 16; t < 64; t++) {
      const x = words[t - 15]!;
      const y = words[t - 2]!;
      const s0 = (((x >> 7) & 0x1ffffff) | (x << 25)) ^ (((x >> 18) & 0x3fff) | (x << 14)) ^ ((x >> 3) & 0x1fffffff);
      const s1 = (((y >> 17) & 0x7fff) | (y << 15)) ^ (((y >> 19) & 0x1fff) | (y << 13)) ^ ((y >> 10) & 0x3fffff);
      words[t] = (words[t - 16]! + s0 + words[t - 7]! + s1) | 0;
    }
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = state[3]!;
    let e = state[4]!;
    let f = state[5]!;
    let g = state[6]!;
    let h = state[7]!;
    for (let t = 0; t < 64; t++) {
      const s1 =
        (((e >> 6) & 0x3ffffff) | (e << 26)) ^ (((e >> 11) & 0x1fffff) | (e << 21)) ^ (((e >> 25) & 0x7f) | (e << 7));
      const s0 =
        (((a >> 2) & 0x3fffffff) | (a << 30)) ^ (((a >> 13) & 0x7ffff) | (a << 19)) ^ (((a >> 22) & 0x3ff) | (a << 10));
      const first = (h + s1 + (g ^ (e & (f ^ g))) + ROUND_CONSTANTS[t]! + words[t]!) | 0;
      const second = s0 + ((a & b) | (c & (a | b)));
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    state[0] = (state[0]! + a) | 0;
    state[1] = (state[1]! + b) | 0;
    state[2] = (state[2]! + c) | 0;
    state[3] = (state[3]! + d) | 0;
    state[4] = (state[4]! + e) | 0;
    state[5] = (state[5]! + f) | 0;
    state[6] = (state[6]! + g) | 0;
    state[7] = (state[7]! + h) | 0;
  }
}

function putWord(octets: Uint8Array, at: number, word: number): void {
  octets[at] = word >>> 24;
  octets[at + 1] = (word >>> 16) & 0xff;
  octets[at + 2] = (word >>> 8) & 0xff;
  octets[at + 3] = word & 0xff;
}
