import { generateKeyPairSync } from 'node:crypto';

import test from 'ava';

import { createNodeCrypto } from '../../../hal/node/crypto.js';
import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { type PeerError } from '../../../stack/core/peer-error.js';
import { parseCertificate } from '../../../stack/tls/x509/certificate.js';
import { decodeEcdsaSignature, encodeEcdsaSignature } from '../../../stack/tls/x509/ecdsa-signature.js';
import { KEY_USAGE } from '../../../stack/tls/x509/extensions.js';
import { OID } from '../../../stack/tls/x509/oid.js';
import { NO_EXPIRY_S } from '../../../stack/tls/x509/time.js';
import * as build from '../../../tools/pki/certificate-builder.js';
import * as write from '../../../tools/pki/der-writer.js';
import { findHolder } from '../../../tools/pki/test-pki.js';
import { makeDevice, makeServer, NOT_BEFORE_S, testPki } from '../../support/certificates.js';
import { hex } from '../../support/octet-patterns.js';

const pki = testPki('certificate');
const issuer = pki.authorities[2]!;

function refusalOf(der: Uint8Array): PeerError {
  try {
    parseCertificate(der);
  } catch (error) {
    return error as PeerError;
  }
  throw new Error('expected a refusal, got a certificate');
}

test('certificate: every field of a device certificate (IEEE 2030.5-2018 §6.11)', (t) => {
  const { certificate, key } = findHolder(pki, 'inverter');
  const parsed = parseCertificate(certificate);
  t.deepEqual(parsed.der, certificate);
  t.is(parsed.version, 3);
  t.is(parsed.serial.length, 8);
  t.is(parsed.subject.text, '');
  t.regex(parsed.issuer.text, /^O=sep2-micro test PKI, CN=MICA, serialNumber=[0-9A-F]{8}$/);
  t.is(parsed.notBeforeS, NOT_BEFORE_S);
  t.is(parsed.notAfterS, NO_EXPIRY_S);
  t.deepEqual(parsed.publicKey, key.publicKey);
  const { extensions } = parsed;
  t.is(extensions.keyUsage!.bits, KEY_USAGE.digitalSignature | KEY_USAGE.keyAgreement);
  t.deepEqual(extensions.certificatePolicies, [OID.policyTest]);
  t.is(extensions.subjectAltName!.hardwareModule!.type, OID.deviceGeneric);
  t.is(extensions.subjectAltName!.hardwareModule!.serial.length, 8);
  t.deepEqual(extensions.authorityKeyId, parseCertificate(issuer.certificate).extensions.subjectKeyId);
  t.is(extensions.basicConstraints, undefined);
  t.deepEqual(
    extensions.entries.map(({ oid, critical }) => [oid, critical]),
    [
      [OID.keyUsage, true],
      [OID.certificatePolicies, true],
      [OID.subjectAltName, true],
      [OID.authorityKeyIdentifier, false],
    ],
  );
});

test('certificate: names of a server and constraints of a CA', (t) => {
  const server = parseCertificate(makeServer(issuer).certificate);
  t.is(server.subject.text, 'CN=utility.example');
  t.deepEqual(server.extensions.subjectAltName!.dnsNames, ['utility.example']);
  t.deepEqual(server.extensions.extendedKeyUsage, [OID.serverAuth]);
  t.deepEqual(parseCertificate(pki.root).extensions.basicConstraints, { ca: true, pathLength: undefined });
});

test('certificate: what was parsed is a copy, so that the receive buffer is free', (t) => {
  const received = findHolder(pki, 'meter').certificate.slice();
  const parsed = parseCertificate(received);
  const before = parsed.publicKey.slice();
  received.fill(0);
  t.deepEqual(parsed.publicKey, before);
});

test('certificate: another curve and another key algorithm are unsupported, by name', (t) => {
  const p384 = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).publicKey.export({ type: 'spki', format: 'der' });
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'der' });
  for (const [info, detail] of [
    [p384, /curve 1\.3\.132\.0\.34/],
    [rsa, /algorithm 1\.2\.840\.113549\.1\.1\.1/],
  ] as const) {
    const error = refusalOf(makeDevice(issuer, { publicKeyInfo: new Uint8Array(info) }).certificate);
    t.is(error.code, 'x509.wrong-curve');
    t.is(error.blame, 'unsupported');
    t.regex(error.message, detail);
    t.is(typeof error.place?.octet, 'number');
  }
});

test('certificate: a compressed point is unsupported', (t) => {
  const { publicKey } = issuer.key;
  const compressed = Uint8Array.from([2 + (publicKey[64]! & 1), ...publicKey.subarray(1, 33)]);
  const publicKeyInfo = build.publicKeyInfo(compressed, OID.curveP256);
  t.is(refusalOf(makeDevice(issuer, { publicKeyInfo }).certificate).code, 'x509.wrong-curve');
});

test('certificate: another signature algorithm is unsupported', (t) => {
  const signatureAlgorithm = write.sequence(write.oid('1.2.840.10045.4.3.3'));
  const error = refusalOf(makeDevice(issuer, { signatureAlgorithm }).certificate);
  t.is(error.code, 'x509.wrong-algorithm');
  t.regex(error.message, /expected ecdsa-with-SHA256, found 1\.2\.840\.10045\.4\.3\.3/);
});

test('certificate: an extension that comes twice breaks the format (RFC 5280 §4.2)', (t) => {
  const twice = build.extendedKeyUsage([OID.clientAuth]);
  t.is(refusalOf(makeDevice(issuer, { put: [twice, twice] }).certificate).code, 'x509.extension-twice');
});

test('certificate: octets after it are refused', (t) => {
  const { certificate } = findHolder(pki, 'meter');
  const error = refusalOf(Uint8Array.from([...certificate, 0]));
  t.is(error.code, 'x509.trailing-octets');
  t.is(error.place?.octet, certificate.length);
});

test('certificate: two hardware module names are none (RFC 4108 §5)', (t) => {
  const name = build.hardwareModuleName(OID.deviceGeneric, hex('01'));
  const { certificate } = makeDevice(issuer, { put: [build.subjectAltName([name, name])] });
  t.is(refusalOf(certificate).code, 'x509.hardware-module-name');
});

test('certificate: control characters in a name do not reach a terminal', (t) => {
  const subject: build.NamePlan = [[OID.commonName, 'a\u001b[2Jb\nc']];
  t.is(parseCertificate(makeServer(issuer, { subject }).certificate).subject.text, 'CN=a\\x1B[2Jb\\x0Ac');
});

test('certificate: the limits of a board hold a chain of four', (t) => {
  const octets = findHolder(pki, 'server').chain.reduce((sum, certificate) => sum + certificate.length + 3, 7);
  t.true(octets < 2048, `${octets} octets`);
  t.true(octets < HOST_LIMITS.maxHandshakeOctets);
});

test('Ecdsa-Sig-Value: shortest integers both ways (RFC 3279 §2.2.3)', (t) => {
  const cases = [
    ['00'.repeat(31) + '01' + '00'.repeat(31) + '7F', '3006020101 02017F'],
    ['80' + '00'.repeat(31) + '00'.repeat(30) + '8000', `302802210080${'00'.repeat(31)}0203008000`],
    ['00'.repeat(64), '3006020100020100'],
  ] as const;
  for (const [raw, der] of cases) {
    t.deepEqual(encodeEcdsaSignature(hex(raw)), hex(der));
    t.deepEqual(decodeEcdsaSignature(encodeEcdsaSignature(hex(raw))), hex(raw));
  }
  const crypto = createNodeCrypto();
  for (let round = 0; round < 200; round++) {
    const raw = new Uint8Array(64);
    crypto.random(raw);
    raw.fill(0, 0, round % 33);
    t.deepEqual(decodeEcdsaSignature(encodeEcdsaSignature(raw)), raw);
  }
});

test('Ecdsa-Sig-Value: negative, oversize, padded and trailing are refused', (t) => {
  for (const wrong of [
    '3006020181020101',
    `3026022101${'00'.repeat(32)}020101`,
    '300702020001020101',
    '300602010102010100',
    '3009020101020101020101',
    '3003020101',
    '3106020101020101',
    '',
  ]) {
    const error = t.throws<PeerError>(() => decodeEcdsaSignature(hex(wrong)));
    t.is(error.name, 'PeerError');
    t.true(error.code.startsWith('x509.'));
  }
});
