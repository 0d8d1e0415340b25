/** Where written XML goes: a string, or UTF-8 octets. The writer knows only `append`. */

import { encodeUtf8Into, utf8Length } from '../core/utf8.js';

/** Largest buffer that is kept for the next document, octets. */
const MAX_KEPT_OCTETS = 65536;

/** Takes pieces of markup; names and values are XML already. */
export interface XmlSink {
  /** Text as it stands. */
  append(text: string): void;
  /** ` name="value"`. */
  attribute(name: string, value: string): void;
  /** `</name>`. */
  close(name: string): void;
  /** `<name>text</name>`, with `extra` (attributes, each with a space before it) in the tag. */
  leaf(name: string, extra: string, text: string): void;
}

/** Collects a string. */
export class TextSink implements XmlSink {
  text = '';

  append(text: string): void {
    this.text += text;
  }

  attribute(name: string, value: string): void {
    this.text += ' ' + name + '="' + value + '"';
  }

  close(name: string): void {
    this.text += '</' + name + '>';
  }

  leaf(name: string, extra: string, text: string): void {
    this.text += '<' + name + extra + '>' + text + '</' + name + '>';
  }
}

/** Collects octets in a buffer that doubles when it is full. */
export class OctetSink implements XmlSink {
  private readonly capacity: number;
  private buffer: Uint8Array;
  private length = 0;

  /** `capacity`: octets to begin with, at least 1. */
  constructor(capacity: number) {
    this.capacity = capacity;
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

  attribute(name: string, value: string): void {
    this.append(' ');
    this.append(name);
    this.append('="');
    this.append(value);
    this.append('"');
  }

  close(name: string): void {
    this.append('</');
    this.append(name);
    this.append('>');
  }

  leaf(name: string, extra: string, text: string): void {
    this.append('<');
    this.append(name);
    if (extra !== '') this.append(extra);
    this.append('>');
    this.append(text);
    this.close(name);
  }

  /** A copy of the octets that were written. */
  octets(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  /** Begins anew, in the same buffer unless it has grown large. */
  clear(): void {
    this.length = 0;
    if (this.buffer.length > MAX_KEPT_OCTETS) this.buffer = new Uint8Array(this.capacity);
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
