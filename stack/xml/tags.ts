/**
 * Tags, attributes and namespaces (XML 1.0 fifth edition §3.1, Namespaces in XML 1.0 third edition).
 *
 * Nothing is copied: a tag is offsets into the document, kept until the next tag is read.
 */

import { type PeerError } from '../core/peer-error.js';
import {
  CLASS_OF,
  NAME,
  NAME_START,
  SPACE,
  VALUE,
  codePointOf,
  isWideName,
  isWideNameStart,
  sequenceLength,
} from './characters.js';
import { SEP_NAMESPACE, XMLNS_NAMESPACE, XML_NAMESPACE, XSI_NAMESPACE } from './namespaces.js';
import { XmlSource, isAt } from './source.js';

/** Numbers kept an attribute: offsets of name, colon (−1), name end, value, value end, then flags. */
export const ATTRIBUTE_STRIDE = 6;
/** Flag: the value holds references or white space to normalise. */
const RAW = 1;
/** Flag: a namespace declaration. */
export const DECLARATION = 2;

/** How our namespace is nearly always declared. */
export const SEP_DECLARATION = ' xmlns="' + SEP_NAMESPACE + '"';

export class XmlTags extends XmlSource {
  /** The name of the tag that was read last: its first octet, the octet after it, and where its local part begins. */
  nameStart = 0;
  nameEnd = 0;
  localStart = 0;
  /** Whether that element is in the namespace of IEEE 2030.5. */
  isSep = false;
  /** Whether elements without prefix are in that namespace here. */
  isDefaultSep = false;
  /** Whether that tag was `<name/>`. */
  isEmpty = false;
  /** Its attributes, {@link ATTRIBUTE_STRIDE} numbers each. */
  readonly attributes: number[] = [];
  attributeCount = 0;
  /** Namespace declarations in force. */
  bindingCount = 0;
  private readonly bindingPrefixes: number[] = [];
  private readonly bindingUris: string[] = [];

  private colon = -1;
  /** Of elements without prefix where no declaration says otherwise. */
  private rootNamespace = '';

  override open(octets: Uint8Array, text: string | undefined): void {
    super.open(octets, text);
    this.bindingCount = 0;
    this.isDefaultSep = false;
    this.rootNamespace = '';
  }

  /** Reads the tag whose name is at {@link at} (after "<"), and counts its element as open. */
  openTag(): void {
    if (++this.depth > this.limits.maxDepth) {
      throw this.tooMuch('depth', 'elements nested deeper than ' + this.limits.maxDepth, 'maxDepth');
    }
    const start = this.at;
    const nameEnd = this.passName(start);
    const colon = this.colon;
    this.attributeCount = 0;
    this.isEmpty = false;
    if (this.octets[nameEnd] === 62) this.at = nameEnd + 1;
    else this.readAttributes(nameEnd);
    this.nameStart = start;
    this.nameEnd = nameEnd;
    if (colon < 0) {
      this.localStart = start;
      this.isSep = this.isDefaultSep;
    } else {
      this.localStart = colon + 1;
      this.isSep = this.namespaceOf(start, colon) === SEP_NAMESPACE;
    }
  }

  /** Reads the rest of a closing tag (after "</"), which must bear this name, and counts the element as closed. */
  closeTag(nameStart: number, nameEnd: number): void {
    const octets = this.octets;
    let i = this.at;
    for (let j = nameStart; j < nameEnd; j++, i++) {
      if (octets[i] !== octets[j]) throw this.wrongClose(nameStart, nameEnd);
    }
    if (octets[i] !== 62) {
      while (i < this.end && (CLASS_OF[octets[i]!]! & SPACE) !== 0) i++;
      if (octets[i] !== 62) throw this.wrongClose(nameStart, nameEnd);
    }
    this.at = i + 1;
    this.depth--;
  }

  /** Passes `</name>` at `i` where it stands there exactly; `false`, and nothing passed, where not. */
  passClose(i: number, nameStart: number, nameEnd: number): boolean {
    const octets = this.octets;
    if (octets[i] !== 60 || octets[i + 1] !== 47) return false;
    i += 2;
    for (let j = nameStart; j < nameEnd; j++, i++) if (octets[i] !== octets[j]) return false;
    if (octets[i] !== 62) return false;
    this.at = i + 1;
    return true;
  }

  /** The offset of the first octet from `i` on that is not plain in an attribute value, at most the end. */
  plainValueEnd(i: number): number {
    const octets = this.octets;
    while (i < this.end && (CLASS_OF[octets[i]!]! & VALUE) !== 0) i++;
    return i;
  }

  private wrongClose(nameStart: number, nameEnd: number): PeerError {
    const name = this.span(nameStart, nameEnd);
    if (this.at >= this.end) return this.fail('truncated', 'the document ends inside of <' + name + '>');
    return this.fail('tags', '<' + name + '> is closed by </' + this.excerpt(this.at, this.at + name.length) + '…');
  }

  /** Ends the force of the declarations of an element: `count` is what {@link bindingCount} was before it. */
  dropBindings(count: number): void {
    if (this.bindingCount === count) return;
    this.bindingCount = count;
    this.isDefaultSep = this.namespaceOf(0, 0) === SEP_NAMESPACE;
  }

  /** Puts our namespace in force as the default where {@link SEP_DECLARATION} stands at `i`, before any other. */
  declaresSep(i: number): boolean {
    if (!isAt(this.octets, i, i + SEP_DECLARATION.length, SEP_DECLARATION)) return false;
    this.rootNamespace = SEP_NAMESPACE;
    this.isDefaultSep = true;
    return true;
  }

  /** Takes {@link declaresSep} back. */
  forgetSep(): void {
    this.rootNamespace = '';
    this.isDefaultSep = false;
  }

  /** The namespace that a prefix stands for; that of elements without prefix where it is empty. */
  namespaceOf(start: number, end: number): string {
    for (let i = this.bindingCount - 1; i >= 0; i--) {
      if (this.isSame(start, end, this.bindingPrefixes[2 * i]!, this.bindingPrefixes[2 * i + 1]!)) {
        return this.bindingUris[i]!;
      }
    }
    if (start === end) return this.rootNamespace;
    if (isAt(this.octets, start, end, 'xml')) return XML_NAMESPACE;
    throw this.fail('prefix', 'prefix ' + this.excerpt(start, end) + ' is not declared', start);
  }

  /** As {@link namespaceOf} for a prefix that is text; `undefined` where it is not declared. */
  namespaceOfText(prefix: string): string | undefined {
    for (let i = this.bindingCount - 1; i >= 0; i--) {
      const start = this.bindingPrefixes[2 * i]!;
      if (isAt(this.octets, start, this.bindingPrefixes[2 * i + 1]!, prefix)) return this.bindingUris[i]!;
    }
    return prefix === '' ? this.rootNamespace : prefix === 'xml' ? XML_NAMESPACE : undefined;
  }

  /** Passes a name with at most one prefix, and keeps where its colon is. */
  passName(start: number): number {
    const octets = this.octets;
    let i = start;
    let first = true;
    this.colon = -1;
    for (; i < this.end; i++) {
      const octet = octets[i]!;
      if ((CLASS_OF[octet]! & (first ? NAME_START : NAME)) !== 0) {
        first = false;
        if (octet !== 58) continue;
        if (this.colon >= 0) throw this.fail('name', 'a name with two colons', start);
        this.colon = i;
        first = true;
      } else if (octet >= 0x80) {
        const next = this.passCharacter(i);
        const code = codePointOf(octets, i, sequenceLength(octets, i, this.end));
        if (first ? !isWideNameStart(code) : !isWideName(code)) break;
        first = false;
        i = next - 1;
      } else break;
    }
    if (i >= this.end) throw this.fail('truncated', 'the document ends inside of a tag', i);
    if (first) throw this.fail('name', 'a name that begins with ' + this.shown(i), i);
    return i;
  }

  /** Reads the attributes after a name, and the end of the tag. */
  private readAttributes(i: number): void {
    const octets = this.octets;
    const attributes = this.attributes;
    let declared = false;
    for (;;) {
      const gap = i;
      while (i < this.end && (CLASS_OF[octets[i]!]! & SPACE) !== 0) i++;
      if (octets[i] === 62) break;
      if (octets[i] === 47 && octets[i + 1] === 62) {
        this.isEmpty = true;
        i++;
        break;
      }
      if (i >= this.end) throw this.fail('truncated', 'the document ends inside of a tag', i);
      if (i === gap) throw this.fail('tag', this.shown(i) + ' in a tag, where a space or ">" must stand', i);
      if (this.attributeCount >= this.limits.maxXmlAttributes) {
        throw this.tooMuch('attributes', 'more attributes on one element', 'maxXmlAttributes', i);
      }
      const k = this.attributeCount * ATTRIBUTE_STRIDE;
      const nameEnd = this.passName(i);
      attributes[k] = i;
      attributes[k + 1] = this.colon;
      attributes[k + 2] = nameEnd;
      i = this.readAttributeValue(nameEnd, k);
      if (this.isDeclaration(k)) {
        attributes[k + 5] = attributes[k + 5]! | DECLARATION;
        declared = true;
      }
      this.attributeCount++;
    }
    this.at = i + 1;
    if (declared) this.bind();
    if (this.attributeCount > 1) this.refuseTwins();
    else if (this.attributeCount === 1) this.attributeNamespace(0);
  }

  private readAttributeValue(i: number, k: number): number {
    const octets = this.octets;
    while (i < this.end && (CLASS_OF[octets[i]!]! & SPACE) !== 0) i++;
    if (octets[i] !== 61) throw this.fail('attribute', this.shown(i) + ' where "=" must stand', i);
    i++;
    while (i < this.end && (CLASS_OF[octets[i]!]! & SPACE) !== 0) i++;
    const quote = octets[i];
    if (quote !== 34 && quote !== 39) throw this.fail('attribute', this.shown(i) + ' where a quote must stand', i);
    const start = ++i;
    let flags = 0;
    for (;;) {
      while (i < this.end && (CLASS_OF[octets[i]!]! & VALUE) !== 0) i++;
      if (i >= this.end) throw this.fail('truncated', 'the document ends inside of an attribute', i);
      const octet = octets[i]!;
      if (octet === quote) break;
      if (octet === 60) throw this.fail('attribute', '"<" in the value of an attribute', i);
      if (octet === 38) {
        i = this.readReference(i);
        flags = RAW;
      } else if ((CLASS_OF[octet]! & SPACE) !== 0) {
        i++;
        flags = RAW;
      } else if (octet === 34 || octet === 39) i++;
      else i = this.passCharacter(i);
    }
    this.attributes[k + 3] = start;
    this.attributes[k + 4] = i;
    this.attributes[k + 5] = flags;
    return i + 1;
  }

  /** The value of the attribute at `k`, or `undefined` where its octets are the value as they stand. */
  cookedValue(k: number): string | undefined {
    const attributes = this.attributes;
    if ((attributes[k + 5]! & RAW) === 0) return undefined;
    const end = attributes[k + 4]!;
    let text = '';
    let run = attributes[k + 3]!;
    let i = run;
    while (i < end) {
      const octet = this.octets[i]!;
      if (octet !== 38 && octet > 13) {
        i++;
        continue;
      }
      text += this.span(run, i);
      if (octet === 38) {
        i = this.readReference(i);
        text += String.fromCodePoint(this.reference);
      } else {
        i += octet === 13 && this.octets[i + 1] === 10 ? 2 : 1;
        text += ' ';
      }
      run = i;
    }
    return text + this.span(run, end);
  }

  private isDeclaration(k: number): boolean {
    const start = this.attributes[k]!;
    const colon = this.attributes[k + 1]!;
    return isAt(this.octets, start, colon < 0 ? this.attributes[k + 2]! : colon, 'xmlns');
  }

  /** Puts the declarations of the tag in force. */
  private bind(): void {
    for (let a = 0; a < this.attributeCount; a++) {
      const k = a * ATTRIBUTE_STRIDE;
      if ((this.attributes[k + 5]! & DECLARATION) === 0) continue;
      const colon = this.attributes[k + 1]!;
      const start = colon < 0 ? 0 : colon + 1;
      const end = colon < 0 ? 0 : this.attributes[k + 2]!;
      const cooked = this.cookedValue(k);
      const uri = canonical(cooked ?? this.span(this.attributes[k + 3]!, this.attributes[k + 4]!));
      const isXml = isAt(this.octets, start, end, 'xml');
      if (isXml !== (uri === XML_NAMESPACE) || uri === XMLNS_NAMESPACE || isAt(this.octets, start, end, 'xmlns')) {
        throw this.fail(
          'prefix',
          'a declaration that touches the reserved prefixes xml and xmlns',
          this.attributes[k]!,
        );
      }
      if (colon >= 0 && uri === '') throw this.fail('prefix', 'a prefix bound to no namespace', this.attributes[k]!);
      if (this.bindingCount >= this.limits.maxXmlAttributes) {
        throw this.tooMuch('namespaces', 'more namespace declarations', 'maxXmlAttributes', this.attributes[k]!);
      }
      this.bindingPrefixes[2 * this.bindingCount] = start;
      this.bindingPrefixes[2 * this.bindingCount + 1] = end;
      this.bindingUris[this.bindingCount++] = uri;
      if (colon < 0) this.isDefaultSep = uri === SEP_NAMESPACE;
    }
  }

  /** The namespace of an attribute: none without a prefix. */
  attributeNamespace(k: number): string {
    const colon = this.attributes[k + 1]!;
    if (colon < 0) return '';
    if ((this.attributes[k + 5]! & DECLARATION) !== 0) return XMLNS_NAMESPACE;
    return this.namespaceOf(this.attributes[k]!, colon);
  }

  /** Refuses an attribute that is there twice, under its name or under two prefixes of one namespace. */
  private refuseTwins(): void {
    const attributes = this.attributes;
    for (let a = 0; a < this.attributeCount; a++) {
      const k = a * ATTRIBUTE_STRIDE;
      const namespace = this.attributeNamespace(k);
      const local = attributes[k + 1]! < 0 ? attributes[k]! : attributes[k + 1]! + 1;
      for (let b = 0; b < k; b += ATTRIBUTE_STRIDE) {
        const other = attributes[b + 1]! < 0 ? attributes[b]! : attributes[b + 1]! + 1;
        if (!this.isSame(local, attributes[k + 2]!, other, attributes[b + 2]!)) continue;
        if (this.attributeNamespace(b) !== namespace) continue;
        throw this.fail('attribute', 'attribute ' + this.excerpt(local, attributes[k + 2]!) + ' twice', attributes[k]!);
      }
    }
  }

  private isSame(start: number, end: number, otherStart: number, otherEnd: number): boolean {
    if (end - start !== otherEnd - otherStart) return false;
    for (let i = start, j = otherStart; i < end; i++, j++) if (this.octets[i] !== this.octets[j]) return false;
    return true;
  }
}

/** The known namespaces as one string each, so that comparing them is cheap. */
function canonical(uri: string): string {
  if (uri === SEP_NAMESPACE) return SEP_NAMESPACE;
  return uri === XSI_NAMESPACE ? XSI_NAMESPACE : uri;
}
