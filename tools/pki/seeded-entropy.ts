/** Entropy that a seed decides, for reproducible simulations and test PKIs. It is no secret: never use it for real keys. */

import { createHash } from 'node:crypto';

import { type Entropy } from '../../stack/ports/entropy.js';

/** The stream SHA-256(seed ‖ 0), SHA-256(seed ‖ 1), …; two streams of one seed differ by their label. */
export function createSeededEntropy(seed: number | string, label: string = ''): Entropy {
  let block = new Uint8Array(0);
  let used = 0;
  let counter = 0;
  return {
    fill(target) {
      for (let i = 0; i < target.length; i++) {
        if (used === block.length) {
          block = new Uint8Array(createHash('sha256').update(`sep2-micro\n${seed}\n${label}\n${counter++}`).digest());
          used = 0;
        }
        target[i] = block[used++]!;
      }
    },
  };
}
