/** What the workload of `main.c` writes, write by write, and the image that does it. */

import { buildImage } from '../boards/image.js';

/** Keys of the workload. */
export const KEYS = 48;

const LONGEST_KEY = 120;
const LONGEST_VALUE = 8192;
const SHORT_VALUE = 300;
const NUMBER_OCTETS = 4;

export interface Operation {
  /** Index of its key. */
  readonly key: number;
  readonly deletes: boolean;
  /** Of the value, octets. */
  readonly length: number;
}

/** What the write of a number does, from 1. */
export function operationOf(number: number): Operation {
  const chance = mix(number * 2);
  const size = mix(number * 2 + 1);
  const most = ((chance >>> 16) & 15) === 0 ? LONGEST_VALUE : SHORT_VALUE;
  return {
    key: chance % KEYS,
    deletes: ((chance >>> 24) & 7) === 0,
    length: NUMBER_OCTETS + (size % (most - NUMBER_OCTETS + 1)),
  };
}

/** The value that it writes. */
export function valueOf(number: number): Uint8Array {
  const value = Buffer.alloc(operationOf(number).length);
  value.writeUInt32LE(number);
  let state = number;
  for (let at = NUMBER_OCTETS; at < value.length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    value[at] = state >>> 8;
  }
  return new Uint8Array(value);
}

/** Name of a key in the store. Its first three characters name it in records. */
export function keyOf(index: number): string {
  return `k${String(index).padStart(2, '0')}`.padEnd(index % 8 === 7 ? LONGEST_KEY : 3, 'x');
}

/** Builds the workload for the emulated board and gives the path of the ELF file. */
export function buildWorkload(): string {
  const store = ['store', 'store_format', 'store_log'].map((name) => `hal/xs/store/${name}.c`);
  const files = ['test/support/store-cuts/main.c', ...store];
  return buildImage({ target: 'emulator', program: { name: 'store-cuts', files, includes: ['hal/xs/store'] } });
}

/** The finaliser of MurmurHash3. */
function mix(number: number): number {
  let bits = number >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
