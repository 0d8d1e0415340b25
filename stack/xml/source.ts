/** The octets of one XML document, the place in them, and the place in the resource: what every error tells. */

import { type Limits } from '../core/limits.js';
import { NO_OCTETS } from '../core/octets.js';
import { type PeerError, malformed, pastLimit, unsupported } from '../core/peer-error.js';
import { codePointOf, isXmlCharacter, sequenceLength } from './characters.js';

/** Longest excerpt of a document that an error quotes, octets. */
const MAX_EXCERPT = 40;

export class XmlSource {
  octets: Uint8Array = NO_OCTETS;
  end = 0;
  readonly limits: Limits;
  /** The octet that is read next. */
  at = 0;
  /** Elements that are open around {@link at}. */
  depth = 0;
  /** Names of the open elements that the schema knows, outermost first; `pathLength` of them are in force. */
  readonly pathNames: string[] = [];
  /** Which item of a repeated element each of {@link pathNames} is, from 0; −1 where it is not repeated. */
  readonly pathItems: number[] = [];
  pathLength = 0;
  /** Code point of the reference that {@link readReference} read last. */
  reference = 0;
  /** The same document as text, where it is ASCII and came as text: spans are then cut from it. */
  private text: string | undefined = undefined;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** Begins a document. `text`: the same, where it is ASCII and came as text. */
  open(octets: Uint8Array, text: string | undefined): void {
    this.octets = octets;
    this.end = octets.length;
    this.text = text;
    this.at = 0;
    this.depth = 0;
    this.pathLength = 0;
  }

  /** Lets go of the document. */
  close(): void {
    this.octets = NO_OCTETS;
    this.text = undefined;
  }

  /** Names the element that is about to be read, for errors. */
  pushPath(name: string, item: number): void {
    this.pathNames[this.pathLength] = name;
    this.pathItems[this.pathLength] = item;
    this.pathLength++;
  }

  /** `DERControlList/DERControl[3]/mRID`: items count from 0. */
  path(): string {
    let path = '';
    for (let i = 0; i < this.pathLength; i++) {
      if (i > 0) path += '/';
      path += this.pathNames[i]!;
      if (this.pathItems[i]! >= 0) path += '[' + this.pathItems[i]! + ']';
    }
    return path;
  }

  /** A `malformed` error at an octet, with the path. */
  fail(code: string, detail: string, at: number = this.at): PeerError {
    return malformed('xml.' + code, detail, this.place(at));
  }

  /** An `unsupported` error at an octet, with the path. */
  refuse(code: string, detail: string, at: number = this.at): PeerError {
    return unsupported('xml.' + code, detail, this.place(at));
  }

  /** A `limit` error at an octet, with the path. */
  tooMuch(code: string, detail: string, name: keyof Limits, at: number = this.at): PeerError {
    return pastLimit('xml.' + code, detail, { name, value: this.limits[name] }, this.place(at));
  }

  place(at: number): { octet: number; path: string } | { octet: number } {
    return this.pathLength > 0 ? { octet: at, path: this.path() } : { octet: at };
  }

  /** What stands at an octet, for an error: a quoted character, or the end. */
  shown(at: number): string {
    if (at >= this.end) return 'the end of the document';
    const length = sequenceLength(this.octets, at, this.end);
    const code = length === 0 ? -1 : codePointOf(this.octets, at, length);
    if (code > 0x20 && code !== 0x7f && isXmlCharacter(code)) return '"' + String.fromCodePoint(code) + '"';
    return 'octet ' + this.octets[at]!;
  }

  /** A quoted excerpt for an error, cut to a readable length. Octets outside of ASCII are shown as "?". */
  excerpt(start: number, end: number): string {
    const cut = end - start > MAX_EXCERPT ? start + MAX_EXCERPT : end;
    let text = '"';
    for (let i = start; i < cut; i++) {
      const octet = this.octets[i]!;
      text += octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '?';
    }
    return text + (cut < end ? '…"' : '"');
  }

  /** The text of well-formed UTF-8 octets, references and line ends as they stand. */
  span(start: number, end: number): string {
    if (this.text !== undefined) return this.text.slice(start, end);
    return spanOf(this.octets, start, end);
  }

  /** Checks the character at `i`, which is not a plain one, and returns the offset after it. */
  passCharacter(i: number): number {
    const length = sequenceLength(this.octets, i, this.end);
    if (length === 0) throw this.fail('utf8', 'octets that are not UTF-8', i);
    const code = codePointOf(this.octets, i, length);
    if (!isXmlCharacter(code)) throw this.fail('character', 'character U+' + code.toString(16) + ' is not allowed', i);
    return i + length;
  }

  /** Reads the reference at `i` ("&") into {@link reference} and returns the offset after its semicolon. */
  readReference(i: number): number {
    const octets = this.octets;
    const start = i++;
    if (octets[i] === 35) {
      const hex = octets[i + 1] === 120;
      i += hex ? 2 : 1;
      const first = i;
      let code = 0;
      for (; i < this.end && octets[i] !== 59; i++) {
        const digit = digitOf(octets[i]!, hex);
        if (digit < 0) throw this.fail('reference', 'character reference with ' + this.shown(i), start);
        code = code * (hex ? 16 : 10) + digit;
        if (code > 0x10ffff) throw this.fail('reference', 'character reference past U+10FFFF', start);
      }
      if (i >= this.end || i === first)
        throw this.fail('reference', 'character reference without end or digits', start);
      if (!isXmlCharacter(code)) {
        throw this.fail('character', 'reference to U+' + code.toString(16) + ', which is not allowed', start);
      }
      this.reference = code;
      return i + 1;
    }
    for (; i < this.end && i - start <= MAX_EXCERPT; i++) {
      if (octets[i] !== 59) continue;
      this.reference = entityOf(octets, start + 1, i);
      if (this.reference !== 0) return i + 1;
      throw this.fail(
        'entity',
        'entity ' + this.excerpt(start, i + 1) + '; only amp, lt, gt, quot and apos exist',
        start,
      );
    }
    throw this.fail('reference', '"&" that begins no reference', start);
  }
}

/** The text of well-formed UTF-8 octets: eight at a time where they are ASCII. */
export function spanOf(octets: Uint8Array, start: number, end: number): string {
  let text = '';
  let i = start;
  for (; i + 8 <= end; i += 8) {
    const a = octets[i]!;
    const b = octets[i + 1]!;
    const c = octets[i + 2]!;
    const d = octets[i + 3]!;
    const e = octets[i + 4]!;
    const f = octets[i + 5]!;
    const g = octets[i + 6]!;
    const h = octets[i + 7]!;
    if ((a | b | c | d | e | f | g | h) >= 0x80) break;
    text += String.fromCharCode(a, b, c, d, e, f, g, h);
  }
  while (i < end) {
    const length = sequenceLength(octets, i, end);
    text += String.fromCodePoint(codePointOf(octets, i, length));
    i += length;
  }
  return text;
}

function digitOf(octet: number, hex: boolean): number {
  if (octet >= 48 && octet <= 57) return octet - 48;
  if (!hex) return -1;
  if (octet >= 97 && octet <= 102) return octet - 87;
  return octet >= 65 && octet <= 70 ? octet - 55 : -1;
}

/** The character of one of the five entities (XML 1.0 §4.6); 0 for any other name. */
function entityOf(octets: Uint8Array, start: number, end: number): number {
  const first = octets[start];
  if (end - start === 2 && octets[start + 1] === 116) return first === 108 ? 60 : first === 103 ? 62 : 0;
  if (isAt(octets, start, end, 'amp')) return 38;
  if (isAt(octets, start, end, 'quot')) return 34;
  return isAt(octets, start, end, 'apos') ? 39 : 0;
}

/** Whether `octets[start, end)` are this ASCII name. */
export function isAt(octets: Uint8Array, start: number, end: number, name: string): boolean {
  if (end - start !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (octets[start + i] !== name.charCodeAt(i)) return false;
  return true;
}
