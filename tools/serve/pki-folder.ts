/** What `sep2 serve` reads of a PKI folder: its own certificate and key, whom it trusts, and which devices there are. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type CryptoPort } from '../../stack/ports/crypto.js';
import { lfdiOf, sfdiOf } from '../../stack/tls/identity.js';
import { parseCertificate } from '../../stack/tls/x509/certificate.js';
import { readCertificateFile, readCredential, readRootsFile } from '../pki/files.js';
import { findRegistration, readRegistrations, REGISTRATIONS_FILE } from '../pki/registrations.js';

/** A device whose certificate is in the folder. */
export interface KnownDevice {
  /** Name of its files: `thermostat`. */
  readonly name: string;
  readonly lfdi: string;
  readonly sfdi: number;
  /** `undefined` where the folder does not say. */
  readonly pin: number | undefined;
}

export interface PkiFolder {
  /** Leaf and authorities, PEM. */
  readonly certificatePem: Buffer;
  readonly keyPem: Buffer;
  /** Trust anchors, PEM and DER. */
  readonly rootPem: Buffer;
  readonly roots: readonly Uint8Array[];
  readonly devices: readonly KnownDevice[];
}

const SERVER_NAME = 'server';
const LEAF_SUFFIX = '.cert.der';

/** Reads a folder that `sep2 pki` made, or one like it. An Error names the file that is missing or wrong. */
export function readPkiFolder(folder: string, crypto: CryptoPort): PkiFolder {
  const rootPath = join(folder, 'root.cert.pem');
  const certificatePath = join(folder, `${SERVER_NAME}.cert.pem`);
  const keyPath = join(folder, `${SERVER_NAME}.key.pem`);
  // OpenSSL reads the PEM again, but would not say which file is wrong, nor why.
  readCredential(crypto, certificatePath, keyPath);
  const roots = readRootsFile(rootPath);
  return {
    certificatePem: readFileSync(certificatePath),
    keyPem: readFileSync(keyPath),
    rootPem: readFileSync(rootPath),
    roots,
    devices: readDevices(folder, crypto),
  };
}

function readDevices(folder: string, crypto: CryptoPort): KnownDevice[] {
  const registrationsPath = join(folder, REGISTRATIONS_FILE);
  const registrations = existsSync(registrationsPath) ? readRegistrations(registrationsPath) : [];
  const files = readdirSync(folder).filter((file) => file.endsWith(LEAF_SUFFIX));
  return files
    .sort()
    .map((file) => ({ file, name: file.slice(0, -LEAF_SUFFIX.length) }))
    .filter(({ name }) => name !== SERVER_NAME)
    .map(({ file, name }) => {
      const path = join(folder, file);
      const certificate = readCertificateFile(path)[0]!;
      try {
        parseCertificate(certificate);
      } catch (error) {
        throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
      }
      const lfdi = lfdiOf(crypto, certificate);
      return { name, lfdi, sfdi: sfdiOf(lfdi), pin: findRegistration(registrations, lfdi)?.pin };
    });
}
