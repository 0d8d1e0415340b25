/** The handshake messages after the hellos, to and from octets (RFC 5246 §7.4, RFC 8422 §5, RFC 5077 §3.3). */

import { misbehaved, pastLimit, unsupported } from '../../core/peer-error.js';
import { WireReader } from '../wire/reader.js';
import { WireWriter } from '../wire/writer.js';
import { ECDSA_SHA256, ECDSA_SIGN, NAMED_CURVE, POINT_OCTETS, SECP256R1, VERIFY_DATA_OCTETS } from './constants.js';
import { listHolds } from './extensions.js';

/** Certificates in DER, leaf first; none at all from a client that has none. */
export function encodeCertificate(chain: readonly Uint8Array[]): Uint8Array {
  const writer = new WireWriter(1024);
  const list = writer.open(3);
  for (let i = 0; i < chain.length; i++) writer.vector(3, chain[i]!);
  writer.close(list);
  return writer.finish();
}

/** Reads at most `maxChain` certificates (`maxChainLength`); they are views of `body`. */
export function decodeCertificate(body: Uint8Array, maxChain: number): Uint8Array[] {
  const reader = new WireReader(body, 'Certificate');
  const list = new WireReader(reader.vector(3, 0, 0xffffff), 'Certificate/certificate_list');
  reader.finish();
  const chain: Uint8Array[] = [];
  while (list.remaining > 0) {
    const certificate = list.vector(3, 1, 0xffffff);
    if (chain.length === maxChain) {
      throw pastLimit('x509.chain-too-long', 'more certificates were sent', {
        name: 'maxChainLength',
        value: maxChain,
      });
    }
    chain.push(certificate);
  }
  return chain;
}

/** An ephemeral public point and the server's signature over it. */
export interface ServerKeyExchange {
  /** Uncompressed P-256 point, 65 octets. */
  readonly point: Uint8Array;
  /** ServerECDHParams as signed. */
  readonly params: Uint8Array;
  /** Ecdsa-Sig-Value in DER. */
  readonly signature: Uint8Array;
}

/** ServerECDHParams for a P-256 point (RFC 8422 §5.4). */
export function encodeEcdhParams(point: Uint8Array): Uint8Array {
  const writer = new WireWriter(4 + POINT_OCTETS);
  writer.u8(NAMED_CURVE);
  writer.u16(SECP256R1);
  writer.vector(1, point);
  return writer.finish();
}

export function encodeServerKeyExchange(params: Uint8Array, signature: Uint8Array): Uint8Array {
  const writer = new WireWriter(160);
  writer.put(params);
  writer.u16(ECDSA_SHA256);
  writer.vector(2, signature);
  return writer.finish();
}

export function decodeServerKeyExchange(body: Uint8Array): ServerKeyExchange {
  const reader = new WireReader(body, 'ServerKeyExchange');
  const curveType = reader.u8();
  if (curveType !== NAMED_CURVE) throw misbehaved('tls.curve', 'curve type ' + curveType, PLACE_OF_CURVE);
  const curve = reader.u16();
  if (curve !== SECP256R1) throw misbehaved('tls.curve', 'named curve ' + curve, PLACE_OF_CURVE);
  const point = readPoint(reader);
  const params = body.subarray(0, 4 + point.length);
  return { point, params, signature: readSignature(reader) };
}

/** Asks for an ECDSA certificate; no authorities are named, so that any will do. */
export function encodeCertificateRequest(): Uint8Array {
  const writer = new WireWriter(8);
  writer.vector(1, new Uint8Array([ECDSA_SIGN]));
  writer.vector(2, new Uint8Array([ECDSA_SHA256 >>> 8, ECDSA_SHA256 & 0xff]));
  writer.vector(2, new Uint8Array(0));
  return writer.finish();
}

/** Checks that a certificate request can be answered with an ECDSA-SHA256 certificate. */
export function checkCertificateRequest(body: Uint8Array): void {
  const reader = new WireReader(body, 'CertificateRequest');
  const types = reader.vector(1, 1, 0xff);
  const algorithms = reader.vector(2, 2, 0xfffe);
  if (algorithms.length % 2 !== 0) throw reader.error('tls.bad-length', 'a list of pairs with an odd octet');
  const names = new WireReader(reader.vector(2, 0, 0xffff), 'CertificateRequest/certificate_authorities');
  while (names.remaining > 0) names.vector(2, 1, 0xffff);
  reader.finish();
  if (types.indexOf(ECDSA_SIGN) < 0 || !listHolds(algorithms, ECDSA_SHA256)) {
    throw unsupported('tls.certificate-type', 'the server takes no ECDSA-SHA256 certificate', {
      path: 'CertificateRequest',
    });
  }
}

export function encodeClientKeyExchange(point: Uint8Array): Uint8Array {
  const writer = new WireWriter(1 + POINT_OCTETS);
  writer.vector(1, point);
  return writer.finish();
}

/** The client's uncompressed P-256 point, 65 octets. */
export function decodeClientKeyExchange(body: Uint8Array): Uint8Array {
  const reader = new WireReader(body, 'ClientKeyExchange');
  const point = readPoint(reader);
  reader.finish();
  return point;
}

export function encodeCertificateVerify(signature: Uint8Array): Uint8Array {
  const writer = new WireWriter(80);
  writer.u16(ECDSA_SHA256);
  writer.vector(2, signature);
  return writer.finish();
}

/** The client's Ecdsa-Sig-Value in DER. */
export function decodeCertificateVerify(body: Uint8Array): Uint8Array {
  return readSignature(new WireReader(body, 'CertificateVerify'));
}

/** A ticket and how long the server means to honour it, seconds, 0 for no word (RFC 5077 §3.3). */
export interface NewSessionTicket {
  readonly lifetimeS: number;
  readonly ticket: Uint8Array;
}

export function decodeNewSessionTicket(body: Uint8Array): NewSessionTicket {
  const reader = new WireReader(body, 'NewSessionTicket');
  const lifetimeS = reader.u32();
  const ticket = reader.vector(2, 0, 0xffff);
  reader.finish();
  return { lifetimeS, ticket };
}

/** The verify_data of a Finished message. */
export function decodeFinished(body: Uint8Array): Uint8Array {
  const reader = new WireReader(body, 'Finished');
  const data = reader.take(VERIFY_DATA_OCTETS);
  reader.finish();
  return data;
}

/** Refuses content in a message that has none (HelloRequest, ServerHelloDone). */
export function checkEmpty(body: Uint8Array, name: string): void {
  new WireReader(body, name).finish();
}

const PLACE_OF_CURVE = Object.freeze({ path: 'ServerKeyExchange/curve_params' });

function readPoint(reader: WireReader): Uint8Array {
  const point = reader.vector(1, 1, 0xff);
  if (point.length !== POINT_OCTETS || point[0] !== 4) {
    throw misbehaved('tls.bad-point', 'expected an uncompressed P-256 point of ' + POINT_OCTETS + ' octets');
  }
  return point;
}

function readSignature(reader: WireReader): Uint8Array {
  const algorithm = reader.u16();
  if (algorithm !== ECDSA_SHA256) {
    throw misbehaved('tls.signature-algorithm', 'signature algorithm 0x' + algorithm.toString(16) + ' was not offered');
  }
  const signature = reader.vector(2, 1, 0xffff);
  reader.finish();
  return signature;
}
