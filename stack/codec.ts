/**
 * The codecs: resources of IEEE 2030.5-2018 as EXI and as XML.
 *
 * A resource is a plain object: `$element` names its global element, the other properties are the fields and attributes
 * that are present, under their schema names. See {@link Sep2Resource}.
 */

import { HOST_LIMITS, type Limits } from './core/limits.js';
import { SCHEMA_2018 } from './model/2018/schema-2018.js';
import { type Sep2Resource } from './model/2018/types.gen.js';
import { readXml } from './xml/reader.js';
import { OctetSink, TextSink } from './xml/sink.js';
import { writeXmlTo } from './xml/writer.js';

export { type ElementName, type Sep2Document, type Sep2Resource } from './model/2018/types.gen.js';
export { BOARD_LIMITS, HOST_LIMITS, type Limits } from './core/limits.js';
export { type Blame, PeerError, type Place } from './core/peer-error.js';

export interface CodecOptions {
  /** Capacities of the reader; {@link HOST_LIMITS} where none are given. */
  readonly limits?: Limits;
}

/** Octets that a written document is first given room for. */
const FIRST_CAPACITY = 1024;

/**
 * Reads XML: text, or UTF-8 octets, which are read where they lie (a receive buffer) and not kept.
 *
 * Throws a PeerError that names the octet (of the UTF-8 form), the path and the limit: `malformed` where the document
 * breaks XML 1.0 or the schema, `unsupported` for another namespace, encoding, XML version or element, `limit` past a
 * capacity. Elements and attributes that the schema does not know are skipped.
 */
export function parseXml(input: string | Uint8Array, options?: CodecOptions): Sep2Resource {
  return readXml(SCHEMA_2018, input, options?.limits ?? HOST_LIMITS) as unknown as Sep2Resource;
}

/**
 * Writes a resource as XML: default namespace on the root, no declaration, schema order.
 *
 * Throws a TypeError or RangeError that names path, expectation and actual where the resource does not fit the schema;
 * a mandatory field that is absent does not.
 */
export function writeXml(resource: Sep2Resource): string {
  const sink = new TextSink();
  writeXmlTo(SCHEMA_2018, sink, resource);
  return sink.text;
}

/** As {@link writeXml}, as UTF-8 octets: without a string in between. */
export function writeXmlOctets(resource: Sep2Resource): Uint8Array {
  const sink = new OctetSink(FIRST_CAPACITY);
  writeXmlTo(SCHEMA_2018, sink, resource);
  return sink.octets();
}
