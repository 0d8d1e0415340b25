/**
 * A set of operating modes as the bits of one unsigned 32-bit number.
 *
 * Supersession is judged per operating mode (IEEE 2030.5-2018 event rules), so every event carries the set that it
 * controls. Which mode is which bit is the function set's business: see stack/functions/der-modes and drlc-modes.
 */

/** Bits 0–31, held as an unsigned number in [0, 2^32). */
export type ModeSet = number;

export const NO_MODES: ModeSet = 0;

/** The set of one mode, 0–31. */
export function modeBit(mode: number): ModeSet {
  return (1 << mode) >>> 0;
}

export function hasMode(set: ModeSet, mode: number): boolean {
  return (set & modeBit(mode)) !== 0;
}

export function unionModes(a: ModeSet, b: ModeSet): ModeSet {
  return (a | b) >>> 0;
}

export function commonModes(a: ModeSet, b: ModeSet): ModeSet {
  return (a & b) >>> 0;
}

/** The modes of `a` that are not in `b`. */
export function withoutModes(a: ModeSet, b: ModeSet): ModeSet {
  return (a & ~b) >>> 0;
}
