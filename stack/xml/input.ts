/** Text as the octets that the reader works on. */

import { NO_OCTETS } from '../core/octets.js';
import { encodeUtf8 } from '../core/utf8.js';

/** Largest text of which the buffer is kept for the next, octets. */
const MAX_KEPT_OCTETS = 16384;

/** Turns ASCII text into octets, in a buffer that is kept from document to document. */
export class TextInput {
  private buffer = NO_OCTETS;

  /** The octets of a text that is ASCII, valid until the next call; `undefined` where it is not ASCII. */
  ascii(text: string): Uint8Array | undefined {
    const length = text.length;
    const octets = this.room(length);
    let seen = 0;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      octets[i] = code;
      seen |= code;
    }
    return seen < 0x80 ? octets : undefined;
  }

  private room(length: number): Uint8Array {
    if (length > MAX_KEPT_OCTETS) return new Uint8Array(length);
    if (length > this.buffer.length) this.buffer = new Uint8Array(length + 256);
    return this.buffer.subarray(0, length);
  }
}

/** The octets of any text. A lone surrogate is left as octets that no reader takes for UTF-8. */
export function textOctets(text: string): Uint8Array {
  const octets = encodeUtf8(text);
  return hasLoneSurrogate(text) ? markSurrogates(text, octets) : octets;
}

function hasLoneSurrogate(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (isLone(text, i)) return true;
  return false;
}

function isLone(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  if (code < 0xd800 || code > 0xdfff) return false;
  if (code < 0xdc00) {
    const next = i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
    return next < 0xdc00 || next > 0xdfff;
  }
  const before = i > 0 ? text.charCodeAt(i - 1) : 0;
  return before < 0xd800 || before > 0xdbff;
}

/** Writes the surrogate itself (ED A0..BF xx) where the encoder put U+FFFD for it. */
function markSurrogates(text: string, octets: Uint8Array): Uint8Array {
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isLone(text, i)) {
      octets[at] = 0xed;
      octets[at + 1] = 0x80 | ((code >>> 6) & 0x3f);
      octets[at + 2] = 0x80 | (code & 0x3f);
      at += 3;
    } else at += code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code <= 0xdfff ? 2 : 3;
  }
  return octets;
}
