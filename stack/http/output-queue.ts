/** Octets that an engine has for the wire, until whoever drives it takes them. */
import { concatOctets } from '../core/octets.js';

export class OutputQueue {
  private parts: Uint8Array[] = [];

  put(octets: Uint8Array): void {
    this.parts.push(octets);
  }

  get isEmpty(): boolean {
    return this.parts.length === 0;
  }

  /** Everything that waits, as one array; `undefined` where nothing does. */
  take(): Uint8Array | undefined {
    if (this.parts.length === 0) return undefined;
    const octets = this.parts.length === 1 ? this.parts[0]! : concatOctets(...this.parts);
    this.parts = [];
    return octets;
  }
}
