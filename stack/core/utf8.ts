/** UTF-8 both ways, since the targets have no TextEncoder. RFC 3629: no surrogates, no overlong forms. */

/** Octets that `text` takes in UTF-8; a lone surrogate counts as U+FFFD. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) length += 1;
    else if (code < 0x800) length += 2;
    else if (isPairAt(text, i)) {
      length += 4;
      i++;
    } else length += 3;
  }
  return length;
}

/** Encodes a text; a lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const octets = new Uint8Array(utf8Length(text));
  encodeUtf8Into(text, octets, 0);
  return octets;
}

/** Writes a text at `at` and returns the offset after it. The caller has made room: see {@link utf8Length}. */
export function encodeUtf8Into(text: string, target: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      target[at++] = code;
      continue;
    }
    if (code < 0x800) {
      target[at++] = 0xc0 | (code >>> 6);
      target[at++] = 0x80 | (code & 0x3f);
      continue;
    }
    if (isPairAt(text, i)) {
      code = (code - 0xd800) * 0x400 + (text.charCodeAt(++i) - 0xdc00) + 0x10000;
      target[at++] = 0xf0 | (code >>> 18);
      target[at++] = 0x80 | ((code >>> 12) & 0x3f);
    } else {
      if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
      target[at++] = 0xe0 | (code >>> 12);
    }
    target[at++] = 0x80 | ((code >>> 6) & 0x3f);
    target[at++] = 0x80 | (code & 0x3f);
  }
  return at;
}

/** Decodes `octets[start, end)`; `undefined` where they are not well-formed UTF-8. */
export function decodeUtf8(octets: Uint8Array, start: number = 0, end: number = octets.length): string | undefined {
  let text = '';
  let at = start;
  while (at < end) {
    const lead = octets[at++]!;
    if (lead < 0x80) {
      text += String.fromCharCode(lead);
      continue;
    }
    let more: number;
    let least: number;
    let code: number;
    if (lead >= 0xc2 && lead < 0xe0) {
      more = 1;
      least = 0x80;
      code = lead & 0x1f;
    } else if (lead >= 0xe0 && lead < 0xf0) {
      more = 2;
      least = 0x800;
      code = lead & 0x0f;
    } else if (lead >= 0xf0 && lead < 0xf5) {
      more = 3;
      least = 0x10000;
      code = lead & 0x07;
    } else return undefined;
    if (at + more > end) return undefined;
    for (; more > 0; more--) {
      const next = octets[at++]!;
      if ((next & 0xc0) !== 0x80) return undefined;
      code = (code << 6) | (next & 0x3f);
    }
    if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
    text += String.fromCodePoint(code);
  }
  return text;
}

function isPairAt(text: string, i: number): boolean {
  const high = text.charCodeAt(i);
  if (high < 0xd800 || high > 0xdbff || i + 1 >= text.length) return false;
  const low = text.charCodeAt(i + 1);
  return low >= 0xdc00 && low <= 0xdfff;
}
