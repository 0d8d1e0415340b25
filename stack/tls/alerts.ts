/** Alerts: their numbers, their names, and which one each refusal sends (RFC 5246 §7.2, RFC 6066 §9, RFC 7507). */

import { type PeerError } from '../core/peer-error.js';
import { alertOf } from './x509/alert.js';

/** AlertDescription values that this engine sends or names. */
export const Alert = Object.freeze({
  close_notify: 0,
  unexpected_message: 10,
  bad_record_mac: 20,
  record_overflow: 22,
  handshake_failure: 40,
  bad_certificate: 42,
  unsupported_certificate: 43,
  certificate_revoked: 44,
  certificate_expired: 45,
  certificate_unknown: 46,
  illegal_parameter: 47,
  unknown_ca: 48,
  access_denied: 49,
  decode_error: 50,
  decrypt_error: 51,
  protocol_version: 70,
  insufficient_security: 71,
  internal_error: 80,
  inappropriate_fallback: 86,
  user_canceled: 90,
  no_renegotiation: 100,
  unsupported_extension: 110,
  certificate_required: 116,
});

export type AlertName = keyof typeof Alert;

/** AlertLevel (RFC 5246 §7.2). */
export const WARNING = 1;
export const FATAL = 2;

const ALERT_OF_CODE: Readonly<Record<string, AlertName>> = Object.freeze({
  'tls.unexpected-message': 'unexpected_message',
  'tls.unexpected-record': 'unexpected_message',
  'tls.too-many-idle-records': 'unexpected_message',
  'tls.bad-record-mac': 'bad_record_mac',
  'tls.record-overflow': 'record_overflow',
  'tls.record-version': 'protocol_version',
  'tls.version': 'protocol_version',
  'tls.fallback': 'inappropriate_fallback',
  'tls.no-certificate': 'handshake_failure',
  'tls.no-certificate-request': 'handshake_failure',
  'tls.insecure-renegotiation': 'handshake_failure',
  'tls.no-extended-master-secret': 'handshake_failure',
  'tls.bad-signature': 'decrypt_error',
  'tls.bad-finished': 'decrypt_error',
  'tls.extension-not-offered': 'unsupported_extension',
  'tls.access-denied': 'access_denied',
});

const ALERT_OF_BLAME: Readonly<Record<PeerError['blame'], AlertName>> = Object.freeze({
  malformed: 'decode_error',
  misbehaved: 'illegal_parameter',
  unsupported: 'handshake_failure',
  limit: 'internal_error',
});

/** The AlertDescription that tells the peer about `error`. */
export function alertOfError(error: PeerError): number {
  if (error.code.startsWith('x509.')) return alertOf(error);
  return Alert[ALERT_OF_CODE[error.code] ?? ALERT_OF_BLAME[error.blame]];
}

/** The name of an AlertDescription, or `alert-N` for one that is not listed. */
export function alertName(description: number): string {
  for (const name in Alert) if (Alert[name as AlertName] === description) return name;
  return 'alert-' + description;
}
