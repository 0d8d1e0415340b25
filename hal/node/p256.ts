/**
 * ECDSA over a given digest with node:crypto, which signs and verifies whole messages only.
 *
 * Every point multiplication is OpenSSL's (constant-time for secret scalars); what is left is arithmetic modulo n. For
 * signing it is blinded, since bigint operations are not constant-time; for verifying all values are public.
 */

import { createECDH, createHmac, randomBytes } from 'node:crypto';

const CURVE = 'prime256v1';
/** The field prime, the order and the constant b of P-256 (SEC 2 §2.4.2). */
const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/** Whether 32 octets are a scalar in [1, n−1]. */
export function isScalar(octets: Uint8Array): boolean {
  if (octets.length !== 32) return false;
  const value = toInteger(octets);
  return value > 0n && value < N;
}

/** scalar·G, uncompressed. */
export function multiplyBase(scalar: Uint8Array): Uint8Array {
  const ecdh = createECDH(CURVE);
  ecdh.setPrivateKey(scalar);
  return new Uint8Array(ecdh.getPublicKey());
}

/** The x co-ordinate of scalar·point, or `undefined` where the point is not on the curve. */
export function multiplyPoint(scalar: Uint8Array, point: Uint8Array): Uint8Array | undefined {
  if (point.length !== 65 || point[0] !== 4) return undefined;
  const ecdh = createECDH(CURVE);
  ecdh.setPrivateKey(scalar);
  try {
    return new Uint8Array(ecdh.computeSecret(point));
  } catch {
    return undefined;
  }
}

/** A deterministic signature: r and s, 32 octets each (RFC 6979 §3.2, FIPS 186-5 §6.4.1). */
export function signDigest(scalar: Uint8Array, digest: Uint8Array): Uint8Array {
  const d = toInteger(scalar);
  const e = toInteger(digest) % N;
  const nonces = new NonceSource(scalar, toOctets(e));
  for (;;) {
    const nonce = nonces.next();
    const r = toInteger(multiplyBase(nonce).subarray(1, 33)) % N;
    if (r === 0n) continue;
    const blind = 1n + (toInteger(randomBytes(48)) % (N - 1n));
    const inverse = invert((toInteger(nonce) * blind) % N, N);
    const s = (inverse * ((blind * e + ((blind * d) % N) * r) % N)) % N;
    if (s === 0n) continue;
    const signature = new Uint8Array(64);
    signature.set(toOctets(r), 0);
    signature.set(toOctets(s), 32);
    return signature;
  }
}

/**
 * Checks a signature (FIPS 186-5 §6.4.2). With u1 = e/s and u2 = r/s the point is u1·G + u2·Q = u2·(Q + (e/r)·G), so two
 * multiplications that node:crypto offers suffice: (e/r)·G as a whole point, and the x co-ordinate of u2·(…).
 */
export function verifyDigest(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 65 || publicKey[0] !== 4 || signature.length !== 64) return false;
  const q = { x: toInteger(publicKey.subarray(1, 33)), y: toInteger(publicKey.subarray(33)) };
  if (!isOnCurve(q)) return false;
  const r = toInteger(signature.subarray(0, 32));
  const s = toInteger(signature.subarray(32));
  if (r === 0n || r >= N || s === 0n || s >= N) return false;
  const e = toInteger(digest) % N;
  const u2 = (r * invert(s, N)) % N;
  const ratio = (e * invert(r, N)) % N;
  const sum = ratio === 0n ? q : addPoints(q, toPoint(multiplyBase(toOctets(ratio))));
  if (sum === undefined) return false;
  const x = multiplyPoint(toOctets(u2), fromPoint(sum));
  return x !== undefined && toInteger(x) % N === r;
}

interface AffinePoint {
  readonly x: bigint;
  readonly y: bigint;
}

/** The candidates k of RFC 6979 §3.2, steps b to h, with HMAC-SHA-256. */
class NonceSource {
  private key: Buffer = Buffer.alloc(32, 0);
  private value: Buffer = Buffer.alloc(32, 1);

  constructor(scalar: Uint8Array, reducedDigest: Uint8Array) {
    for (const separator of [0, 1]) {
      this.key = this.mac(this.value, Buffer.of(separator), scalar, reducedDigest);
      this.value = this.mac(this.value);
    }
  }

  next(): Uint8Array {
    for (;;) {
      this.value = this.mac(this.value);
      const candidate = new Uint8Array(this.value);
      this.key = this.mac(this.value, Buffer.of(0));
      this.value = this.mac(this.value);
      if (isScalar(candidate)) return candidate;
    }
  }

  private mac(...parts: readonly Uint8Array[]): Buffer {
    const hmac = createHmac('sha256', this.key);
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  }
}

function isOnCurve({ x, y }: AffinePoint): boolean {
  if (x >= P || y >= P) return false;
  return (y * y - (x * x * x - 3n * x + B)) % P === 0n;
}

/** a + b on the curve, or `undefined` for the point at infinity. */
function addPoints(a: AffinePoint, b: AffinePoint): AffinePoint | undefined {
  let slope: bigint;
  if (a.x !== b.x) slope = (b.y - a.y) * invert(modulo(b.x - a.x, P), P);
  else if (a.y === b.y) slope = 3n * (a.x * a.x - 1n) * invert(modulo(2n * a.y, P), P);
  else return undefined;
  const x = modulo(slope * slope - a.x - b.x, P);
  return { x, y: modulo(slope * (a.x - x) - a.y, P) };
}

/** The inverse of a value in [1, modulus−1], modulus prime (extended Euclid). */
function invert(value: bigint, modulus: bigint): bigint {
  let [low, high] = [modulus, value];
  let [below, above] = [0n, 1n];
  while (high > 1n) {
    const quotient = low / high;
    [low, high] = [high, low - quotient * high];
    [below, above] = [above, below - quotient * above];
  }
  return modulo(above, modulus);
}

function modulo(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

function toInteger(octets: Uint8Array): bigint {
  return BigInt('0x' + Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('hex'));
}

function toOctets(value: bigint): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
}

function toPoint(octets: Uint8Array): AffinePoint {
  return { x: toInteger(octets.subarray(1, 33)), y: toInteger(octets.subarray(33)) };
}

function fromPoint(point: AffinePoint): Uint8Array {
  const octets = new Uint8Array(65);
  octets[0] = 4;
  octets.set(toOctets(point.x), 1);
  octets.set(toOctets(point.y), 33);
  return octets;
}
