/**
 * The provider on node:crypto, that is on OpenSSL.
 *
 * How far it is constant-time: point multiplication, AES-CCM, HMAC and `equal` are OpenSSL's constant-time code. The
 * modular arithmetic that ends a signature runs on blinded bigints, see {@link ./p256}.
 */

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomFillSync,
  timingSafeEqual,
  type Hash as NodeHash,
} from 'node:crypto';

import { type Aead, type AgreementKey, type CryptoPort, type Hash, type SigningKey } from '../../stack/ports/crypto.js';
import { isScalar, multiplyBase, multiplyPoint, signDigest, verifyDigest } from './p256.js';

const CIPHER = 'aes-128-ccm';
const NONCE_OCTETS = 12;

/** The provider on node:crypto. Signatures are deterministic (RFC 6979), as those of the noble provider. */
export function createNodeCrypto(): CryptoPort {
  return new NodeCrypto();
}

class NodeCrypto implements CryptoPort {
  readonly name = 'node';

  random(target: Uint8Array): void {
    randomFillSync(target);
  }

  sha256(octets: Uint8Array): Uint8Array {
    return plainOctets(createHash('sha256').update(octets).digest());
  }

  startSha256(): Hash {
    return new RunningHash();
  }

  hmacSha256(key: Uint8Array, octets: Uint8Array): Uint8Array {
    return plainOctets(createHmac('sha256', key).update(octets).digest());
  }

  aesCcm(key: Uint8Array, tagLength: 8 | 16): Aead {
    if (key.length !== 16) throw new RangeError('key: expected 16 octets, got ' + key.length);
    return new NodeCcm(key.slice(), tagLength);
  }

  signingKey(scalar: Uint8Array): SigningKey {
    if (!isScalar(scalar)) {
      throw new RangeError(
        'scalar: expected 32 octets in [1, n−1] of P-256, got ' + scalar.length + ' octets out of range',
      );
    }
    const own = scalar.slice();
    return { publicKey: multiplyBase(own), sign: (digest) => signDigest(own, requireDigest(digest)) };
  }

  generateScalar(): Uint8Array {
    const scalar = new Uint8Array(32);
    do randomFillSync(scalar);
    while (!isScalar(scalar));
    return scalar;
  }

  agreementKey(): AgreementKey {
    const scalar = this.generateScalar();
    return { publicKey: multiplyBase(scalar), agree: (peer) => multiplyPoint(scalar, peer) };
  }

  verify(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean {
    return verifyDigest(publicKey, requireDigest(digest), signature);
  }

  equal(a: Uint8Array, b: Uint8Array): boolean {
    return a.length === b.length && timingSafeEqual(a, b);
  }
}

class RunningHash implements Hash {
  private readonly running: NodeHash = createHash('sha256');

  update(octets: Uint8Array): void {
    this.running.update(octets);
  }

  peek(): Uint8Array {
    return plainOctets(this.running.copy().digest());
  }
}

class NodeCcm implements Aead {
  private readonly key: Uint8Array;
  private readonly tagLength: 8 | 16;

  constructor(key: Uint8Array, tagLength: 8 | 16) {
    this.key = key;
    this.tagLength = tagLength;
  }

  seal(nonce: Uint8Array, associated: Uint8Array, plain: Uint8Array): Uint8Array {
    requireNonce(nonce);
    const cipher = createCipheriv(CIPHER, this.key, nonce, { authTagLength: this.tagLength });
    cipher.setAAD(present(associated), { plaintextLength: plain.length });
    const sealed = new Uint8Array(plain.length + this.tagLength);
    sealed.set(cipher.update(present(plain)), 0);
    cipher.final();
    sealed.set(cipher.getAuthTag(), plain.length);
    return sealed;
  }

  open(nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    requireNonce(nonce);
    const length = sealed.length - this.tagLength;
    if (length < 0) return undefined;
    const decipher = createDecipheriv(CIPHER, this.key, nonce, { authTagLength: this.tagLength });
    decipher.setAuthTag(sealed.subarray(length));
    decipher.setAAD(present(associated), { plaintextLength: length });
    try {
      const plain = plainOctets(decipher.update(present(sealed.subarray(0, length))));
      decipher.final();
      return plain;
    } catch {
      return undefined;
    }
  }
}

function requireNonce(nonce: Uint8Array): void {
  if (nonce.length !== NONCE_OCTETS) throw new RangeError('nonce: expected 12 octets, got ' + nonce.length);
}

function requireDigest(digest: Uint8Array): Uint8Array {
  if (digest.length !== 32) throw new RangeError('digest: expected 32 octets, got ' + digest.length);
  return digest;
}

/** OpenSSL takes an empty array without memory of its own for none at all, and then makes no tag. */
function present(octets: Uint8Array): Uint8Array {
  return octets.length > 0 ? octets : new Uint8Array(1).subarray(0, 0);
}

/** A Buffer is a Uint8Array of another kind; the engines see none. */
function plainOctets(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
