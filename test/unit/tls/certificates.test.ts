import test from 'ava';

import { createNodeCrypto } from '../../../hal/node/crypto.js';
import { type AlertName } from '../../../stack/tls/alerts.js';
import { type TlsIdentity } from '../../../stack/tls/config.js';
import { KEY_USAGE } from '../../../stack/tls/x509/extensions.js';
import { OID } from '../../../stack/tls/x509/oid.js';
import * as build from '../../../tools/pki/certificate-builder.js';
import { type KeyedCertificate, type TestAuthority } from '../../../tools/pki/test-pki.js';
import { type Difference, makeAuthority, makeDevice, NOW_S, testPki } from '../../support/certificates.js';
import { createTlsBench, handshake } from '../../support/tls-bench.js';

const crypto = createNodeCrypto();
const bench = createTlsBench(crypto);
const authorities = bench.pki.authorities;
const issuer = authorities[authorities.length - 1]!;
const above = authorities.slice(1).reverse();
const stranger = testPki('a stranger', 3).authorities;

/** What such a leaf's holder presents, authorities included. */
function identityOf(leaf: KeyedCertificate, ...others: readonly TestAuthority[]): TlsIdentity {
  return { chain: [leaf.certificate, ...others.map((authority) => authority.certificate)], key: leaf.key };
}

function device(difference: Difference): TlsIdentity {
  return identityOf(makeDevice(issuer, difference, crypto), ...above);
}

/** A right device under an authority that is not. */
function under(difference: Difference): TlsIdentity {
  const authority = makeAuthority(issuer, difference, crypto);
  return identityOf(makeDevice(authority, {}, crypto), authority, ...above);
}

const HARDWARE = build.hardwareModuleName(OID.deviceGeneric, Uint8Array.of(1));
const other = makeDevice(issuer, {}, crypto);

const WRONG: readonly (readonly [what: string, identity: TlsIdentity, code: string, alert: AlertName])[] = [
  [
    'another authority',
    identityOf(makeDevice(stranger[stranger.length - 1]!, {}, crypto), ...stranger.slice(1).reverse()),
    'x509.unknown-authority',
    'unknown_ca',
  ],
  [
    'another curve',
    device({ publicKeyInfo: build.publicKeyInfo(new Uint8Array(97).fill(4), '1.3.132.0.34') }),
    'x509.wrong-curve',
    'unsupported_certificate',
  ],
  [
    'a usage without digitalSignature',
    device({ put: [build.keyUsage(KEY_USAGE.keyAgreement)] }),
    'x509.wrong-usage',
    'unsupported_certificate',
  ],
  ['a wrong signature', device({ signer: other.key }), 'x509.bad-signature', 'bad_certificate'],
  [
    'a self-signed certificate',
    device({ isSelfSigned: true, subject: [[OID.commonName, 'self']] }),
    'x509.self-signed',
    'unknown_ca',
  ],
  ['an expired certificate', device({ notAfterS: NOW_S - 1 }), 'x509.expired', 'certificate_expired'],
  ['a certificate of tomorrow', device({ notBeforeS: NOW_S + 1 }), 'x509.not-yet-valid', 'certificate_expired'],
  [
    'a hardwareModuleName that is not critical',
    device({ put: [build.subjectAltName([HARDWARE], false)] }),
    'x509.not-critical',
    'certificate_unknown',
  ],
  [
    'a keyUsage that is not critical',
    device({ put: [build.keyUsage(KEY_USAGE.digitalSignature | KEY_USAGE.keyAgreement, false)] }),
    'x509.not-critical',
    'certificate_unknown',
  ],
  [
    'certificatePolicies that are not critical',
    device({ put: [build.certificatePolicies([OID.policyTest], false)] }),
    'x509.not-critical',
    'certificate_unknown',
  ],
  [
    'no certificatePolicies',
    device({ drop: [OID.certificatePolicies] }),
    'x509.missing-extension',
    'certificate_unknown',
  ],
  [
    'a critical extension that nobody knows',
    device({ put: [{ oid: '1.3.6.1.4.1.99999.1', critical: true, value: Uint8Array.of(5, 0) }] }),
    'x509.unknown-critical',
    'unsupported_certificate',
  ],
  [
    'name constraints (COMM-004)',
    device({ put: [build.nameConstraints('example')] }),
    'x509.name-constraints',
    'certificate_unknown',
  ],
  [
    'policy mappings (COMM-004)',
    device({ put: [build.policyMappings(OID.policyTest, OID.anyPolicy)] }),
    'x509.policy-mappings',
    'certificate_unknown',
  ],
  [
    'an authority with name constraints (COMM-004)',
    under({ put: [build.nameConstraints('example')] }),
    'x509.name-constraints',
    'certificate_unknown',
  ],
  [
    'an authority with policy mappings (COMM-004)',
    under({ put: [build.policyMappings(OID.policyTest, OID.anyPolicy)] }),
    'x509.policy-mappings',
    'certificate_unknown',
  ],
  [
    'an authority that may not sign certificates',
    under({ put: [build.keyUsage(KEY_USAGE.digitalSignature)] }),
    'x509.wrong-usage',
    'unsupported_certificate',
  ],
  ['the key of another', { ...device({}), key: other.key }, 'tls.bad-signature', 'decrypt_error'],
  [
    'a chain without its authorities',
    { ...device({}), chain: device({}).chain.slice(0, 1) },
    'x509.unknown-authority',
    'unknown_ca',
  ],
];

for (const role of ['server', 'client'] as const) {
  for (const [what, identity, code, alert] of WRONG) {
    test(`the ${role} refuses ${what} → ${alert}`, (t) => {
      const client = bench.client({}, role === 'server' ? { identity } : {});
      const server = bench.server({}, role === 'client' ? { identity } : {});
      handshake(client, server);
      const [victim, peer] = role === 'server' ? [server, client] : [client, server];
      t.is(victim.error?.code, code);
      t.is(peer.error?.code, 'tls.alert-received');
      t.is(peer.error?.place?.path, alert);
      t.false(victim.established || peer.established);
    });
  }
}
