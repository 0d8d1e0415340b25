/**
 * The certificate profile of IEEE 2030.5-2018 §6.11 as rules that each name what they refuse.
 *
 * Two profiles for the peer's own certificate:
 *
 * - `device`: empty subject; critical subjectAltName with one hardwareModuleName; critical keyUsage with
 *   digitalSignature and keyAgreement; critical certificatePolicies; authorityKeyIdentifier.
 * - `any-2030.5`: the same where a hardwareModuleName is present; else the certificate of a utility's server, which has a
 *   subject or a subjectAltName of another kind, and a keyUsage that, if present, holds digitalSignature.
 *
 * Whatever the profile, no name constraints, no policy mappings, no critical extension that nobody here understands, and
 * in a CA an extKeyUsage that is not critical (procedures COMM-004D to COMM-004F). Host names are never looked at: a
 * 2030.5 peer is its LFDI.
 */

import { equalOctets } from '../../core/octets.js';
import { misbehaved, type PeerError, unsupported } from '../../core/peer-error.js';
import { type Certificate } from './certificate.js';
import { findExtension, isKnownExtension, KEY_USAGE } from './extensions.js';
import { nameOid, OID } from './oid.js';

export type PeerProfile = 'device' | 'any-2030.5';

/** What the peer does in the handshake: with an extKeyUsage present, its certificate has to permit that. */
export type PeerRole = 'client' | 'server';

/** One rule and what it found: `fault` is `undefined` where the rule holds. */
export interface RuleFinding {
  /** What the rule asks for, for people. */
  readonly rule: string;
  readonly fault: PeerError | undefined;
}

/** Whether the rules of a device certificate are those that apply: asked for, or called for by a hardwareModuleName. */
export function isDeviceProfile(certificate: Certificate, profile: PeerProfile): boolean {
  return profile === 'device' || certificate.extensions.subjectAltName?.hardwareModule !== undefined;
}

/** Throws the first fault of a peer's own certificate. `place` names it in the refusal: `chain[0]`. */
export function checkLeaf(certificate: Certificate, profile: PeerProfile, role: PeerRole, place: string): void {
  throwFirst(judgeLeaf(certificate, profile, role, place));
}

/** Throws the first fault of a CA certificate that is not the trust anchor itself. */
export function checkAuthority(certificate: Certificate, profile: PeerProfile, place: string): void {
  throwFirst(judgeAuthority(certificate, profile, place));
}

/** Every rule for a peer's own certificate, in the order in which they are checked. */
export function judgeLeaf(certificate: Certificate, profile: PeerProfile, role: PeerRole, path: string): RuleFinding[] {
  const { extensions } = certificate;
  const judge = new Judge(certificate, path);
  judge.common();
  judge.holds(
    'not a CA',
    extensions.basicConstraints?.ca !== true,
    'x509.wrong-usage',
    'a CA certificate as the peer’s own',
  );
  judge.extendedKeyUsage(role);
  if (!isDeviceProfile(certificate, profile)) {
    const named = certificate.subject.text !== '' || (extensions.subjectAltName?.count ?? 0) > 0;
    judge.holds('subject or subjectAltName', named, 'x509.subject', 'neither a subject nor a subjectAltName');
    judge.usage('keyUsage, if present: digitalSignature', KEY_USAGE.digitalSignature, false);
    return judge.findings;
  }
  judge.holds('empty subject', certificate.subject.text === '', 'x509.subject', 'a device certificate with a subject');
  const hasName = extensions.subjectAltName?.hardwareModule !== undefined;
  judge.holds('hardwareModuleName', hasName, 'x509.hardware-module-name', 'no hardwareModuleName in a subjectAltName');
  judge.critical(OID.subjectAltName, true);
  judge.usage('keyUsage: digitalSignature, keyAgreement', KEY_USAGE.digitalSignature | KEY_USAGE.keyAgreement, true);
  judge.critical(OID.keyUsage, true);
  judge.present(OID.certificatePolicies);
  judge.critical(OID.certificatePolicies, true);
  judge.present(OID.authorityKeyIdentifier);
  return judge.findings;
}

/** Every rule for a CA certificate, in the order in which they are checked; a root has no authority to point at. */
export function judgeAuthority(certificate: Certificate, profile: PeerProfile, path: string): RuleFinding[] {
  const judge = new Judge(certificate, path);
  const strict = profile === 'device';
  judge.common();
  judge.critical(OID.extendedKeyUsage, false);
  judge.present(OID.basicConstraints);
  judge.critical(OID.basicConstraints, true);
  const isCa = certificate.extensions.basicConstraints?.ca === true;
  judge.holds('basicConstraints: CA', isCa, 'x509.wrong-usage', 'an issuer that is no CA');
  judge.usage('keyUsage: keyCertSign', KEY_USAGE.keyCertSign, strict);
  if (!strict) return judge.findings;
  judge.critical(OID.keyUsage, true);
  judge.present(OID.subjectKeyIdentifier);
  if (!equalOctets(certificate.subject.der, certificate.issuer.der)) judge.present(OID.authorityKeyIdentifier);
  return judge.findings;
}

function throwFirst(findings: readonly RuleFinding[]): void {
  for (let i = 0; i < findings.length; i++) if (findings[i]!.fault !== undefined) throw findings[i]!.fault!;
}

/** Collects the findings on one certificate. */
class Judge {
  readonly findings: RuleFinding[] = [];
  private readonly certificate: Certificate;
  private readonly path: string;

  constructor(certificate: Certificate, path: string) {
    this.certificate = certificate;
    this.path = path;
  }

  /** What holds for every certificate of a chain. */
  common(): void {
    const { entries } = this.certificate.extensions;
    this.holds('version 3', this.certificate.version === 3, 'x509.version', 'a certificate of version 1');
    this.holds('no name constraints', !this.has(OID.nameConstraints), 'x509.name-constraints', 'name constraints');
    this.holds('no policy mappings', !this.has(OID.policyMappings), 'x509.policy-mappings', 'policy mappings');
    let strange: PeerError | undefined;
    for (let i = 0; i < entries.length && strange === undefined; i++) {
      const { oid, critical } = entries[i]!;
      if (!critical || isKnownExtension(oid)) continue;
      strange = unsupported('x509.unknown-critical', 'a critical extension ' + oid, { path: this.path });
    }
    this.findings.push({ rule: 'no critical extension that is unknown', fault: strange });
    this.critical(OID.subjectKeyIdentifier, false);
    this.critical(OID.authorityKeyIdentifier, false);
  }

  holds(rule: string, isHeld: boolean, code: string, detail: string): void {
    this.findings.push({ rule, fault: isHeld ? undefined : misbehaved(code, detail, { path: this.path }) });
  }

  present(oid: string): void {
    const fault = this.has(oid)
      ? undefined
      : misbehaved('x509.missing-extension', 'no ' + nameOid(oid) + ' in the certificate', { path: this.path });
    this.findings.push({ rule: nameOid(oid) + ' present', fault });
  }

  /** The extension, where it is present, is critical or is not, as is asked. */
  critical(oid: string, wanted: boolean): void {
    const entry = findExtension(this.certificate.extensions, oid);
    const code = wanted ? 'x509.not-critical' : 'x509.wrongly-critical';
    const rule = nameOid(oid) + (wanted ? ' critical' : ' not critical');
    this.holds(rule, entry === undefined || entry.critical === wanted, code, 'expected ' + rule);
  }

  /** keyUsage holds all bits of `mask`; where it need not be there, its absence permits everything. */
  usage(rule: string, mask: number, isRequired: boolean): void {
    const usage = this.certificate.extensions.keyUsage;
    const isHeld = usage === undefined ? !isRequired : (usage.bits & mask) === mask;
    this.holds(rule, isHeld, 'x509.wrong-usage', 'expected ' + rule);
  }

  extendedKeyUsage(role: PeerRole): void {
    const purposes = this.certificate.extensions.extendedKeyUsage;
    const wanted = role === 'client' ? OID.clientAuth : OID.serverAuth;
    const isHeld = purposes === undefined || purposes.includes(wanted) || purposes.includes(OID.anyExtendedKeyUsage);
    const rule = 'extKeyUsage, if present: ' + nameOid(wanted);
    this.holds(rule, isHeld, 'x509.wrong-usage', 'expected ' + rule);
  }

  private has(oid: string): boolean {
    return findExtension(this.certificate.extensions, oid) !== undefined;
  }
}
