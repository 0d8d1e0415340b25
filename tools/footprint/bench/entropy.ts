/** Octets that are the same in every run: what is measured must not hang on what was drawn. No secret, and never for one. */

import { type Entropy } from '../../../stack/ports/entropy.js';

/** George Marsaglia's xorshift of 32 bits. */
export class FixedEntropy implements Entropy {
  private state = 0x2030_0005;

  fill(target: Uint8Array): void {
    for (let i = 0; i < target.length; i++) {
      let { state } = this;
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      this.state = state;
      target[i] = state & 0xff;
    }
  }
}
