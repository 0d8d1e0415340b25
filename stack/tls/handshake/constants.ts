/** Numbers of TLS 1.2 that the engine uses, each with the registry's name. */

/** ProtocolVersion of TLS 1.2 (RFC 5246 §6.2.1). */
export const TLS_1_2 = 0x0303;

/** ContentType (RFC 5246 §6.2.1). */
export const ContentType = Object.freeze({
  change_cipher_spec: 20,
  alert: 21,
  handshake: 22,
  application_data: 23,
});

/** HandshakeType (RFC 5246 §7.4, RFC 5077 §3.3). */
export const HandshakeType = Object.freeze({
  hello_request: 0,
  client_hello: 1,
  server_hello: 2,
  new_session_ticket: 4,
  certificate: 11,
  server_key_exchange: 12,
  certificate_request: 13,
  server_hello_done: 14,
  certificate_verify: 15,
  client_key_exchange: 16,
  finished: 20,
});

/** TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 (RFC 7251 §2), the one cipher suite of IEEE 2030.5. */
export const ECDHE_ECDSA_AES_128_CCM_8 = 0xc0ae;
/** TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 §3.3). */
export const EMPTY_RENEGOTIATION_INFO_SCSV = 0x00ff;
/** TLS_FALLBACK_SCSV (RFC 7507 §2). */
export const FALLBACK_SCSV = 0x5600;

/** ExtensionType of the extensions that the engine sends or acts on. */
export const ExtensionType = Object.freeze({
  /** RFC 6066 §3 */
  server_name: 0,
  /** RFC 6066 §4 */
  max_fragment_length: 1,
  /** RFC 8422 §5.1.1 */
  supported_groups: 10,
  /** RFC 8422 §5.1.2 */
  ec_point_formats: 11,
  /** RFC 5246 §7.4.1.4.1 */
  signature_algorithms: 13,
  /** RFC 7627 §5.1 */
  extended_master_secret: 23,
  /** RFC 8449 §4: sent, and read from ServerHello only */
  record_size_limit: 28,
  /** RFC 5077 §3.2 */
  session_ticket: 35,
  /** RFC 8446 §4.2.1: read, never sent */
  supported_versions: 43,
  /** RFC 5746 §3.2 */
  renegotiation_info: 0xff01,
});

/** NamedCurve secp256r1 (RFC 8422 §5.1.1). */
export const SECP256R1 = 23;
/** ECCurveType named_curve (RFC 8422 §5.4). */
export const NAMED_CURVE = 3;
/** ECPointFormat uncompressed (RFC 8422 §5.1.2). */
export const UNCOMPRESSED = 0;
/** SignatureAndHashAlgorithm {sha256, ecdsa} (RFC 5246 §7.4.1.4.1). */
export const ECDSA_SHA256 = 0x0403;
/** ClientCertificateType ecdsa_sign (RFC 8422 §5.5). */
export const ECDSA_SIGN = 64;
/** Octets of an uncompressed P-256 point. */
export const POINT_OCTETS = 65;
/** Octets of a hello's random value. */
export const RANDOM_OCTETS = 32;
/** Octets of the master secret (RFC 5246 §8.1). */
export const MASTER_SECRET_OCTETS = 48;
/** Octets of verify_data (RFC 5246 §7.4.9). */
export const VERIFY_DATA_OCTETS = 12;

/** A maximum fragment length that can be negotiated, in octets (RFC 6066 §4). */
export type FragmentLength = 512 | 1024 | 2048 | 4096;

/** The longest fragment without negotiation, in octets (RFC 5246 §6.2.1). */
export const MAX_FRAGMENT_OCTETS = 16384;
