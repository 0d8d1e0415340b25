/** Certificates for tests: a small PKI from a seed, and devices whose certificate breaks one rule. */

import { createNodeCrypto } from '../../hal/node/crypto.js';
import { type CryptoPort } from '../../stack/ports/crypto.js';
import { createNobleCrypto } from '../../stack/tls/crypto/noble.js';
import { OID } from '../../stack/tls/x509/oid.js';
import { NO_EXPIRY_S } from '../../stack/tls/x509/time.js';
import * as build from '../../tools/pki/certificate-builder.js';
import { createSeededEntropy } from '../../tools/pki/seeded-entropy.js';
import {
  createTestPki,
  DEFAULT_HOLDERS,
  type KeyedCertificate,
  newKey,
  newSerial,
  type TestAuthority,
  type TestPki,
} from '../../tools/pki/test-pki.js';

/** 2024-01-01T00:00:00Z, when the certificates of {@link testPki} begin. */
export const NOT_BEFORE_S = 1704067200;
/** 2025-07-01T00:00:00Z, a time at which they are valid. */
export const NOW_S = 1751328000;

/** The noble provider whose keys a seed decides. */
export function seededCrypto(seed: number | string): CryptoPort {
  return createNobleCrypto(createSeededEntropy(seed));
}

/** A PKI with the holders of `sep2 pki`; the same seed and length give the same octets. */
export function testPki(seed: number | string, chainLength: 2 | 3 | 4 = 4): TestPki {
  return createTestPki({ crypto: seededCrypto(seed), notBeforeS: NOT_BEFORE_S, holders: DEFAULT_HOLDERS, chainLength });
}

/** What a made certificate differs in from a right one; a field that is absent stays right. */
export interface Difference {
  readonly subject?: build.NamePlan;
  readonly issuer?: build.NamePlan;
  readonly notBeforeS?: number;
  readonly notAfterS?: number;
  readonly publicKeyInfo?: Uint8Array;
  readonly signatureAlgorithm?: Uint8Array;
  /** Extensions that replace the right one of the same kind, or are added. */
  readonly put?: readonly build.ExtensionPlan[];
  /** Extensions that are left out, by identifier. */
  readonly drop?: readonly string[];
  /** The holder's key, in place of a new one. */
  readonly own?: Pick<KeyedCertificate, 'scalar' | 'key'>;
  /** The key that signs in place of the issuer's. */
  readonly signer?: KeyedCertificate['key'];
  /** The holder's own key signs, and its name is the issuer's. */
  readonly isSelfSigned?: boolean;
}

/** A device certificate under `issuer` that differs as asked. */
export function makeDevice(
  issuer: TestAuthority,
  difference: Difference = {},
  crypto = createNodeCrypto(),
): KeyedCertificate {
  return make(
    issuer,
    difference,
    crypto,
    [],
    [
      build.peerUsage(),
      build.certificatePolicies([OID.policyTest]),
      build.subjectAltName([build.hardwareModuleName(OID.deviceGeneric, Uint8Array.of(1, 2, 3, 4))]),
      build.authorityKeyId(build.keyIdOf(crypto, issuer.key.publicKey)),
    ],
  );
}

/** A utility server's certificate of the ordinary kind, with a subject and a host name, that differs as asked. */
export function makeServer(
  issuer: TestAuthority,
  difference: Difference = {},
  crypto = createNodeCrypto(),
): KeyedCertificate {
  return make(
    issuer,
    difference,
    crypto,
    [[OID.commonName, 'utility.example']],
    [
      build.peerUsage(),
      build.subjectAltName([build.dnsName('utility.example')], false),
      build.extendedKeyUsage([OID.serverAuth]),
      build.authorityKeyId(build.keyIdOf(crypto, issuer.key.publicKey)),
    ],
  );
}

/** An authority under `issuer` that differs as asked. */
export function makeAuthority(
  issuer: TestAuthority,
  difference: Difference = {},
  crypto = createNodeCrypto(),
): TestAuthority {
  const { scalar, key } = difference.own ?? newKey(crypto);
  const name: build.NamePlan = difference.subject ?? [[OID.commonName, 'MICA under test']];
  const made = make(
    issuer,
    difference,
    crypto,
    name,
    [
      build.basicConstraints(true),
      build.authorityUsage(),
      build.certificatePolicies([OID.policyTest]),
      build.subjectKeyId(build.keyIdOf(crypto, key.publicKey)),
      build.authorityKeyId(build.keyIdOf(crypto, issuer.key.publicKey)),
    ],
    { scalar, key },
  );
  return { ...made, name };
}

function make(
  issuer: TestAuthority,
  difference: Difference,
  crypto: CryptoPort,
  subject: build.NamePlan,
  right: readonly build.ExtensionPlan[],
  own = difference.own ?? newKey(crypto),
): KeyedCertificate {
  const put = difference.put ?? [];
  const gone = new Set([...(difference.drop ?? []), ...put.map((extension) => extension.oid)]);
  const certificate = build.buildCertificate(
    {
      serial: newSerial(crypto),
      issuer: difference.issuer ?? (difference.isSelfSigned ? (difference.subject ?? subject) : issuer.name),
      subject: difference.subject ?? subject,
      notBeforeS: difference.notBeforeS ?? NOT_BEFORE_S,
      notAfterS: difference.notAfterS ?? NO_EXPIRY_S,
      publicKey: own.key.publicKey,
      extensions: [...right.filter((extension) => !gone.has(extension.oid)), ...put],
      ...(difference.publicKeyInfo ? { publicKeyInfo: difference.publicKeyInfo } : {}),
      ...(difference.signatureAlgorithm ? { signatureAlgorithm: difference.signatureAlgorithm } : {}),
    },
    difference.signer ?? (difference.isSelfSigned ? own.key : issuer.key),
    crypto,
  );
  return { certificate, scalar: own.scalar, key: own.key };
}
