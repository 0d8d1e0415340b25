/**
 * A store of small values in a directory: one file a key, replaced as a whole.
 *
 * A write goes to a temporary file, reaches the disk, and takes the old one's name; then the directory reaches the disk.
 * Whatever the moment of a power cut, a reader finds the old value or the new one.
 */

import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Store } from '../../stack/ports/store.js';

/** Longest key, in UTF-8 octets: its hexadecimal form and a suffix must fit a file name of 255 octets. */
export const MAX_STORE_KEY_OCTETS = 120;

export class FileStore implements Store {
  /** Makes the directory, readable by its owner alone, where it is missing. */
  constructor(private readonly directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  get(key: string): Uint8Array | undefined {
    try {
      return new Uint8Array(readFileSync(this.path(key)));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  set(key: string, value: Uint8Array): void {
    const path = this.path(key);
    const before = this.get(key);
    if (before !== undefined && Buffer.compare(before, value) === 0) return;
    const draft = path + '.new';
    const file = openSync(draft, 'w', 0o600);
    try {
      let written = 0;
      while (written < value.length) written += writeSync(file, value, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
    this.settle();
  }

  delete(key: string): void {
    rmSync(this.path(key), { force: true });
    this.settle();
  }

  private path(key: string): string {
    const octets = Buffer.from(key, 'utf8');
    if (octets.length === 0 || octets.length > MAX_STORE_KEY_OCTETS) {
      throw new RangeError(`key: expected 1 to ${MAX_STORE_KEY_OCTETS} octets of UTF-8, got ${octets.length}`);
    }
    return join(this.directory, octets.toString('hex') + '.value');
  }

  /** Makes a rename or a removal durable. */
  private settle(): void {
    const directory = openSync(this.directory, 'r');
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
