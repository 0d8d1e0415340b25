/**
 * Code units of a string, at the same speed whatever made the string.
 *
 * Engines that specialise a property by the class of its receiver (V8) count each inner form of a string as a class of its
 * own, and after four of them look `charCodeAt` up anew for every character. Called as a function it is not looked up.
 */

const charCodeAt = String.prototype.charCodeAt;

/** The UTF-16 code unit at `index`, which is below the length. */
export function codeUnitAt(text: string, index: number): number {
  return charCodeAt.call(text, index);
}
