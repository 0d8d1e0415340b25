/** Certificates, keys and PEM that were cut or changed: a PeerError, or a value, and nothing else. */

import test from 'ava';

import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { PeerError } from '../../../stack/core/peer-error.js';
import { type CryptoPort } from '../../../stack/ports/crypto.js';
import { alertOf } from '../../../stack/tls/x509/alert.js';
import { parseCertificate } from '../../../stack/tls/x509/certificate.js';
import { verifyChain } from '../../../stack/tls/x509/chain.js';
import { decodeEcdsaSignature } from '../../../stack/tls/x509/ecdsa-signature.js';
import { readPem, writePem } from '../../../stack/tls/x509/pem.js';
import { readPrivateKey } from '../../../stack/tls/x509/private-key.js';
import { createTrustStore } from '../../../stack/tls/x509/trust-store.js';
import { privateKeyInfo } from '../../../tools/pki/certificate-builder.js';
import { findHolder } from '../../../tools/pki/test-pki.js';
import { makeServer, NOW_S, testPki } from '../../support/certificates.js';
import { PROVIDERS } from '../../support/crypto-providers.js';
import { createPrng } from '../../support/prng.js';

const pki = testPki('fuzz');
const holder = findHolder(pki, 'server');
const samples = [holder.certificate, pki.root, holder.chain[1]!, makeServer(pki.authorities[2]!).certificate];

/** Runs a reader; the code of its refusal, or `read`. Anything but a PeerError fails the test that called it. */
function outcomeOf(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    if (error instanceof PeerError) return error.code;
    throw error;
  }
}

/** One to four changes: an octet, a bit, a cut, a piece moved over another. */
function mutate(octets: Uint8Array, next: () => number): Uint8Array {
  let changed = octets.slice();
  for (let times = 1 + (next() % 4); times > 0; times--) {
    const at = next() % changed.length;
    const kind = next() % 8;
    if (kind < 3) changed[at]! ^= 1 << (next() & 7);
    else if (kind < 6) changed[at] = next() & 0xff;
    else if (kind === 6) changed.copyWithin(at, next() % changed.length, (next() % changed.length) + 1);
    else changed = changed.slice(0, Math.max(1, at));
  }
  return changed;
}

test('certificates: cut at every octet, only a PeerError with the octet', (t) => {
  for (const certificate of samples) {
    for (let length = 0; length < certificate.length; length++) {
      const error = t.throws(() => parseCertificate(certificate.subarray(0, length)), { instanceOf: PeerError });
      t.is(typeof error.place?.octet, 'number');
    }
  }
});

test('certificates: 20,000 mutations, only PeerErrors', (t) => {
  const next = createPrng(5280);
  const seen = new Map<string, number>();
  for (let round = 0; round < 20000; round++) {
    const mutated = mutate(samples[round % samples.length]!, next);
    const outcome = outcomeOf(() => parseCertificate(mutated));
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
  }
  for (const code of ['read', 'x509.truncated', 'x509.der-tag', 'x509.der-length', 'x509.der-value', 'x509.time']) {
    t.true((seen.get(code) ?? 0) > 0, code);
  }
});

test('chains: 20,000 mutations never verify, and each refusal has an alert', (t) => {
  // A signature is never right here, so that what is exercised is everything before it: this finds what slips past.
  const crypto: CryptoPort = { ...PROVIDERS[1]!, ...bound(PROVIDERS[1]!), verify: () => false };
  const trust = createTrustStore([pki.root]);
  const next = createPrng(2030);
  let refused = 0;
  for (let round = 0; round < 20000; round++) {
    const chain = holder.chain.slice();
    const at = next() % chain.length;
    chain[at] = mutate(chain[at]!, next);
    try {
      verifyChain(chain, trust, { crypto, limits: HOST_LIMITS, role: 'client', nowS: NOW_S });
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      if (alertOf(error) >= 42 && alertOf(error) <= 48) refused++;
    }
  }
  t.is(refused, 20000);
});

test('chains: 300 mutations of one bit in what was signed never verify', (t) => {
  const crypto = PROVIDERS[1]!;
  const trust = createTrustStore([pki.root]);
  const next = createPrng(186);
  for (let round = 0; round < 300; round++) {
    const chain = holder.chain.slice();
    const at = next() % chain.length;
    const changed = chain[at]!.slice();
    changed[next() % changed.length]! ^= 1 << (next() & 7);
    chain[at] = changed;
    const verify = (): unknown =>
      verifyChain(chain, trust, { crypto, limits: HOST_LIMITS, role: 'client', nowS: NOW_S });
    t.not(outcomeOf(verify), 'read');
  }
});

test('keys, signatures and PEM: cut everywhere and 20,000 mutations, only PeerErrors', (t) => {
  const key = privateKeyInfo(holder.scalar, holder.key.publicKey);
  const signature = samples[0]!.subarray(samples[0]!.length - 72);
  const pem = new TextEncoder().encode(writePem('CERTIFICATE', samples[0]!));
  const latin1 = (octets: Uint8Array): string => Buffer.from(octets).toString('latin1');
  const readers: [Uint8Array, (octets: Uint8Array) => unknown][] = [
    [key, readPrivateKey],
    [signature, (octets) => decodeEcdsaSignature(octets)],
    [pem, (octets) => readPem(latin1(octets))],
  ];
  const next = createPrng(7468);
  let refused = 0;
  for (const [octets, read] of readers) {
    for (let length = 0; length < octets.length; length++) outcomeOf(() => read(octets.subarray(0, length)));
    for (let round = 0; round < 7000; round++) {
      const mutated = mutate(octets, next);
      if (outcomeOf(() => read(mutated)) !== 'read') refused++;
    }
  }
  t.true(refused > 7000);
});

/** The methods of a provider as properties, since a spread takes own properties alone. */
function bound(crypto: CryptoPort): CryptoPort {
  return {
    name: crypto.name,
    random: (target) => crypto.random(target),
    sha256: (octets) => crypto.sha256(octets),
    startSha256: () => crypto.startSha256(),
    hmacSha256: (key, octets) => crypto.hmacSha256(key, octets),
    aesCcm: (key, tagLength) => crypto.aesCcm(key, tagLength),
    signingKey: (scalar) => crypto.signingKey(scalar),
    generateScalar: () => crypto.generateScalar(),
    agreementKey: () => crypto.agreementKey(),
    verify: (publicKey, digest, signature) => crypto.verify(publicKey, digest, signature),
    equal: (a, b) => crypto.equal(a, b),
  };
}
