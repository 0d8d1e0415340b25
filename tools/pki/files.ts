/** Certificates and keys from files, PEM or DER, whichever the octets are. */

import { readFileSync } from 'node:fs';

import { equalOctets } from '../../stack/core/octets.js';
import { type CryptoPort, type SigningKey } from '../../stack/ports/crypto.js';
import { parseCertificate } from '../../stack/tls/x509/certificate.js';
import { hasPem, readCertificatesPem } from '../../stack/tls/x509/pem.js';
import { readPrivateKey, readPrivateKeyPem } from '../../stack/tls/x509/private-key.js';

/** What a peer of a TLS handshake shows and proves. */
export interface Credential {
  /** Its own certificate first, then the authorities, in DER. */
  readonly chain: readonly Uint8Array[];
  readonly key: SigningKey;
}

/** The certificates of a file in DER, in the order of the file. An Error names the file. */
export function readCertificateFile(path: string): Uint8Array[] {
  return readNamed(path, (octets) => {
    const text = octets.toString('latin1');
    return hasPem(text) ? readCertificatesPem(text) : [new Uint8Array(octets)];
  });
}

/** The roots of a file in DER, each of them a certificate that can be read. An Error names the file. */
export function readRootsFile(path: string): Uint8Array[] {
  const roots = readCertificateFile(path);
  readNamed(path, () => roots.map(parseCertificate));
  return roots;
}

/** The private scalar of a key file: PKCS #8 or SEC 1. An Error names the file. */
export function readKeyFile(path: string): Uint8Array {
  return readNamed(path, (octets) => {
    const text = octets.toString('latin1');
    return hasPem(text) ? readPrivateKeyPem(text) : readPrivateKey(new Uint8Array(octets));
  });
}

/** A certificate chain and its key; an Error where the key is not that of the first certificate. */
export function readCredential(crypto: CryptoPort, certificatePath: string, keyPath: string): Credential {
  const chain = readCertificateFile(certificatePath);
  const { publicKey } = readNamed(certificatePath, () => chain.map(parseCertificate))[0]!;
  const key = readNamed(keyPath, () => crypto.signingKey(readKeyFile(keyPath)));
  if (!equalOctets(key.publicKey, publicKey)) {
    throw new Error(`${keyPath}: not the key of the first certificate in ${certificatePath}`);
  }
  return { chain, key };
}

function readNamed<T>(path: string, read: (octets: Buffer) => T): T {
  try {
    return read(readFileSync(path));
  } catch (error) {
    const { message } = error as Error;
    throw message.includes(path) ? error : new Error(`${path}: ${message}`, { cause: error });
  }
}
