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

/** Codecs that keep their buffers from call to call. */
interface SharedCodecs {
  decoder: ExiDecoder | undefined;
  encoder: ExiEncoder | undefined;
  xmlReader: XmlReader | undefined;
  xmlSink: OctetSink | undefined;
}

/** Filled when first used: on a board the module lies in flash, and only what is written here takes RAM. */
// eslint-disable-next-line no-restricted-syntax -- the one state of a module: the public functions have no other place
const shared: SharedCodecs = { decoder: undefined, encoder: undefined, xmlReader: undefined, xmlSink: undefined };

/** Octets that a written document is first given room for. */
const FIRST_CAPACITY = 1024;

/**
 * Reads an EXI stream from `octets[start, end)`, which are not kept: schema-informed, bit-packed, schemaId `S1`.
 *
 * Throws a PeerError that names the bit, the path and the limit: `malformed` where the stream breaks EXI 1.0 or a value its
 * type, `unsupported` for another schemaId, other options or another root, `limit` past a capacity. Elements and attributes
 * that the schema does not know are skipped; a mandatory field may be absent.
 */
export function decodeExi(octets: Uint8Array, options?: ExiReadOptions): Sep2Resource {
  const start = options?.start ?? 0;
  const end = options?.end ?? octets.length;
  if (start < 0 || end > octets.length || start > end) {
    throw new RangeError('start, end: expected a range within ' + octets.length + ' octets, got ' + start + ', ' + end);
  }
  let { decoder } = shared;
  const limits = options?.limits ?? HOST_LIMITS;
  if (decoder === undefined || decoder.limits !== limits) {
    decoder = new ExiDecoder(SCHEMA_2018, limits);
    shared.decoder = decoder;
  }
  return decoder.decode(octets, start, end) as unknown as Sep2Resource;
}

/**
 * Writes a resource as an EXI stream with schemaId `S1`: the same octets for the same resource, whatever the order of its
 * properties.
 *
 * Throws a TypeError or RangeError that names path, expectation and actual where the resource does not fit the schema, also
 * where a mandatory field is absent.
 */
export function encodeExi(resource: Sep2Resource, options?: CodecOptions): Uint8Array {
  let { encoder } = shared;
  const limits = options?.limits ?? HOST_LIMITS;
  if (encoder === undefined || encoder.limits !== limits) {
    encoder = new ExiEncoder(SCHEMA_2018, limits);
    shared.encoder = encoder;
  }
  return encoder.encode(resource as unknown as Readonly<Record<string, unknown>>);
}

/**
 * Reads XML: text, or UTF-8 octets, which are read where they lie (a receive buffer) and not kept.
 *
 * Throws a PeerError that names the octet (of the UTF-8 form), the path and the limit: `malformed` where the document
 * breaks XML 1.0 or the schema, `unsupported` for another namespace, encoding, XML version or element, `limit` past a
 * capacity. Elements and attributes that the schema does not know are skipped.
 */
export function parseXml(input: string | Uint8Array, options?: CodecOptions): Sep2Resource {
  let { xmlReader } = shared;
  const limits = options?.limits ?? HOST_LIMITS;
  if (xmlReader === undefined || xmlReader.limits !== limits) {
    xmlReader = new XmlReader(SCHEMA_2018, limits);
    shared.xmlReader = xmlReader;
  }
  return xmlReader.read(input) as unknown as Sep2Resource;
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
  let { xmlSink } = shared;
  if (xmlSink === undefined) {
    xmlSink = new OctetSink(FIRST_CAPACITY);
    shared.xmlSink = xmlSink;
  }
  xmlSink.clear();
  writeXmlTo(SCHEMA_2018, xmlSink, resource, (options?.limits ?? HOST_LIMITS).maxDepth);
  return xmlSink.octets();
}
