/**
 * Who a device is: LFDI and SFDI from its certificate, and the PIN of its registration (IEEE 2030.5-2018 §6.3, §6.4).
 *
 * A check digit makes the sum of all decimal digits a multiple of 10. It is not Luhn's.
 */

import { hexDigitValue, toHex } from '../core/octets.js';
import { type CryptoPort } from '../ports/crypto.js';

/** Octets of a LFDI. */
export const LFDI_OCTETS = 20;

/** The PIN that the test procedures use (CSIP). */
export const TEST_PIN = 111115;

/** Largest value that the schema permits for an SFDI; the largest with a right check digit is 687194767357. */
export const MAX_SFDI = 687194767359;

/** The LFDI of a certificate: 40 upper-case hexadecimal digits of the SHA-256 over its DER octets. */
export function lfdiOf(crypto: CryptoPort, certificateDer: Uint8Array): string {
  return toHex(crypto.sha256(certificateDer).subarray(0, LFDI_OCTETS));
}

/** The SFDI of a LFDI: its first 36 bits in decimal, and the check digit. RangeError where `lfdi` is none. */
export function sfdiOf(lfdi: string): number {
  const normal = parseLfdi(lfdi);
  if (normal === undefined) throw new RangeError('lfdi: expected 40 hexadecimal digits, got ' + lfdi);
  let value = 0;
  for (let i = 0; i < 9; i++) value = value * 16 + hexDigitValue(normal.charCodeAt(i));
  return withCheckDigit(value);
}

/** The digit 0–9 that brings the sum of the decimal digits of `value` to a multiple of 10. */
export function checkDigitOf(value: number): number {
  return (10 - (digitSum(value) % 10)) % 10;
}

/** `value` with its check digit at the end. */
export function withCheckDigit(value: number): number {
  return value * 10 + checkDigitOf(value);
}

/** Whether `sfdi` is 36 bits with their right check digit. */
export function isValidSfdi(sfdi: number): boolean {
  return isWhole(sfdi, MAX_SFDI) && digitSum(sfdi) % 10 === 0;
}

/** Whether `pin` is a PIN: five digits and their check digit, leading zeros dropped. */
export function isValidPin(pin: number): boolean {
  return isWhole(pin, 999999) && digitSum(pin) % 10 === 0;
}

/** A random PIN. Draws again where a value would favour the first ones. */
export function generatePin(crypto: CryptoPort): number {
  const octets = new Uint8Array(3);
  for (;;) {
    crypto.random(octets);
    const value = (octets[0]! << 16) | (octets[1]! << 8) | octets[2]!;
    if (value < 16700000) return withCheckDigit(value % 100000);
  }
}

/** 12 digits, as in the DNS-SD subtype `edev-<SFDI>`. */
export function formatSfdi(sfdi: number): string {
  return padDigits(sfdi, 12);
}

/** 6 digits. */
export function formatPin(pin: number): string {
  return padDigits(pin, 6);
}

/** `3E4F-45AB-…`: groups for people to read out; `formatSfdi` and `formatPin` results too, in groups of `size`. */
export function groupDigits(digits: string, size: number): string {
  let grouped = '';
  for (let i = 0; i < digits.length; i += size) grouped += (i > 0 ? '-' : '') + digits.slice(i, i + size);
  return grouped;
}

/** A LFDI in its one form from either case, with or without hyphens between groups; `undefined` where it is none. */
export function parseLfdi(text: string): string | undefined {
  const digits = dropHyphens(text);
  if (digits.length !== 2 * LFDI_OCTETS) return undefined;
  for (let i = 0; i < digits.length; i++) if (hexDigitValue(digits.charCodeAt(i)) < 0) return undefined;
  return digits.toUpperCase();
}

/** A valid SFDI from its digits, with or without hyphens; `undefined` where it is none. */
export function parseSfdi(text: string): number | undefined {
  const value = parseDigits(text, 12);
  return value !== undefined && isValidSfdi(value) ? value : undefined;
}

/** A valid PIN from its digits, with or without hyphens; `undefined` where it is none. */
export function parsePin(text: string): number | undefined {
  const value = parseDigits(text, 6);
  return value !== undefined && isValidPin(value) ? value : undefined;
}

/** Whether two texts are the same LFDI, whatever their case. */
export function isSameLfdi(a: string, b: string): boolean {
  const first = parseLfdi(a);
  return first !== undefined && first === parseLfdi(b);
}

function isWhole(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}

function digitSum(value: number): number {
  let sum = 0;
  for (let rest = value; rest > 0; rest = Math.floor(rest / 10)) sum += rest % 10;
  return sum;
}

function padDigits(value: number, length: number): string {
  let text = String(value);
  while (text.length < length) text = '0' + text;
  return text;
}

function parseDigits(text: string, maxDigits: number): number | undefined {
  const digits = dropHyphens(text);
  if (digits.length === 0 || digits.length > maxDigits) return undefined;
  let value = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

function dropHyphens(text: string): string {
  let kept = '';
  for (let i = 0; i < text.length; i++) if (text[i] !== '-') kept += text[i]!;
  return kept;
}
