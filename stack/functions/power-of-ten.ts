/**
 * Physical quantities as the schema writes them: a small integer and a power of ten
 * (IEEE 2030.5-2018, ActivePower, ReactivePower, ApparentPower, WattHour, ReadingType.powerOfTenMultiplier).
 */

/** A value of `value × 10^multiplier`. */
export interface PowerOfTen {
  multiplier: number;
  value: number;
}

/** PowerOfTenMultiplierType as it is used: −9 (nano) to 9 (giga). */
export const MIN_MULTIPLIER = -9;
export const MAX_MULTIPLIER = 9;

const INT16_MAX = 32767;

/** The quantity in its base unit (W, var, VA, Wh). */
export function fromPowerOfTen(quantity: PowerOfTen): number {
  return scale(quantity.value, quantity.multiplier);
}

/**
 * The quantity with the smallest power of ten, not below `least`, whose value fits a signed 16-bit integer.
 *
 * @param amount in the base unit; finite
 * @param least smallest multiplier to use: 0 keeps whole units, −3 keeps thousandths
 * @throws RangeError where not even giga suffices
 */
export function toPowerOfTen(amount: number, least: number = 0): PowerOfTen {
  for (let multiplier = least; multiplier <= MAX_MULTIPLIER; multiplier++) {
    const value = Math.round(scale(amount, -multiplier));
    if (value <= INT16_MAX && value >= -INT16_MAX - 1) return { multiplier, value: value === 0 ? 0 : value };
  }
  throw new RangeError('amount: expected less than 3.3e13 in magnitude, got ' + amount);
}

/** A quantity as the integer that a reading carries under a multiplier. */
export function scaledInteger(amount: number, multiplier: number): number {
  const value = Math.round(scale(amount, -multiplier));
  return value === 0 ? 0 : value;
}

/** `amount × 10^power`, dividing for a negative power so that decimal values stay exact where they can. */
function scale(amount: number, power: number): number {
  if (power >= 0) return amount * Math.pow(10, power);
  return amount / Math.pow(10, -power);
}
