/**
 * What @noble/curves takes from `@noble/hashes/utils.js`, in place of that module on a board (`manifests/crypto-noble.json`):
 * it has an async function, timers, promises and TextEncoder beside these, and none of them can be in a ROM image.
 */

const HEX = '0123456789abcdef';

/** Whether a value is octets. */
export function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}

/** The octets given; TypeError where they are none, RangeError where there are not `length` of them. */
export function abytes(value: unknown, length?: number, title = ''): Uint8Array {
  if (!isBytes(value)) throw new TypeError(title + ': expected octets, got ' + typeof value);
  if (length !== undefined && value.length !== length) {
    throw new RangeError(title + ': expected ' + length + ' octets, got ' + value.length);
  }
  return value;
}

/** The number given; TypeError where it is none, RangeError where it is not a safe integer of 0 or more. */
export function anumber(value: unknown, title = ''): number {
  if (typeof value !== 'number') throw new TypeError(title + ': expected a number, got ' + typeof value);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(title + ': expected a count, got ' + value);
  return value;
}

/** TypeError unless the value looks like a hash function of the library. */
export function ahash(hash: {
  readonly outputLen: unknown;
  readonly blockLen: unknown;
  readonly create: unknown;
}): void {
  if (typeof hash.create !== 'function') throw new TypeError('hash: expected one that can be created');
  anumber(hash.outputLen, 'outputLen');
  anumber(hash.blockLen, 'blockLen');
}

/** Lower-case hexadecimal, two digits an octet. */
export function bytesToHex(octets: Uint8Array): string {
  let text = '';
  for (let i = 0; i < octets.length; i++) text += HEX[octets[i]! >>> 4]! + HEX[octets[i]! & 15]!;
  return text;
}

/** The octets of hexadecimal digits of either case; RangeError where it is none. */
export function hexToBytes(text: string): Uint8Array {
  const octets = new Uint8Array(text.length >>> 1);
  for (let i = 0; i < octets.length; i++) {
    octets[i] = digit(text.charCodeAt(2 * i)) * 16 + digit(text.charCodeAt(2 * i + 1));
  }
  if (text.length % 2 !== 0) throw new RangeError('hexadecimal: an odd number of digits');
  return octets;
}

/** Joins parts into a new array. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (let i = 0; i < parts.length; i++) length += abytes(parts[i]).length;
  const joined = new Uint8Array(length);
  for (let i = 0, at = 0; i < parts.length; at += parts[i]!.length, i++) joined.set(parts[i]!, at);
  return joined;
}

/** A board has no random source that a module could reach: the library then works without blinding. */
export function randomBytes(): never {
  throw new Error('random octets come from the entropy port');
}

function digit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 0x20;
  if (letter >= 97 && letter <= 102) return letter - 87;
  throw new RangeError('hexadecimal: an unknown digit');
}
