/**
 * Reads an X.509 certificate of the kind that IEEE 2030.5-2018 §6.11 uses: version 3, a P-256 key, signed with
 * ecdsa-with-SHA256. Whether it may be trusted is asked elsewhere: see {@link ./chain}.
 */

import { malformed, unsupported } from '../../core/peer-error.js';
import { DerReader, explicitTag, implicitTag, TAG } from './der.js';
import { decodeEcdsaSignature } from './ecdsa-signature.js';
import { type Extensions, readExtensions } from './extensions.js';
import { type DistinguishedName, readName } from './name.js';
import { OID } from './oid.js';
import { readTime } from './time.js';

export interface Certificate {
  /** The whole certificate; of {@link parseCertificate} a copy, so that the receive buffer is free. */
  readonly der: Uint8Array;
  /** What the signature covers: `tbsCertificate` with its header. */
  readonly tbs: Uint8Array;
  /** 1 or 3. */
  readonly version: number;
  /** Two's complement octets, most significant first. */
  readonly serial: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** First and last second of validity since 1970-01-01T00:00:00Z; both inclusive. */
  readonly notBeforeS: number;
  readonly notAfterS: number;
  /** Uncompressed P-256 point, 65 octets. Whether it is on the curve shows when it is used. */
  readonly publicKey: Uint8Array;
  readonly extensions: Extensions;
  /** r and s, 32 octets each. */
  readonly signature: Uint8Array;
}

/**
 * Reads one certificate. PeerError: `x509.…` malformed with the octet; unsupported for another key
 * (`x509.wrong-curve`), signature algorithm (`x509.wrong-algorithm`) or version (`x509.version`).
 */
export function parseCertificate(octets: Uint8Array): Certificate {
  return readCertificate(octets.slice());
}

/** As {@link parseCertificate}, without the copy: what was read are views of `der`, and as long-lived. */
export function readCertificate(der: Uint8Array): Certificate {
  const outer = new DerReader(der);
  const certificate = outer.enter(TAG.sequence, 'certificate');
  outer.finish('the certificate');
  const fields = certificate.enter(TAG.sequence, 'tbsCertificate');
  const tbs = certificate.value();
  const version = readVersion(fields);
  const serial = fields.integer('serialNumber');
  if (serial.length > 21) {
    throw malformed('x509.serial', 'a serial number of ' + serial.length + ' octets', { octet: fields.contentAt });
  }
  readSignatureAlgorithm(fields, 'signature');
  const issuer = readName(fields, 'issuer');
  const validity = fields.enter(TAG.sequence, 'validity');
  const notBeforeS = readTime(validity, 'notBefore');
  const notAfterS = readTime(validity, 'notAfter');
  validity.finish('validity');
  const subject = readName(fields, 'subject');
  const publicKey = readPublicKeyInfo(fields);
  if (fields.peekTag() === implicitTag(1)) fields.next();
  if (fields.peekTag() === implicitTag(2)) fields.next();
  const extensions = readExtensions(enterExtensions(fields, version));
  fields.finish('tbsCertificate');
  readSignatureAlgorithm(certificate, 'signatureAlgorithm');
  certificate.bitOctets('signatureValue');
  const signature = decodeEcdsaSignature(der, certificate.contentAt + 1, certificate.contentEnd);
  certificate.finish('signatureValue');
  return { der, tbs, version, serial, issuer, subject, notBeforeS, notAfterS, publicKey, extensions, signature };
}

function readVersion(fields: DerReader): number {
  if (fields.peekTag() !== explicitTag(0)) return 1;
  const explicit = fields.enter(explicitTag(0), 'version');
  const version = explicit.smallInteger('version') + 1;
  explicit.finish('version');
  if (version !== 3) throw unsupported('x509.version', 'certificate version ' + version, { octet: fields.valueAt });
  return version;
}

function readSignatureAlgorithm(fields: DerReader, what: string): void {
  const algorithm = fields.enter(TAG.sequence, what);
  const oid = algorithm.oid(what);
  if (oid !== OID.ecdsaWithSha256) {
    throw unsupported('x509.wrong-algorithm', what + ': expected ecdsa-with-SHA256, found ' + oid, {
      octet: fields.valueAt,
    });
  }
  algorithm.finish(what);
}

/** SubjectPublicKeyInfo with an uncompressed point of P-256 (RFC 5480 §2). */
export function readPublicKeyInfo(fields: DerReader): Uint8Array {
  const info = fields.enter(TAG.sequence, 'subjectPublicKeyInfo');
  const at = fields.valueAt;
  const algorithm = info.enter(TAG.sequence, 'key algorithm');
  const key = algorithm.oid('key algorithm');
  if (key !== OID.ecPublicKey) {
    throw unsupported('x509.wrong-curve', 'expected a P-256 key, found a key of algorithm ' + key, { octet: at });
  }
  if (algorithm.peekTag() !== TAG.oid) {
    throw unsupported('x509.wrong-curve', 'expected the named curve P-256, found explicit parameters', { octet: at });
  }
  const curve = algorithm.oid('curve');
  if (curve !== OID.curveP256) {
    throw unsupported('x509.wrong-curve', 'expected a P-256 key, found curve ' + curve, { octet: at });
  }
  algorithm.finish('key algorithm');
  const point = info.bitOctets('subjectPublicKey');
  if (point.length !== 65 || point[0] !== 4) {
    throw unsupported('x509.wrong-curve', 'expected an uncompressed point of 65 octets', { octet: info.valueAt });
  }
  info.finish('subjectPublicKeyInfo');
  return point;
}

function enterExtensions(fields: DerReader, version: number): DerReader | undefined {
  if (fields.peekTag() !== explicitTag(3)) return undefined;
  if (version !== 3) throw malformed('x509.version', 'extensions in version 1', { octet: fields.at });
  const explicit = fields.enter(explicitTag(3), 'extensions');
  const list = explicit.enter(TAG.sequence, 'extensions');
  explicit.finish('extensions');
  if (list.done) throw malformed('x509.der-value', 'an empty list of extensions', { octet: list.at });
  return list;
}
