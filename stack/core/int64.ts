/**
 * Exact 64-bit integers on every runtime: a number while it is safe, a bigint past that.
 *
 * A field of type Int48, Int64, UInt40, UInt48, UInt64 or TimeType holds an {@link Int64}; a value is a number exactly
 * when it lies in ±(2^53 − 1), so that two equal values are always `===`.
 */

export type Int64 = number | bigint;

/** Whether a value is an integer that is exact: a safe number, or a bigint. */
export function isInt64(value: unknown): value is Int64 {
  return typeof value === 'number' ? Number.isSafeInteger(value) : typeof value === 'bigint';
}

/** The value in its one form: a number where that is exact. */
export function normalizeInt64(value: bigint): Int64 {
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}

/** 2^28: a 64-bit value is taken apart in groups of 28 bits, the most that four septets of EXI hold. */
const GROUP = 0x10000000;

/** `low + middle * 2^28 + high * 2^56`; `low` and `middle` below 2^28, `high` below 2^8. */
export function int64FromGroups(low: number, middle: number, high: number): Int64 {
  if (high === 0 && middle < 0x2000000) return low + middle * GROUP;
  const upper = BigInt(middle) + BigInt(high) * BigInt(GROUP);
  return normalizeInt64(BigInt(low) + upper * BigInt(GROUP));
}

/** The 28 lowest bits of a value in [0, 2^64). */
export function lowGroup(value: Int64): number {
  return typeof value === 'number' ? value % GROUP : Number(value % BigInt(GROUP));
}

/** What stands above the 28 lowest bits of a value in [0, 2^64): below 2^36. */
export function aboveLowGroup(value: Int64): number {
  return typeof value === 'number' ? Math.floor(value / GROUP) : Number(value / BigInt(GROUP));
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
