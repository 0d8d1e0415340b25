/**
 * The string tables of values (EXI 1.0 §7.3.3): what a string was, for whoever refers to it by number.
 *
 * A value is added when it is first spelled out, to the global partition and to the local one of its qualified name; a hit
 * adds nothing, so every value is in exactly one local partition. An empty value is never added.
 */

import { type PassedLimit } from '../core/peer-error.js';

/** For reading: values by number. */
export class ReadValues {
  private readonly global: string[] = [];
  private readonly locals: (string[] | undefined)[] = [];
  private readonly touched: number[] = [];
  private readonly limit: PassedLimit;

  constructor(maxEntries: number) {
    this.limit = { name: 'maxStringTableEntries', value: maxEntries };
  }

  /** Forgets everything: a document begins. */
  clear(): void {
    this.global.length = 0;
    for (let i = 0; i < this.touched.length; i++) this.locals[this.touched[i]!]!.length = 0;
    this.touched.length = 0;
  }

  globalCount(): number {
    return this.global.length;
  }

  localCount(name: number): number {
    const local = name < this.locals.length ? this.locals[name] : undefined;
    return local === undefined ? 0 : local.length;
  }

  globalValue(index: number): string {
    return this.global[index]!;
  }

  localValue(name: number, index: number): string {
    return this.locals[name]![index]!;
  }

  /** Adds a value under a qualified name; the limit where the table is full. */
  add(name: number, value: string): PassedLimit | undefined {
    if (value === '') return undefined;
    if (this.global.length >= this.limit.value) return this.limit;
    this.global.push(value);
    while (this.locals.length <= name) this.locals.push(undefined);
    let local = this.locals[name];
    if (local === undefined) {
      local = [];
      this.locals[name] = local;
    }
    if (local.length === 0) this.touched.push(name);
    local.push(value);
    return undefined;
  }
}

/** For writing: numbers by value. */
export class WrittenValues {
  private readonly numbers = new Map<string, number>();
  /** By global number: the qualified name under which a value was added, and its number there. */
  private readonly owners: number[] = [];
  private readonly ordinals: number[] = [];
  private readonly counts: number[] = [];

  /** Forgets everything: a document begins. */
  clear(): void {
    if (this.owners.length === 0) return;
    for (let i = 0; i < this.owners.length; i++) this.counts[this.owners[i]!] = 0;
    this.owners.length = 0;
    this.ordinals.length = 0;
    this.numbers.clear();
  }

  /** The global number of a value, or -1. */
  find(value: string): number {
    const number = this.numbers.get(value);
    return number === undefined ? -1 : number;
  }

  globalCount(): number {
    return this.owners.length;
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

  add(name: number, value: string): void {
    if (value === '') return;
    while (this.counts.length <= name) this.counts.push(0);
    const ordinal = this.counts[name]!;
    this.counts[name] = ordinal + 1;
    this.numbers.set(value, this.owners.length);
    this.owners.push(name);
    this.ordinals.push(ordinal);
  }
}
