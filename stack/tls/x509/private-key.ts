/** Private P-256 keys as tools write them: PKCS #8 (RFC 5958) and SEC 1 (RFC 5915), in PEM or DER. */

import { malformed, unsupported } from '../../core/peer-error.js';
import { DerReader, explicitTag, TAG } from './der.js';
import { OID } from './oid.js';
import { readPem } from './pem.js';

/** The private scalar, 32 octets, of the first private key in a PEM text. PeerError `pem.no-key` where there is none. */
export function readPrivateKeyPem(text: string): Uint8Array {
  const blocks = readPem(text);
  for (let i = 0; i < blocks.length; i++) {
    const { label, octets } = blocks[i]!;
    if (label === 'PRIVATE KEY' || label === 'EC PRIVATE KEY') return readPrivateKey(octets);
    if (label === 'ENCRYPTED PRIVATE KEY') throw unsupported('pem.encrypted', 'an encrypted key: decrypt it first');
  }
  throw malformed('pem.no-key', 'neither PRIVATE KEY nor EC PRIVATE KEY');
}

/** The private scalar, 32 octets, of a key in DER, PKCS #8 or SEC 1; its range is the crypto port's to check. */
export function readPrivateKey(der: Uint8Array): Uint8Array {
  const outer = new DerReader(der);
  const key = outer.enter(TAG.sequence, 'private key');
  outer.finish('private key');
  const version = key.smallInteger('version');
  if (key.peekTag() === TAG.octetString) return readEcPrivateKey(key, version, undefined);
  const algorithm = key.enter(TAG.sequence, 'key algorithm');
  const type = algorithm.oid('key algorithm');
  if (type !== OID.ecPublicKey) throw unsupported('x509.wrong-curve', 'expected a P-256 key, found algorithm ' + type);
  const curve = algorithm.oid('curve');
  key.expect(TAG.octetString, 'privateKey');
  const nested = new DerReader(der, key.contentAt, key.contentEnd);
  const inner = nested.enter(TAG.sequence, 'ECPrivateKey');
  return readEcPrivateKey(inner, inner.smallInteger('version'), curve);
}

function readEcPrivateKey(key: DerReader, version: number, outerCurve: string | undefined): Uint8Array {
  if (version !== 1) throw unsupported('x509.der-value', 'ECPrivateKey version ' + version, { octet: key.valueAt });
  key.expect(TAG.octetString, 'privateKey');
  const octets = key.content();
  let curve = outerCurve;
  if (key.peekTag() === explicitTag(0)) curve = key.enter(explicitTag(0), 'parameters').oid('curve');
  if (curve !== OID.curveP256) {
    throw unsupported('x509.wrong-curve', 'expected a P-256 key, found curve ' + (curve ?? 'unnamed'));
  }
  if (octets.length > 32)
    throw malformed('x509.der-value', 'a scalar of ' + octets.length + ' octets', { octet: key.contentAt });
  const scalar = new Uint8Array(32);
  scalar.set(octets, 32 - octets.length);
  return scalar;
}
