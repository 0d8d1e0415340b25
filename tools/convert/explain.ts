/**
 * An EXI stream bit by bit: the product's own decoder, with its reader and its event codes listened to, so that what is
 * shown is what was decoded.
 */

import { HOST_LIMITS, PeerError, type Sep2Resource } from '../../stack/codec.js';
import { ExiDecoder } from '../../stack/exi/decoder.js';
import {
  END,
  NEW_ATTRIBUTE,
  NEW_ELEMENT,
  NIL,
  TYPE,
  UNTYPED_ATTRIBUTE,
  selectUndeclared,
} from '../../stack/exi/undeclared.js';
import { KIND_SIGNED, KIND_SIGNED_LONG, type Schema } from '../../stack/model/schema.js';
import { type Primitive, TracingReader } from './tracing-reader.js';

/** One run of bits that stands for one thing. */
export interface BitField {
  /** Offset of the first bit, from the start of the stream. */
  readonly bit: number;
  /** Length, bits. */
  readonly width: number;
  /** The bits, first to last. */
  readonly bits: string;
  /** What they are there for. */
  readonly meaning: string;
  /** What they say. */
  readonly value: string;
  /** The element that they belong to: `DERControlList/DERControl[3]/mRID`. */
  readonly path: string;
}

export interface Explanation {
  /** In order, without gaps, up to the end or the error. */
  readonly fields: readonly BitField[];
  readonly resource: Sep2Resource | undefined;
  /** Why the stream could not be read further. */
  readonly error: PeerError | undefined;
}

/** Explains a stream; what a peer got wrong is part of the explanation. */
export function explainExi(schema: Schema, octets: Uint8Array): Explanation {
  return new ExplainingDecoder(schema).explain(octets);
}

/** The fields of a header, in order (EXI 1.0 §5). */
const HEADER = [
  'distinguishing bits',
  'options are present',
  'preview version',
  'version − 1',
  'options: the header element',
  'options: common',
  'options: schemaId is given',
  'options: schemaId is no nil',
  'options: schemaId, length + 2',
  'options: schemaId',
  'options: end, not strict',
];
const COOKIE = 'cookie $EXI';
const CONTENT = 'CH: a value follows (1: something unforeseen)';
const CONTENT_END = 'EE: the element ends (1: something unforeseen)';

interface Open {
  readonly name: string;
  readonly counts: Map<number, number>;
}

class ExplainingDecoder extends ExiDecoder {
  private readonly fields: BitField[] = [];
  private readonly tracer: TracingReader;
  private readonly open: Open[] = [];
  private readonly attributes = new Set<number>();
  private meaning = '';
  /** The value of an event code, until the code is read. */
  private shown: ((code: number) => string) | undefined = undefined;
  /** An attribute that is being read, for the path. */
  private attribute = '';
  private inHeader = false;

  constructor(schema: Schema) {
    super(schema, HOST_LIMITS);
    this.tracer = new TracingReader(this, (primitive) => this.note(primitive));
    (this as unknown as { reader: TracingReader }).reader = this.tracer;
    for (let type = 0; type < schema.typeCount; type++) {
      for (let i = 0; i < schema.attributeCount(type); i++) this.attributes.add(schema.firstSlot(type) + i);
    }
  }

  explain(octets: Uint8Array): Explanation {
    try {
      const resource = this.decode(octets, 0, octets.length) as unknown as Sep2Resource;
      const left = this.tracer.left();
      this.meaning = 'padding up to the octet';
      if (left > 0) this.tracer.bits(left);
      return { fields: this.fields, resource, error: undefined };
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      return { fields: this.fields, resource: undefined, error };
    }
  }

  /** Records what the reader read, under the meaning that is in force. */
  private note(primitive: Primitive): void {
    while (this.fields.length > 0 && this.fields.at(-1)!.bit >= primitive.bit) this.fields.pop();
    if (primitive.width === 0) return;
    const shown = this.shown;
    this.shown = undefined;
    let meaning = this.meaning;
    if (this.inHeader) meaning = this.headerMeaning(primitive);
    else if (primitive.kind === 'text') meaning += ', characters';
    else if (primitive.kind === 'hex') meaning += ', octets';
    const value = shown === undefined ? primitive.value : shown(Number(primitive.value));
    this.fields.push({
      bit: primitive.bit,
      width: primitive.width,
      bits: primitive.bits,
      meaning,
      value,
      path: this.where(),
    });
  }

  private headerMeaning(primitive: Primitive): string {
    if (primitive.kind === 'bits' && primitive.width === 8) return COOKIE;
    return HEADER[this.fields.filter((field) => field.meaning !== COOKIE).length] ?? 'options';
  }

  private where(): string {
    const path = this.open.map((element) => element.name).join('/');
    return this.attribute === '' ? path : `${path}/@${this.attribute}`;
  }

  protected override readHead(): void {
    this.inHeader = true;
    super.readHead();
    this.inHeader = false;
  }

  protected override readRootCode(width: number): number {
    const { elements } = this.schema.tables;
    const nameOf = (code: number): string => {
      for (let i = 0; i < elements.length; i += 3)
        if (elements[i] === code) return this.schema.names[elements[i + 1]!]!;
      return '*';
    };
    this.meaning = 'event code';
    this.shown = (code) => `${code}: SE(${nameOf(code)})`;
    const code = super.readRootCode(width);
    this.open.push({ name: nameOf(code), counts: new Map() });
    this.meaning = CONTENT;
    return code;
  }

  protected override readCode(width: number, slot: number, end: number, count: number): number {
    const eventOf = (code: number): string => {
      if (code >= count) return 'unforeseen, a second code follows';
      if (slot + code === end) return 'EE';
      return `${this.attributes.has(slot + code) ? 'AT' : 'SE'}(${this.schema.slotName(slot + code)})`;
    };
    this.attribute = '';
    this.meaning = 'event code';
    this.shown = (code) => `${code}: ${eventOf(code)}`;
    const code = super.readCode(width, slot, end, count);
    if (code >= count) return code;
    const target = slot + code;
    if (target === end) this.open.pop();
    else if (this.attributes.has(target)) this.attribute = this.schema.slotName(target);
    else this.enterSlot(target);
    return code;
  }

  private enterSlot(slot: number): void {
    const parent = this.open.at(-1);
    const index = parent?.counts.get(slot) ?? 0;
    parent?.counts.set(slot, index + 1);
    const name = this.schema.slotName(slot);
    this.open.push({ name: this.schema.slotMax(slot) > 1 ? `${name}[${index}]` : name, counts: new Map() });
    this.meaning = CONTENT;
  }

  protected override readSecondCode(
    width: number,
    declaresEnd: boolean,
    phase: number,
    beforeContent: boolean,
  ): number {
    const eventOf = (code: number): number => selectUndeclared(code, declaresEnd, phase, beforeContent);
    this.attribute = '';
    this.meaning = 'event code, second level';
    this.shown = (code) => `${code}: ${nameOfUndeclared(eventOf(code))}`;
    const code = super.readSecondCode(width, declaresEnd, phase, beforeContent);
    const event = eventOf(code);
    if (event === END) this.open.pop();
    this.meaning = `${nameOfUndeclared(event)}: name, code or length`;
    return code;
  }

  protected override readSimple(type: number, name: number): unknown {
    const depth = this.open.length;
    this.meaning = CONTENT;
    const value = super.readSimple(type, name);
    this.open.length = depth - 1;
    return value;
  }

  protected override readValue(type: number, name: number): unknown {
    const facets = this.schema.facetsOf(type);
    this.meaning = `value, ${facets.name}`;
    if (facets.kind === KIND_SIGNED || facets.kind === KIND_SIGNED_LONG) {
      this.shown = (sign) => {
        this.meaning = `value, ${facets.name}, ${sign === 1 ? '−1 − value' : 'magnitude'}`;
        return sign === 1 ? 'negative' : 'not negative';
      };
    }
    const value = super.readValue(type, name);
    this.attribute = '';
    this.meaning = CONTENT_END;
    return value;
  }

  override readText(name: number): string {
    this.shown = (length) => {
      if (length > 1) return `${length}: length + 2`;
      return length === 0 ? '0: found in the local table' : '1: found in the global table';
    };
    const text = super.readText(name);
    const last = this.fields.at(-1);
    // The text of a table entry stands nowhere in the stream; it is shown with the last field that chose it.
    if (last !== undefined && !last.meaning.endsWith('characters')) {
      this.fields[this.fields.length - 1] = { ...last, value: `${last.value} → ${JSON.stringify(text)}` };
    }
    return text;
  }

  override skipTyped(type: number, name: number): void {
    const depth = this.open.length;
    this.open.push({ name: this.schema.names[name] ?? '?', counts: new Map() });
    super.skipTyped(type, name);
    this.open.length = depth;
  }
}

function nameOfUndeclared(event: number): string {
  if (event === END) return 'EE';
  if (event === TYPE) return 'AT(xsi:type)';
  if (event === NIL) return 'AT(xsi:nil)';
  if (event === NEW_ATTRIBUTE) return 'AT(*), not of the schema';
  if (event === UNTYPED_ATTRIBUTE) return 'AT with a value as text';
  return event === NEW_ELEMENT ? 'SE(*), not of the schema' : 'CH as text';
}
