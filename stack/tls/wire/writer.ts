/** Builds TLS structures: integers and length-prefixed vectors (RFC 5246 §4) in one growing buffer. */

/** A length prefix that {@link WireWriter.close} fills in. */
export interface OpenVector {
  readonly at: number;
  readonly width: 1 | 2 | 3;
}

export class WireWriter {
  private octets: Uint8Array;
  private used = 0;

  constructor(capacity: number = 256) {
    this.octets = new Uint8Array(capacity);
  }

  get length(): number {
    return this.used;
  }

  u8(value: number): void {
    this.reserve(1);
    this.octets[this.used++] = value;
  }

  u16(value: number): void {
    this.u8(value >>> 8);
    this.u8(value & 0xff);
  }

  u32(value: number): void {
    this.u16(Math.floor(value / 0x10000));
    this.u16(value % 0x10000);
  }

  put(octets: Uint8Array): void {
    this.reserve(octets.length);
    this.octets.set(octets, this.used);
    this.used += octets.length;
  }

  /** Starts a vector whose length takes `width` octets. */
  open(width: 1 | 2 | 3): OpenVector {
    const at = this.used;
    for (let i = 0; i < width; i++) this.u8(0);
    return { at, width };
  }

  /** Ends a vector; RangeError where it is longer than its prefix can say. */
  close(vector: OpenVector): void {
    let length = this.used - vector.at - vector.width;
    if (length >= 2 ** (8 * vector.width)) {
      throw new RangeError('vector: expected under ' + 2 ** (8 * vector.width) + ' octets, got ' + length);
    }
    for (let i = vector.width - 1; i >= 0; i--) {
      this.octets[vector.at + i] = length & 0xff;
      length = Math.floor(length / 0x100);
    }
  }

  /** A whole vector of given content. */
  vector(width: 1 | 2 | 3, content: Uint8Array): void {
    const open = this.open(width);
    this.put(content);
    this.close(open);
  }

  /** Forgets what was written after `length`. */
  truncate(length: number): void {
    this.used = Math.min(this.used, length);
  }

  /** What has been written from `start`: a view, valid until the next write. */
  view(start: number = 0): Uint8Array {
    return this.octets.subarray(start, this.used);
  }

  /** A copy of all that has been written. */
  finish(): Uint8Array {
    return this.octets.slice(0, this.used);
  }

  /** Forgets what was written and lets the buffer go. */
  reset(): void {
    this.octets = new Uint8Array(0);
    this.used = 0;
  }

  private reserve(more: number): void {
    if (this.used + more <= this.octets.length) return;
    const grown = new Uint8Array(Math.max(this.used + more, 2 * this.octets.length));
    grown.set(this.octets.subarray(0, this.used));
    this.octets = grown;
  }
}
