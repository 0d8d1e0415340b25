/**
 * From the certificates that a peer sent to a peer that is known, or to the reason why not.
 *
 * The order is that of TLS (RFC 5246 §7.4.2): the peer's own certificate first, each next one the issuer of the one
 * before it. The root may be sent or left out. What follows a trust anchor is not read. Another order is refused: it
 * costs a small device memory to sort, and every stack in the field sends this one. A chain that is cut short is filled
 * from the authorities that the trust store knows.
 *
 * Names are compared octet by octet (RFC 5280 §7.1 permits more, and no authority needs it). Policies are not
 * processed as a tree: IEEE 2030.5-2018 §6.11 forbids the mappings for which that is made. There is no revocation.
 */

import { type Limits } from '../../core/limits.js';
import { equalOctets } from '../../core/octets.js';
import { misbehaved, pastLimit, type PeerError } from '../../core/peer-error.js';
import { type PeerIdentity } from '../../core/peer-identity.js';
import { type CryptoPort } from '../../ports/crypto.js';
import { lfdiOf, sfdiOf } from '../identity.js';
import { type Certificate, parseCertificate, readCertificate } from './certificate.js';
import { checkAuthority, checkLeaf, isDeviceProfile, type PeerProfile, type PeerRole } from './profile.js';
import { formatTime } from './time.js';
import { areLinked, findKnown, type TrustStore } from './trust-store.js';

export interface ChainOptions {
  readonly crypto: CryptoPort;
  readonly limits: Limits;
  /** What the peer that sent the chain is in this handshake. */
  readonly role: PeerRole;
  /** Rules for the peer's own certificate: for a client `device` unless said otherwise, for a server `any-2030.5`. */
  readonly profile?: PeerProfile;
  /**
   * Seconds since 1970 by a clock that can be believed; `undefined` while there is none. A device has no clock before it
   * has read the Time resource, which it reads over TLS: then validity is not looked at, and whoever learns the time
   * later asks {@link checkValidity}.
   */
  readonly nowS: number | undefined;
}

export interface VerifiedPeer extends PeerIdentity {
  readonly leaf: Certificate;
  /** Uncompressed P-256 point, 65 octets. */
  readonly publicKey: Uint8Array;
  /** From the peer's own certificate to the trust anchor, both included, in DER: views of what was given. */
  readonly path: readonly Uint8Array[];
}

/**
 * Verifies a chain as it was received, each certificate in DER. PeerError with a code `x509.…` otherwise, from
 * which {@link ./alert} knows the TLS alert.
 */
export function verifyChain(chain: readonly Uint8Array[], trust: TrustStore, options: ChainOptions): VerifiedPeer {
  const { crypto, limits } = options;
  if (chain.length === 0) throw misbehaved('x509.no-certificate', 'an empty chain');
  if (chain.length > limits.maxChainLength) throw tooLong(chain.length + ' certificates were sent', limits);
  for (let i = 0; i < chain.length; i++) {
    if (chain[i]!.length <= limits.maxHandshakeOctets) continue;
    const passed = { name: 'maxHandshakeOctets', value: limits.maxHandshakeOctets };
    throw pastLimit('x509.too-large', 'a certificate of ' + chain[i]!.length + ' octets', passed, { path: placeOf(i) });
  }
  const leaf = parseCertificate(chain[0]!);
  const path = walkPath(leaf, chain, trust, options);
  const lfdi = lfdiOf(crypto, leaf.der);
  return { leaf, publicKey: leaf.publicKey, path, lfdi, sfdi: sfdiOf(lfdi) };
}

/** Checks every certificate of a path against a time; PeerError `x509.expired` or `x509.not-yet-valid`. */
export function checkValidity(path: readonly Certificate[], nowS: number): void {
  for (let i = 0; i < path.length; i++) {
    const fault = validityFault(path[i]!, nowS, i);
    if (fault !== undefined) throw fault;
  }
}

/** Whether `certificate` was signed by the key of `issuer`. */
export function isSignedBy(crypto: CryptoPort, certificate: Certificate, issuer: Certificate): boolean {
  return crypto.verify(issuer.publicKey, crypto.sha256(certificate.tbs), certificate.signature);
}

/**
 * Walks from the peer's own certificate to a trust anchor. One certificate and its issuer are read at a time; what is wrong
 * with path lengths and times is told after the walk, since it matters only of a path that leads to an anchor.
 */
function walkPath(
  leaf: Certificate,
  chain: readonly Uint8Array[],
  trust: TrustStore,
  options: ChainOptions,
): Uint8Array[] {
  const { crypto, limits } = options;
  const profile = options.profile ?? (options.role === 'client' ? 'device' : 'any-2030.5');
  const authorityProfile = isDeviceProfile(leaf, profile) ? 'device' : 'any-2030.5';
  if (equalOctets(leaf.subject.der, leaf.issuer.der) && isSignedBy(crypto, leaf, leaf)) {
    throw misbehaved('x509.self-signed', 'a certificate signed with its own key', { path: placeOf(0) });
  }
  checkLeaf(leaf, profile, options.role, placeOf(0));
  const path = [leaf.der];
  const faults = new PathFaults(options.nowS);
  faults.look(leaf, 0);
  let current = leaf;
  for (let i = 0; ; i++) {
    const anchor = findAnchor(trust, current, crypto, i);
    if (anchor !== undefined) {
      path.push(anchor.der);
      if (path.length > limits.maxChainLength) throw tooLong('with its root the chain has ' + path.length, limits);
      faults.look(anchor, i + 1);
      faults.throwFirst();
      return path;
    }
    if (path.length >= limits.maxChainLength) throw tooLong('no trusted root ends it', limits);
    const issuer = i + 1 < chain.length ? readCertificate(chain[i + 1]!) : findKnown(trust, current);
    if (issuer === undefined) {
      const detail = 'no authority that is trusted issued it: ' + current.issuer.text;
      throw misbehaved('x509.unknown-authority', detail, { path: placeOf(i) });
    }
    const place = placeOf(i + 1);
    if (!equalOctets(current.issuer.der, issuer.subject.der)) {
      const detail = 'issued by ' + current.issuer.text + ', followed by ' + issuer.subject.text;
      throw misbehaved('x509.chain-order', detail, { path: place });
    }
    if (equalOctets(issuer.subject.der, issuer.issuer.der)) {
      throw misbehaved('x509.unknown-authority', 'a root that is not trusted: ' + issuer.subject.text, { path: place });
    }
    checkAuthority(issuer, authorityProfile, place);
    checkKeyIds(current, issuer, i);
    checkSignature(crypto, current, issuer, i);
    path.push(issuer.der);
    faults.look(issuer, i + 1);
    current = issuer;
  }
}

/** What is wrong with a path although its signatures are right: the first fault of either kind. */
class PathFaults {
  private readonly nowS: number | undefined;
  private length: PeerError | undefined = undefined;
  private time: PeerError | undefined = undefined;

  constructor(nowS: number | undefined) {
    this.nowS = nowS;
  }

  look(certificate: Certificate, index: number): void {
    this.length ??= pathLengthFault(certificate, index);
    if (this.nowS !== undefined) this.time ??= validityFault(certificate, this.nowS, index);
  }

  throwFirst(): void {
    const first = this.length ?? this.time;
    if (first !== undefined) throw first;
  }
}

/** RFC 5280 §4.2.1.9: CA certificates that may follow, the peer's own not counted. */
function pathLengthFault(certificate: Certificate, index: number): PeerError | undefined {
  const pathLength = certificate.extensions.basicConstraints?.pathLength;
  if (index === 0 || pathLength === undefined || index - 1 <= pathLength) return undefined;
  const detail = 'permits ' + pathLength + ' authorities below it, and there are ' + (index - 1);
  return misbehaved('x509.path-length', detail, { path: placeOf(index) });
}

function validityFault({ notBeforeS, notAfterS }: Certificate, nowS: number, index: number): PeerError | undefined {
  if (nowS < notBeforeS) {
    const detail = 'valid from ' + formatTime(notBeforeS) + ', and now it is ' + formatTime(nowS);
    return misbehaved('x509.not-yet-valid', detail, { path: placeOf(index) });
  }
  // notAfter names the last second itself (RFC 5280 §4.1.2.5), so a fraction past it is still inside.
  if (Math.floor(nowS) <= notAfterS) return undefined;
  const detail = 'valid until ' + formatTime(notAfterS) + ', and now it is ' + formatTime(nowS);
  return misbehaved('x509.expired', detail, { path: placeOf(index) });
}

/** The anchor that issued a certificate. Of several with its name, the one whose key signed it. */
function findAnchor(
  trust: TrustStore,
  current: Certificate,
  crypto: CryptoPort,
  index: number,
): Certificate | undefined {
  let refusal: PeerError | undefined;
  const { anchors } = trust;
  for (let i = 0; i < anchors.length; i++) {
    const anchor = readCertificate(anchors[i]!);
    if (!equalOctets(current.issuer.der, anchor.subject.der) || !areLinked(current, anchor)) continue;
    if (isSignedBy(crypto, current, anchor)) {
      if (anchor.extensions.basicConstraints?.ca === true) return anchor;
      const detail = 'issued by a trusted certificate that is no CA';
      refusal = misbehaved('x509.wrong-usage', detail, { path: placeOf(index) });
    } else refusal ??= badSignature(current, index);
  }
  if (refusal !== undefined) throw refusal;
  return undefined;
}

function checkKeyIds(certificate: Certificate, issuer: Certificate, index: number): void {
  if (areLinked(certificate, issuer)) return;
  const detail = 'authorityKeyIdentifier is not the subjectKeyIdentifier of its issuer';
  throw misbehaved('x509.key-identifier', detail, { path: placeOf(index) });
}

function checkSignature(crypto: CryptoPort, certificate: Certificate, issuer: Certificate, index: number): void {
  if (!isSignedBy(crypto, certificate, issuer)) throw badSignature(certificate, index);
}

function badSignature(certificate: Certificate, index: number): PeerError {
  const detail = 'not signed by the key of its issuer, ' + certificate.issuer.text;
  return misbehaved('x509.bad-signature', detail, { path: placeOf(index) });
}

function placeOf(index: number): string {
  return 'chain[' + index + ']';
}

function tooLong(detail: string, limits: Limits): PeerError {
  const passed = { name: 'maxChainLength', value: limits.maxChainLength };
  return pastLimit('x509.chain-too-long', detail, passed);
}
