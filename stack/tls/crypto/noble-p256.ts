/**
 * P-256 of @noble/curves, and of it this curve alone: the module that names the NIST curves brings two more of them,
 * hashing to curves, FROST and OPRF along. Hash and HMAC are ours, see {@link ./sha256}.
 */

import { type ECDSA, ecdsa, weierstrass } from '@noble/curves/abstract/weierstrass.js';

import { hmacSha256, sha256 } from './sha256.js';

/** The domain parameters (SEC 2 §2.4.2, NIST SP 800-186 §3.2.1.3). */
const PARAMETERS = Object.freeze({
  p: BigInt('0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff'),
  n: BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'),
  h: BigInt(1),
  a: BigInt('0xffffffff00000001000000000000000000000000fffffffffffffffffffffffc'),
  b: BigInt('0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b'),
  Gx: BigInt('0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'),
  Gy: BigInt('0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'),
});

/** What the library calls a hash; it makes no running one, since it is given whole digests and our HMAC. */
const HASH = Object.assign((message: Uint8Array): Uint8Array => sha256(message), {
  outputLen: 32,
  blockLen: 64,
  canXOF: false,
  create: noRunningHash,
});

export const p256: ECDSA = ecdsa(weierstrass(PARAMETERS), Object.freeze(HASH), { hmac: hmacSha256 });

function noRunningHash(): never {
  throw new Error('the curve asked for a running hash');
}
