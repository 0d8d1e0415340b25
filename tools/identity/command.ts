/** `sep2 identity`: who a certificate makes its holder, and whether it keeps the IEEE 2030.5 profile. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { type Command, InvalidArgumentError, Option } from 'commander';

import { createNodeCrypto } from '../../hal/node/crypto.js';
import { parsePin } from '../../stack/tls/identity.js';
import { type PeerRole } from '../../stack/tls/x509/profile.js';
import { readCertificateFile } from '../pki/files.js';
import { findRegistration, readRegistrations, REGISTRATIONS_FILE } from '../pki/registrations.js';
import { describeJson, describeText } from './describe.js';
import { examine, type Identity } from './examine.js';

interface IdentityOptions {
  readonly ca?: string;
  readonly role: PeerRole;
  readonly pin?: number;
  readonly json?: true;
}

export function registerIdentity(program: Command): void {
  program
    .command('identity')
    .description('print LFDI, SFDI and PIN of a certificate, and check it against the IEEE 2030.5 profile')
    .argument('<cert>', 'certificate file, PEM or DER; in a PEM file the first one counts')
    .option('--ca <file>', 'verify the chain in the file against these trusted roots')
    .addOption(
      new Option('--role <role>', 'what the holder is in a handshake').choices(['client', 'server']).default('client'),
    )
    .option(
      '--pin <pin>',
      'PIN to check and print; by default that of registrations.json beside the certificate',
      readPin,
    )
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action((path: string, options: IdentityOptions, command: Command) => showIdentity(path, options, command));
}

const HELP = `
The PIN is no property of a certificate: it is drawn when a device is registered. It is shown where it is known.

Examples:
  sep2 identity pki/thermostat.cert.der
  sep2 identity pki/thermostat.cert.pem --ca pki/root.cert.pem --json

Exit codes: 0 every rule holds, 1 a rule is broken or a file cannot be read, 2 the command line is wrong.`;

function showIdentity(path: string, options: IdentityOptions, command: Command): void {
  let identity: Identity;
  try {
    const chain = readCertificateFile(path);
    identity = examine(createNodeCrypto(), chain, {
      role: options.role,
      nowS: Math.floor(Date.now() / 1000),
      trusted: options.ca === undefined ? undefined : readCertificateFile(options.ca),
      pinOf: (lfdi) => options.pin ?? registeredPin(path, lfdi),
    });
  } catch (error) {
    return command.error(`error: ${(error as Error).message}`, { exitCode: 1 });
  }
  console.log(options.json ? describeJson(path, identity) : describeText(path, identity));
  if (identity.findings.some((finding) => finding.fault !== undefined)) process.exitCode = 1;
}

function registeredPin(certificatePath: string, lfdi: string): number | undefined {
  const path = join(dirname(certificatePath), REGISTRATIONS_FILE);
  return existsSync(path) ? findRegistration(readRegistrations(path), lfdi)?.pin : undefined;
}

function readPin(text: string): number {
  const pin = parsePin(text);
  if (pin === undefined) throw new InvalidArgumentError('Expected six digits whose sum is a multiple of 10.');
  return pin;
}
