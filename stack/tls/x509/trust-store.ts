/** The authorities that a peer's chain has to end in. */

import { equalOctets } from '../../core/octets.js';
import { type Certificate, parseCertificate, readCertificate } from './certificate.js';

/** Certificates in DER: each is read when a chain asks for it, since a small device has no room for what was read. */
export interface TrustStore {
  /** Where a chain may end. */
  readonly anchors: readonly Uint8Array[];
  /**
   * Authorities that are known without being trusted: they fill a chain that a peer cut short. TLS asks for the whole
   * chain, and some clients send their own certificate alone.
   */
  readonly known?: readonly Uint8Array[];
}

/** Takes trust anchors, and authorities that are merely known, in DER. PeerError where one cannot be read. */
export function createTrustStore(anchors: readonly Uint8Array[], known: readonly Uint8Array[] = []): TrustStore {
  return { anchors: checked(anchors), known: checked(known) };
}

/** The known authority that a certificate names as its issuer; of several, the one whose key identifier fits. */
export function findKnown(trust: TrustStore, certificate: Certificate): Certificate | undefined {
  const { known } = trust;
  if (known === undefined) return undefined;
  for (let i = 0; i < known.length; i++) {
    const candidate = readCertificate(known[i]!);
    if (equalOctets(candidate.subject.der, certificate.issuer.der) && areLinked(certificate, candidate))
      return candidate;
  }
  return undefined;
}

/** Whether the key identifiers do not speak against an issuer; one that is absent does not (RFC 5280 §4.2.1.1). */
export function areLinked(certificate: Certificate, issuer: Certificate): boolean {
  const wanted = certificate.extensions.authorityKeyId;
  const own = issuer.extensions.subjectKeyId;
  return wanted === undefined || wanted.length === 0 || own === undefined || equalOctets(wanted, own);
}

function checked(certificates: readonly Uint8Array[]): Uint8Array[] {
  const copies: Uint8Array[] = [];
  for (let i = 0; i < certificates.length; i++) copies.push(parseCertificate(certificates[i]!).der);
  return copies;
}
