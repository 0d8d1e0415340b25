/** Seeded randomness for fuzz tests: the same seed gives the same run on every machine. */

/** A function that gives the next unsigned 32-bit number (xorshift32, Marsaglia 2003). `seed`: any integer. */
export function createPrng(seed: number): () => number {
  let state = seed >>> 0 === 0 ? 0x9e3779b9 : seed >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state;
  };
}
