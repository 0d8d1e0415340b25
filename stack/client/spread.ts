/** A random share for jitter: so that a neighbourhood of devices does not ask at once. */

import { type Entropy } from '../ports/entropy.js';

/** @returns a number in [0, 1) with 16 bits: enough to spread waits, and nothing else */
export function randomShare(entropy: Entropy): number {
  const octets = new Uint8Array(2);
  entropy.fill(octets);
  return (octets[0]! * 256 + octets[1]!) / 65536;
}
