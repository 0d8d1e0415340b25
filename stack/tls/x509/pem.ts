/** PEM, the text form of certificates and keys (RFC 7468). */

import { malformed } from '../../core/peer-error.js';
import { decodeBase64, encodeBase64 } from './base64.js';

export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`, `EC PRIVATE KEY`, … */
  readonly label: string;
  readonly octets: Uint8Array;
}

const BEGIN = '-----BEGIN ';
const END = '-----END ';
const DASHES = '-----';

/** Whether a text holds any PEM block, which is how a PEM file is told from a DER file. */
export function hasPem(text: string): boolean {
  return text.indexOf(BEGIN) >= 0;
}

/** All blocks of a text, in order; text around them is skipped. PeerError `pem.…` where a block is broken. */
export function readPem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  let at = text.indexOf(BEGIN);
  while (at >= 0) {
    const labelAt = at + BEGIN.length;
    const labelEnd = text.indexOf(DASHES, labelAt);
    if (labelEnd < 0) throw malformed('pem.begin', 'a BEGIN line that does not end', { octet: at });
    const label = text.slice(labelAt, labelEnd);
    const bodyAt = labelEnd + DASHES.length;
    const bodyEnd = text.indexOf(END + label + DASHES, bodyAt);
    if (bodyEnd < 0) throw malformed('pem.end', 'no END line for ' + label, { octet: at });
    if (text.slice(bodyAt, bodyEnd).indexOf(':') >= 0) {
      throw malformed('pem.encrypted', label + ' is encrypted, or has headers: decrypt it first', { octet: bodyAt });
    }
    blocks.push({ label, octets: decodeBase64(text, bodyAt, bodyEnd) });
    at = text.indexOf(BEGIN, bodyEnd);
  }
  return blocks;
}

/** The certificates of a text, in order; PeerError `pem.no-certificate` where there is none. */
export function readCertificatesPem(text: string): Uint8Array[] {
  const certificates: Uint8Array[] = [];
  const blocks = readPem(text);
  for (let i = 0; i < blocks.length; i++) {
    if (blocks[i]!.label === 'CERTIFICATE') certificates.push(blocks[i]!.octets);
  }
  if (certificates.length === 0) throw malformed('pem.no-certificate', 'no CERTIFICATE block');
  return certificates;
}

/** One block, in lines of 64 digits. */
export function writePem(label: string, octets: Uint8Array): string {
  const digits = encodeBase64(octets);
  let text = BEGIN + label + DASHES + '\n';
  for (let i = 0; i < digits.length; i += 64) text += digits.slice(i, i + 64) + '\n';
  return text + END + label + DASHES + '\n';
}
