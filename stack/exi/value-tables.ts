/**
 * The string tables of values (EXI 1.0 §7.3.3): what a string was, for whoever refers to it by number.
 *
 * A value is added when it is first spelled out, to the global partition and to the local one of its qualified name; a hit
 * adds nothing, so every value is in exactly one local partition. An empty value is never added.
 */

import { codeUnitAt } from '../core/code-units.js';
import { type PassedLimit } from '../core/peer-error.js';

/** For reading: values by number. */
export class ReadValues {
  private readonly global: string[] = [];
  private count = 0;
  /** By qualified name: its place in `locals` plus one; 0 while it has no value. */
  private places: Uint32Array;
  /** The global numbers of the values of each name that has any, and how many there are. */
  private readonly locals: number[][] = [];
  private readonly counts: number[] = [];
  /** The names in the order of `locals`. */
  private readonly touched: number[] = [];
  private touchedCount = 0;
  private readonly limit: PassedLimit;

  /** `names`: how many qualified names the schema has; others may follow. */
  constructor(names: number, maxEntries: number) {
    this.limit = { name: 'maxStringTableEntries', value: maxEntries };
    this.places = new Uint32Array(names);
  }

  /** Forgets everything, and keeps the room. */
  clear(): void {
    for (let i = 0; i < this.touchedCount; i++) this.places[this.touched[i]!] = 0;
    for (let i = 0; i < this.count; i++) this.global[i] = '';
    this.touchedCount = 0;
    this.count = 0;
  }

  globalCount(): number {
    return this.count;
  }

  localCount(name: number): number {
    const place = name < this.places.length ? this.places[name]! : 0;
    return place === 0 ? 0 : this.counts[place - 1]!;
  }

  globalValue(index: number): string {
    return this.global[index]!;
  }

  localValue(name: number, index: number): string {
    return this.global[this.locals[this.places[name]! - 1]![index]!]!;
  }

  /** Adds a value under a qualified name; the limit where the table is full. */
  add(name: number, value: string): PassedLimit | undefined {
    if (value === '') return undefined;
    if (this.count >= this.limit.value) return this.limit;
    if (name >= this.places.length) this.makeRoom(name);
    let place = this.places[name]!;
    if (place === 0) {
      place = this.touch(name);
      this.places[name] = place;
    }
    const local = this.counts[place - 1]!;
    this.counts[place - 1] = local + 1;
    this.locals[place - 1]![local] = this.count;
    this.global[this.count++] = value;
    return undefined;
  }

  /** A place for a name that gets its first value. */
  private touch(name: number): number {
    const place = this.touchedCount++;
    if (place === this.locals.length) this.locals.push([]);
    this.counts[place] = 0;
    this.touched[place] = name;
    return place + 1;
  }

  private makeRoom(name: number): void {
    const grown = new Uint32Array(name + 16);
    grown.set(this.places);
    this.places = grown;
  }
}

/** Hash buckets of the writer: enough for a host's lists. A power of two. */
const MAX_BUCKETS = 256;

/** For writing: numbers by value. */
export class WrittenValues {
  private readonly values: string[] = [];
  private count = 0;
  /** Hash table: the newest number of a bucket plus one, and by number the next older one plus one; 0 ends. */
  private readonly newest: Uint32Array;
  private readonly mask: number;
  private readonly older: number[] = [];
  private readonly buckets: number[] = [];
  private lastBucket = 0;
  /** By number: the qualified name under which a value was added, and its number there. */
  private readonly owners: number[] = [];
  private readonly ordinals: number[] = [];
  /** By qualified name: how many values it has. */
  private readonly counts: Uint32Array;

  /**
   * @param names how many qualified names the schema has
   * @param expected how many values there may be: past it the table is slower
   */
  constructor(names: number, expected: number) {
    this.counts = new Uint32Array(names);
    const buckets = expected < MAX_BUCKETS ? MAX_BUCKETS / 4 : MAX_BUCKETS;
    this.mask = buckets - 1;
    this.newest = new Uint32Array(buckets);
  }

  /** Forgets everything, and keeps the room. */
  clear(): void {
    for (let i = 0; i < this.count; i++) {
      this.values[i] = '';
      this.counts[this.owners[i]!] = 0;
      this.newest[this.buckets[i]!] = 0;
    }
    this.count = 0;
  }

  /** The global number of a value, or -1: then {@link add} may add it. */
  find(value: string): number {
    const bucket = hashOf(value) & this.mask;
    this.lastBucket = bucket;
    let after = this.newest[bucket]!;
    while (after > 0 && this.values[after - 1] !== value) after = this.older[after - 1]!;
    return after - 1;
  }

  globalCount(): number {
    return this.count;
  }

  /** The qualified name under which a value was added. */
  owner(number: number): number {
    return this.owners[number]!;
  }

  /** The number of a value in the partition of its owner. */
  ordinal(number: number): number {
    return this.ordinals[number]!;
  }

  localCount(name: number): number {
    return this.counts[name]!;
  }

  /** Adds the value that {@link find} has just not found. */
  add(name: number, value: string): void {
    if (value === '') return;
    const number = this.count++;
    const bucket = this.lastBucket;
    const ordinal = this.counts[name]!;
    this.counts[name] = ordinal + 1;
    this.values[number] = value;
    this.buckets[number] = bucket;
    this.older[number] = this.newest[bucket]!;
    this.newest[bucket] = number + 1;
    this.owners[number] = name;
    this.ordinals[number] = ordinal;
  }
}

/** Mixes the length and the last characters, in which the paths of a list differ. */
function hashOf(value: string): number {
  const { length } = value;
  let hash = length * 7;
  for (let i = length > 4 ? length - 4 : 0; i < length; i++) hash = hash * 5 + codeUnitAt(value, i);
  return hash;
}
