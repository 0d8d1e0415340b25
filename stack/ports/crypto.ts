/**
 * The cryptography that the stack needs, and nothing more. Synchronous: an engine has no place to wait.
 *
 * Providers: `noble` (portable, the reference), `node` (node:crypto), `native` (C on a board). One set of known-answer
 * vectors runs on each.
 */

/** A running hash. */
export interface Hash {
  update(octets: Uint8Array): void;
  /** The hash of what has been given so far; more may follow. */
  peek(): Uint8Array;
}

/** AES-128-CCM with one key and tag length (RFC 3610, RFC 6655). */
export interface Aead {
  /** Ciphertext followed by the tag. Nonce: 12 octets. */
  seal(nonce: Uint8Array, associated: Uint8Array, plain: Uint8Array): Uint8Array;
  /** The plaintext, or `undefined` where the tag is wrong. */
  open(nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;
}

/** A private key that signs; it may live in a secure element. */
export interface SigningKey {
  /** Uncompressed P-256 point, 65 octets, first 0x04. */
  readonly publicKey: Uint8Array;
  /** ECDSA over a SHA-256 digest: r and s, 32 octets each, big-endian. */
  sign(digest: Uint8Array): Uint8Array;
}

/** An ephemeral P-256 key for one key agreement. */
export interface AgreementKey {
  /** Uncompressed P-256 point, 65 octets. */
  readonly publicKey: Uint8Array;
  /** The x co-ordinate of the shared point, 32 octets; `undefined` where the peer's point is not on the curve. */
  agree(peerPublicKey: Uint8Array): Uint8Array | undefined;
}

/** One provider of all of it. A key, nonce or digest of the wrong length is the caller’s bug: RangeError. */
export interface CryptoPort {
  readonly name: string;
  /** Fills `target` with random octets; throws where the machine has no entropy. */
  random(target: Uint8Array): void;
  sha256(octets: Uint8Array): Uint8Array;
  startSha256(): Hash;
  hmacSha256(key: Uint8Array, octets: Uint8Array): Uint8Array;
  /** Tag of 8 or 16 octets. Key: 16 octets. */
  aesCcm(key: Uint8Array, tagLength: 8 | 16): Aead;
  /** A P-256 private scalar, 32 octets big-endian in [1, n−1]; RangeError otherwise. */
  signingKey(scalar: Uint8Array): SigningKey;
  generateScalar(): Uint8Array;
  agreementKey(): AgreementKey;
  /** Checks a signature (r and s, 64 octets) over a SHA-256 digest; false for a point off the curve. */
  verify(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean;
  /** Compares secrets in time that depends on the lengths alone. */
  equal(a: Uint8Array, b: Uint8Array): boolean;
}
