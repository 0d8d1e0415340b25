/** Base 64 (RFC 4648 §4) both ways, since the targets have neither atob nor Buffer. */

import { malformed } from '../../core/peer-error.js';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Encodes with padding, without line breaks. */
export function encodeBase64(octets: Uint8Array): string {
  let text = '';
  for (let i = 0; i < octets.length; i += 3) {
    const left = octets.length - i;
    const group = (octets[i]! << 16) | ((octets[i + 1] ?? 0) << 8) | (octets[i + 2] ?? 0);
    text += DIGITS[group >>> 18]! + DIGITS[(group >>> 12) & 63]!;
    text += left > 1 ? DIGITS[(group >>> 6) & 63]! : '=';
    text += left > 2 ? DIGITS[group & 63]! : '=';
  }
  return text;
}

/** Decodes `text[start, end)`, in which white space counts for nothing; PeerError `pem.base64` with the offset. */
export function decodeBase64(text: string, start: number = 0, end: number = text.length): Uint8Array {
  const octets = new Uint8Array(Math.floor(((end - start) * 3) / 4) + 3);
  let length = 0;
  let group = 0;
  let digits = 0;
  let padding = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) continue;
    const isPadding = code === 0x3d;
    const value = isPadding ? 0 : digitValue(code);
    if (value < 0 || (padding > 0 && !isPadding)) throw malformed('pem.base64', 'no base 64 digit', { octet: i });
    if (isPadding) padding++;
    group = (group << 6) | value;
    if (++digits % 4 !== 0) continue;
    octets[length++] = group >>> 16;
    octets[length++] = group >>> 8;
    octets[length++] = group;
    group = 0;
  }
  if (digits % 4 !== 0 || padding > 2) throw malformed('pem.base64', 'base 64 that is cut', { octet: end });
  return octets.slice(0, length - padding);
}

function digitValue(code: number): number {
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 48 && code <= 57) return code + 4;
  if (code === 43) return 62;
  return code === 47 ? 63 : -1;
}
