/**
 * The codecs: resources of IEEE 2030.5-2018 as EXI and as XML.
 *
 * A resource is a plain object: `$element` names its global element, the other properties are the fields and attributes
 * that are present, under their schema names. See {@link Sep2Resource}.
 */

import { HOST_LIMITS, type Limits } from './core/limits.js';
import { ExiDecoder } from './exi/decoder.js';
import { ExiEncoder } from './exi/encoder.js';
import { SCHEMA_2018 } from './model/2018/schema-2018.js';
import { type Sep2Resource } from './model/2018/types.gen.js';
import { XmlReader } from './xml/reader.js';
import { OctetSink, TextSink } from './xml/sink.js';
import { writeXmlTo } from './xml/writer.js';

export { type ElementName, type Sep2Document, type Sep2Resource } from './model/2018/types.gen.js';
export { BOARD_LIMITS, HOST_LIMITS, type Limits } from './core/limits.js';
export { type Blame, PeerError, type Place } from './core/peer-error.js';

export interface CodecOptions {
  /** Capacities of the codec; {@link HOST_LIMITS} where none are given. A writer heeds `maxDepth`. */
  readonly limits?: Limits;
}

export interface ExiReadOptions extends CodecOptions {
  /** Offset of the first octet of the stream; 0 where none is given. */
  readonly start?: number;
  /** Offset after its last octet; the length of the octets where none is given. */
  readonly end?: number;
}

/** Octets that a written document is first given room for. */
const FIRST_CAPACITY = 1024;

/**
 * Both codecs within one set of limits, with buffers that are kept from call to call; each is made when it is first used. What is
 * read and written, and what is thrown, is said at the functions below.
 */
export class ResourceCodec {
  readonly limits: Limits;
  private decoder: ExiDecoder | undefined = undefined;
  private encoder: ExiEncoder | undefined = undefined;
  private xmlReader: XmlReader | undefined = undefined;
  private xmlSink: OctetSink | undefined = undefined;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  decodeExi(octets: Uint8Array, start = 0, end = octets.length): Sep2Resource {
    if (start < 0 || end > octets.length || start > end) {
      throw new RangeError(
        'start, end: expected a range within ' + octets.length + ' octets, got ' + start + ', ' + end,
      );
    }
    let { decoder } = this;
    if (decoder === undefined) {
      decoder = new ExiDecoder(SCHEMA_2018, this.limits);
      this.decoder = decoder;
    }
    return decoder.decode(octets, start, end) as unknown as Sep2Resource;
  }

  encodeExi(resource: Sep2Resource): Uint8Array {
    let { encoder } = this;
    if (encoder === undefined) {
      encoder = new ExiEncoder(SCHEMA_2018, this.limits);
      this.encoder = encoder;
    }
    return encoder.encode(resource as unknown as Readonly<Record<string, unknown>>);
  }

  parseXml(input: string | Uint8Array): Sep2Resource {
    let { xmlReader } = this;
    if (xmlReader === undefined) {
      xmlReader = new XmlReader(SCHEMA_2018, this.limits);
      this.xmlReader = xmlReader;
    }
    return xmlReader.read(input) as unknown as Sep2Resource;
  }

  writeXmlOctets(resource: Sep2Resource): Uint8Array {
    let { xmlSink } = this;
    if (xmlSink === undefined) {
      xmlSink = new OctetSink(FIRST_CAPACITY);
      this.xmlSink = xmlSink;
    }
    xmlSink.clear();
    writeXmlTo(SCHEMA_2018, xmlSink, resource, this.limits.maxDepth);
    return xmlSink.octets();
  }
}

/** The codec of the functions below. Whoever runs out of flash, where a module cannot be written to, has one of his own. */
// eslint-disable-next-line no-restricted-syntax -- the one state of a module: the public functions have no other place
const shared: { codec: ResourceCodec | undefined } = { codec: undefined };

function sharedCodec(options: CodecOptions | undefined): ResourceCodec {
  const limits = options?.limits ?? HOST_LIMITS;
  let { codec } = shared;
  if (codec === undefined || codec.limits !== limits) {
    codec = new ResourceCodec(limits);
    shared.codec = codec;
  }
  return codec;
}

/**
 * Reads an EXI stream from `octets[start, end)`, which are not kept: schema-informed, bit-packed, schemaId `S1`.
 *
 * Throws a PeerError that names the bit, the path and the limit: `malformed` where the stream breaks EXI 1.0 or a value its
 * type, `unsupported` for another schemaId, other options or another root, `limit` past a capacity. Elements and attributes
 * that the schema does not know are skipped; a mandatory field may be absent.
 */
export function decodeExi(octets: Uint8Array, options?: ExiReadOptions): Sep2Resource {
  return sharedCodec(options).decodeExi(octets, options?.start, options?.end);
}

/**
 * Writes a resource as an EXI stream with schemaId `S1`: the same octets for the same resource, whatever the order of its
 * properties.
 *
 * Throws a TypeError or RangeError that names path, expectation and actual where the resource does not fit the schema, also
 * where a mandatory field is absent.
 */
export function encodeExi(resource: Sep2Resource, options?: CodecOptions): Uint8Array {
  return sharedCodec(options).encodeExi(resource);
}

/**
 * Reads XML: text, or UTF-8 octets, which are read where they lie (a receive buffer) and not kept.
 *
 * Throws a PeerError that names the octet (of the UTF-8 form), the path and the limit: `malformed` where the document
 * breaks XML 1.0 or the schema, `unsupported` for another namespace, encoding, XML version or element, `limit` past a
 * capacity. Elements and attributes that the schema does not know are skipped.
 */
export function parseXml(input: string | Uint8Array, options?: CodecOptions): Sep2Resource {
  return sharedCodec(options).parseXml(input);
}

/**
 * Writes a resource as XML: default namespace on the root, no declaration, schema order.
 *
 * Throws a TypeError or RangeError that names path, expectation and actual where the resource does not fit the schema;
 * a mandatory field that is absent does not.
 */
export function writeXml(resource: Sep2Resource, options?: CodecOptions): string {
  const sink = new TextSink();
  writeXmlTo(SCHEMA_2018, sink, resource, (options?.limits ?? HOST_LIMITS).maxDepth);
  return sink.text;
}

/** As {@link writeXml}, as UTF-8 octets: without a string in between. */
export function writeXmlOctets(resource: Sep2Resource, options?: CodecOptions): Uint8Array {
  return sharedCodec(options).writeXmlOctets(resource);
}
