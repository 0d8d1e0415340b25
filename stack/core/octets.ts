/** Small operations on octets that every engine needs: compare, join, hexadecimal and UTF-8. */

const HEX_DIGITS = '0123456789ABCDEF';

export const NO_OCTETS: Uint8Array = new Uint8Array(0);

/** Overwrites a secret with zeros. One that never came is {@link NO_OCTETS}, which on a board lies in flash: it stays. */
export function wipeOctets(secret: Uint8Array): void {
  if (secret.length > 0) secret.fill(0);
}

/** Joins parts into a new array. */
export function concatOctets(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (let i = 0; i < parts.length; i++) length += parts[i]!.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (let i = 0; i < parts.length; i++) {
    joined.set(parts[i]!, at);
    at += parts[i]!.length;
  }
  return joined;
}

/** Compares public octets. Not constant-time: secrets go through `CryptoPort.equal`. */
export function equalOctets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Upper-case hexadecimal, two digits an octet. */
export function toHex(octets: Uint8Array): string {
  let text = '';
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i]!;
    text += HEX_DIGITS[octet >>> 4]! + HEX_DIGITS[octet & 15]!;
  }
  return text;
}

/** The value of one hexadecimal digit given as a character code, or -1. */
export function hexDigitValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 65 && code <= 70) return code - 55;
  if (code >= 97 && code <= 102) return code - 87;
  return -1;
}

/** Reads hexadecimal of either case; `undefined` where the digits are odd in number or not hexadecimal. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const octets = new Uint8Array(text.length / 2);
  for (let i = 0; i < octets.length; i++) {
    const high = hexDigitValue(text.charCodeAt(2 * i));
    const low = hexDigitValue(text.charCodeAt(2 * i + 1));
    if (high < 0 || low < 0) return undefined;
    octets[i] = high * 16 + low;
  }
  return octets;
}

/** The octets of a text that is ASCII by construction; a character above U+007F is the caller's bug. */
export function fromAscii(text: string): Uint8Array {
  const octets = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) throw new RangeError('text: expected ASCII, got U+' + code.toString(16) + ' at ' + i);
    octets[i] = code;
  }
  return octets;
}

/** Text of octets of which each is one character (Latin-1), from `start` up to but not including `end`. */
export function toAscii(octets: Uint8Array, start: number = 0, end: number = octets.length): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(octets[i]!);
  return text;
}
