/** What we write OpenSSL reads and verifies, and what OpenSSL writes we read. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';

import { createNodeCrypto } from '../../../hal/node/crypto.js';
import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { toHex } from '../../../stack/core/octets.js';
import { PeerError } from '../../../stack/core/peer-error.js';
import { lfdiOf } from '../../../stack/tls/identity.js';
import { parseCertificate } from '../../../stack/tls/x509/certificate.js';
import { verifyChain } from '../../../stack/tls/x509/chain.js';
import { OID } from '../../../stack/tls/x509/oid.js';
import { createTrustStore } from '../../../stack/tls/x509/trust-store.js';
import { pkiFiles } from '../../../tools/pki/command.js';
import { readCertificateFile, readCredential, readKeyFile } from '../../../tools/pki/files.js';
import { NO_EXPIRY_S } from '../../../stack/tls/x509/time.js';
import { NOT_BEFORE_S, NOW_S, testPki } from '../../support/certificates.js';

const crypto = createNodeCrypto();
const folder = mkdtempSync(join(tmpdir(), 'sep2-openssl-'));
test.after.always(() => rmSync(folder, { recursive: true }));

const file = (name: string): string => join(folder, name);
const openssl = (...args: string[]): string =>
  execFileSync('openssl', args, { encoding: 'utf8', cwd: folder, stdio: 'pipe' });

for (const length of [2, 3, 4] as const) {
  test(`openssl verify accepts each chain of ${length} that sep2 pki writes`, (t) => {
    const pki = testPki('openssl', length);
    const prefix = `chain${length}-`;
    for (const { name, content } of pkiFiles(pki)) writeFileSync(file(prefix + name), content);
    for (const { name } of pki.holders) {
      const leaf = `${prefix}${name}.cert.pem`;
      const said = openssl('verify', '-x509_strict', '-CAfile', `${prefix}root.cert.pem`, '-untrusted', leaf, leaf);
      t.is(said.trim(), `${leaf}: OK`);
    }
  });
}

test('openssl x509 -text reads what we wrote as it was meant', (t) => {
  const pki = testPki('text');
  for (const { name, content } of pkiFiles(pki)) writeFileSync(file(name), content);
  const device = openssl('x509', '-in', 'meter.cert.pem', '-noout', '-text');
  t.regex(device, /Subject: \n/);
  t.regex(device, /Not After : Dec 31 23:59:59 9999 GMT/);
  t.regex(device, /X509v3 Key Usage: critical\s+Digital Signature, Key Agreement/);
  t.regex(device, /X509v3 Certificate Policies: critical\s+Policy: 1\.3\.6\.1\.4\.1\.40732\.2\.1/);
  t.regex(device, /X509v3 Subject Alternative Name: critical\s+othername/);
  const root = openssl('x509', '-in', 'root.cert.pem', '-noout', '-text');
  t.regex(root, /X509v3 Basic Constraints: critical\s+CA:TRUE\n/);
  t.regex(root, /X509v3 Key Usage: critical\s+Certificate Sign, CRL Sign/);
  t.regex(root, /X509v3 Any Policy/);
  const der = openssl('x509', '-in', 'meter.cert.pem', '-noout', '-fingerprint', '-sha256').trim();
  const lfdi = pki.holders.find(({ name }) => name === 'meter')!.lfdi;
  t.is(der.split('=')[1]!.replaceAll(':', '').slice(0, 40), lfdi);
  t.is(lfdiOf(crypto, new Uint8Array(readFileSync(file('meter.cert.der')))), lfdi);
});

test('openssl pkey reads our keys, and the public half is that of the certificate', (t) => {
  const pki = testPki('keys');
  for (const { name, content } of pkiFiles(pki)) writeFileSync(file(`keys-${name}`), content);
  for (const { name } of pki.holders) {
    const ofKey = openssl('pkey', '-in', `keys-${name}.key.pem`, '-pubout');
    t.is(ofKey, openssl('x509', '-in', `keys-${name}.cert.pem`, '-noout', '-pubkey'));
    t.is(readCredential(crypto, file(`keys-${name}.cert.pem`), file(`keys-${name}.key.pem`)).chain.length, 3);
  }
  const error = t.throws(() => readCredential(crypto, file('keys-meter.cert.pem'), file('keys-inverter.key.pem')));
  t.regex(error.message, /keys-inverter\.key\.pem: not the key of the first certificate in .*keys-meter\.cert\.pem/);
});

test('GnuTLS certtool reads and verifies what we wrote', (t) => {
  const pki = testPki('gnutls');
  for (const { name, content } of pkiFiles(pki)) writeFileSync(file(`gnutls-${name}`), content);
  const args = [
    '--verify',
    '--load-ca-certificate',
    file('gnutls-root.cert.pem'),
    '--infile',
    file('gnutls-inverter.cert.pem'),
  ];
  const { stdout, status } = spawnSync('certtool', args, { encoding: 'utf8' });
  t.is(status, 0, stdout);
  t.regex(stdout, /Chain verification output: Verified\. The certificate is trusted\./);
});

/** An OpenSSL configuration that asks for the device profile. */
const CONFIG = `
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
certificatePolicies = critical, 2.5.29.32.0
[device]
keyUsage = critical, digitalSignature, keyAgreement
certificatePolicies = critical, ${OID.policyBulkIssued}
subjectAltName = critical, otherName:${OID.hardwareModuleName};SEQ:module
authorityKeyIdentifier = keyid
[module]
type = OID:${OID.deviceMobile}
serial = FORMAT:HEX, OCTETSTRING:0102A0FF
[server]
keyUsage = digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:utility.example, IP:::1
`;

test('what OpenSSL issues we read and verify, a device and an ordinary server', (t) => {
  writeFileSync(file('openssl.cnf'), CONFIG);
  const newKey = ['req', '-config', 'openssl.cnf', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    ...newKey,
    '-x509',
    '-subj',
    '/C=US/O=Example/CN=Root é',
    '-utf8',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-extensions',
    'ca',
  );
  for (const [kind, subject] of [
    ['device', '/'],
    ['server', '/CN=utility.example'],
  ] as const) {
    openssl(...newKey, '-subj', subject, '-keyout', `${kind}.key`, '-out', `${kind}.csr`);
    const extensions = ['-extfile', 'openssl.cnf', '-extensions', kind];
    openssl(
      'x509',
      '-req',
      '-in',
      `${kind}.csr`,
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-days',
      '1',
      '-out',
      `${kind}.pem`,
      ...extensions,
    );
  }
  const trust = createTrustStore(readCertificateFile(file('ca.pem')));
  t.is(parseCertificate(trust.anchors[0]!).subject.text, 'C=US, O=Example, CN=Root é');
  const options = { crypto, limits: HOST_LIMITS, nowS: Math.floor(Date.now() / 1000) };
  const device = verifyChain(readCertificateFile(file('device.pem')), trust, { ...options, role: 'client' });
  const module = device.leaf.extensions.subjectAltName!.hardwareModule!;
  t.is(module.type, OID.deviceMobile);
  t.is(toHex(module.serial), '0102A0FF');
  t.deepEqual(device.publicKey, crypto.signingKey(readKeyFile(file('device.key'))).publicKey);
  const server = verifyChain(readCertificateFile(file('server.pem')), trust, { ...options, role: 'server' });
  t.is(server.leaf.subject.text, 'CN=utility.example');
  t.throws(() => verifyChain(readCertificateFile(file('server.pem')), trust, { ...options, role: 'client' }), {
    instanceOf: PeerError,
  });
});

test('keys and certificates of other kinds that OpenSSL makes are refused by name', (t) => {
  openssl('ecparam', '-name', 'secp384r1', '-genkey', '-out', 'p384.key');
  t.regex(t.throws(() => readKeyFile(file('p384.key'))).message, /p384\.key: .*x509\.wrong-curve.*1\.3\.132\.0\.34/);
  openssl('req', '-x509', '-key', 'p384.key', '-subj', '/CN=x', '-out', 'p384.pem');
  const error = t.throws<PeerError>(() => parseCertificate(readCertificateFile(file('p384.pem'))[0]!));
  t.is(error.code, 'x509.wrong-curve');
  openssl('ecparam', '-name', 'prime256v1', '-genkey', '-out', 'sec1.key');
  t.is(readKeyFile(file('sec1.key')).length, 32);
});

test('dates are judged as OpenSSL judges them, but for the last second, which RFC 5280 counts in', (t) => {
  const pki = testPki('verdicts');
  const trust = createTrustStore([pki.root]);
  const { chain } = pki.holders[1]!;
  writeFileSync(file('v-root.pem'), pkiFiles(pki)[0]!.content);
  const leaf = pkiFiles(pki).find(({ name }) => name === 'thermostat.cert.pem')!;
  writeFileSync(file('v-leaf.pem'), leaf.content);
  for (const nowS of [NOW_S, NOT_BEFORE_S - 1, NOT_BEFORE_S, NO_EXPIRY_S - 1]) {
    const args = ['verify', '-attime', String(nowS), '-CAfile', 'v-root.pem', '-untrusted', 'v-leaf.pem', 'v-leaf.pem'];
    const theirs = spawnSync('openssl', args, { cwd: folder }).status === 0;
    let ours = true;
    try {
      verifyChain(chain, trust, { crypto, limits: HOST_LIMITS, role: 'client', nowS });
    } catch {
      ours = false;
    }
    t.is(ours, theirs, String(nowS));
  }
});
