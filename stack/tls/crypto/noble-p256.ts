/**
 * P-256 of @noble/curves, and of it this curve's group and fields alone: the module that names the NIST curves brings two
 * more of them, hashing to curves, FROST and OPRF along, and the library's ECDSA brings DER, compressed points and key
 * recovery, 17 KB of a board's flash.
 *
 * The library remembers each point that it has found valid in a collection of its module, which in a ROM image is
 * read-only. So keys, agreement and signatures are put together here, from its points and fields, and points are checked
 * here as they come in.
 */

import { invertCt, mapHashToField } from '@noble/curves/abstract/modular.js';
import { weierstrass, type WeierstrassPoint, type WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';

import { NonceSource } from './noble-nonce.js';

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

/** The group. */
export const Point: WeierstrassPointCons<bigint> = weierstrass(PARAMETERS);
const { Fp, Fn } = Point;

/** Whether octets are a private key: 32 of them, in [1, n−1]. */
export function isScalar(octets: Uint8Array): boolean {
  const value = decodeInteger(octets, Fn);
  return value !== undefined && !Fn.is0(value);
}

/** A private key from 48 octets at random, (value mod (n − 1)) + 1: 128 bits more than n has, so that its bias is below 2^−128. */
export function scalarOf(seed: Uint8Array): Uint8Array {
  return mapHashToField(seed, PARAMETERS.n);
}

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

/** FIPS 186-5 §6.4.1 over a digest of 32 octets, with the nonce of RFC 6979: r and s, 32 octets each; s may be any in [1, n−1]. */
export function sign(scalar: Uint8Array, digest: Uint8Array): Uint8Array {
  const d = Fn.fromBytes(scalar);
  const e = Fn.create(Fn.fromBytes(digest, true));
  const nonces = new NonceSource(scalar, Fn.toBytes(e));
  for (;;) {
    const k = decodeInteger(nonces.next(), Fn);
    if (k === undefined || Fn.is0(k)) continue;
    const r = Fn.create(Point.BASE.multiply(k).toAffine().x);
    // Of the library's two inversions the one whose steps do not depend on k.
    const s = Fn.mul(invertCt(k, PARAMETERS.n), Fn.add(e, Fn.mul(r, d)));
    if (Fn.is0(r) || Fn.is0(s)) continue;
    const signature = new Uint8Array(64);
    signature.set(Fn.toBytes(r));
    signature.set(Fn.toBytes(s), 32);
    return signature;
  }
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
