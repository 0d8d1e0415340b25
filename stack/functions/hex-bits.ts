/** Bit fields of the HexBinary types as unsigned numbers, and back. */

import { hexDigitValue } from '../core/octets.js';

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

/** Upper-case hexadecimal of at least so many digits, of an unsigned number up to 2^53 − 1. */
export function hexDigits(value: number, width: number): string {
  const text = value.toString(16).toUpperCase();
  return '0'.repeat(Math.max(0, width - text.length)) + text;
}
