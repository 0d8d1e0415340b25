/** A store that lives as long as its object: it survives a virtual power cut, since a board's flash would. */

import { equalOctets } from '../../stack/core/octets.js';
import { type Store } from '../../stack/ports/store.js';

export class MemoryStore implements Store {
  private readonly values = new Map<string, Uint8Array>();
  private count = 0;

  get(key: string): Uint8Array | undefined {
    return this.values.get(key)?.slice();
  }

  set(key: string, value: Uint8Array): void {
    const before = this.values.get(key);
    if (before !== undefined && equalOctets(before, value)) return;
    this.count++;
    this.values.set(key, value.slice());
  }

  delete(key: string): void {
    this.values.delete(key);
  }

  /** Writes since the store was made: flash wears. */
  writeCount(): number {
    return this.count;
  }
}
