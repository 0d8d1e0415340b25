/**
 * A crypto port that repeats itself: each connection made after `restart` draws the same random octets and the same
 * ephemeral keys, and an elliptic-curve operation that was done before is looked up. So a handshake can be replayed a
 * hundred thousand times; whatever differs from the first time is computed in earnest. Random octets and keys come from
 * the seed alone, so that every process sees the same octets on the wire.
 */

import { toHex } from '../../stack/core/octets.js';
import { type AgreementKey, type CryptoPort, type SigningKey } from '../../stack/ports/crypto.js';
import { createNobleCrypto } from '../../stack/tls/crypto/noble.js';
import { createPrng } from './prng.js';

export interface MemoCrypto {
  readonly crypto: CryptoPort;
  /** Begins the sequence of random octets and ephemeral keys again. */
  restart(): void;
  /** From here on nothing new is remembered. */
  freeze(): void;
}

export function createMemoCrypto(base: CryptoPort, seed: number): MemoCrypto {
  const known = new Map<string, unknown>();
  const ephemeral: AgreementKey[] = [];
  const fillKeys = createPrng(seed + 0x10000);
  // The noble provider makes its keys of the octets that it is given; others ask the machine for them.
  const keys = createNobleCrypto({
    fill(target) {
      for (let i = 0; i < target.length; i++) target[i] = fillKeys();
    },
  });
  let random = createPrng(seed);
  let drawn = 0;
  let isFrozen = false;

  function recall<Value>(key: string, compute: () => Value): Value {
    if (known.has(key)) return known.get(key) as Value;
    const value = compute();
    if (!isFrozen) known.set(key, value);
    return value;
  }

  const crypto: CryptoPort = {
    name: `${base.name} with a memory`,
    random(target) {
      for (let i = 0; i < target.length; i++) target[i] = random();
    },
    sha256: (octets) => base.sha256(octets),
    startSha256: () => base.startSha256(),
    hmacSha256: (key, octets) => base.hmacSha256(key, octets),
    aesCcm: (key, tagLength) => base.aesCcm(key, tagLength),
    signingKey(scalar): SigningKey {
      const key = base.signingKey(scalar);
      const name = toHex(key.publicKey);
      return {
        publicKey: key.publicKey,
        sign: (digest) => recall(`sign ${name} ${toHex(digest)}`, () => key.sign(digest)).slice(),
      };
    },
    generateScalar: () => keys.generateScalar(),
    agreementKey() {
      const key = (ephemeral[drawn] ??= keys.agreementKey());
      const name = toHex(key.publicKey);
      drawn++;
      return {
        publicKey: key.publicKey,
        agree: (peer) => recall(`agree ${name} ${toHex(peer)}`, () => key.agree(peer))?.slice(),
      };
    },
    verify: (publicKey, digest, signature) =>
      recall(`verify ${toHex(publicKey)} ${toHex(digest)} ${toHex(signature)}`, () =>
        base.verify(publicKey, digest, signature),
      ),
    equal: (a, b) => base.equal(a, b),
  };
  return {
    crypto,
    restart() {
      random = createPrng(seed);
      drawn = 0;
    },
    freeze() {
      isFrozen = true;
    },
  };
}
