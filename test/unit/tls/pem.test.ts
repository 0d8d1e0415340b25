import { createPrivateKey, generateKeyPairSync } from 'node:crypto';

import test from 'ava';

import { fromAscii } from '../../../stack/core/octets.js';
import { type PeerError } from '../../../stack/core/peer-error.js';
import { decodeBase64, encodeBase64 } from '../../../stack/tls/x509/base64.js';
import { hasPem, readCertificatesPem, readPem, writePem } from '../../../stack/tls/x509/pem.js';
import { readPrivateKey, readPrivateKeyPem } from '../../../stack/tls/x509/private-key.js';
import { privateKeyInfo } from '../../../tools/pki/certificate-builder.js';
import { PROVIDERS } from '../../support/crypto-providers.js';
import { createPrng } from '../../support/prng.js';

const codeOf = (error: Error | undefined): string => (error as PeerError).code;

test('base 64: the vectors of RFC 4648 §10, both ways', (t) => {
  const vectors = [
    '',
    '',
    'f',
    'Zg==',
    'fo',
    'Zm8=',
    'foo',
    'Zm9v',
    'foob',
    'Zm9vYg==',
    'fooba',
    'Zm9vYmE=',
    'foobar',
    'Zm9vYmFy',
  ];
  for (let i = 0; i < vectors.length; i += 2) {
    t.is(encodeBase64(fromAscii(vectors[i]!)), vectors[i + 1]!);
    t.deepEqual(decodeBase64(vectors[i + 1]!), fromAscii(vectors[i]!));
  }
});

test('base 64: as Node has it for random octets', (t) => {
  const next = createPrng(4648);
  for (let length = 0; length < 200; length++) {
    const octets = Uint8Array.from({ length }, () => next() & 0xff);
    const text = Buffer.from(octets).toString('base64');
    t.is(encodeBase64(octets), text);
    t.deepEqual(decodeBase64(text.replaceAll(/(.{7})/g, '$1\r\n ')), octets);
  }
});

test('base 64: what is none is refused', (t) => {
  for (const text of ['Z', 'Zg', 'Zg=', 'Zg=a', '====', 'Z===', 'Zm9v!A==', 'Zg==Zg==', 'Zm-_']) {
    t.is(codeOf(t.throws(() => decodeBase64(text))), 'pem.base64', text);
  }
});

test('PEM: blocks in order, text around them skipped', (t) => {
  const text = `a note\n${writePem('CERTIFICATE', fromAscii('one'))}between\r\n${writePem('X', fromAscii('two'))}after`;
  t.deepEqual(readPem(text), [
    { label: 'CERTIFICATE', octets: fromAscii('one') },
    { label: 'X', octets: fromAscii('two') },
  ]);
  t.deepEqual(readCertificatesPem(text), [fromAscii('one')]);
  t.true(hasPem(text));
  t.false(hasPem('0\x82'));
});

test('PEM: a file without a certificate, a cut one and an encrypted one say so', (t) => {
  const block = writePem('CERTIFICATE', fromAscii('one'));
  t.is(codeOf(t.throws(() => readCertificatesPem('nothing'))), 'pem.no-certificate');
  t.is(codeOf(t.throws(() => readPem(block.slice(0, 40)))), 'pem.end');
  t.is(codeOf(t.throws(() => readPem('-----BEGIN CERT'))), 'pem.begin');
  const encrypted = '-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END EC PRIVATE KEY-----\n';
  t.is(codeOf(t.throws(() => readPem(encrypted))), 'pem.encrypted');
  t.is(codeOf(t.throws(() => readPrivateKeyPem(writePem('ENCRYPTED PRIVATE KEY', fromAscii('x'))))), 'pem.encrypted');
  t.is(codeOf(t.throws(() => readPrivateKeyPem(block))), 'pem.no-key');
});

test('private keys: what Node writes in SEC 1 and PKCS #8, in PEM and DER', (t) => {
  for (let round = 0; round < 20; round++) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const scalar = new Uint8Array(Buffer.from(privateKey.export({ format: 'jwk' }).d!, 'base64url'));
    for (const type of ['sec1', 'pkcs8'] as const) {
      t.deepEqual(readPrivateKeyPem(privateKey.export({ type, format: 'pem' }) as string), scalar);
      t.deepEqual(readPrivateKey(new Uint8Array(privateKey.export({ type, format: 'der' }))), scalar);
    }
  }
});

test('private keys: Node reads what is written here, small scalars with their leading zeros too', (t) => {
  for (const crypto of PROVIDERS) {
    const small = new Uint8Array(32);
    small[31] = 9;
    for (const scalar of [small, crypto.generateScalar()]) {
      const key = crypto.signingKey(scalar);
      const pem = writePem('PRIVATE KEY', privateKeyInfo(scalar, key.publicKey));
      const jwk = createPrivateKey(pem).export({ format: 'jwk' });
      t.is(jwk.d, Buffer.from(scalar).toString('base64url'));
      t.is(jwk.x, Buffer.from(key.publicKey.subarray(1, 33)).toString('base64url'));
      t.deepEqual(readPrivateKeyPem(pem), scalar);
    }
  }
});

test('private keys: another curve and another algorithm are refused by name', (t) => {
  const other = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey;
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  for (const type of ['sec1', 'pkcs8'] as const) {
    const error = t.throws(() => readPrivateKeyPem(other.export({ type, format: 'pem' }) as string));
    t.is(codeOf(error), 'x509.wrong-curve');
    t.regex(error.message, /1\.3\.132\.0\.34/);
  }
  const error = t.throws(() => readPrivateKeyPem(rsa.export({ type: 'pkcs8', format: 'pem' }) as string));
  t.is(codeOf(error), 'x509.wrong-curve');
});
