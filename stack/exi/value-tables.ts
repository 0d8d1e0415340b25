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
  /** By qualified name: the global numbers of its values, and how many there are. */
  private readonly locals: (number[] | undefined)[] = [];
  private readonly counts: number[] = [];
  /** The qualified names that have values. */
  private readonly touched: number[] = [];
  private touchedCount = 0;
  private readonly limit: PassedLimit;

  /** `names`: how many qualified names the schema has; others may follow. */
  constructor(names: number, maxEntries: number) {
    this.limit = { name: 'maxStringTableEntries', value: maxEntries };
    for (let i = 0; i < names; i++) {
      this.counts.push(0);
      this.locals.push(undefined);
    }
  }

  /** Forgets everything, and keeps the room. */
  clear(): void {
    for (let i = 0; i < this.touchedCount; i++) this.counts[this.touched[i]!] = 0;
    for (let i = 0; i < this.count; i++) this.global[i] = '';
    this.touchedCount = 0;
    this.count = 0;
  }

  globalCount(): number {
    return this.count;
  }

  localCount(name: number): number {
    return name < this.counts.length ? this.counts[name]! : 0;
  }

  globalValue(index: number): string {
    return this.global[index]!;
  }

  localValue(name: number, index: number): string {
    return this.global[this.locals[name]![index]!]!;
  }

  /** Adds a value under a qualified name; the limit where the table is full. */
  add(name: number, value: string): PassedLimit | undefined {
    if (value === '') return undefined;
    if (this.count >= this.limit.value) return this.limit;
    while (this.counts.length <= name) {
      this.counts.push(0);
      this.locals.push(undefined);
    }
    const local = this.counts[name]!;
    if (local === 0) this.touched[this.touchedCount++] = name;
    this.counts[name] = local + 1;
    let numbers = this.locals[name];
    if (numbers === undefined) {
      numbers = [];
      this.locals[name] = numbers;
    }
    numbers[local] = this.count;
    this.global[this.count++] = value;
    return undefined;
  }
}

const BUCKETS = 256;

/** For writing: numbers by value. */
export class WrittenValues {
  private readonly values: string[] = [];
  private count = 0;
  /** Hash table: the newest number of a bucket, and by number the next older one; -1 ends. */
  private readonly newest: number[] = [];
  private readonly older: number[] = [];
  private readonly buckets: number[] = [];
  private lastBucket = 0;
  /** By number: the qualified name under which a value was added, and its number there. */
  private readonly owners: number[] = [];
  private readonly ordinals: number[] = [];
  /** By qualified name: how many values it has. */
  private readonly counts: number[] = [];

  /** `names`: how many qualified names the schema has. */
  constructor(names: number) {
    for (let i = 0; i < names; i++) this.counts.push(0);
    for (let i = 0; i < BUCKETS; i++) this.newest.push(-1);
  }

  /** Forgets everything, and keeps the room. */
  clear(): void {
    for (let i = 0; i < this.count; i++) {
      this.values[i] = '';
      this.counts[this.owners[i]!] = 0;
      this.newest[this.buckets[i]!] = -1;
    }
    this.count = 0;
  }

  /** The global number of a value, or -1: then {@link add} may add it. */
  find(value: string): number {
    const bucket = bucketOf(value);
    this.lastBucket = bucket;
    let number = this.newest[bucket]!;
    while (number >= 0 && this.values[number] !== value) number = this.older[number]!;
    return number;
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
    this.newest[bucket] = number;
    this.owners[number] = name;
    this.ordinals[number] = ordinal;
  }
}

/** Mixes the length and the last characters, in which the paths of a list differ. */
function bucketOf(value: string): number {
  const { length } = value;
  let hash = length * 7;
  for (let i = length > 4 ? length - 4 : 0; i < length; i++) hash = hash * 5 + codeUnitAt(value, i);
  return hash & (BUCKETS - 1);
}
