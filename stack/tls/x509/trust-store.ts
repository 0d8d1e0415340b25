/** The authorities that a peer's chain has to end in. */

import { equalOctets } from '../../core/octets.js';
import { type Certificate, parseCertificate } from './certificate.js';

export interface TrustStore {
  readonly anchors: readonly Certificate[];
}

/** Reads trust anchors given in DER. PeerError where one cannot be read. */
export function createTrustStore(anchors: readonly Uint8Array[]): TrustStore {
  const read: Certificate[] = [];
  for (let i = 0; i < anchors.length; i++) read.push(parseCertificate(anchors[i]!));
  return { anchors: read };
}

/** Whether this very certificate is an anchor. */
export function isAnchor(trust: TrustStore, certificate: Certificate): boolean {
  for (let i = 0; i < trust.anchors.length; i++) {
    if (equalOctets(trust.anchors[i]!.der, certificate.der)) return true;
  }
  return false;
}
