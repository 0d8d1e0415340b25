/** The TLS alert that says why a chain was refused (RFC 5246 §7.2.2). */

import { type PeerError } from '../../core/peer-error.js';

/** AlertDescription values for certificates. */
export const CERTIFICATE_ALERT = Object.freeze({
  badCertificate: 42,
  unsupportedCertificate: 43,
  certificateExpired: 45,
  certificateUnknown: 46,
  unknownCa: 48,
});

const BY_CODE: Readonly<Record<string, number>> = Object.freeze({
  'x509.unknown-authority': CERTIFICATE_ALERT.unknownCa,
  'x509.self-signed': CERTIFICATE_ALERT.unknownCa,
  'x509.expired': CERTIFICATE_ALERT.certificateExpired,
  'x509.not-yet-valid': CERTIFICATE_ALERT.certificateExpired,
  'x509.wrong-curve': CERTIFICATE_ALERT.unsupportedCertificate,
  'x509.wrong-algorithm': CERTIFICATE_ALERT.unsupportedCertificate,
  'x509.version': CERTIFICATE_ALERT.unsupportedCertificate,
  'x509.unknown-critical': CERTIFICATE_ALERT.unsupportedCertificate,
  'x509.wrong-usage': CERTIFICATE_ALERT.unsupportedCertificate,
  'x509.bad-signature': CERTIFICATE_ALERT.badCertificate,
  'x509.chain-order': CERTIFICATE_ALERT.badCertificate,
  'x509.key-identifier': CERTIFICATE_ALERT.badCertificate,
  'x509.chain-too-long': CERTIFICATE_ALERT.certificateUnknown,
  'x509.path-length': CERTIFICATE_ALERT.certificateUnknown,
  'x509.too-large': CERTIFICATE_ALERT.certificateUnknown,
});

/**
 * The alert for a refusal of {@link ./chain}: by its code where it has one of its own, bad_certificate for other
 * malformed octets, certificate_unknown for other rules of the profile.
 */
export function alertOf(error: PeerError): number {
  const own = BY_CODE[error.code];
  if (own !== undefined) return own;
  return error.blame === 'malformed' ? CERTIFICATE_ALERT.badCertificate : CERTIFICATE_ALERT.certificateUnknown;
}
