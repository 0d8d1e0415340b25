/** Who is at the other end of a connection, from a chain just verified or from a session that is resumed. */

import { type TlsConfig, type TlsPeer } from './config.js';
import { lfdiOf, sfdiOf } from './identity.js';
import { parseCertificate } from './x509/certificate.js';
import { checkValidity, verifyChain } from './x509/chain.js';
import { type PeerRole } from './x509/profile.js';

/** Verifies a chain in DER, leaf first; PeerError `x509.…` where it is refused. `role`: what the peer is. */
export function verifyPeer(config: TlsConfig, role: PeerRole, chain: readonly Uint8Array[]): TlsPeer {
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
export function recallPeer(config: TlsConfig, certificate: Uint8Array): TlsPeer {
  const leaf = parseCertificate(certificate);
  const nowS = config.nowS === undefined ? undefined : config.nowS();
  if (nowS !== undefined) checkValidity([leaf], nowS);
  const lfdi = lfdiOf(config.crypto, leaf.der);
  return { leaf, lfdi, sfdi: sfdiOf(lfdi) };
}
