/** The extensions of a certificate that IEEE 2030.5-2018 §6.11 and RFC 5280 §4.2 give a meaning. */

import { malformed } from '../../core/peer-error.js';
import { toAscii } from '../../core/octets.js';
import { DerReader, explicitTag, implicitTag, TAG } from './der.js';
import { showControls } from './name.js';
import { OID } from './oid.js';

/** Bits of keyUsage by their number (RFC 5280 §4.2.1.3), as masks of {@link KeyUsage.bits}. */
export const KEY_USAGE = Object.freeze({
  digitalSignature: 1 << 0,
  nonRepudiation: 1 << 1,
  keyEncipherment: 1 << 2,
  dataEncipherment: 1 << 3,
  keyAgreement: 1 << 4,
  keyCertSign: 1 << 5,
  cRLSign: 1 << 6,
  encipherOnly: 1 << 7,
  decipherOnly: 1 << 8,
});

export interface KeyUsage {
  /** Bit n of the extension is bit n here. */
  readonly bits: number;
}

export interface BasicConstraints {
  readonly ca: boolean;
  readonly pathLength: number | undefined;
}

/** id-on-hardwareModuleName (RFC 4108 §5): the name of a device. */
export interface HardwareModuleName {
  /** hwType, dotted. */
  readonly type: string;
  /** hwSerialNum. */
  readonly serial: Uint8Array;
}

export interface SubjectAltName {
  readonly hardwareModule: HardwareModuleName | undefined;
  readonly dnsNames: readonly string[];
  /** Names of any kind, those that this reader does not open included. */
  readonly count: number;
}

/** An extension as it lies in the certificate. */
export interface ExtensionEntry {
  readonly oid: string;
  readonly critical: boolean;
}

/** What was read; a field is `undefined` where the certificate has no such extension. */
export interface Extensions {
  readonly entries: readonly ExtensionEntry[];
  readonly basicConstraints: BasicConstraints | undefined;
  readonly keyUsage: KeyUsage | undefined;
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly certificatePolicies: readonly string[] | undefined;
  readonly subjectAltName: SubjectAltName | undefined;
  readonly subjectKeyId: Uint8Array | undefined;
  /** `keyIdentifier` of authorityKeyIdentifier, empty where the extension has none. */
  readonly authorityKeyId: Uint8Array | undefined;
}

/** The entry of an extension, or `undefined` where it is absent. */
export function findExtension(extensions: Extensions, oid: string): ExtensionEntry | undefined {
  for (let i = 0; i < extensions.entries.length; i++) {
    if (extensions.entries[i]!.oid === oid) return extensions.entries[i];
  }
  return undefined;
}

/** Extensions that this reader understands: a critical one that is not here refuses the certificate (RFC 5280 §4.2). */
export function isKnownExtension(oid: string): boolean {
  return READERS[oid] !== undefined || oid === OID.nameConstraints || oid === OID.policyMappings;
}

/** Reads the content of `Extensions` (RFC 5280 §4.1.2.9); `undefined` stands for a certificate that has none. */
export function readExtensions(list: DerReader | undefined): Extensions {
  const found: Found = { entries: [] };
  while (list !== undefined && !list.done) {
    const at = list.at;
    const extension = list.enter(TAG.sequence, 'extension');
    const oid = extension.oid('extension identifier');
    // FALSE written out is no DER, and is met in the field; since the octets are signed as they lie, it harms nobody.
    const critical = extension.peekTag() === TAG.boolean && extension.boolean('extension critical');
    extension.expect(TAG.octetString, 'extension value');
    const content = new DerReader(extension.octets, extension.contentAt, extension.contentEnd);
    extension.finish('extension');
    for (let i = 0; i < found.entries.length; i++) {
      if (found.entries[i]!.oid === oid)
        throw malformed('x509.extension-twice', 'extension ' + oid + ' twice', { octet: at });
    }
    found.entries.push({ oid, critical });
    const read = READERS[oid];
    if (read === undefined) continue;
    read(content, found);
    content.finish('extension ' + oid);
  }
  return {
    entries: found.entries,
    basicConstraints: found.basicConstraints,
    keyUsage: found.keyUsage,
    extendedKeyUsage: found.extendedKeyUsage,
    certificatePolicies: found.certificatePolicies,
    subjectAltName: found.subjectAltName,
    subjectKeyId: found.subjectKeyId,
    authorityKeyId: found.authorityKeyId,
  };
}

interface Found {
  readonly entries: ExtensionEntry[];
  basicConstraints?: BasicConstraints;
  keyUsage?: KeyUsage;
  extendedKeyUsage?: string[];
  certificatePolicies?: string[];
  subjectAltName?: SubjectAltName;
  subjectKeyId?: Uint8Array;
  authorityKeyId?: Uint8Array;
}

const READERS: Readonly<Record<string, ((content: DerReader, found: Found) => void) | undefined>> = Object.freeze({
  [OID.basicConstraints]: readBasicConstraints,
  [OID.keyUsage]: readKeyUsage,
  [OID.extendedKeyUsage]: readExtendedKeyUsage,
  [OID.certificatePolicies]: readCertificatePolicies,
  [OID.subjectAltName]: readSubjectAltName,
  [OID.subjectKeyIdentifier]: readSubjectKeyId,
  [OID.authorityKeyIdentifier]: readAuthorityKeyId,
});

function readBasicConstraints(content: DerReader, found: Found): void {
  const fields = content.enter(TAG.sequence, 'basicConstraints');
  let ca = false;
  let pathLength: number | undefined;
  if (fields.peekTag() === TAG.boolean) ca = fields.boolean('cA');
  if (fields.peekTag() === TAG.integer) pathLength = fields.smallInteger('pathLenConstraint');
  fields.finish('basicConstraints');
  found.basicConstraints = { ca, pathLength };
}

function readKeyUsage(content: DerReader, found: Found): void {
  const { octets } = content.bitString('keyUsage');
  let bits = 0;
  for (let bit = 0; bit < 9 && bit < 8 * octets.length; bit++) {
    if ((octets[bit >>> 3]! & (0x80 >>> (bit & 7))) !== 0) bits |= 1 << bit;
  }
  found.keyUsage = { bits };
}

function readExtendedKeyUsage(content: DerReader, found: Found): void {
  const list = content.enter(TAG.sequence, 'extKeyUsage');
  const purposes: string[] = [];
  do purposes.push(list.oid('key purpose'));
  while (!list.done);
  found.extendedKeyUsage = purposes;
}

function readCertificatePolicies(content: DerReader, found: Found): void {
  const list = content.enter(TAG.sequence, 'certificatePolicies');
  const policies: string[] = [];
  do {
    const policy = list.enter(TAG.sequence, 'policy');
    policies.push(policy.oid('policy identifier'));
    if (!policy.done) policy.enter(TAG.sequence, 'policy qualifiers');
    policy.finish('policy');
  } while (!list.done);
  found.certificatePolicies = policies;
}

function readSubjectAltName(content: DerReader, found: Found): void {
  const list = content.enter(TAG.sequence, 'subjectAltName');
  const dnsNames: string[] = [];
  let hardwareModule: HardwareModuleName | undefined;
  let count = 0;
  do {
    list.next();
    count++;
    if (list.tag === implicitTag(2)) dnsNames.push(showControls(toAscii(list.content())));
    if (list.tag !== explicitTag(0)) continue;
    const name = new DerReader(list.octets, list.contentAt, list.contentEnd);
    const type = name.oid('otherName type');
    const value = name.enter(explicitTag(0), 'otherName value');
    name.finish('otherName');
    if (type !== OID.hardwareModuleName) continue;
    if (hardwareModule !== undefined) {
      throw malformed('x509.hardware-module-name', 'a second hardwareModuleName', { octet: list.valueAt });
    }
    hardwareModule = readHardwareModuleName(value);
  } while (!list.done);
  found.subjectAltName = { hardwareModule, dnsNames, count };
}

function readHardwareModuleName(value: DerReader): HardwareModuleName {
  const fields = value.enter(TAG.sequence, 'hardwareModuleName');
  value.finish('hardwareModuleName');
  const type = fields.oid('hwType');
  fields.expect(TAG.octetString, 'hwSerialNum');
  const serial = fields.content();
  fields.finish('hwSerialNum');
  return { type, serial };
}

function readSubjectKeyId(content: DerReader, found: Found): void {
  content.expect(TAG.octetString, 'subjectKeyIdentifier');
  found.subjectKeyId = content.content();
}

function readAuthorityKeyId(content: DerReader, found: Found): void {
  const fields = content.enter(TAG.sequence, 'authorityKeyIdentifier');
  let keyId = fields.octets.subarray(fields.at, fields.at);
  while (!fields.done) {
    fields.next();
    if (fields.tag === implicitTag(0)) keyId = fields.content();
  }
  found.authorityKeyId = keyId;
}
