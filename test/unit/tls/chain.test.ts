import test, { type ExecutionContext } from 'ava';

import { createNodeCrypto } from '../../../hal/node/crypto.js';
import { BOARD_LIMITS, HOST_LIMITS } from '../../../stack/core/limits.js';
import { type PeerError } from '../../../stack/core/peer-error.js';
import { alertOf, CERTIFICATE_ALERT } from '../../../stack/tls/x509/alert.js';
import { parseCertificate } from '../../../stack/tls/x509/certificate.js';
import { type ChainOptions, checkValidity, type VerifiedPeer, verifyChain } from '../../../stack/tls/x509/chain.js';
import { OID } from '../../../stack/tls/x509/oid.js';
import { createTrustStore, type TrustStore } from '../../../stack/tls/x509/trust-store.js';
import * as build from '../../../tools/pki/certificate-builder.js';
import { findHolder, type TestAuthority } from '../../../tools/pki/test-pki.js';
import {
  type Difference,
  makeAuthority,
  makeDevice,
  makeServer,
  NOT_BEFORE_S,
  NOW_S,
  testPki,
} from '../../support/certificates.js';
import { PROVIDERS } from '../../support/crypto-providers.js';

const crypto = createNodeCrypto();
const pki = testPki('chain');
const [root, mca, mica] = pki.authorities as readonly [TestAuthority, TestAuthority, TestAuthority];
const trust = createTrustStore([pki.root]);
const asClient: ChainOptions = { crypto, limits: HOST_LIMITS, role: 'client', nowS: NOW_S };
const asServer: ChainOptions = { ...asClient, role: 'server' };

const verify = (chain: readonly Uint8Array[], options = asClient, store: TrustStore = trust): VerifiedPeer =>
  verifyChain(chain, store, options);
/** The chain of a device under the issuing CA. */
const under = (leaf: { certificate: Uint8Array }): Uint8Array[] => [
  leaf.certificate,
  mica.certificate,
  mca.certificate,
];

function refuses(t: ExecutionContext, code: string, alert: number, check: () => unknown): PeerError {
  const error = t.throws<PeerError>(check);
  t.is(error.name, 'PeerError', error.stack);
  t.is(error.code, code, error.message);
  t.is(alertOf(error), alert);
  return error;
}

const device = (difference: Difference) => () => verify(under(makeDevice(mica, difference)));

for (const provider of PROVIDERS) {
  for (const length of [2, 3, 4] as const) {
    test(`COMM-004A–C: ${provider.name} accepts a chain of ${length}, with the root sent or left out`, (t) => {
      const made = testPki('lengths', length);
      const { chain, lfdi, sfdi, key } = findHolder(made, 'thermostat');
      const store = createTrustStore([made.root]);
      for (const sent of [chain, [...chain, made.root]]) {
        const peer = verifyChain(sent, store, { ...asClient, crypto: provider, limits: BOARD_LIMITS });
        t.is(peer.path.length, length);
        t.is(peer.lfdi, lfdi);
        t.is(peer.sfdi, sfdi);
        t.deepEqual(peer.publicKey, key.publicKey);
        t.deepEqual(peer.path[length - 1]!, made.root);
      }
    });
  }
}

test('COMM-004D: an intermediate with a critical extended key usage is refused', (t) => {
  const put = [build.extendedKeyUsage([OID.clientAuth], true)];
  const wrong = makeAuthority(mca, { put });
  const chain = [makeDevice(wrong).certificate, wrong.certificate, mca.certificate];
  const error = refuses(t, 'x509.wrongly-critical', CERTIFICATE_ALERT.certificateUnknown, () => verify(chain));
  t.is(error.place?.path, 'chain[1]');
  const right = makeAuthority(mca, { put: [build.extendedKeyUsage([OID.clientAuth], false)] });
  t.is(verify([makeDevice(right).certificate, right.certificate, mca.certificate]).path.length, 4);
});

for (const critical of [true, false]) {
  test(`COMM-004E: an intermediate with name constraints is refused (critical: ${critical})`, (t) => {
    const wrong = makeAuthority(mca, { put: [build.nameConstraints('example', critical)] });
    const chain = [makeDevice(wrong).certificate, wrong.certificate, mca.certificate];
    const error = refuses(t, 'x509.name-constraints', CERTIFICATE_ALERT.certificateUnknown, () => verify(chain));
    t.is(error.place?.path, 'chain[1]');
  });

  test(`COMM-004F: an intermediate with policy mappings is refused (critical: ${critical})`, (t) => {
    const put = [build.policyMappings(OID.policyTest, OID.policyBulkIssued, critical)];
    const wrong = makeAuthority(mca, { put });
    const chain = [makeDevice(wrong).certificate, wrong.certificate, mca.certificate];
    refuses(t, 'x509.policy-mappings', CERTIFICATE_ALERT.certificateUnknown, () => verify(chain));
  });
}

test('COMM-004G: a self-signed device certificate is refused, even where it is trusted', (t) => {
  const { certificate } = makeDevice(mica, { isSelfSigned: true });
  refuses(t, 'x509.self-signed', CERTIFICATE_ALERT.unknownCa, () => verify([certificate]));
  const store = createTrustStore([certificate]);
  refuses(t, 'x509.self-signed', CERTIFICATE_ALERT.unknownCa, () => verify([certificate], asClient, store));
});

test('device profile: a subject, or no hardwareModuleName, is refused (IEEE 2030.5-2018 §6.11)', (t) => {
  const subject: build.NamePlan = [[OID.commonName, 'a device']];
  refuses(t, 'x509.subject', 46, device({ subject }));
  refuses(t, 'x509.hardware-module-name', 46, device({ drop: [OID.subjectAltName] }));
  refuses(t, 'x509.hardware-module-name', 46, device({ put: [build.subjectAltName([build.dnsName('a.example')])] }));
});

test('device profile: subjectAltName, keyUsage and certificatePolicies are critical', (t) => {
  const name = build.hardwareModuleName(OID.deviceGeneric, Uint8Array.of(1));
  refuses(t, 'x509.not-critical', 46, device({ put: [build.subjectAltName([name], false)] }));
  refuses(t, 'x509.not-critical', 46, device({ put: [build.keyUsage(0x11, false)] }));
  refuses(t, 'x509.not-critical', 46, device({ put: [build.certificatePolicies([OID.policyTest], false)] }));
});

test('device profile: certificatePolicies and authorityKeyIdentifier are there', (t) => {
  refuses(t, 'x509.missing-extension', 46, device({ drop: [OID.certificatePolicies] }));
  refuses(t, 'x509.missing-extension', 46, device({ drop: [OID.authorityKeyIdentifier] }));
});

test('device profile: keyUsage has digitalSignature and keyAgreement', (t) => {
  for (const bits of [0x01, 0x10, 0x20]) refuses(t, 'x509.wrong-usage', 43, device({ put: [build.keyUsage(bits)] }));
  refuses(t, 'x509.wrong-usage', 43, device({ drop: [OID.keyUsage] }));
});

test('any profile: key identifiers are not critical', (t) => {
  const keyId = build.keyIdOf(crypto, mica.key.publicKey);
  refuses(t, 'x509.wrongly-critical', 46, device({ put: [build.authorityKeyId(keyId, true)] }));
  refuses(t, 'x509.wrongly-critical', 46, device({ put: [build.subjectKeyId(keyId, true)] }));
});

test('any profile: a critical extension that nobody here understands is refused, one that is not critical is skipped', (t) => {
  const strange = (critical: boolean) => ({
    put: [{ oid: '1.3.6.1.4.1.99999.1', critical, value: Uint8Array.of(5, 0) }],
  });
  const error = refuses(t, 'x509.unknown-critical', 43, device(strange(true)));
  t.is(error.blame, 'unsupported');
  t.is(device(strange(false))().path.length, 4);
});

test('any profile: extKeyUsage, where present, permits the role', (t) => {
  refuses(t, 'x509.wrong-usage', 43, device({ put: [build.extendedKeyUsage([OID.serverAuth])] }));
  t.is(device({ put: [build.extendedKeyUsage([OID.serverAuth, OID.clientAuth])] })().path.length, 4);
  t.is(device({ put: [build.extendedKeyUsage([OID.anyExtendedKeyUsage])] })().path.length, 4);
});

test('any profile: a CA certificate is nobody’s own', (t) => {
  refuses(t, 'x509.wrong-usage', 43, () => verify([mica.certificate, mca.certificate]));
  refuses(t, 'x509.wrong-usage', 43, device({ put: [build.basicConstraints(true)] }));
});

test('server: a certificate with a subject and a host name is taken from a server, not from a client', (t) => {
  const chain = under(makeServer(mica));
  t.is(verify(chain, asServer).leaf.subject.text, 'CN=utility.example');
  refuses(t, 'x509.wrong-usage', 43, () => verify(chain));
  const noPurpose = under(makeServer(mica, { drop: [OID.extendedKeyUsage] }));
  refuses(t, 'x509.subject', 46, () => verify(noPurpose));
  t.is(verify(noPurpose, { ...asClient, profile: 'any-2030.5' }).path.length, 4);
  refuses(t, 'x509.subject', 46, () => verify(noPurpose, { ...asServer, profile: 'device' }));
});

test('server: a nameless certificate is refused; keyUsage, where present, has digitalSignature', (t) => {
  const nameless = makeServer(mica, { subject: [], drop: [OID.subjectAltName] });
  refuses(t, 'x509.subject', 46, () => verify(under(nameless), asServer));
  refuses(t, 'x509.wrong-usage', 43, () => verify(under(makeServer(mica, { put: [build.keyUsage(0x10)] })), asServer));
  t.is(verify(under(makeServer(mica, { drop: [OID.keyUsage] })), asServer).path.length, 4);
});

test('server: one that shows a hardwareModuleName has to keep the device profile', (t) => {
  t.is(verify(findHolder(pki, 'server').chain, asServer).path.length, 4);
  const half = makeDevice(mica, { drop: [OID.certificatePolicies] });
  refuses(t, 'x509.missing-extension', 46, () => verify(under(half), asServer));
});

test('authority: an issuer that is no CA, has not its usage, or not its criticality is refused', (t) => {
  const cases: [string, number, Difference][] = [
    ['x509.missing-extension', 46, { drop: [OID.basicConstraints] }],
    ['x509.not-critical', 46, { put: [build.basicConstraints(true, false)] }],
    ['x509.wrong-usage', 43, { put: [build.basicConstraints(false)] }],
    ['x509.wrong-usage', 43, { put: [build.keyUsage(0x41)] }],
    ['x509.wrong-usage', 43, { drop: [OID.keyUsage] }],
    ['x509.not-critical', 46, { put: [build.keyUsage(0x60, false)] }],
    ['x509.missing-extension', 46, { drop: [OID.authorityKeyIdentifier] }],
    ['x509.missing-extension', 46, { drop: [OID.subjectKeyIdentifier] }],
  ];
  for (const [code, alert, difference] of cases) {
    const wrong = makeAuthority(mca, difference);
    const chain = [makeDevice(wrong).certificate, wrong.certificate, mca.certificate];
    const error = refuses(t, code, alert, () => verify(chain));
    t.is(error.place?.path, 'chain[1]');
  }
});

test('authority: a device cannot issue a certificate', (t) => {
  const rogue = makeDevice(mica);
  const leaf = makeDevice({ ...rogue, name: [] });
  t.throws(() => verify([leaf.certificate, rogue.certificate, mica.certificate, mca.certificate]), {
    name: 'PeerError',
  });
  const asDirect = createTrustStore([rogue.certificate]);
  t.throws(() => verify([leaf.certificate], asClient, asDirect), { name: 'PeerError' });
});

test('signature: a changed certificate, and one signed by another key of the same name, are refused', (t) => {
  const [leaf, ...above] = findHolder(pki, 'meter').chain;
  const changed = leaf!.slice();
  changed[changed.length - 1]! ^= 1;
  refuses(t, 'x509.bad-signature', 42, () => verify([changed, ...above]));
  const impostor = crypto.signingKey(crypto.generateScalar());
  const error = refuses(t, 'x509.bad-signature', 42, device({ signer: impostor }));
  t.is(error.place?.path, 'chain[0]');
  const forged = makeAuthority(root, { signer: impostor });
  const chain = [makeDevice(forged).certificate, forged.certificate];
  t.is(refuses(t, 'x509.bad-signature', 42, () => verify(chain)).place?.path, 'chain[1]');
});

test('authority: a PKI that is not trusted is refused, with its root sent or not', (t) => {
  const other = testPki('another authority');
  const { chain } = findHolder(other, 'thermostat');
  refuses(t, 'x509.unknown-authority', 48, () => verify(chain));
  refuses(t, 'x509.unknown-authority', 48, () => verify([...chain, other.root]));
  refuses(t, 'x509.unknown-authority', 48, () => verify(chain, asClient, createTrustStore([])));
  t.is(verify(chain, asClient, createTrustStore([pki.root, other.root])).path.length, 4);
});

test('authority: a root of the same name and another key is told apart by its key identifier, and without one by the signature', (t) => {
  const drop = [OID.authorityKeyIdentifier];
  const twin = makeAuthority(root, { subject: root.name, isSelfSigned: true, drop });
  const leafOfTwin = makeDevice(twin);
  refuses(t, 'x509.unknown-authority', 48, () => verify([leafOfTwin.certificate]));
  const unlinked = makeServer(twin, { drop });
  refuses(t, 'x509.bad-signature', 42, () => verify([unlinked.certificate], asServer));
  const both = createTrustStore([pki.root, twin.certificate]);
  t.is(verify([unlinked.certificate], asServer, both).path[1]!.length, twin.certificate.length);
});

test('key identifiers: an authorityKeyIdentifier that names another key of the issuer is refused', (t) => {
  const put = [build.authorityKeyId(new Uint8Array(20))];
  refuses(t, 'x509.key-identifier', 42, device({ put }));
});

test('chain: an authority that is missing, or the wrong order, is refused', (t) => {
  const { chain } = findHolder(pki, 'inverter');
  refuses(t, 'x509.unknown-authority', 48, () => verify([chain[0]!]));
  refuses(t, 'x509.unknown-authority', 48, () => verify(chain.slice(0, 2)));
  refuses(t, 'x509.chain-order', 42, () => verify([chain[0]!, chain[2]!, chain[1]!]));
  refuses(t, 'x509.no-certificate', 46, () => verify([]));
});

test('chain: an intermediate may be the trust anchor, and what follows it is not read', (t) => {
  const { chain } = findHolder(pki, 'inverter');
  const store = createTrustStore([mica.certificate]);
  t.is(verify([chain[0]!], asClient, store).path.length, 2);
  t.is(verify([...chain, Uint8Array.of(0xff)], asClient, store).path.length, 2);
});

test('chain: authorities that are known fill a chain that was cut, and are not trusted by that', (t) => {
  const { chain } = findHolder(pki, 'inverter');
  const known = [mca.certificate, mica.certificate];
  const store = createTrustStore([pki.root], known);
  t.is(verify([chain[0]!], asClient, store).path.length, 4);
  t.is(verify(chain.slice(0, 2), asClient, store).path.length, 4);
  refuses(t, 'x509.unknown-authority', 48, () => verify([chain[0]!], asClient, createTrustStore([], known)));
  const wrong = makeAuthority(mca, { put: [build.nameConstraints('example')] });
  const withWrong = createTrustStore([pki.root], [wrong.certificate, mca.certificate]);
  refuses(t, 'x509.name-constraints', 46, () => verify([makeDevice(wrong).certificate], asClient, withWrong));
});

test('chain: authorities that issued each other end at the limit, not never', (t) => {
  const subject: build.NamePlan = [[OID.commonName, 'one']];
  const first = makeAuthority(root, { subject });
  const second = makeAuthority(first, { subject: [[OID.commonName, 'two']] });
  const firstAgain = makeAuthority(second, { subject, own: first });
  const store = createTrustStore([pki.root], [firstAgain.certificate, second.certificate]);
  refuses(t, 'x509.chain-too-long', 46, () => verify([makeDevice(first).certificate], asClient, store));
});

test('chain: five certificates pass the limit of four, which is named', (t) => {
  const fourth = makeAuthority(mica);
  const chain = [makeDevice(fourth).certificate, fourth.certificate, mica.certificate, mca.certificate];
  for (const sent of [chain, [...chain, pki.root]]) {
    const error = refuses(t, 'x509.chain-too-long', 46, () => verify(sent));
    t.is(error.blame, 'limit');
    t.deepEqual(error.limit, { name: 'maxChainLength', value: 4 });
  }
});

test('chain: a certificate larger than a handshake message may be is refused before it is read', (t) => {
  const limits = { ...HOST_LIMITS, maxHandshakeOctets: 100 };
  const error = refuses(t, 'x509.too-large', 46, () => verify(findHolder(pki, 'meter').chain, { ...asClient, limits }));
  t.deepEqual(error.limit, { name: 'maxHandshakeOctets', value: 100 });
});

test('chain: a path length constraint counts the authorities below it (RFC 5280 §4.2.1.9)', (t) => {
  const closed = makeAuthority(root, { put: [build.basicConstraints(true, true, 0)] });
  t.is(verify([makeDevice(closed).certificate, closed.certificate]).path.length, 3);
  const below = makeAuthority(closed, { subject: [[OID.commonName, 'below']] });
  const chain = [makeDevice(below).certificate, below.certificate, closed.certificate];
  t.is(refuses(t, 'x509.path-length', 46, () => verify(chain)).place?.path, 'chain[2]');
});

test('validity: the first and the last second count, and nothing around them (RFC 5280 §4.1.2.5)', (t) => {
  const chain = under(makeDevice(mica, { notBeforeS: NOW_S, notAfterS: NOW_S + 10 }));
  const at = (nowS: number) => () => verify(chain, { ...asClient, nowS });
  refuses(t, 'x509.not-yet-valid', 45, at(NOW_S - 1));
  t.is(at(NOW_S)().path.length, 4);
  t.is(at(NOW_S + 10.9)().path.length, 4);
  const error = refuses(t, 'x509.expired', 45, at(NOW_S + 11));
  t.is(error.place?.path, 'chain[0]');
});

test('validity: an expired authority is named', (t) => {
  const old = makeAuthority(mca, { notAfterS: NOW_S - 1 });
  const chain = [makeDevice(old).certificate, old.certificate, mca.certificate];
  t.is(refuses(t, 'x509.expired', 45, () => verify(chain)).place?.path, 'chain[1]');
});

test('validity: without a clock it is not looked at, and can be asked for once there is one', (t) => {
  const chain = under(makeDevice(mica, { notAfterS: NOT_BEFORE_S + 1 }));
  const peer = verify(chain, { ...asClient, nowS: undefined });
  t.is(peer.path.length, 4);
  refuses(t, 'x509.expired', 45, () => checkValidity(peer.path.map(parseCertificate), NOW_S));
  checkValidity(peer.path.map(parseCertificate), NOT_BEFORE_S);
});

test('host names: none is looked at, a peer is its LFDI', (t) => {
  const subject: build.NamePlan = [[OID.commonName, 'some.other.example']];
  t.is(verify(under(makeServer(mica, { subject })), asServer).lfdi.length, 40);
});
