/**
 * Skips what the schema does not know, with the grammars that EXI builds as it goes (EXI 1.0 §8.4.3).
 *
 * A foreign element has a grammar by its qualified name, which learns from each event; what was learned decides the codes of
 * the next element of that name. Values are dropped, and still enter the string tables, since later values refer to them.
 */

import { type PeerError, unsupported } from '../core/peer-error.js';
import { NO_TYPE, type Schema } from '../model/schema.js';
import { type BitReader } from './bit-reader.js';
import { NameTables, URI_SCHEMA, URI_XSD, URI_XSI, XSI_NAMES } from './name-tables.js';

const EVENT_END = -1;
const EVENT_TEXT = -2;

/** What the decoder does for a foreign reader. */
export interface ForeignHost {
  readonly reader: BitReader;
  readonly schema: Schema;
  /** Reads a string value of a qualified name, and adds it to the tables. */
  readText(name: number): string;
  /** Reads a string that is in no table: a URI or a local name. */
  readNameText(length: number): string;
  /** Reads an element of a type of the schema, to drop it. */
  skipTyped(type: number, name: number): void;
  /** Enters one level of nesting: a PeerError past `maxDepth`. */
  enter(): void;
  leave(): void;
  /** Adds the present path to an error of the format. */
  fail(code: string, detail: string): PeerError;
  /** Counts an entry of a name table: a PeerError past `maxStringTableEntries`. */
  countName(): void;
}

/** A learned production: an event, or the qualified name of an attribute or element. */
interface Learned {
  /** EVENT_END, EVENT_TEXT, or the number of the name. */
  readonly event: number;
  readonly attribute: boolean;
  readonly uri: number;
  readonly local: number;
}

interface ElementGrammar {
  /** Newest last: the newest has code 0. */
  readonly start: Learned[];
  readonly content: Learned[];
}

export class ForeignReader {
  readonly names: NameTables;
  private readonly host: ForeignHost;
  private readonly grammars = new Map<number, ElementGrammar>();
  /** The qualified name that {@link readName} read last. */
  uri = 0;
  local = 0;

  constructor(host: ForeignHost) {
    this.host = host;
    this.names = new NameTables(host.schema);
  }

  /** Reads a qualified name (EXI 1.0 §7.1.7) into `uri` and `local`, and says its number. */
  readName(): number {
    const { reader } = this.host;
    const names = this.names;
    const uriCount = names.partitions.length;
    const hit = reader.bits(32 - Math.clz32(uriCount));
    if (hit > uriCount) throw this.host.fail('exi.name', 'a URI that is in no table');
    let uri = hit - 1;
    if (hit === 0) {
      uri = names.addUri(this.host.readNameText(this.readLength()), 0);
      this.host.countName();
    }
    const length = this.readLength();
    const localCount = names.localCount(uri);
    let local: number;
    if (length === 0) {
      local = localCount < 2 ? 0 : reader.bits(32 - Math.clz32(localCount - 1));
      if (local >= localCount) throw this.host.fail('exi.name', 'a local name that is in no table');
    } else {
      local = localCount;
      names.partitions[uri]!.added.push(this.host.readNameText(length - 1));
      this.host.countName();
    }
    this.uri = uri;
    this.local = local;
    return names.numberOf(uri, local);
  }

  /** Reads the value of an attribute that the schema does not know. */
  skipAttribute(): void {
    const name = this.readName();
    if (this.uri === URI_XSI) throw this.host.fail('exi.xsi', 'xsi:' + this.xsiName() + ' as an ordinary attribute');
    this.host.readText(name);
  }

  /** Skips an element of which the start was just signalled as SE(*): its name comes first. */
  skipElement(): void {
    const name = this.readName();
    this.skipNamed(name, this.uri, this.local);
  }

  /** The type of a global element of the schema; {@link NO_TYPE} where it has none or this build left it out. */
  private globalType(uri: number, local: number): number {
    if (uri !== URI_SCHEMA) return NO_TYPE;
    const name = this.names.localName(uri, local);
    const { schema } = this.host;
    const type = schema.elementType(name);
    if (type === NO_TYPE && (schema.isDropped(name) || name.charCodeAt(0) === 35)) {
      // In the whole edition this is, or may be, a global element, with a grammar that is not here.
      throw unsupported('exi.dropped', 'the element ' + name + ' is not in this build', { bit: this.host.reader.bit });
    }
    return type;
  }

  private skipNamed(name: number, uri: number, local: number): void {
    const type = this.globalType(uri, local);
    if (type !== NO_TYPE) this.host.skipTyped(type, name);
    else {
      this.host.enter();
      this.skipContent(name);
      this.host.leave();
    }
  }

  private skipContent(name: number): void {
    let grammar = this.grammars.get(name);
    if (grammar === undefined) {
      grammar = { start: [], content: [] };
      this.grammars.set(name, grammar);
    }
    if (!this.skipStart(grammar, name)) return;
    const { content } = grammar;
    for (;;) {
      const count = content.length;
      const code = this.host.reader.bits(32 - Math.clz32(count + 1));
      if (code < count) {
        const learned = content[count - 1 - code]!;
        if (learned.event === EVENT_TEXT) this.host.readText(name);
        else this.skipNamed(learned.event, learned.uri, learned.local);
      } else if (code === count) return;
      else if (code > count + 1)
        throw this.host.fail('exi.event-code', 'no production ' + code + ' in foreign content');
      else this.skipNewContent(content, name, this.host.reader.bits(1) === 0);
    }
  }

  /** Attributes, and the first event of the content; false where the element ended. */
  private skipStart(grammar: ElementGrammar, name: number): boolean {
    const { start } = grammar;
    for (;;) {
      const count = start.length;
      const code = this.host.reader.bits(32 - Math.clz32(count));
      if (code > count) throw this.host.fail('exi.event-code', 'no production ' + code + ' in a foreign element');
      if (code < count) {
        const learned = start[count - 1 - code]!;
        if (learned.event === EVENT_END) return false;
        if (learned.event === EVENT_TEXT) this.host.readText(name);
        else if (learned.attribute) {
          if (this.skipForeignAttribute(learned.event, learned.uri, learned.local, name)) return false;
          continue;
        } else this.skipNamed(learned.event, learned.uri, learned.local);
        return true;
      }
      switch (this.host.reader.bits(2)) {
        case 0:
          this.learn(start, EVENT_END);
          return false;
        case 1: {
          const attribute = this.readName();
          const { uri, local } = this;
          start.push({ event: attribute, attribute: true, uri, local });
          if (this.skipForeignAttribute(attribute, uri, local, name)) return false;
          continue;
        }
        case 2:
          this.skipNewContent(start, name, true);
          return true;
        default:
          this.skipNewContent(start, name, false);
          return true;
      }
    }
  }

  private skipNewContent(productions: Learned[], name: number, element: boolean): void {
    if (!element) {
      this.learn(productions, EVENT_TEXT);
      this.host.readText(name);
      return;
    }
    const child = this.readName();
    const { uri, local } = this;
    productions.push({ event: child, attribute: false, uri, local });
    this.skipNamed(child, uri, local);
  }

  /** Reads an attribute of a foreign element. True where it was an xsi:type of the schema, after which all is read. */
  private skipForeignAttribute(attribute: number, uri: number, local: number, element: number): boolean {
    if (uri !== URI_XSI || this.names.localName(uri, local) !== 'type') {
      this.host.readText(attribute);
      return false;
    }
    this.readName();
    const typeName = this.names.localName(this.uri, this.local);
    if (this.uri === URI_XSD && this.local < this.names.partitions[URI_XSD]!.initial) {
      throw unsupported('exi.type', 'foreign content of type xs:' + typeName, { bit: this.host.reader.bit });
    }
    const type = this.uri === URI_SCHEMA ? this.host.schema.typeNamed(typeName) : NO_TYPE;
    if (type === NO_TYPE) return false;
    this.host.skipTyped(type, element);
    return true;
  }

  /** Adds a production for an event, unless it is there (EXI 1.0 §8.4.3: EE and CH only once). */
  private learn(productions: Learned[], event: number): void {
    for (let i = 0; i < productions.length; i++) if (productions[i]!.event === event) return;
    productions.push({ event, attribute: false, uri: 0, local: 0 });
  }

  private readLength(): number {
    const length = this.host.reader.unsigned(0x7fffffff);
    if (length < 0) throw this.host.fail('exi.length', 'a length above 2^31');
    return length;
  }

  private xsiName(): string {
    return this.local < 2 ? XSI_NAMES.split(' ')[this.local]! : this.names.localName(this.uri, this.local);
  }
}
