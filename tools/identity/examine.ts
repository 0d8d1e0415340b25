/** What `sep2 identity` finds out about a certificate: the holder's identity and a verdict on each rule. */

import { HOST_LIMITS } from '../../stack/core/limits.js';
import { equalOctets } from '../../stack/core/octets.js';
import { PeerError } from '../../stack/core/peer-error.js';
import { type CryptoPort } from '../../stack/ports/crypto.js';
import { lfdiOf, sfdiOf } from '../../stack/tls/identity.js';
import { type Certificate, parseCertificate } from '../../stack/tls/x509/certificate.js';
import { checkValidity, isSignedBy, verifyChain } from '../../stack/tls/x509/chain.js';
import {
  isDeviceProfile,
  judgeAuthority,
  judgeLeaf,
  type PeerRole,
  type RuleFinding,
} from '../../stack/tls/x509/profile.js';
import { createTrustStore } from '../../stack/tls/x509/trust-store.js';

/** Which rules were applied. */
export type CertificateKind = 'device' | 'server' | 'authority' | 'unreadable';

export interface Identity {
  readonly lfdi: string;
  readonly sfdi: number;
  readonly pin: number | undefined;
  readonly kind: CertificateKind;
  /** `undefined` where the certificate could not be read as one of IEEE 2030.5; the first finding says why. */
  readonly certificate: Certificate | undefined;
  readonly findings: readonly RuleFinding[];
}

export interface ExamineOptions {
  readonly role: PeerRole;
  readonly nowS: number;
  /** Roots for the chain, or `undefined` where the chain is not to be verified. */
  readonly trusted: readonly Uint8Array[] | undefined;
  readonly pinOf: (lfdi: string) => number | undefined;
}

/** Examines the first certificate of a chain, and the chain where there are roots. */
export function examine(crypto: CryptoPort, chain: readonly Uint8Array[], options: ExamineOptions): Identity {
  const der = chain[0]!;
  const lfdi = lfdiOf(crypto, der);
  const identity = { lfdi, sfdi: sfdiOf(lfdi), pin: options.pinOf(lfdi) };
  let certificate: Certificate;
  try {
    certificate = parseCertificate(der);
  } catch (error) {
    const finding = { rule: 'X.509 version 3, P-256, ecdsa-with-SHA256', fault: requirePeerError(error) };
    return { ...identity, kind: 'unreadable', certificate: undefined, findings: [finding] };
  }
  const kind = kindOf(certificate, options.role);
  const findings =
    kind === 'authority'
      ? judgeAuthority(certificate, 'device', 'certificate')
      : judgeLeaf(certificate, kind === 'device' ? 'device' : 'any-2030.5', options.role, 'certificate');
  findings.push({ rule: 'valid today', fault: attempt(() => checkValidity([certificate], options.nowS)) });
  if (kind !== 'authority') findings.push(judgeSelfSigned(crypto, certificate));
  const { trusted } = options;
  if (trusted !== undefined) {
    const verify = (): unknown =>
      verifyChain(chain, createTrustStore(trusted), {
        crypto,
        limits: HOST_LIMITS,
        role: options.role,
        nowS: options.nowS,
      });
    findings.push({ rule: 'chain to a trusted root', fault: attempt(verify) });
  }
  return { ...identity, kind, certificate, findings };
}

/** A client has to be a device; a server may be a device, or a utility's server. */
function kindOf(certificate: Certificate, role: PeerRole): CertificateKind {
  if (certificate.extensions.basicConstraints?.ca === true) return 'authority';
  return isDeviceProfile(certificate, role === 'client' ? 'device' : 'any-2030.5') ? 'device' : 'server';
}

function judgeSelfSigned(crypto: CryptoPort, certificate: Certificate): RuleFinding {
  const isSelf =
    equalOctets(certificate.subject.der, certificate.issuer.der) && isSignedBy(crypto, certificate, certificate);
  const fault = isSelf ? new PeerError('misbehaved', 'x509.self-signed', 'signed with its own key') : undefined;
  return { rule: 'not self-signed', fault };
}

function attempt(check: () => unknown): PeerError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return requirePeerError(error);
  }
}

function requirePeerError(error: unknown): PeerError {
  if (error instanceof PeerError) return error;
  throw error;
}
