/**
 * The provider on C for a board: BearSSL behind `hal/xs/crypto`.
 *
 * How far it is constant-time: everything that touches a secret is, on a core whose multiplier is (see
 * `hal/xs/crypto/crypto.h`); time depends on lengths alone. Signatures are deterministic (RFC 6979), as those of the
 * other providers. Random octets come from HMAC_DRBG, which takes fresh entropy for each request and so neither
 * trusts one reading of the source nor lets a later reader of memory know what it gave before.
 */

import { type Aead, type AgreementKey, type CryptoPort, type Hash, type SigningKey } from '../../stack/ports/crypto.js';
import { type Entropy } from '../../stack/ports/entropy.js';
import * as native from './native/crypto.js';

const DIGEST_OCTETS = 32;
const SCALAR_OCTETS = 32;
const POINT_OCTETS = 65;
const SIGNATURE_OCTETS = 64;
const HASH_STATE_OCTETS = 104;
const RANDOM_STATE_OCTETS = 64;
const SEED_OCTETS = 48;
const RESEED_OCTETS = 32;
/** What one request of the generator may ask for (NIST SP 800-90A table 2). */
const MAX_REQUEST_OCTETS = 65536;
/** A scalar that is drawn is out of range once in 2^32 times: this many in a row mean a source that does not work. */
const MAX_DRAWS = 4;

/** The native provider on a source of entropy; the source is first asked when random octets are. */
export function createCrypto(entropy: Entropy): CryptoPort {
  return new NativeCrypto(entropy);
}

class NativeCrypto implements CryptoPort {
  readonly name = 'native';
  private readonly entropy: Entropy;
  private generator: ArrayBuffer | undefined;

  constructor(entropy: Entropy) {
    this.entropy = entropy;
  }

  random(target: Uint8Array): void {
    const fresh = new Uint8Array(SEED_OCTETS);
    if (this.generator === undefined) {
      this.entropy.fill(fresh);
      const generator = new ArrayBuffer(RANDOM_STATE_OCTETS);
      native.seed(generator, fresh);
      this.generator = generator;
    }
    const reseed = fresh.subarray(0, RESEED_OCTETS);
    for (let at = 0; at < target.length; at += MAX_REQUEST_OCTETS) {
      this.entropy.fill(reseed);
      native.generate(this.generator, reseed, target.subarray(at, at + MAX_REQUEST_OCTETS));
    }
    fresh.fill(0);
  }

  sha256(octets: Uint8Array): Uint8Array {
    const digest = new Uint8Array(DIGEST_OCTETS);
    native.hash(octets, digest);
    return digest;
  }

  startSha256(): Hash {
    return new NativeHash();
  }

  hmacSha256(key: Uint8Array, octets: Uint8Array): Uint8Array {
    const code = new Uint8Array(DIGEST_OCTETS);
    native.hmac(key, octets, code);
    return code;
  }

  aesCcm(key: Uint8Array, tagLength: 8 | 16): Aead {
    requireLength('key', key, 16);
    if (tagLength !== 8 && tagLength !== 16) {
      throw new RangeError('tagLength: expected 8 or 16, got ' + String(tagLength));
    }
    return new NativeCcm(key.slice(), tagLength);
  }

  signingKey(scalar: Uint8Array): SigningKey {
    if (scalar.length !== SCALAR_OCTETS || !native.valid(scalar)) {
      throw new RangeError(
        'scalar: expected 32 octets in [1, n−1] of P-256, got ' + scalar.length + ' octets out of range',
      );
    }
    return new NativeSigningKey(scalar.slice());
  }

  generateScalar(): Uint8Array {
    const scalar = new Uint8Array(SCALAR_OCTETS);
    for (let draw = 0; draw < MAX_DRAWS; draw++) {
      this.random(scalar);
      if (native.valid(scalar)) return scalar;
    }
    throw new Error('entropy: ' + MAX_DRAWS + ' draws in a row are no scalar of P-256');
  }

  agreementKey(): AgreementKey {
    return new NativeAgreementKey(this.generateScalar());
  }

  verify(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean {
    requireLength('digest', digest, DIGEST_OCTETS);
    if (publicKey.length !== POINT_OCTETS || signature.length !== SIGNATURE_OCTETS) return false;
    return native.verify(publicKey, digest, signature);
  }

  equal(a: Uint8Array, b: Uint8Array): boolean {
    return a.length === b.length && native.equal(a, b);
  }
}

class NativeHash implements Hash {
  private readonly state = new ArrayBuffer(HASH_STATE_OCTETS);

  constructor() {
    native.start(this.state);
  }

  update(octets: Uint8Array): void {
    native.update(this.state, octets);
  }

  peek(): Uint8Array {
    const digest = new Uint8Array(DIGEST_OCTETS);
    native.peek(this.state, digest);
    return digest;
  }
}

class NativeCcm implements Aead {
  private readonly key: Uint8Array;
  private readonly tagLength: number;

  constructor(key: Uint8Array, tagLength: number) {
    this.key = key;
    this.tagLength = tagLength;
  }

  seal(nonce: Uint8Array, associated: Uint8Array, plain: Uint8Array): Uint8Array {
    requireLength('nonce', nonce, 12);
    const sealed = new Uint8Array(plain.length + this.tagLength);
    native.seal(this.key, nonce, associated, plain, sealed);
    return sealed;
  }

  open(nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    requireLength('nonce', nonce, 12);
    const length = sealed.length - this.tagLength;
    if (length < 0) return undefined;
    const plain = new Uint8Array(length);
    return native.open(this.key, nonce, associated, sealed, plain) ? plain : undefined;
  }
}

class NativeSigningKey implements SigningKey {
  private readonly scalar: Uint8Array;

  constructor(scalar: Uint8Array) {
    this.scalar = scalar;
  }

  /** Made when it is asked for, which a device never does: its certificate has it. */
  get publicKey(): Uint8Array {
    const point = new Uint8Array(POINT_OCTETS);
    native.multiply(this.scalar, point);
    return point;
  }

  sign(digest: Uint8Array): Uint8Array {
    requireLength('digest', digest, DIGEST_OCTETS);
    const signature = new Uint8Array(SIGNATURE_OCTETS);
    native.sign(this.scalar, digest, signature);
    return signature;
  }
}

class NativeAgreementKey implements AgreementKey {
  readonly publicKey = new Uint8Array(POINT_OCTETS);
  private readonly scalar: Uint8Array;

  constructor(scalar: Uint8Array) {
    this.scalar = scalar;
    native.multiply(scalar, this.publicKey);
  }

  agree(peerPublicKey: Uint8Array): Uint8Array | undefined {
    if (peerPublicKey.length !== POINT_OCTETS) return undefined;
    const shared = new Uint8Array(SCALAR_OCTETS);
    return native.agree(this.scalar, peerPublicKey, shared) ? shared : undefined;
  }
}

function requireLength(name: string, octets: Uint8Array, expected: number): void {
  if (octets.length !== expected) {
    throw new RangeError(name + ': expected ' + expected + ' octets, got ' + octets.length);
  }
}
