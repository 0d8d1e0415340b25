/** Octets that look random and come from a seed: keys of a simulated world are worth nothing outside it. */

import { type Entropy } from '../../stack/ports/entropy.js';
import { Prng } from './prng.js';

export class SeededEntropy implements Entropy {
  private readonly random: Prng;

  /** `owner` gives each node its own octets under one seed. */
  constructor(seed: number, owner: string) {
    this.random = new Prng(seed, 'entropy ' + owner);
  }

  fill(target: Uint8Array): void {
    let word = 0;
    for (let i = 0; i < target.length; i++) {
      word = (i & 3) === 0 ? this.random.uint32() : word >>> 8;
      target[i] = word & 0xff;
    }
  }
}
