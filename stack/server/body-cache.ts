/**
 * Encoded answers, kept while nothing that they say has changed.
 *
 * Each entry remembers the versions of the resources that it was made of; it holds as long as each of them is still at
 * that version, so an EventStatus that advances or a reading that arrives is seen by the next reader.
 */

import { type ResourceTree } from '../functions/resource-tree.js';

/** What an answer was made of: paths, and the version of each at that time (0 where there was none). */
export class Ingredients {
  readonly paths: string[] = [];
  readonly versions: number[] = [];
  /** Whether the answer may be kept at all. */
  isLasting = true;

  add(path: string, version: number): void {
    this.paths.push(path);
    this.versions.push(version);
  }
}

interface Kept {
  readonly body: Uint8Array;
  readonly accessVersion: number;
  readonly ingredients: Ingredients;
}

export class BodyCache {
  private readonly tree: ResourceTree;
  private readonly capacity: number;
  private readonly maxOctets: number;
  private readonly kept = new Map<string, Kept>();
  /** Of all bodies and their keys: whoever asks for one thing under many names fills no more than this. */
  private octets = 0;

  /** At most `capacity` answers, and at most `maxOctets` of bodies and keys. */
  constructor(tree: ResourceTree, capacity: number, maxOctets: number) {
    this.tree = tree;
    this.capacity = capacity;
    this.maxOctets = maxOctets;
  }

  /** The body kept under a key, if every ingredient is as it was. */
  get(key: string, accessVersion: number): Uint8Array | undefined {
    const kept = this.kept.get(key);
    if (kept === undefined) return undefined;
    if (kept.accessVersion === accessVersion && this.isFresh(kept.ingredients)) return kept.body;
    this.drop(key, kept);
    return undefined;
  }

  set(key: string, accessVersion: number, ingredients: Ingredients, body: Uint8Array): void {
    const octets = key.length + body.length;
    if (!ingredients.isLasting || this.capacity === 0 || octets > this.maxOctets) return;
    const before = this.kept.get(key);
    if (before !== undefined) this.drop(key, before);
    while (this.kept.size >= this.capacity || this.octets + octets > this.maxOctets) this.dropOldest();
    this.kept.set(key, { body, accessVersion, ingredients });
    this.octets += octets;
  }

  private dropOldest(): void {
    const key = this.kept.keys().next().value!;
    this.drop(key, this.kept.get(key)!);
  }

  private drop(key: string, kept: Kept): void {
    this.kept.delete(key);
    this.octets -= key.length + kept.body.length;
  }

  private isFresh(ingredients: Ingredients): boolean {
    const { paths, versions } = ingredients;
    for (let i = 0; i < paths.length; i++) {
      if ((this.tree.get(paths[i]!)?.version ?? 0) !== versions[i]) return false;
    }
    return true;
  }
}
