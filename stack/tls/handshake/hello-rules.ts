/** What a hello has to say to be taken: version, suite, and extensions (RFC 5246 §7.4.1, RFC 5746, RFC 7507, RFC 7627). */

import { misbehaved, unsupported } from '../../core/peer-error.js';
import { ECDHE_ECDSA_AES_128_CCM_8, ECDSA_SHA256, FALLBACK_SCSV, SECP256R1, TLS_1_2 } from './constants.js';
import { type HelloExtensions, listHolds } from './extensions.js';
import { type ClientHello, type ServerHello } from './hello.js';

/** Where an error in either hello is. */
export const CLIENT_HELLO = Object.freeze({ path: 'ClientHello' });
export const SERVER_HELLO = Object.freeze({ path: 'ServerHello' });

/** Refuses a ClientHello that TLS 1.2 with the one suite cannot answer. */
export function checkClientHello(hello: ClientHello, requireExtendedMasterSecret: boolean): void {
  const { extensions, cipherSuites } = hello;
  const versions = extensions.supportedVersions;
  if (hello.version < TLS_1_2) {
    if (listHolds(cipherSuites, FALLBACK_SCSV))
      throw misbehaved('tls.fallback', 'a fallback below TLS 1.2', CLIENT_HELLO);
    throw unsupported('tls.version', 'version 0x' + hello.version.toString(16), CLIENT_HELLO);
  }
  if (versions !== undefined && !listHolds(versions, TLS_1_2)) {
    throw unsupported('tls.version', 'supported_versions without TLS 1.2', CLIENT_HELLO);
  }
  if (!listHolds(cipherSuites, ECDHE_ECDSA_AES_128_CCM_8)) {
    throw unsupported('tls.no-common-suite', 'TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 is not offered', CLIENT_HELLO);
  }
  if (extensions.renegotiationInfo !== undefined && extensions.renegotiationInfo.length !== 0) {
    throw misbehaved('tls.insecure-renegotiation', 'renegotiation_info of a first handshake has content', CLIENT_HELLO);
  }
  if (extensions.supportedGroups !== undefined && !listHolds(extensions.supportedGroups, SECP256R1)) {
    throw unsupported('tls.no-common-curve', 'secp256r1 is not offered', CLIENT_HELLO);
  }
  // Without the extension SHA-1 would be meant (RFC 5246 §7.4.1.4.1), which is not built here.
  if (extensions.signatureAlgorithms === undefined || !listHolds(extensions.signatureAlgorithms, ECDSA_SHA256)) {
    throw unsupported('tls.no-common-signature', 'ECDSA with SHA-256 is not offered', CLIENT_HELLO);
  }
  if (extensions.extendedMasterSecret !== true && requireExtendedMasterSecret) {
    throw unsupported('tls.no-extended-master-secret', 'the client has no extended master secret', CLIENT_HELLO);
  }
}

/** Refuses a ServerHello that does not answer a hello with the extensions `offered`. */
export function checkServerHello(
  hello: ServerHello,
  offered: HelloExtensions,
  requireExtendedMasterSecret: boolean,
): void {
  if (hello.version !== TLS_1_2)
    throw unsupported('tls.version', 'version 0x' + hello.version.toString(16), SERVER_HELLO);
  if (hello.cipherSuite !== ECDHE_ECDSA_AES_128_CCM_8) {
    throw misbehaved('tls.suite-not-offered', 'cipher suite 0x' + hello.cipherSuite.toString(16), SERVER_HELLO);
  }
  if (hello.compressionMethod !== 0) throw misbehaved('tls.compression', 'a compression not offered', SERVER_HELLO);
  const extensions = hello.extensions;
  if (extensions.renegotiationInfo === undefined || extensions.renegotiationInfo.length !== 0) {
    throw misbehaved(
      'tls.insecure-renegotiation',
      'no renegotiation_info of a first handshake (RFC 5746)',
      SERVER_HELLO,
    );
  }
  const asked = offered.maxFragmentLength;
  if (extensions.maxFragmentLength !== undefined && extensions.maxFragmentLength !== asked) {
    throw misbehaved('tls.bad-extension', 'a max_fragment_length other than the one asked for', SERVER_HELLO);
  }
  if (extensions.maxFragmentLength !== undefined && extensions.recordSizeLimit !== undefined) {
    throw misbehaved('tls.bad-extension', 'max_fragment_length and record_size_limit at once', SERVER_HELLO);
  }
  if (extensions.extendedMasterSecret !== true && requireExtendedMasterSecret) {
    throw unsupported('tls.no-extended-master-secret', 'the server has no extended master secret', SERVER_HELLO);
  }
  if (extensions.sessionTicket !== undefined && extensions.sessionTicket.length !== 0) {
    throw misbehaved('tls.bad-extension', 'a session_ticket with content', SERVER_HELLO);
  }
}
