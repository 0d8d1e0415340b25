/** Random octets from the operating system. */

import { randomFillSync } from 'node:crypto';
import { type Entropy } from '../../stack/ports/entropy.js';

/** The operating system's generator; it throws where there is none. */
export const NODE_ENTROPY: Entropy = Object.freeze({
  fill(target: Uint8Array): void {
    randomFillSync(target);
  },
});
