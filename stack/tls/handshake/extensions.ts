/** Hello extensions as data: what the engine sends, reads and acts on (RFC 5246 §7.4.1.4). Others are passed over. */

import { fromAscii, toAscii } from '../../core/octets.js';
import { misbehaved, type PeerError } from '../../core/peer-error.js';
import { WireReader } from '../wire/reader.js';
import { type WireWriter } from '../wire/writer.js';
import { ExtensionType, type FragmentLength, UNCOMPRESSED } from './constants.js';

/** The extensions of one hello. Lists are the octets of their vector's content. */
export interface HelloExtensions {
  /** A host name (RFC 6066 §3); ClientHello only. */
  readonly serverName?: string;
  readonly maxFragmentLength?: FragmentLength;
  /** NamedCurve values, two octets each; ClientHello only. */
  readonly supportedGroups?: Uint8Array;
  readonly pointFormats?: Uint8Array;
  /** SignatureAndHashAlgorithm values, two octets each; ClientHello only. */
  readonly signatureAlgorithms?: Uint8Array;
  readonly extendedMasterSecret?: boolean;
  /** The longest plaintext of a record that its sender takes, octets, 64 or more; not read from ClientHello. */
  readonly recordSizeLimit?: number;
  /** A ticket, or nothing where one is asked for or announced (RFC 5077 §3.2). */
  readonly sessionTicket?: Uint8Array;
  /** ProtocolVersion values, two octets each; read from ClientHello only. */
  readonly supportedVersions?: Uint8Array;
  /** renegotiated_connection (RFC 5746 §3.2). */
  readonly renegotiationInfo?: Uint8Array;
}

type MutableExtensions = { -readonly [Name in keyof HelloExtensions]: HelloExtensions[Name] };

/** Which hello carries the extensions: some have another form in each. */
export type HelloName = 'ClientHello' | 'ServerHello';

/** RFC 8449 §4. */
const MIN_RECORD_SIZE_LIMIT = 64;

const FRAGMENT_LENGTHS: readonly FragmentLength[] = Object.freeze([512, 1024, 2048, 4096]);

/** The longest negotiable fragment of at most `octets`, or `undefined` below 512. */
export function fragmentLengthWithin(octets: number): FragmentLength | undefined {
  for (let i = FRAGMENT_LENGTHS.length - 1; i >= 0; i--) if (FRAGMENT_LENGTHS[i]! <= octets) return FRAGMENT_LENGTHS[i];
  return undefined;
}

/** Whether a list of two-octet values holds `value`. */
export function listHolds(list: Uint8Array, value: number): boolean {
  for (let i = 0; i + 1 < list.length; i += 2) if (list[i]! * 0x100 + list[i + 1]! === value) return true;
  return false;
}

/** Writes the extensions' vector; nothing at all where there is no extension. */
export function writeExtensions(writer: WireWriter, hello: HelloName, extensions: HelloExtensions): void {
  const start = writer.open(2);
  const before = writer.length;
  if (extensions.renegotiationInfo !== undefined) {
    const body = openExtension(writer, ExtensionType.renegotiation_info);
    writer.vector(1, extensions.renegotiationInfo);
    writer.close(body);
  }
  if (extensions.serverName !== undefined) {
    const body = openExtension(writer, ExtensionType.server_name);
    const list = writer.open(2);
    writer.u8(0);
    writer.vector(2, fromAscii(extensions.serverName));
    writer.close(list);
    writer.close(body);
  }
  if (extensions.maxFragmentLength !== undefined) {
    const body = openExtension(writer, ExtensionType.max_fragment_length);
    writer.u8(FRAGMENT_LENGTHS.indexOf(extensions.maxFragmentLength) + 1);
    writer.close(body);
  }
  if (extensions.recordSizeLimit !== undefined) {
    const body = openExtension(writer, ExtensionType.record_size_limit);
    writer.u16(extensions.recordSizeLimit);
    writer.close(body);
  }
  if (extensions.extendedMasterSecret === true) {
    writer.close(openExtension(writer, ExtensionType.extended_master_secret));
  }
  writeList(writer, ExtensionType.supported_groups, 2, extensions.supportedGroups);
  writeList(writer, ExtensionType.ec_point_formats, 1, extensions.pointFormats);
  writeList(writer, ExtensionType.signature_algorithms, 2, extensions.signatureAlgorithms);
  // Last: a ticket makes it by far the longest.
  if (extensions.sessionTicket !== undefined) {
    const body = openExtension(writer, ExtensionType.session_ticket);
    writer.put(extensions.sessionTicket);
    writer.close(body);
  }
  if (writer.length === before && hello === 'ServerHello') writer.truncate(before - 2);
  else writer.close(start);
}

/**
 * Reads what is left of a hello as its extensions. A type that comes twice is `tls.duplicate-extension`; in a ServerHello
 * a type that `offered` does not hold is `tls.extension-not-offered`.
 */
export function readExtensions(reader: WireReader, hello: HelloName, offered?: HelloExtensions): HelloExtensions {
  const extensions: MutableExtensions = {};
  if (reader.remaining === 0) return extensions;
  const list = new WireReader(reader.vector(2, 0, 0xffff), hello + '/extensions');
  reader.finish();
  const seen = new Set<number>();
  while (list.remaining > 0) {
    const type = list.u16();
    const body = list.vector(2, 0, 0xffff);
    if (seen.has(type))
      throw misbehaved('tls.duplicate-extension', 'extension ' + type + ' comes twice', placeIn(hello));
    seen.add(type);
    if (offered !== undefined && !isOffered(type, offered)) {
      throw misbehaved('tls.extension-not-offered', 'extension ' + type + ' was not offered', placeIn(hello));
    }
    readExtension(extensions, type, new WireReader(body, hello + '/extension-' + type), hello);
  }
  return extensions;
}

function readExtension(extensions: MutableExtensions, type: number, body: WireReader, hello: HelloName): void {
  const fromClient = hello === 'ClientHello';
  switch (type) {
    case ExtensionType.server_name: {
      if (fromClient) {
        const name = readServerName(body);
        if (name !== undefined) extensions.serverName = name;
      }
      break;
    }
    case ExtensionType.max_fragment_length: {
      const length = FRAGMENT_LENGTHS[body.u8() - 1];
      if (length === undefined) throw illegal(hello, 'max_fragment_length is none of 1 to 4');
      extensions.maxFragmentLength = length;
      break;
    }
    case ExtensionType.supported_groups: {
      // Some servers send their own list, which has no meaning there (RFC 8422 §5.1.1).
      extensions.supportedGroups = evenList(body, body.vector(2, 2, 0xffff));
      break;
    }
    case ExtensionType.ec_point_formats: {
      extensions.pointFormats = body.vector(1, 1, 0xff);
      if (extensions.pointFormats.indexOf(UNCOMPRESSED) < 0) throw illegal(hello, 'no uncompressed point format');
      break;
    }
    case ExtensionType.signature_algorithms: {
      extensions.signatureAlgorithms = evenList(body, body.vector(2, 2, 0xfffe));
      break;
    }
    case ExtensionType.extended_master_secret: {
      extensions.extendedMasterSecret = true;
      break;
    }
    case ExtensionType.record_size_limit: {
      if (fromClient) return;
      extensions.recordSizeLimit = body.u16();
      if (extensions.recordSizeLimit < MIN_RECORD_SIZE_LIMIT) throw illegal(hello, 'record_size_limit below 64');
      break;
    }
    case ExtensionType.session_ticket: {
      extensions.sessionTicket = body.take(body.remaining);
      break;
    }
    case ExtensionType.supported_versions: {
      if (!fromClient) return;
      extensions.supportedVersions = evenList(body, body.vector(1, 2, 0xfe));
      break;
    }
    case ExtensionType.renegotiation_info: {
      extensions.renegotiationInfo = body.vector(1, 0, 0xff);
      break;
    }
    default:
      return;
  }
  body.finish();
}

/** The host_name of a list, the octets as Latin-1; `undefined` where it holds other kinds of names alone. */
function readServerName(body: WireReader): string | undefined {
  const list = new WireReader(body.vector(2, 1, 0xffff), 'ClientHello/server_name');
  let host: string | undefined;
  while (list.remaining > 0) {
    const kind = list.u8();
    const name = list.vector(2, 1, 0xffff);
    if (kind !== 0) continue;
    if (host !== undefined) throw illegal('ClientHello', 'two host names');
    host = toAscii(name);
  }
  return host;
}

function isOffered(type: number, offered: HelloExtensions): boolean {
  switch (type) {
    case ExtensionType.server_name:
      return offered.serverName !== undefined;
    case ExtensionType.max_fragment_length:
      return offered.maxFragmentLength !== undefined;
    case ExtensionType.supported_groups:
      return offered.supportedGroups !== undefined;
    case ExtensionType.ec_point_formats:
      return offered.pointFormats !== undefined;
    case ExtensionType.extended_master_secret:
      return offered.extendedMasterSecret === true;
    case ExtensionType.record_size_limit:
      return offered.recordSizeLimit !== undefined;
    case ExtensionType.session_ticket:
      return offered.sessionTicket !== undefined;
    case ExtensionType.renegotiation_info:
      return offered.renegotiationInfo !== undefined;
    default:
      // signature_algorithms has no place in a ServerHello (RFC 5246 §7.4.1.4.1).
      return false;
  }
}

function openExtension(writer: WireWriter, type: number): ReturnType<WireWriter['open']> {
  writer.u16(type);
  return writer.open(2);
}

function writeList(writer: WireWriter, type: number, width: 1 | 2, list: Uint8Array | undefined): void {
  if (list === undefined) return;
  const body = openExtension(writer, type);
  writer.vector(width, list);
  writer.close(body);
}

function evenList(body: WireReader, list: Uint8Array): Uint8Array {
  if (list.length % 2 !== 0) throw body.error('tls.bad-length', 'a list of pairs with an odd octet');
  return list;
}

function placeIn(hello: HelloName): { path: string } {
  return { path: hello };
}

function illegal(hello: HelloName, detail: string): PeerError {
  return misbehaved('tls.bad-extension', detail, placeIn(hello));
}
