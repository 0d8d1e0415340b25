/** Seeded random numbers, the same on every runtime: a simulated world has no other chance. */

/** sfc32 (Chris Doty-Humphrey): 128 bits of state, good enough for weather, losses and test keys; never for secrets. */
export class Prng {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** `stream` separates the draws of two users of one seed: what one draws never moves the other's numbers. */
  constructor(seed: number, stream: string = '') {
    let hash = 0x811c9dc5 ^ seed;
    for (let i = 0; i < stream.length; i++) hash = Math.imul(hash ^ stream.charCodeAt(i), 0x01000193);
    this.a = seed >>> 0;
    this.b = hash >>> 0;
    this.c = Math.floor(seed / 0x100000000) >>> 0;
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** An integer from 0 to 2³²−1. */
  uint32(): number {
    const sum = (((this.a + this.b) >>> 0) + this.counter) >>> 0;
    this.counter = (this.counter + 1) >>> 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) >>> 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) >>> 0;
    return sum;
  }

  /** A number from 0 inclusive to 1 exclusive. */
  unit(): number {
    return this.uint32() / 0x100000000;
  }

  /** True with this probability; a probability of 0 draws nothing. */
  chance(probability: number): boolean {
    return probability > 0 && this.unit() < probability;
  }
}
