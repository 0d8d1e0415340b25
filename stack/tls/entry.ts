/** `sep2-micro/tls`: TLS 1.2 as IEEE 2030.5 wants it, client and server, its certificates and its crypto. */

export { BOARD_LIMITS, HOST_LIMITS, type Limits } from '../core/limits.js';
export { type Blame, PeerError, type Place } from '../core/peer-error.js';
export { type PeerIdentity } from '../core/peer-identity.js';
export { type Aead, type AgreementKey, type CryptoPort, type Hash, type SigningKey } from '../ports/crypto.js';
export { type Entropy } from '../ports/entropy.js';
export { Alert, type AlertName, alertName } from './alerts.js';
export { TlsClient, type TlsClientOptions } from './client.js';
export { type TlsConfig, type TlsIdentity } from './config.js';
export { type EndState, TlsConnection } from './connection.js';
export { createNobleCrypto } from './crypto/noble.js';
export { type ClientState } from './handshake/client.js';
export { type FragmentLength } from './handshake/constants.js';
export { type ServerState } from './handshake/server.js';
export {
  formatPin,
  formatSfdi,
  generatePin,
  isSameLfdi,
  isValidPin,
  isValidSfdi,
  lfdiOf,
  parseLfdi,
  parsePin,
  parseSfdi,
  sfdiOf,
} from './identity.js';
export { TlsServer, type TlsServerOptions } from './server.js';
export { decodeSession, encodeSession, type TlsSession, TlsSessionCache } from './session.js';
export { type Certificate, parseCertificate } from './x509/certificate.js';
export { type ChainOptions, checkValidity, type VerifiedPeer, verifyChain } from './x509/chain.js';
export { readCertificatesPem } from './x509/pem.js';
export { readPrivateKey, readPrivateKeyPem } from './x509/private-key.js';
export { type PeerProfile, type PeerRole } from './x509/profile.js';
export { createTrustStore, type TrustStore } from './x509/trust-store.js';
