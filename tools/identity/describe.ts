/** How `sep2 identity` words what it found. */

import { toAscii, toHex } from '../../stack/core/octets.js';
import { formatPin, formatSfdi, groupDigits } from '../../stack/tls/identity.js';
import { type Certificate } from '../../stack/tls/x509/certificate.js';
import { type HardwareModuleName, KEY_USAGE } from '../../stack/tls/x509/extensions.js';
import { nameOid } from '../../stack/tls/x509/oid.js';
import { formatTime, NO_EXPIRY_S } from '../../stack/tls/x509/time.js';
import { type CertificateKind, type Identity } from './examine.js';

const KIND_TEXT: Readonly<Record<CertificateKind, string>> = {
  device: 'a device',
  server: 'a utility’s server',
  authority: 'a certificate authority',
  unreadable: 'none of IEEE 2030.5',
};

export function describeText(path: string, identity: Identity): string {
  const { certificate } = identity;
  const rows: [string, string][] = [
    ['file', path],
    ['LFDI', identity.lfdi],
    ['', groupDigits(identity.lfdi, 4)],
    ['SFDI', `${formatSfdi(identity.sfdi)} (${groupDigits(formatSfdi(identity.sfdi), 3)})`],
    ['PIN', identity.pin === undefined ? 'not known' : formatPin(identity.pin)],
    ['kind', KIND_TEXT[identity.kind]],
  ];
  if (certificate !== undefined) rows.push(...certificateRows(certificate));
  const lines = rows.map(([key, value]) => `${key.padEnd(14)}${value}`);
  lines.push('');
  for (const { rule, fault } of identity.findings) {
    lines.push(fault === undefined ? `  ok      ${rule}` : `  BROKEN  ${rule}: ${fault.message}`);
  }
  const broken = identity.findings.filter((finding) => finding.fault !== undefined).length;
  lines.push('', broken === 0 ? 'Every rule holds.' : `${broken} of ${identity.findings.length} rules broken.`);
  return lines.join('\n');
}

export function describeJson(path: string, identity: Identity): string {
  const { certificate, findings } = identity;
  const value = {
    file: path,
    lfdi: identity.lfdi,
    sfdi: identity.sfdi,
    pin: identity.pin ?? null,
    kind: identity.kind,
    certificate: certificate === undefined ? null : certificateJson(certificate),
    conforms: findings.every((finding) => finding.fault === undefined),
    rules: findings.map(({ rule, fault }) => ({
      rule,
      holds: fault === undefined,
      ...(fault === undefined ? {} : { code: fault.code, message: fault.message }),
    })),
  };
  return JSON.stringify(value, undefined, 2);
}

function certificateRows(certificate: Certificate): [string, string][] {
  const { extensions } = certificate;
  const hardware = extensions.subjectAltName?.hardwareModule;
  const rows: [string, string][] = [
    ['subject', certificate.subject.text === '' ? '(empty)' : certificate.subject.text],
    ['issuer', certificate.issuer.text],
    ['serial number', toHex(certificate.serial)],
  ];
  if (hardware !== undefined) rows.push(['hardware', `${nameOid(hardware.type)}, serial ${readableSerial(hardware)}`]);
  for (const name of extensions.subjectAltName?.dnsNames ?? []) rows.push(['DNS name', name]);
  rows.push(['valid', `${formatTime(certificate.notBeforeS)} to ${endTime(certificate.notAfterS)}`]);
  if (extensions.keyUsage !== undefined) rows.push(['keyUsage', usageNames(extensions.keyUsage.bits).join(', ')]);
  for (const policy of extensions.certificatePolicies ?? []) rows.push(['policy', `${policy} (${nameOid(policy)})`]);
  return rows;
}

function certificateJson(certificate: Certificate): object {
  const { extensions } = certificate;
  const hardware = extensions.subjectAltName?.hardwareModule;
  return {
    subject: certificate.subject.text,
    issuer: certificate.issuer.text,
    serialNumber: toHex(certificate.serial),
    notBefore: formatTime(certificate.notBeforeS),
    notAfter: formatTime(certificate.notAfterS),
    hardwareModuleName: hardware === undefined ? null : { hwType: hardware.type, hwSerialNum: toHex(hardware.serial) },
    dnsNames: extensions.subjectAltName?.dnsNames ?? [],
    keyUsage: extensions.keyUsage === undefined ? null : usageNames(extensions.keyUsage.bits),
    certificatePolicies: extensions.certificatePolicies ?? [],
    critical: extensions.entries.filter((entry) => entry.critical).map((entry) => nameOid(entry.oid)),
  };
}

function usageNames(bits: number): string[] {
  return Object.entries(KEY_USAGE).flatMap(([name, mask]) => ((bits & mask) === mask ? [name] : []));
}

/** A serial number that is text is shown as text. */
function readableSerial({ serial }: HardwareModuleName): string {
  const isText = serial.length > 0 && serial.every((octet) => octet >= 0x20 && octet < 0x7f);
  return isText ? `"${toAscii(serial)}"` : toHex(serial);
}

function endTime(timeS: number): string {
  return timeS === NO_EXPIRY_S ? 'no end' : formatTime(timeS);
}
