/** Random octets: cryptographic on a real machine, seeded in the simulator. */
export interface Entropy {
  /** Fills the whole of `target`. Throws where the machine has no working source: no entropy, no TLS. */
  fill(target: Uint8Array): void;
}
