/** ECDSA signatures in handshake messages (RFC 5246 §4.7, RFC 8422 §5.4, §5.8). */

import { misbehaved, PeerError } from '../../core/peer-error.js';
import { type CryptoPort, type SigningKey } from '../../ports/crypto.js';
import { decodeEcdsaSignature, encodeEcdsaSignature } from '../x509/ecdsa-signature.js';

/** Signs a SHA-256 digest; the signature in DER. */
export function signDigest(key: SigningKey, digest: Uint8Array): Uint8Array {
  return encodeEcdsaSignature(key.sign(digest));
}

/** Checks a signature in DER; `message` names the message in the refusal, `tls.bad-signature`. */
export function checkSignature(
  crypto: CryptoPort,
  publicKey: Uint8Array,
  digest: Uint8Array,
  signature: Uint8Array,
  message: string,
): void {
  if (!crypto.verify(publicKey, digest, readSignature(signature, message))) {
    throw misbehaved('tls.bad-signature', 'the signature does not match the certificate', { path: message });
  }
}

function readSignature(signature: Uint8Array, message: string): Uint8Array {
  try {
    return decodeEcdsaSignature(signature);
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
    throw misbehaved('tls.bad-signature', 'the signature is none of P-256: ' + error.message, { path: message });
  }
}
