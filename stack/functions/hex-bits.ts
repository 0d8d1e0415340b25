/** Bit fields of the HexBinary8, HexBinary16 and HexBinary32 types as unsigned numbers, and back. */

import { hexDigitValue } from '../core/octets.js';

const DIGITS = '0123456789ABCDEF';

/** The bits of a field; none where it is absent or empty. Digits past 32 bits and what is no digit count for nothing. */
export function bitsOfHex(text: string | undefined): number {
  let bits = 0;
  if (text === undefined) return bits;
  for (let i = 0; i < text.length; i++) {
    const digit = hexDigitValue(text.charCodeAt(i));
    if (digit >= 0) bits = ((bits << 4) | digit) >>> 0;
  }
  return bits;
}

/** Upper-case hexadecimal of 2, 4 or 8 digits. */
export function hexOfBits(bits: number, digits: number): string {
  let text = '';
  for (let i = digits - 1; i >= 0; i--) text += DIGITS[(bits >>> (4 * i)) & 15]!;
  return text;
}
