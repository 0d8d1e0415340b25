/**
 * Exact 64-bit integers on every runtime: a number while it is safe, a bigint past that.
 *
 * A field of type Int48, Int64, UInt40, UInt48, UInt64 or TimeType holds an {@link Int64}; a value is a number exactly
 * when it lies in ±(2^53 − 1), so that two equal values are always `===`.
 */

export type Int64 = number | bigint;

/** The value in its one form: a number where that is exact. */
export function normalizeInt64(value: bigint): Int64 {
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}

/** `high * 2^32 + low`, unsigned; both halves are unsigned 32-bit. */
export function int64FromHalves(high: number, low: number): Int64 {
  if (high < 0x200000) return high * 0x100000000 + low;
  return BigInt(high) * BigInt(0x100000000) + BigInt(low);
}

/** The unsigned 32-bit half above 2^32 of a value in [0, 2^64). */
export function highHalf(value: Int64): number {
  if (typeof value === 'number') return Math.floor(value / 0x100000000);
  return Number(value / BigInt(0x100000000));
}

/** The unsigned 32-bit half below 2^32 of a value in [0, 2^64). */
export function lowHalf(value: Int64): number {
  if (typeof value === 'number') return value % 0x100000000;
  return Number(value % BigInt(0x100000000));
}

/** −1 − value: how EXI codes the magnitude of a negative integer, and its own inverse (EXI 1.0 §7.1.5). */
export function complementInt64(value: Int64): Int64 {
  if (typeof value === 'number') return -1 - value;
  return normalizeInt64(BigInt(-1) - value);
}

/** Negative, zero or positive as a − b is. */
export function compareInt64(a: Int64, b: Int64): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Reads a canonical or padded decimal, sign allowed; `undefined` where it is none. The caller checks the range. */
export function parseInt64(text: string): Int64 | undefined {
  let i = 0;
  if (text.charCodeAt(0) === 45 || text.charCodeAt(0) === 43) i = 1;
  if (i === text.length || text.length > 40) return undefined;
  for (let j = i; j < text.length; j++) {
    const code = text.charCodeAt(j);
    if (code < 48 || code > 57) return undefined;
  }
  const near = Number(text);
  if (Number.isSafeInteger(near)) return near === 0 ? 0 : near;
  return normalizeInt64(BigInt(text.charCodeAt(0) === 43 ? text.slice(1) : text));
}
