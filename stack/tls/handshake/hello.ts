/** ClientHello and ServerHello, to and from octets (RFC 5246 §7.4.1). */

import { misbehaved } from '../../core/peer-error.js';
import { WireReader } from '../wire/reader.js';
import { WireWriter } from '../wire/writer.js';
import { RANDOM_OCTETS } from './constants.js';
import { type HelloExtensions, readExtensions, writeExtensions } from './extensions.js';

const MAX_SESSION_ID_OCTETS = 32;

export interface ClientHello {
  readonly version: number;
  readonly random: Uint8Array;
  /** 0 to 32 octets. */
  readonly sessionId: Uint8Array;
  /** Two octets each. */
  readonly cipherSuites: Uint8Array;
  readonly compressionMethods: Uint8Array;
  readonly extensions: HelloExtensions;
}

export interface ServerHello {
  readonly version: number;
  readonly random: Uint8Array;
  /** 0 to 32 octets; empty where the session will not be resumed. */
  readonly sessionId: Uint8Array;
  readonly cipherSuite: number;
  readonly compressionMethod: number;
  readonly extensions: HelloExtensions;
}

export function encodeClientHello(hello: ClientHello): Uint8Array {
  const writer = new WireWriter(160);
  writer.u16(hello.version);
  writer.put(hello.random);
  writer.vector(1, hello.sessionId);
  writer.vector(2, hello.cipherSuites);
  writer.vector(1, hello.compressionMethods);
  writeExtensions(writer, 'ClientHello', hello.extensions);
  return writer.finish();
}

/** Reads a ClientHello; its parts are views of `body`. */
export function decodeClientHello(body: Uint8Array): ClientHello {
  const reader = new WireReader(body, 'ClientHello');
  const version = reader.u16();
  const random = reader.take(RANDOM_OCTETS);
  const sessionId = reader.vector(1, 0, MAX_SESSION_ID_OCTETS);
  const cipherSuites = reader.vector(2, 2, 0xfffe);
  if (cipherSuites.length % 2 !== 0) throw reader.error('tls.bad-length', 'a cipher suite of one octet');
  const compressionMethods = reader.vector(1, 1, 0xff);
  if (compressionMethods.indexOf(0) < 0) {
    throw misbehaved('tls.compression', 'the null compression method is missing', { path: 'ClientHello' });
  }
  const extensions = readExtensions(reader, 'ClientHello');
  return { version, random, sessionId, cipherSuites, compressionMethods, extensions };
}

export function encodeServerHello(hello: ServerHello): Uint8Array {
  const writer = new WireWriter(128);
  writer.u16(hello.version);
  writer.put(hello.random);
  writer.vector(1, hello.sessionId);
  writer.u16(hello.cipherSuite);
  writer.u8(hello.compressionMethod);
  writeExtensions(writer, 'ServerHello', hello.extensions);
  return writer.finish();
}

/** Reads a ServerHello that answers a hello with the extensions `offered`; its parts are views of `body`. */
export function decodeServerHello(body: Uint8Array, offered: HelloExtensions): ServerHello {
  const reader = new WireReader(body, 'ServerHello');
  return {
    version: reader.u16(),
    random: reader.take(RANDOM_OCTETS),
    sessionId: reader.vector(1, 0, MAX_SESSION_ID_OCTETS),
    cipherSuite: reader.u16(),
    compressionMethod: reader.u8(),
    extensions: readExtensions(reader, 'ServerHello', offered),
  };
}
