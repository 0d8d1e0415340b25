/** Who is at the other end of a connection, from a chain just verified or from a session that is resumed. */

import { type PeerIdentity } from '../core/peer-identity.js';
import { type TlsConfig } from './config.js';
import { lfdiOf, sfdiOf } from './identity.js';
import { readCertificate } from './x509/certificate.js';
import { checkValidity, type VerifiedPeer, verifyChain } from './x509/chain.js';
import { type PeerRole } from './x509/profile.js';

/** Verifies a chain in DER, leaf first; PeerError `x509.…` where it is refused. `role`: what the peer is. */
export function verifyPeer(config: TlsConfig, role: PeerRole, chain: readonly Uint8Array[]): VerifiedPeer {
  return verifyChain(chain, config.trust, {
    crypto: config.crypto,
    limits: config.limits,
    role,
    nowS: config.nowS === undefined ? undefined : config.nowS(),
    ...(config.peerProfile === undefined ? {} : { profile: config.peerProfile }),
  });
}

/**
 * The peer of a session, from the leaf that was verified when the session began. Its validity is looked at again, its
 * signatures are not.
 */
export function recallPeer(config: TlsConfig, certificate: Uint8Array): PeerIdentity {
  const leaf = readCertificate(certificate);
  const nowS = config.nowS === undefined ? undefined : config.nowS();
  if (nowS !== undefined) checkValidity([leaf], nowS);
  const lfdi = lfdiOf(config.crypto, certificate);
  return { lfdi, sfdi: sfdiOf(lfdi) };
}
