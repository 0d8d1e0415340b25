/** Random octets from the board's generator. */

import { type Entropy } from '../../stack/ports/entropy.js';
import * as native from './native/entropy.js';

/** Throws where the generator does not work: no entropy, no TLS. */
export class XsEntropy implements Entropy {
  fill(target: Uint8Array): void {
    if (!native.fill(target)) throw new Error('entropy: the board has no working source (' + native.fault() + ')');
  }
}
