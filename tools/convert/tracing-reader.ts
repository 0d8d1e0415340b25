/** A bit reader that tells what it read: one call for each primitive that the decoder asked for. */

import { BitReader, type PathSource } from '../../stack/exi/bit-reader.js';
import { type Int64 } from '../../stack/core/int64.js';

/** One primitive as it was read. */
export interface Primitive {
  readonly kind: 'bits' | 'unsigned' | 'text' | 'hex';
  /** Offset of its first bit. */
  readonly bit: number;
  readonly width: number;
  readonly bits: string;
  readonly value: string;
}

/** Characters that are gathered before they become text. */
const MAX_RUN = 64;

export class TracingReader extends BitReader {
  private readonly listener: (primitive: Primitive) => void;
  private stream = new Uint8Array(0);
  /** Whether a primitive is being read of which others are part. */
  private isInside = false;

  constructor(source: PathSource, listener: (primitive: Primitive) => void) {
    super(source, MAX_RUN);
    this.listener = listener;
  }

  override open(octets: Uint8Array, start: number, end: number): void {
    this.stream = new Uint8Array(octets);
    super.open(octets, start, end);
  }

  override bits(n: number): number {
    return this.trace('bits', () => super.bits(n), String);
  }

  override unsigned(max: number): number {
    return this.trace('unsigned', () => super.unsigned(max), String);
  }

  override unsignedLong(): Int64 {
    return this.trace('unsigned', () => super.unsignedLong(), String);
  }

  override characters(length: number): string {
    return this.trace('text', () => super.characters(length), JSON.stringify);
  }

  override hexadecimal(length: number): string {
    return this.trace('hex', () => super.hexadecimal(length), String);
  }

  private trace<T>(kind: Primitive['kind'], read: () => T, show: (value: T) => string): T {
    if (this.isInside) return read();
    const bit = this.bit;
    this.isInside = true;
    try {
      const value = read();
      const width = this.bit - bit;
      this.listener({ kind, bit, width, bits: this.bitsOf(bit, width), value: show(value) });
      return value;
    } finally {
      this.isInside = false;
    }
  }

  private bitsOf(bit: number, width: number): string {
    let text = '';
    for (let i = bit; i < bit + width; i++) text += (this.stream[i >>> 3]! >>> (7 - (i & 7))) & 1;
    return text;
  }
}
