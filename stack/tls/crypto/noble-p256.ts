/**
 * P-256 of @noble/curves, and of it this curve alone: the module that names the NIST curves brings two more of them,
 * hashing to curves, FROST and OPRF along. Hash and HMAC are ours, see {@link ./sha256}.
 *
 * The library remembers each point that it has found valid in a collection of its module, which in a ROM image is
 * read-only. So agreement and verification are put together here, from its points and fields, and points are checked
 * here as they come in.
 */

import { type ECDSA, ecdsa, weierstrass, type WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';

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

const Point = weierstrass(PARAMETERS);
const { Fp, Fn } = Point;

/** Keys, signing, and the group itself. */
export const p256: ECDSA = ecdsa(Point, Object.freeze(HASH), { hmac: hmacSha256 });

/** scalar·G, uncompressed (SEC 1 §2.3.3): the library's own encoder would remember the point in its collection. */
export function publicKeyOf(scalar: Uint8Array): Uint8Array {
  const { x, y } = Point.BASE.multiply(Fn.fromBytes(scalar)).toAffine();
  const octets = new Uint8Array(65);
  octets[0] = 4;
  octets.set(Fp.toBytes(x), 1);
  octets.set(Fp.toBytes(y), 33);
  return octets;
}

/** The x co-ordinate of scalar·peer, or `undefined` where `peer` is no uncompressed point of the curve. */
export function agree(scalar: Uint8Array, peer: Uint8Array): Uint8Array | undefined {
  const point = decodePoint(peer);
  return point === undefined ? undefined : Fp.toBytes(point.multiply(Fn.fromBytes(scalar)).toAffine().x);
}

/** FIPS 186-5 §6.4.2 over a digest of 32 octets; false for any other point or signature than one in range. */
export function verify(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean {
  const q = decodePoint(publicKey);
  const r = decodeInteger(signature.subarray(0, 32), Fn);
  const s = decodeInteger(signature.subarray(32), Fn);
  if (q === undefined || r === undefined || s === undefined || Fn.is0(r) || Fn.is0(s)) return false;
  // 2^256 < 2n: the value of the digest as a field element of n takes one subtraction at most.
  const e = Fn.fromBytes(digest, true);
  const inverse = Fn.inv(s);
  const point = Point.BASE.mulAddUnsafe(Fn.mul(e, inverse), q, Fn.mul(r, inverse));
  return !point.is0() && Fn.eql(Fn.create(point.toAffine().x), r);
}

/** An uncompressed point (SEC 1 §2.3.4), checked to be on the curve; the order is prime, so that is all there is to check. */
function decodePoint(octets: Uint8Array): WeierstrassPoint<bigint> | undefined {
  if (octets.length !== 65 || octets[0] !== 4) return undefined;
  const x = decodeInteger(octets.subarray(1, 33), Fp);
  const y = decodeInteger(octets.subarray(33), Fp);
  if (x === undefined || y === undefined) return undefined;
  const right = Fp.add(Fp.mul(Fp.add(Fp.sqr(x), PARAMETERS.a), x), PARAMETERS.b);
  return Fp.eql(Fp.sqr(y), right) ? Point.fromAffine({ x, y }) : undefined;
}

/** 32 octets as an element of a field, or `undefined` where they are none. */
function decodeInteger(octets: Uint8Array, field: typeof Fp): bigint | undefined {
  if (octets.length !== 32) return undefined;
  const value = field.fromBytes(octets, true);
  return field.isValid(value) ? value : undefined;
}

function noRunningHash(): never {
  throw new Error('the curve asked for a running hash');
}
