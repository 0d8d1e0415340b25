/**
 * What stands between tags: text, references, CDATA, comments, processing instructions, and elements that the schema
 * does not know. Well-formedness lives here and in the tags; the schema lives in the reader.
 */

import { type PeerError } from '../core/peer-error.js';
import { CLASS_OF, SPACE, TEXT, VALUE } from './characters.js';
import { isAt } from './source.js';
import { XmlTags } from './tags.js';

/** What {@link XmlScanner.nextMark} found. */
export const OPENING = 1;
export const CLOSING = 2;

export class XmlScanner extends XmlTags {
  /** The text that {@link readText} read: these octets as they stand, unless {@link cooked} holds it. */
  textStart = 0;
  textEnd = 0;
  /** That text put together from several pieces, references resolved and line ends normalised. */
  cooked: string | undefined = undefined;

  /** Reads the content and end of an element of simple type whose opening tag was read. */
  readText(): void {
    const octets = this.octets;
    const start = this.at;
    this.cooked = undefined;
    this.textStart = start;
    this.textEnd = start;
    if (this.isEmpty) {
      this.depth--;
      return;
    }
    const nameStart = this.nameStart;
    const nameEnd = this.nameEnd;
    let i = start;
    for (;;) {
      while (i < this.end && (CLASS_OF[octets[i]!]! & TEXT) !== 0) i++;
      if (i >= this.end) throw this.fail('truncated', 'the document ends inside of an element', i);
      const octet = octets[i]!;
      if (octet === 93) i = this.passBracket(i);
      else if (octet === 60 || octet === 38 || octet === 13) break;
      else i = this.passCharacter(i);
    }
    if (octets[i] === 60 && octets[i + 1] === 47) this.textEnd = i;
    else {
      this.cooked = this.cookText(start);
      i = this.at;
    }
    this.at = i + 2;
    this.closeTag(nameStart, nameEnd);
  }

  /** The offset of the first octet from `i` on that is not plain in text, at most the end. */
  plainTextEnd(i: number): number {
    const octets = this.octets;
    while (i < this.end && (CLASS_OF[octets[i]!]! & TEXT) !== 0) i++;
    return i;
  }

  /** Puts text together from runs, references and CDATA sections; stops before the closing tag. */
  private cookText(start: number): string {
    const octets = this.octets;
    let text = '';
    let i = start;
    for (;;) {
      const run = i;
      while (i < this.end && octets[i] !== 60 && octets[i] !== 38 && octets[i] !== 13) {
        if (octets[i] === 93) i = this.passBracket(i);
        else i = (CLASS_OF[octets[i]!]! & TEXT) !== 0 ? i + 1 : this.passCharacter(i);
      }
      if (i >= this.end) throw this.fail('truncated', 'the document ends inside of an element', i);
      text += this.span(run, i);
      if (text.length > 2 * this.limits.maxStringLength) {
        throw this.tooMuch('string', 'a longer text', 'maxStringLength', start);
      }
      if (octets[i] === 38) {
        i = this.readReference(i);
        text += String.fromCodePoint(this.reference);
        continue;
      }
      if (octets[i] === 13) {
        text += '\n';
        i += octets[i + 1] === 10 ? 2 : 1;
        continue;
      }
      this.at = i;
      if (octets[i + 1] === 47) return text;
      if (octets[i + 1] === 33 && octets[i + 2] === 91) {
        const end = this.passCdata(i);
        text += normaliseLines(this.span(i + 9, end - 3));
        i = end;
        continue;
      }
      if (octets[i + 1] === 33 || octets[i + 1] === 63) this.skipAside();
      else this.skipInText();
      i = this.at;
    }
  }

  /** Skips a foreign element inside of text. */
  private skipInText(): void {
    const bindings = this.bindingCount;
    this.at++;
    this.openTag();
    if (this.isSep) {
      const name = this.excerpt(this.nameStart, this.nameEnd);
      throw this.fail('element', 'element ' + name + ' inside of a simple value', this.nameStart);
    }
    this.skipElement();
    this.dropBindings(bindings);
  }

  /**
   * Skips white space, comments and processing instructions between elements; `OPENING` where an element begins
   * ({@link at} is on its name), `CLOSING` where the parent ends ({@link at} is after "</").
   */
  nextMark(): number {
    const octets = this.octets;
    for (;;) {
      let i = this.at;
      while (i < this.end && (CLASS_OF[octets[i]!]! & SPACE) !== 0) i++;
      this.at = i;
      if (octets[i] !== 60) {
        if (i >= this.end) throw this.fail('truncated', 'the document ends inside of an element');
        throw this.fail('text', 'text, ' + this.shown(i) + ', where only elements may stand');
      }
      const next = octets[i + 1];
      if (next === 47) {
        this.at = i + 2;
        return CLOSING;
      }
      if (next !== 33 && next !== 63) {
        this.at = i + 1;
        return OPENING;
      }
      if (octets[i + 2] === 91) throw this.fail('text', 'CDATA where only elements may stand');
      this.skipAside();
    }
  }

  /** Skips the comment or processing instruction at {@link at}; anything else of `<!` and `<?` is refused. */
  skipAside(): void {
    const octets = this.octets;
    const start = this.at;
    let i = start + 2;
    if (octets[start + 1] === 63) {
      i = this.passName(i);
      if (isTargetXml(octets, start + 2, i))
        throw this.fail('declaration', 'an XML declaration that is not at the start');
      if (octets[i] !== 63 && (CLASS_OF[octets[i]!]! & SPACE) === 0) {
        throw this.fail('instruction', 'a processing instruction without a space after its name', i);
      }
      for (; i < this.end; i = this.passAny(i)) {
        if (octets[i] === 63 && octets[i + 1] === 62) {
          this.at = i + 2;
          return;
        }
      }
      throw this.fail('truncated', 'a processing instruction without end', start);
    }
    if (octets[i] !== 45 || octets[i + 1] !== 45) throw this.wrongAside(start);
    for (i += 2; i < this.end; i = this.passAny(i)) {
      if (octets[i] !== 45 || octets[i + 1] !== 45) continue;
      if (octets[i + 2] !== 62) throw this.fail('comment', '"--" inside of a comment', i);
      this.at = i + 3;
      return;
    }
    throw this.fail('truncated', 'a comment without end', start);
  }

  private wrongAside(start: number): PeerError {
    if (isAt(this.octets, start + 2, start + 9, 'DOCTYPE')) {
      return this.fail('dtd', 'a document type declaration; this profile allows none', start);
    }
    if (this.end - start < 9) return this.fail('truncated', 'the document ends inside of "<!"', start);
    return this.fail('markup', 'unknown markup ' + this.excerpt(start, start + 9), start);
  }

  /** Passes one character of a comment, instruction or CDATA section. */
  passAny(i: number): number {
    const kind = CLASS_OF[this.octets[i]!]!;
    return (kind & (TEXT | SPACE | VALUE)) !== 0 || this.octets[i] === 38 || this.octets[i] === 60
      ? i + 1
      : this.passCharacter(i);
  }

  /** Skips the content and end of an element whose opening tag was read, nested ones included. */
  skipElement(): void {
    if (this.isEmpty) {
      this.depth--;
      return;
    }
    const nameStart = this.nameStart;
    const nameEnd = this.nameEnd;
    const octets = this.octets;
    for (;;) {
      this.at = this.passText(this.at);
      const next = octets[this.at + 1];
      if (next === 47) break;
      if (next === 33 && octets[this.at + 2] === 91) this.at = this.passCdata(this.at);
      else if (next === 33 || next === 63) this.skipAside();
      else {
        this.at++;
        const bindings = this.bindingCount;
        this.openTag();
        this.skipElement();
        this.dropBindings(bindings);
      }
    }
    this.at += 2;
    this.closeTag(nameStart, nameEnd);
  }

  /** Passes character data and references up to the next "<". */
  passText(i: number): number {
    const octets = this.octets;
    for (;;) {
      while (i < this.end && (CLASS_OF[octets[i]!]! & TEXT) !== 0) i++;
      if (i >= this.end) throw this.fail('truncated', 'the document ends inside of an element', i);
      const octet = octets[i]!;
      if (octet === 60) return i;
      if (octet === 38) i = this.readReference(i);
      else if (octet === 13) i++;
      else if (octet === 93) i = this.passBracket(i);
      else i = this.passCharacter(i);
    }
  }

  /** Passes "]" in character data, where it may not begin "]]>" (XML 1.0 §2.4). */
  passBracket(i: number): number {
    if (this.octets[i + 1] === 93 && this.octets[i + 2] === 62) throw this.fail('text', '"]]>" in text', i);
    return i + 1;
  }

  /** Passes the CDATA section at `i`. Its content is `[i + 9, result − 3)`. */
  passCdata(i: number): number {
    const octets = this.octets;
    const start = i;
    if (!isAt(octets, i + 2, i + 9, '[CDATA[')) throw this.wrongAside(i);
    for (i += 9; i < this.end; i = this.passAny(i)) {
      if (octets[i] === 93 && octets[i + 1] === 93 && octets[i + 2] === 62) return i + 3;
    }
    throw this.fail('truncated', 'a CDATA section without end', start);
  }
}

/** CR and CR LF become LF (XML 1.0 §2.11). */
function normaliseLines(text: string): string {
  let normal = '';
  let run = 0;
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) !== 13) continue;
    normal += text.slice(run, i) + '\n';
    if (text.charCodeAt(i + 1) === 10) i++;
    run = i + 1;
  }
  return run === 0 ? text : normal + text.slice(run);
}

function isTargetXml(octets: Uint8Array, start: number, end: number): boolean {
  return (
    end - start === 3 &&
    (octets[start]! | 32) === 120 &&
    (octets[start + 1]! | 32) === 109 &&
    (octets[start + 2]! | 32) === 108
  );
}
