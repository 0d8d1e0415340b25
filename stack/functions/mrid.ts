/**
 * mRIDs that a device gives to its own objects: 128 bits of which the last 32 are the maker's private enterprise number
 * (IEEE 2030.5-2018, mRIDType).
 */

import { hexDigits } from './hex-bits.js';

/**
 * The mRID of a device's object number `index`: the first 88 bits of the LFDI, 8 bits of index, and the PEN. The same
 * device makes the same identifier after every restart.
 *
 * @param lfdi 40 hexadecimal digits
 * @param index 0–255
 * @param pen private enterprise number, 0–4294967295
 */
export function deviceMrid(lfdi: string, index: number, pen: number): string {
  return lfdi.slice(0, 22) + hexDigits(index, 2) + hexDigits(pen, 8);
}
