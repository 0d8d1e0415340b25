/**
 * Character classes of XML over UTF-8 octets: which octets need no look, which code points are allowed, which may
 * stand in a name (XML 1.0 fifth edition, §2.2, §2.3).
 */

/** Class bit: a name may begin with this octet. */
export const NAME_START = 1;
/** Class bit: a name may go on with this octet. The colon is here and not in {@link NAME_START}: prefixes are split. */
export const NAME = 2;
/** Class bit: plain in character data; everything else ends a run and is looked at. */
export const TEXT = 4;
/** Class bit: white space (§2.3 [3]). */
export const SPACE = 8;
/** Class bit: plain in an attribute value. Both quotes end a run: one of them may close the value. */
export const VALUE = 16;

/** The class bits of each octet; those of the octets of a multi-octet character are 0. */
export const CLASS_OF: Uint8Array = classifyOctets();

function classifyOctets(): Uint8Array {
  const classes = new Uint8Array(256);
  for (let octet = 0x20; octet < 0x80; octet++) classes[octet] = TEXT | VALUE;
  for (let octet = 65; octet <= 90; octet++) classes[octet] = NAME_START | NAME | TEXT | VALUE;
  for (let octet = 97; octet <= 122; octet++) classes[octet] = NAME_START | NAME | TEXT | VALUE;
  for (let octet = 48; octet <= 58; octet++) classes[octet] = NAME | TEXT | VALUE;
  classes[95] = NAME_START | NAME | TEXT | VALUE; // _
  classes[45] = NAME | TEXT | VALUE; // -
  classes[46] = NAME | TEXT | VALUE; // .
  classes[9] = TEXT | SPACE;
  classes[10] = TEXT | SPACE;
  classes[13] = SPACE;
  classes[32] = TEXT | SPACE | VALUE;
  classes[38] = 0; // &
  classes[60] = 0; // <
  classes[93] = VALUE; // ] may begin ]]>
  classes[34] = TEXT; // "
  classes[39] = TEXT; // '
  return classes;
}

/** Octets of the UTF-8 character at `at`, 1 to 4; 0 where it is not well-formed (RFC 3629 §4) or passes `end`. */
export function sequenceLength(octets: Uint8Array, at: number, end: number): number {
  const lead = octets[at]!;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > end) return 0;
  const second = octets[at + 1]!;
  if ((second & 0xc0) !== 0x80) return 0;
  if (length > 2 && (octets[at + 2]! & 0xc0) !== 0x80) return 0;
  if (length > 3 && (octets[at + 3]! & 0xc0) !== 0x80) return 0;
  if (lead === 0xe0 && second < 0xa0) return 0;
  if (lead === 0xed && second > 0x9f) return 0;
  if (lead === 0xf0 && second < 0x90) return 0;
  if (lead === 0xf4 && second > 0x8f) return 0;
  return length;
}

/** The code point of a well-formed character of `length` octets. */
export function codePointOf(octets: Uint8Array, at: number, length: number): number {
  const lead = octets[at]!;
  if (length === 1) return lead;
  const second = octets[at + 1]! & 0x3f;
  if (length === 2) return ((lead & 0x1f) << 6) | second;
  const third = octets[at + 2]! & 0x3f;
  if (length === 3) return ((lead & 0x0f) << 12) | (second << 6) | third;
  return ((lead & 0x07) << 18) | (second << 12) | (third << 6) | (octets[at + 3]! & 0x3f);
}

/** Whether a document may hold this code point, written out or as a reference (XML 1.0 §2.2 [2]). */
export function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 9 || code === 10 || code === 13;
  return code < 0xd800 || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

/** Whether a name may begin with this code point above U+007F (XML 1.0 §2.3 [4]). */
export function isWideNameStart(code: number): boolean {
  if (code < 0x300) return code >= 0xc0 && code !== 0xd7 && code !== 0xf7;
  if (code < 0x2000) return code >= 0x370 && code !== 0x37e;
  if (code < 0x3001) {
    return (
      code === 0x200c || code === 0x200d || (code >= 0x2070 && code <= 0x218f) || (code >= 0x2c00 && code <= 0x2fef)
    );
  }
  return (
    code <= 0xd7ff || (code >= 0xf900 && code <= 0xfdcf) || (code >= 0xfdf0 && code <= 0xfffd) || isAstralName(code)
  );
}

/** Whether a name may go on with this code point above U+007F (XML 1.0 §2.3 [4a]). */
export function isWideName(code: number): boolean {
  return (
    isWideNameStart(code) || code === 0xb7 || (code >= 0x300 && code <= 0x36f) || code === 0x203f || code === 0x2040
  );
}

function isAstralName(code: number): boolean {
  return code >= 0x10000 && code <= 0xeffff;
}
