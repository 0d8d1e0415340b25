/** What a TLS connection is given: who we are, whom we trust, how much room there is. */

import { type Limits } from '../core/limits.js';
import { type PeerIdentity } from '../core/peer-identity.js';
import { type CryptoPort, type SigningKey } from '../ports/crypto.js';
import { type PeerProfile } from './x509/profile.js';
import { type TrustStore } from './x509/trust-store.js';

/** Our certificates and the key of the leaf. */
export interface TlsIdentity {
  /** DER, leaf first, each signed by the next; the root may be left out. */
  readonly chain: readonly Uint8Array[];
  readonly key: SigningKey;
}

export interface TlsConfig {
  readonly crypto: CryptoPort;
  readonly identity: TlsIdentity;
  /** The roots that a peer's chain ends in. */
  readonly trust: TrustStore;
  readonly limits: Limits;
  /** Rules for the peer's own certificate; `device` for a client, `any-2030.5` for a server where it is left out. */
  readonly peerProfile?: PeerProfile;
  /** The date for certificates and sessions, seconds since 1970; `undefined` while it is unknown: no expiry then. */
  readonly nowS?: () => number | undefined;
  /**
   * Refuses a peer without extended master secret (RFC 7627 §5.2, §5.3: a choice of policy). Without it such a peer is
   * served, and its sessions are never resumed.
   */
  readonly requireExtendedMasterSecret?: boolean;
  /** Whether a peer that has proven its key may connect, asked on resumption too; `false` refuses it with `access_denied`. */
  readonly admit?: (peer: PeerIdentity) => boolean;
}
