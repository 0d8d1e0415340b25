/**
 * The string tables of names: URIs, and the local names of each (EXI 1.0 §7.3.2, appendix D).
 *
 * A qualified name is a number here. One of the schema is its index in `Schema.names`; any other, which only foreign
 * content brings, is numbered past them in the order of its coming. The tables of values are kept by that number.
 */

import { type Schema } from '../model/schema.js';

export const URI_NONE = 0;
export const URI_XML = 1;
export const URI_XSI = 2;
export const URI_XSD = 3;
export const URI_SCHEMA = 4;
/** URIs that are in the table from the start. */
export const INITIAL_URIS = 5;

const XSI_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';
const XSD_NAMESPACE = 'http://www.w3.org/2001/XMLSchema';
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

/** Local names that are there from the start, in order (EXI 1.0 appendix D.3). */
const XML_NAMES = 'base id lang space';
export const XSI_NAMES = 'nil type';
const XSD_NAMES =
  'ENTITIES ENTITY ID IDREF IDREFS NCName NMTOKEN NMTOKENS NOTATION Name QName anySimpleType anyType anyURI ' +
  'base64Binary boolean byte date dateTime decimal double duration float gDay gMonth gMonthDay gYear gYearMonth ' +
  'hexBinary int integer language long negativeInteger nonNegativeInteger nonPositiveInteger normalizedString ' +
  'positiveInteger short string time token unsignedByte unsignedInt unsignedLong unsignedShort';

/** The local names of one URI. */
export interface NamePartition {
  readonly uri: string;
  /** How many names are there from the start. */
  readonly initial: number;
  /** Names that came with the document, after the initial ones. */
  readonly added: string[];
  /** Number of the qualified name by local index; absent until it is first used. */
  readonly numbers: (number | undefined)[];
}

export class NameTables {
  readonly partitions: NamePartition[] = [];
  /** The number that the next foreign name gets. */
  private nextNumber: number;
  private readonly schema: Schema;

  constructor(schema: Schema) {
    this.schema = schema;
    this.nextNumber = schema.names.length;
    const unqualified = schema.names.length - schema.tables.qualified;
    this.addUri('', unqualified);
    this.addUri(XML_NAMESPACE, 4);
    this.addUri(XSI_NAMESPACE, 2);
    this.addUri(XSD_NAMESPACE, 46);
    this.addUri(schema.namespace, schema.tables.allQualified);
  }

  /** Adds a URI and says its index. */
  addUri(uri: string, initial: number): number {
    this.partitions.push({ uri, initial, added: [], numbers: [] });
    return this.partitions.length - 1;
  }

  /** How many local names a URI has. */
  localCount(uri: number): number {
    const partition = this.partitions[uri]!;
    return partition.initial + partition.added.length;
  }

  /** The number of a qualified name. */
  numberOf(uri: number, local: number): number {
    const partition = this.partitions[uri]!;
    if (local < partition.initial) {
      if (uri === URI_SCHEMA) {
        const known = this.schemaName(local);
        if (known >= 0) return known;
      } else if (uri === URI_NONE) return this.schema.tables.qualified + local;
    }
    while (partition.numbers.length <= local) partition.numbers.push(undefined);
    let number = partition.numbers[local];
    if (number === undefined) {
      number = this.nextNumber++;
      partition.numbers[local] = number;
    }
    return number;
  }

  /** The index in `Schema.names` of a name of the schema by its place in the whole edition; -1 where it was left out. */
  private schemaName(code: number): number {
    const codes = this.schema.tables.nameCodes;
    if (codes.length === 0) return code;
    for (let i = 0; i < this.schema.tables.qualified; i++) if (codes[i] === code) return i;
    return -1;
  }

  /** A qualified name for a message: `{uri}local`. */
  describe(uri: number, local: number): string {
    const partition = this.partitions[uri]!;
    return '{' + partition.uri + '}' + this.localName(uri, local);
  }

  /** The text of a local name; `#code` where the build left it out. */
  localName(uri: number, local: number): string {
    const partition = this.partitions[uri]!;
    if (local >= partition.initial) return partition.added[local - partition.initial]!;
    if (uri === URI_XML) return XML_NAMES.split(' ')[local]!;
    if (uri === URI_XSI) return XSI_NAMES.split(' ')[local]!;
    if (uri === URI_XSD) return XSD_NAMES.split(' ')[local]!;
    if (uri === URI_NONE) return this.schema.names[this.schema.tables.qualified + local]!;
    const known = this.schemaName(local);
    return known < 0 ? '#' + local : this.schema.names[known]!;
  }

  /** The local index of a name, or -1. */
  findLocal(uri: number, name: string): number {
    for (let i = 0; i < this.localCount(uri); i++) if (this.localName(uri, i) === name) return i;
    return -1;
  }
}
