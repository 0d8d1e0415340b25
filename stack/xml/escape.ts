/** Text and attribute values as XML holds them (XML 1.0 §2.4, §3.3.3). */

/**
 * The text with what may not stand as it is written as references: `& < >` and carriage return, in an attribute also
 * the quote, tab and line feed, which a reader would turn into spaces. Usually nothing is, and the same string comes back.
 *
 * Throws a RangeError, which names `path`, where XML cannot hold a character: controls, lone surrogates, U+FFFE, U+FFFF.
 */
export function escapeText(text: string, isAttribute: boolean, path: readonly string[]): string {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 || code === 38 || code === 60 || code === 62 || code === 34 || code >= 0xd800) {
      return escapeFrom(text, i, isAttribute, path);
    }
  }
  return text;
}

function escapeFrom(text: string, first: number, isAttribute: boolean, path: readonly string[]): string {
  let escaped = '';
  let run = 0;
  for (let i = first; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0xd800) {
      i = passWide(text, i, code, path);
      continue;
    }
    const reference = referenceFor(code, isAttribute);
    if (reference === undefined) continue;
    if (reference === '') throw wrongCharacter(code, i, path);
    escaped += text.slice(run, i) + reference;
    run = i + 1;
  }
  return run === 0 ? text : escaped + text.slice(run);
}

/** A reference, `undefined` where the character stands as it is, empty where XML has no place for it. */
function referenceFor(code: number, isAttribute: boolean): string | undefined {
  if (code === 38) return '&amp;';
  if (code === 60) return '&lt;';
  if (code === 62) return '&gt;';
  if (code === 34) return isAttribute ? '&quot;' : undefined;
  if (code === 13) return '&#13;';
  if (code === 9 || code === 10) return isAttribute ? '&#' + code + ';' : undefined;
  return code < 32 ? '' : undefined;
}

/** Checks a character from U+D800 on, and returns the index of its last unit. */
function passWide(text: string, i: number, code: number, path: readonly string[]): number {
  if (code < 0xdc00 && i + 1 < text.length) {
    const low = text.charCodeAt(i + 1);
    if (low >= 0xdc00 && low <= 0xdfff) return i + 1;
  }
  if (code < 0xe000 || code > 0xfffd) throw wrongCharacter(code, i, path);
  return i;
}

function wrongCharacter(code: number, i: number, path: readonly string[]): RangeError {
  return new RangeError(
    path.join('/') + ': expected characters that XML can hold, got U+' + code.toString(16) + ' at ' + i,
  );
}
