/** Ecdsa-Sig-Value (RFC 3279 §2.2.3): how X.509 and TLS carry r and s, against the 64 octets of the crypto port. */

import { malformed } from '../../core/peer-error.js';
import { DerReader, TAG } from './der.js';

/** r and s of 32 octets each, big-endian; PeerError `x509.der-…` or `x509.signature-value` where they are none. */
export function decodeEcdsaSignature(der: Uint8Array, start: number = 0, end: number = der.length): Uint8Array {
  const outer = new DerReader(der, start, end);
  const fields = outer.enter(TAG.sequence, 'signature');
  outer.finish('signature');
  const signature = new Uint8Array(64);
  readPart(fields, 'r', signature, 32);
  readPart(fields, 's', signature, 64);
  fields.finish('signature');
  return signature;
}

/** The DER form of r and s; RangeError unless there are 64 octets. */
export function encodeEcdsaSignature(signature: Uint8Array): Uint8Array {
  if (signature.length !== 64) throw new RangeError('signature: expected 64 octets, got ' + signature.length);
  const r = partLength(signature, 0);
  const s = partLength(signature, 32);
  const der = new Uint8Array(6 + r + s);
  der[0] = TAG.sequence;
  der[1] = 4 + r + s;
  writePart(signature, 0, der, 2, r);
  writePart(signature, 32, der, 4 + r, s);
  return der;
}

function readPart(fields: DerReader, what: string, target: Uint8Array, targetEnd: number): void {
  const octets = fields.integer(what);
  const start = octets[0] === 0 ? 1 : 0;
  if (octets[0]! >= 0x80 || octets.length - start > 32) {
    throw malformed('x509.signature-value', what + ': outside 0–2^256', { octet: fields.contentAt });
  }
  target.set(octets.subarray(start), targetEnd - (octets.length - start));
}

/** Octets of the shortest INTEGER of the 32 octets at `at`. */
function partLength(signature: Uint8Array, at: number): number {
  let length = 32;
  while (length > 1 && signature[at + 32 - length] === 0) length--;
  return signature[at + 32 - length]! >= 0x80 ? length + 1 : length;
}

function writePart(signature: Uint8Array, at: number, der: Uint8Array, target: number, length: number): void {
  der[target] = TAG.integer;
  der[target + 1] = length;
  const copied = length > 32 ? 32 : length;
  der.set(signature.subarray(at + 32 - copied, at + 32), target + 2 + length - copied);
}
