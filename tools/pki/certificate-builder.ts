/**
 * Builds certificates, right ones and wrong ones: every part that the IEEE 2030.5 profile speaks of can be left out or
 * changed, so that a test can hold each rule against the certificate that breaks it.
 */

import { concatOctets, fromAscii } from '../../stack/core/octets.js';
import { type CryptoPort, type SigningKey } from '../../stack/ports/crypto.js';
import { explicitTag, implicitTag, TAG } from '../../stack/tls/x509/der.js';
import { encodeEcdsaSignature } from '../../stack/tls/x509/ecdsa-signature.js';
import { KEY_USAGE } from '../../stack/tls/x509/extensions.js';
import { OID } from '../../stack/tls/x509/oid.js';
import * as write from './der-writer.js';

/** An extension that is to be written. */
export interface ExtensionPlan {
  readonly oid: string;
  readonly critical: boolean;
  /** The DER value inside the OCTET STRING. */
  readonly value: Uint8Array;
}

/** Attributes of a distinguished name: an attribute type in dotted form and its text. */
export type NamePlan = readonly (readonly [type: string, text: string])[];

export interface CertificatePlan {
  /** Content of the serial number; leading zeros allowed. */
  readonly serial: Uint8Array;
  readonly issuer: NamePlan;
  readonly subject: NamePlan;
  readonly notBeforeS: number;
  readonly notAfterS: number;
  /** Uncompressed P-256 point. */
  readonly publicKey: Uint8Array;
  readonly extensions: readonly ExtensionPlan[];
  /** A SubjectPublicKeyInfo in place of the one for `publicKey`: another curve, another algorithm. */
  readonly publicKeyInfo?: Uint8Array;
  /** An AlgorithmIdentifier in place of ecdsa-with-SHA256. */
  readonly signatureAlgorithm?: Uint8Array;
}

const ECDSA_WITH_SHA256 = write.sequence(write.oid(OID.ecdsaWithSha256));

/** The certificate in DER, signed with the issuer's key. */
export function buildCertificate(plan: CertificatePlan, issuerKey: SigningKey, crypto: CryptoPort): Uint8Array {
  const algorithm = plan.signatureAlgorithm ?? ECDSA_WITH_SHA256;
  const parts = [
    write.der(explicitTag(0), write.smallInteger(2)),
    write.unsignedInteger(plan.serial),
    algorithm,
    nameDer(plan.issuer),
    write.sequence(write.time(plan.notBeforeS), write.time(plan.notAfterS)),
    nameDer(plan.subject),
    plan.publicKeyInfo ?? publicKeyInfo(plan.publicKey, OID.curveP256),
  ];
  if (plan.extensions.length > 0) {
    parts.push(write.der(explicitTag(3), write.sequence(...plan.extensions.map(extensionDer))));
  }
  const tbs = write.sequence(...parts);
  const signature = encodeEcdsaSignature(issuerKey.sign(crypto.sha256(tbs)));
  return write.sequence(tbs, algorithm, write.bitOctets(signature));
}

export function nameDer(name: NamePlan): Uint8Array {
  return write.sequence(
    ...name.map(([type, text]) => write.der(TAG.set, write.sequence(write.oid(type), write.utf8String(text)))),
  );
}

/** SubjectPublicKeyInfo of an EC key on a named curve. */
export function publicKeyInfo(point: Uint8Array, curve: string): Uint8Array {
  return write.sequence(write.sequence(write.oid(OID.ecPublicKey), write.oid(curve)), write.bitOctets(point));
}

/** PKCS #8 of a P-256 key with its public half, which OpenSSL, GnuTLS and Node read alike. */
export function privateKeyInfo(scalar: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const key = write.sequence(
    write.smallInteger(1),
    write.octetString(scalar),
    write.der(explicitTag(1), write.bitOctets(publicKey)),
  );
  const algorithm = write.sequence(write.oid(OID.ecPublicKey), write.oid(OID.curveP256));
  return write.sequence(write.smallInteger(0), algorithm, write.octetString(key));
}

/** keyIdentifier by the first method of RFC 5280 §4.2.1.2, with SHA-256 cut to 20 octets (RFC 7093 §2). */
export function keyIdOf(crypto: CryptoPort, publicKey: Uint8Array): Uint8Array {
  return crypto.sha256(publicKey).slice(0, 20);
}

export function basicConstraints(ca: boolean, critical: boolean = true, pathLength?: number): ExtensionPlan {
  const fields = ca ? [write.boolean(true)] : [];
  if (pathLength !== undefined) fields.push(write.smallInteger(pathLength));
  return { oid: OID.basicConstraints, critical, value: write.sequence(...fields) };
}

export function keyUsage(bits: number, critical: boolean = true): ExtensionPlan {
  return { oid: OID.keyUsage, critical, value: write.namedBits(bits) };
}

export function authorityUsage(): ExtensionPlan {
  return keyUsage(KEY_USAGE.keyCertSign | KEY_USAGE.cRLSign);
}

export function peerUsage(): ExtensionPlan {
  return keyUsage(KEY_USAGE.digitalSignature | KEY_USAGE.keyAgreement);
}

export function certificatePolicies(policies: readonly string[], critical: boolean = true): ExtensionPlan {
  const value = write.sequence(...policies.map((policy) => write.sequence(write.oid(policy))));
  return { oid: OID.certificatePolicies, critical, value };
}

export function extendedKeyUsage(purposes: readonly string[], critical: boolean = false): ExtensionPlan {
  return {
    oid: OID.extendedKeyUsage,
    critical,
    value: write.sequence(...purposes.map((purpose) => write.oid(purpose))),
  };
}

export function subjectKeyId(keyId: Uint8Array, critical: boolean = false): ExtensionPlan {
  return { oid: OID.subjectKeyIdentifier, critical, value: write.octetString(keyId) };
}

export function authorityKeyId(keyId: Uint8Array, critical: boolean = false): ExtensionPlan {
  return { oid: OID.authorityKeyIdentifier, critical, value: write.sequence(write.der(implicitTag(0), keyId)) };
}

/** subjectAltName of names made by {@link hardwareModuleName}, {@link dnsName} and {@link ipAddress}. */
export function subjectAltName(names: readonly Uint8Array[], critical: boolean = true): ExtensionPlan {
  return { oid: OID.subjectAltName, critical, value: write.sequence(...names) };
}

/** The otherName id-on-hardwareModuleName (RFC 4108 §5): hwType in dotted form and hwSerialNum. */
export function hardwareModuleName(type: string, serial: Uint8Array): Uint8Array {
  const name = write.sequence(write.oid(type), write.octetString(serial));
  const otherName = concatOctets(write.oid(OID.hardwareModuleName), write.der(explicitTag(0), name));
  return write.der(explicitTag(0), otherName);
}

export function dnsName(name: string): Uint8Array {
  return write.der(implicitTag(2), fromAscii(name));
}

/** 4 or 16 octets. */
export function ipAddress(address: Uint8Array): Uint8Array {
  return write.der(implicitTag(7), address);
}

/** nameConstraints that permit one DNS name; IEEE 2030.5 forbids the extension. */
export function nameConstraints(suffix: string, critical: boolean = true): ExtensionPlan {
  const permitted = write.der(explicitTag(0), write.sequence(dnsName(suffix)));
  return { oid: OID.nameConstraints, critical, value: write.sequence(permitted) };
}

/** policyMappings from one policy to another; IEEE 2030.5 forbids the extension. */
export function policyMappings(from: string, to: string, critical: boolean = true): ExtensionPlan {
  const value = write.sequence(write.sequence(write.oid(from), write.oid(to)));
  return { oid: OID.policyMappings, critical, value };
}

function extensionDer(plan: ExtensionPlan): Uint8Array {
  const parts = [write.oid(plan.oid)];
  if (plan.critical) parts.push(write.boolean(true));
  parts.push(write.octetString(plan.value));
  return write.sequence(...parts);
}
