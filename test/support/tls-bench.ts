/** Two TLS engines and what stands between them: tests cut, count, replace and forge the octets on the way. */

import { createNodeCrypto } from '../../hal/node/crypto.js';
import { BOARD_LIMITS } from '../../stack/core/limits.js';
import { concatOctets } from '../../stack/core/octets.js';
import { type CryptoPort } from '../../stack/ports/crypto.js';
import { TlsClient, type TlsClientOptions } from '../../stack/tls/client.js';
import { type TlsConfig, type TlsIdentity } from '../../stack/tls/config.js';
import { type TlsConnection } from '../../stack/tls/connection.js';
import { ContentType } from '../../stack/tls/handshake/constants.js';
import { RecordCipher } from '../../stack/tls/record/cipher.js';
import { TlsServer, type TlsServerOptions } from '../../stack/tls/server.js';
import { createTrustStore } from '../../stack/tls/x509/trust-store.js';
import { findHolder, type TestPki } from '../../tools/pki/test-pki.js';
import { NOW_S, testPki } from './certificates.js';

/** Everything two connections are made of; the same PKI for every test of a file. */
export interface TlsBench {
  readonly pki: TestPki;
  readonly crypto: CryptoPort;
  client(options?: TlsClientOptions, config?: Partial<TlsConfig>): TlsClient;
  server(options?: TlsServerOptions, config?: Partial<TlsConfig>): TlsServer;
}

/** A bench on board limits, with the date of the test certificates; another seed is another PKI. */
export function createTlsBench(
  crypto: CryptoPort = createNodeCrypto(),
  chainLength: 2 | 3 | 4 = 3,
  seed: string = 'tls bench',
): TlsBench {
  const pki = testPki(seed, chainLength);
  const trust = createTrustStore([pki.root]);
  const configOf = (name: string): TlsConfig => {
    const holder = findHolder(pki, name);
    const identity: TlsIdentity = { chain: holder.chain, key: crypto.signingKey(holder.scalar) };
    return { crypto, identity, trust, limits: BOARD_LIMITS, nowS: () => NOW_S };
  };
  const clientConfig = configOf('thermostat');
  const serverConfig = configOf('server');
  return {
    pki,
    crypto,
    client: (options, config) => new TlsClient({ ...clientConfig, ...config }, options),
    server: (options, config) => new TlsServer({ ...serverConfig, ...config }, options),
  };
}

/** What goes from one engine to the other in one turn: may be changed, cut or dropped on the way. */
export type Wire = (octets: Uint8Array, to: 'client' | 'server') => Uint8Array;

/** Starts both and carries octets until neither has more to say. */
export function handshake(client: TlsConnection, server: TlsConnection, wire?: Wire): void {
  client.start();
  server.start();
  carry(client, server, wire);
}

/** Carries octets both ways until neither has more to say; a fault in the engines shows as an endless exchange. */
export function carry(client: TlsConnection, server: TlsConnection, wire: Wire = (octets) => octets): void {
  for (let turn = 0; turn < 100; turn++) {
    const up = client.takeOutput();
    if (up !== undefined) server.receive(wire(up, 'server'));
    const down = server.takeOutput();
    if (down !== undefined) client.receive(wire(down, 'client'));
    if (up === undefined && down === undefined) return;
  }
  throw new Error('the engines do not come to rest');
}

/** All plaintext that a connection has ready. */
export function readAll(connection: TlsConnection): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let part = connection.read(); part !== undefined; part = connection.read()) parts.push(part);
  return concatOctets(...parts);
}

/** Cuts a stream into its records. */
export function splitRecords(stream: Uint8Array): Uint8Array[] {
  const records: Uint8Array[] = [];
  for (let at = 0; at < stream.length;) {
    const length = 5 + stream[at + 3]! * 0x100 + stream[at + 4]!;
    records.push(stream.slice(at, at + length));
    at += length;
  }
  return records;
}

/** One record in the clear. */
export function plainRecord(type: number, fragment: Uint8Array, version: number = 0x0303): Uint8Array {
  const header = Uint8Array.of(type, version >>> 8, version & 0xff, fragment.length >>> 8, fragment.length & 0xff);
  return concatOctets(header, fragment);
}

/** A handshake message: header and body. */
export function handshakeMessage(type: number, body: Uint8Array): Uint8Array {
  return concatOctets(Uint8Array.of(type, body.length >>> 16, (body.length >>> 8) & 0xff, body.length & 0xff), body);
}

/**
 * The stream cut into units of one handshake message, alert or ChangeCipherSpec, each in a record of its own; what is
 * protected stays as it is.
 */
export function splitMessages(stream: Uint8Array): Uint8Array[] {
  const units: Uint8Array[] = [];
  let isProtected = false;
  let pending = new Uint8Array(0);
  for (const record of splitRecords(stream)) {
    if (isProtected || record[0] !== ContentType.handshake) {
      if (record[0] === ContentType.change_cipher_spec) isProtected = true;
      units.push(record);
      continue;
    }
    pending = new Uint8Array(concatOctets(pending, record.subarray(5)));
    for (;;) {
      if (pending.length < 4) break;
      const length = 4 + pending[1]! * 0x10000 + pending[2]! * 0x100 + pending[3]!;
      if (pending.length < length) break;
      units.push(plainRecord(ContentType.handshake, pending.slice(0, length)));
      pending = pending.slice(length);
    }
  }
  return units;
}

interface Innards {
  readonly reader: { readonly cipher: { readonly nonce: Uint8Array } | undefined };
}

/**
 * A record that `victim` takes for the next one of its peer: in the clear, or protected with the key that it reads with.
 */
export function forge(victim: TlsConnection, type: number, content: Uint8Array): Uint8Array {
  const { cipher } = (victim as unknown as Innards).reader;
  if (cipher === undefined) return plainRecord(type, content);
  const double: RecordCipher = Object.assign(Object.create(RecordCipher.prototype), cipher, {
    nonce: cipher.nonce.slice(),
    associated: new Uint8Array(13),
  });
  return plainRecord(type, double.seal(type, content));
}

/** The first alert of a stream in the clear, or of one record that `reader` would take: level and description. */
export function alertIn(stream: Uint8Array | undefined): readonly [level: number, description: number] | undefined {
  if (stream === undefined) return undefined;
  for (const record of splitRecords(stream)) {
    if (record[0] === ContentType.alert && record.length === 7) return [record[5]!, record[6]!];
  }
  return undefined;
}
