/** Where written XML goes: a string, or UTF-8 octets. The writer knows only `append`. */

import { encodeUtf8Into, utf8Length } from '../core/utf8.js';

export interface XmlSink {
  /** Adds text that is XML already. */
  append(text: string): void;
}

/** Collects a string. */
export class TextSink implements XmlSink {
  text = '';

  append(text: string): void {
    this.text += text;
  }
}

/** Collects octets in a buffer that doubles when it is full. */
export class OctetSink implements XmlSink {
  private buffer: Uint8Array;
  private length = 0;

  /** `capacity`: octets to begin with, at least 1. */
  constructor(capacity: number) {
    this.buffer = new Uint8Array(capacity);
  }

  append(text: string): void {
    const buffer = this.buffer;
    const length = text.length;
    let at = this.length;
    if (at + length > buffer.length) {
      this.grow(length);
      this.append(text);
      return;
    }
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) {
        this.appendWide(text);
        return;
      }
      buffer[at++] = code;
    }
    this.length = at;
  }

  /** The octets that were written. They are overwritten when the sink is used again. */
  octets(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  /** Begins anew in the same buffer. */
  clear(): void {
    this.length = 0;
  }

  private appendWide(text: string): void {
    const length = utf8Length(text);
    if (this.length + length > this.buffer.length) this.grow(length);
    this.length = encodeUtf8Into(text, this.buffer, this.length);
  }

  private grow(more: number): void {
    let capacity = this.buffer.length * 2;
    while (capacity < this.length + more) capacity *= 2;
    const grown = new Uint8Array(capacity);
    grown.set(this.buffer.subarray(0, this.length));
    this.buffer = grown;
  }
}
