/** What one provider makes, the other takes, over random input from a seed. */

import { createHmac, createPublicKey, createVerify } from 'node:crypto';

import test from 'ava';

import { concatOctets } from '../../../stack/core/octets.js';
import { type Entropy } from '../../../stack/ports/entropy.js';
import { encodeEcdsaSignature } from '../../../stack/tls/x509/ecdsa-signature.js';
import { OID } from '../../../stack/tls/x509/oid.js';
import { publicKeyInfo } from '../../../tools/pki/certificate-builder.js';
import { DRIVER_TARGETS } from '../../support/crypto-driver.js';
import { PROVIDERS } from '../../support/crypto-providers.js';
import { loadNativeCrypto, NATIVE_PROVIDERS } from '../../support/native-crypto.js';
import { repeated } from '../../support/octet-patterns.js';
import { createPrng } from '../../support/prng.js';

const [noble, node] = PROVIDERS as [(typeof PROVIDERS)[0], (typeof PROVIDERS)[0]];
const OTHERS = [node, ...NATIVE_PROVIDERS];
const ALL = [noble, ...OTHERS];

function randomOctets(next: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => next() & 0xff);
}

test('AES-128-CCM: all providers give the same octets for every length 0–80 and some records', (t) => {
  const next = createPrng(3610);
  for (let round = 0; round < 400; round++) {
    const length = round <= 80 ? round : next() % 4096;
    const tagLength = round % 2 === 0 ? 8 : 16;
    const [key, nonce] = [randomOctets(next, 16), randomOctets(next, 12)];
    const [associated, plain] = [randomOctets(next, next() % 40), randomOctets(next, length)];
    const sealed = noble.aesCcm(key, tagLength).seal(nonce, associated, plain);
    for (const crypto of OTHERS) t.deepEqual(crypto.aesCcm(key, tagLength).seal(nonce, associated, plain), sealed);
    for (const crypto of ALL) t.deepEqual(crypto.aesCcm(key, tagLength).open(nonce, associated, sealed), plain);
  }
});

test('AES-128-CCM: associated data of 65,280 octets takes the long length form (RFC 3610 §2.2)', (t) => {
  const next = createPrng(65280);
  for (const length of [65279, 65280, 65281]) {
    const [key, nonce, associated] = [randomOctets(next, 16), randomOctets(next, 12), randomOctets(next, length)];
    const sealed = noble.aesCcm(key, 8).seal(nonce, associated, Uint8Array.of(1, 2, 3));
    for (const crypto of OTHERS) {
      t.deepEqual(crypto.aesCcm(key, 8).seal(nonce, associated, Uint8Array.of(1, 2, 3)), sealed, crypto.name);
    }
  }
});

test('SHA-256 and HMAC: all providers agree for every length 0–200, given whole and in two parts', (t) => {
  const next = createPrng(180);
  for (let length = 0; length <= 200; length++) {
    const [octets, key] = [randomOctets(next, length), randomOctets(next, next() % 140)];
    const cut = next() % (length + 1);
    const digest = node.sha256(octets);
    for (const crypto of ALL) {
      const hash = crypto.startSha256();
      hash.update(octets.subarray(0, cut));
      t.deepEqual(hash.peek(), node.sha256(octets.subarray(0, cut)), crypto.name);
      hash.update(octets.subarray(cut));
      t.deepEqual(hash.peek(), digest, crypto.name);
      t.deepEqual(crypto.sha256(octets), digest, crypto.name);
      t.deepEqual(crypto.hmacSha256(key, octets), node.hmacSha256(key, octets), crypto.name);
    }
  }
});

test('random octets: HMAC_DRBG of NIST SP 800-90A §10.1.2, reseeded for each request', async (t) => {
  const source = (): Entropy => {
    const next = createPrng(90);
    return { fill: (target) => target.set(randomOctets(next, target.length)) };
  };
  for (const target of DRIVER_TARGETS) {
    const crypto = (await loadNativeCrypto(target))(source());
    const expected = new ReferenceDrbg(source());
    for (const length of [1, 32, 33, 0, 100, 65536, 65537]) {
      const octets = new Uint8Array(length);
      crypto.random(octets);
      t.deepEqual(octets, expected.generate(length), `${target}: ${length} octets`);
    }
  }
});

test('random octets: the first request without entropy throws, and a later one works', async (t) => {
  let isReady = false;
  const crypto = (await loadNativeCrypto('host'))({
    fill(target) {
      if (!isReady) throw new Error('no entropy');
      target.fill(3);
    },
  });
  t.throws(() => crypto.agreementKey(), { message: 'no entropy' });
  isReady = true;
  t.is(crypto.agreementKey().publicKey.length, 65);
});

test('ECDSA: all providers sign alike, and each verifies what is right and refuses what was changed', (t) => {
  const next = createPrng(186);
  for (let round = 0; round < 60; round++) {
    const scalar = randomOctets(next, 32);
    scalar[0]! &= 0x7f;
    const digest = randomOctets(next, 32);
    const key = noble.signingKey(scalar);
    const signature = key.sign(digest);
    for (const crypto of OTHERS) {
      t.deepEqual(crypto.signingKey(scalar).publicKey, key.publicKey, crypto.name);
      t.deepEqual(crypto.signingKey(scalar).sign(digest), signature, crypto.name);
    }
    const at = next() % 64;
    const changed = signature.slice();
    changed[at]! ^= 1 << (next() & 7);
    for (const crypto of ALL) {
      t.true(crypto.verify(key.publicKey, digest, signature), crypto.name);
      t.false(crypto.verify(key.publicKey, digest, changed), crypto.name);
    }
  }
});

test('ECDSA: OpenSSL verifies what each provider signs, as a message and in DER', (t) => {
  const next = createPrng(6979);
  for (const crypto of ALL) {
    for (let round = 0; round < 20; round++) {
      const key = crypto.signingKey(crypto.generateScalar());
      const message = randomOctets(next, round * 9);
      const der = Buffer.from(publicKeyInfo(key.publicKey, OID.curveP256));
      const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
      const signature = encodeEcdsaSignature(key.sign(crypto.sha256(message)));
      t.true(createVerify('sha256').update(message).verify(publicKey, signature));
    }
  }
});

test('ECDSA: a digest of 0, of n, and of all ones is signed and verified alike', (t) => {
  const order = Buffer.from('FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551', 'hex');
  const scalar = repeated(7, 32);
  for (const digest of [repeated(0, 32), new Uint8Array(order), repeated(0xff, 32)]) {
    const signature = noble.signingKey(scalar).sign(digest);
    for (const crypto of OTHERS) t.deepEqual(crypto.signingKey(scalar).sign(digest), signature, crypto.name);
    for (const crypto of ALL) {
      // Anyone can sign a digest of 0 modulo n; the native provider takes none (hal/xs/crypto/crypto.h).
      const forgeable = digest[31] !== 0xff && NATIVE_PROVIDERS.includes(crypto);
      t.is(crypto.verify(crypto.signingKey(scalar).publicKey, digest, signature), !forgeable, crypto.name);
    }
  }
});

test('ECDSA: verification where Q + (e/r)·G is a doubling or nothing at all', (t) => {
  // For e = r·d the point (e/r)·G is Q itself, and with the nonce k = 2, s = (e + r·d)/k = r·d. For e = −r·d it is −Q.
  const n = BigInt('0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551');
  const toOctets = (value: bigint): Uint8Array =>
    new Uint8Array(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
  const d = 0x1234567n;
  const publicKey = node.signingKey(toOctets(d)).publicKey;
  const r = BigInt('0x' + Buffer.from(node.signingKey(toOctets(2n)).publicKey.subarray(1, 33)).toString('hex')) % n;
  const doubled = (r * d) % n;
  const signature = concatOctets(toOctets(r), toOctets(doubled));
  const opposite = toOctets(n - doubled);
  for (const crypto of ALL) {
    t.true(crypto.verify(publicKey, toOctets(doubled), signature), crypto.name);
    t.false(crypto.verify(publicKey, opposite, signature), crypto.name);
  }
});

test('ECDH: both sides of any two providers agree, and keys are fresh', (t) => {
  const seen = new Set<string>();
  for (let round = 0; round < 4; round++) {
    for (const [left, right] of ALL.flatMap((one) => ALL.map((other) => [one, other] as const))) {
      const [a, b] = [left.agreementKey(), right.agreementKey()];
      const shared = a.agree(b.publicKey);
      t.is(shared?.length, 32);
      t.deepEqual(b.agree(a.publicKey), shared);
      seen.add(Buffer.from(shared!).toString('hex'));
    }
  }
  t.is(seen.size, 4 * ALL.length ** 2);
});

/** HMAC_DRBG with SHA-256 written once more, from the standard, on node:crypto. */
class ReferenceDrbg {
  private key: Uint8Array = repeated(0, 32);
  private value: Uint8Array = repeated(1, 32);
  private isStarted = false;

  constructor(private readonly entropy: Entropy) {}

  generate(length: number): Uint8Array {
    if (!this.isStarted) this.update(this.fresh(48));
    this.isStarted = true;
    const octets = new Uint8Array(length);
    for (let start = 0; start < length; start += 65536) {
      const end = Math.min(start + 65536, length);
      this.update(this.fresh(32));
      for (let at = start; at < end; at += 32) {
        this.value = this.mac(this.value);
        octets.set(this.value.subarray(0, end - at), at);
      }
      this.update(new Uint8Array(0));
    }
    return octets;
  }

  private update(data: Uint8Array): void {
    this.key = this.mac(this.value, repeated(0, 1), data);
    this.value = this.mac(this.value);
    if (data.length === 0) return;
    this.key = this.mac(this.value, repeated(1, 1), data);
    this.value = this.mac(this.value);
  }

  private mac(...parts: readonly Uint8Array[]): Uint8Array {
    const hmac = createHmac('sha256', this.key);
    for (const part of parts) hmac.update(part);
    return new Uint8Array(hmac.digest());
  }

  private fresh(length: number): Uint8Array {
    const octets = new Uint8Array(length);
    this.entropy.fill(octets);
    return octets;
  }
}
