/**
 * The portable provider: P-256 from @noble/curves; SHA-256, AES and CCM of our own, in a form that can lie in flash. It
 * is the reference: every other provider answers the same vectors.
 *
 * How far it is constant-time: `equal` and the CCM tag compare are. Scalar multiplication and the nonce inversion follow
 * a fixed sequence of operations, the first blinded where the runtime has an entropy source of its own, but they run on
 * JavaScript bigints, whose single operations are not constant-time; AES uses tables, so on a processor with a data cache
 * its timing depends on the key. A device that an attacker can time closely wants the native provider.
 */

import { type Aead, type AgreementKey, type CryptoPort, type Hash, type SigningKey } from '../../ports/crypto.js';
import { type Entropy } from '../../ports/entropy.js';
import { createAes128 } from './aes.js';
import { createCcm } from './ccm.js';
import { agree, isScalar, publicKeyOf, scalarOf, sign, verify } from './noble-p256.js';
import { hmacSha256, Sha256, sha256 } from './sha256.js';

/** Octets from which a scalar is reduced: 128 bits more than n, so that its bias is below 2^−128. */
const SCALAR_SEED_OCTETS = 48;

/**
 * The noble provider on a given source of random octets. Signatures are deterministic (RFC 6979), so that with seeded
 * entropy a whole handshake is.
 */
export function createNobleCrypto(entropy: Entropy): CryptoPort {
  return new NobleCrypto(entropy);
}

class NobleCrypto implements CryptoPort {
  readonly name = 'noble';
  private readonly entropy: Entropy;

  constructor(entropy: Entropy) {
    this.entropy = entropy;
  }

  random(target: Uint8Array): void {
    this.entropy.fill(target);
  }

  sha256(octets: Uint8Array): Uint8Array {
    return sha256(octets);
  }

  startSha256(): Hash {
    return new Sha256();
  }

  hmacSha256(key: Uint8Array, octets: Uint8Array): Uint8Array {
    return hmacSha256(key, octets);
  }

  aesCcm(key: Uint8Array, tagLength: 8 | 16): Aead {
    return createCcm(createAes128(key), { tagLength, nonceLength: 12 });
  }

  signingKey(scalar: Uint8Array): SigningKey {
    if (!isScalar(scalar)) {
      throw new RangeError(
        'scalar: expected 32 octets in [1, n−1] of P-256, got ' + scalar.length + ' octets out of range',
      );
    }
    const own = scalar.slice();
    return {
      publicKey: publicKeyOf(own),
      sign: (digest) => sign(own, requireDigest(digest)),
    };
  }

  generateScalar(): Uint8Array {
    const seed = new Uint8Array(SCALAR_SEED_OCTETS);
    this.entropy.fill(seed);
    return scalarOf(seed);
  }

  agreementKey(): AgreementKey {
    const scalar = this.generateScalar();
    return {
      publicKey: publicKeyOf(scalar),
      agree: (peer) => agree(scalar, peer),
    };
  }

  verify(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean {
    requireDigest(digest);
    return verify(publicKey, digest, signature);
  }

  equal(a: Uint8Array, b: Uint8Array): boolean {
    if (a.length !== b.length) return false;
    let difference = 0;
    for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
    return difference === 0;
  }
}

function requireDigest(digest: Uint8Array): Uint8Array {
  if (digest.length !== 32) throw new RangeError('digest: expected 32 octets, got ' + digest.length);
  return digest;
}
