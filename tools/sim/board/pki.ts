/** Certificates for one run: a folder as `sep2 pki` makes it, with the scenario's own names. */

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createNodeCrypto } from '../../../hal/node/crypto.js';
import { pkiFiles } from '../../pki/command.js';
import { createTestPki } from '../../pki/test-pki.js';

/** A peer's clock may be behind ours, s. */
const BACKDATE_S = 86_400;

/** Makes a folder that its maker removes, for a server and these devices. */
export function makePkiFolder(devices: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'sep2-sim-pki-'));
  const holders = ['server', ...devices].map((name) => ({ name }));
  const notBeforeS = Math.floor(Date.now() / 1000) - BACKDATE_S;
  const pki = createTestPki({ crypto: createNodeCrypto(), notBeforeS, holders });
  for (const { name, content, mode } of pkiFiles(pki)) writeFileSync(join(folder, name), content, { mode });
  return folder;
}

/** The options by which `sep2 device` is this device. */
export function credentialArgs(folder: string, name: string): string[] {
  const file = (suffix: string): string => join(folder, `${name}.${suffix}`);
  return ['--cert', file('cert.pem'), '--key', file('key.pem'), '--ca', join(folder, 'root.cert.pem')];
}
