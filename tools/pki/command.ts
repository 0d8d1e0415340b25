/** `sep2 pki`: a test PKI in files that this project, OpenSSL, GnuTLS, curl and Node read alike. */

import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Command, InvalidArgumentError, Option } from 'commander';

import { createNodeCrypto } from '../../hal/node/crypto.js';
import { createNobleCrypto } from '../../stack/tls/crypto/noble.js';
import { formatPin, formatSfdi } from '../../stack/tls/identity.js';
import { writePem } from '../../stack/tls/x509/pem.js';
import { privateKeyInfo } from './certificate-builder.js';
import { REGISTRATIONS_FILE, writeRegistrations } from './registrations.js';
import { createSeededEntropy } from './seeded-entropy.js';
import { createTestPki, DEFAULT_HOLDERS, type TestPki } from './test-pki.js';

/** With a seed the files have to come out the same on any day: 2024-01-01T00:00:00Z. */
const SEEDED_NOT_BEFORE_S = 1704067200;
/** A peer's clock may be behind ours. */
const BACKDATE_S = 86400;

interface PkiOptions {
  readonly out: string;
  readonly seed?: number;
  readonly chain: '2' | '3' | '4';
  readonly force?: true;
  readonly json?: true;
}

export function registerPki(program: Command): void {
  program
    .command('pki')
    .description('make a test PKI: root, manufacturer CA, issuing CA, a server and a home of devices')
    .requiredOption('--out <dir>', 'folder for the files, made where it is missing')
    .option('--seed <n>', 'same seed, same files; such keys are no secret', parseSeed)
    .addOption(
      new Option('--chain <n>', 'certificates from a device to the root, both counted')
        .choices(['2', '3', '4'])
        .default('4'),
    )
    .option('--force', 'overwrite files that exist')
    .option('--json', 'print the holders as JSON')
    .addHelpText('after', HELP)
    .action((options: PkiOptions, command: Command) => makePki(options, command));
}

const HELP = `
Files:
  root.cert.pem       what everybody trusts
  <name>.cert.pem     certificate of the holder, then the authorities above it without the root
  <name>.cert.der     certificate of the holder alone: its SHA-256 begins with the LFDI
  <name>.key.pem      private key, PKCS #8
  ${REGISTRATIONS_FILE}  name, LFDI, SFDI and PIN of each holder, read by "sep2 serve --pki"
  <name> is one of ${DEFAULT_HOLDERS.map((holder) => holder.name).join(', ')}.

Examples:
  sep2 pki --out pki
  sep2 pki --out pki --seed 7 --force --json
  openssl verify -CAfile pki/root.cert.pem -untrusted pki/meter.cert.pem pki/meter.cert.pem

Exit codes: 0 made, 1 a file is in the way or cannot be written, 2 the command line is wrong.`;

function makePki(options: PkiOptions, command: Command): void {
  const chainLength = Number(options.chain) as 2 | 3 | 4;
  const crypto = options.seed === undefined ? createNodeCrypto() : createNobleCrypto(createSeededEntropy(options.seed));
  const notBeforeS = options.seed === undefined ? Math.floor(Date.now() / 1000) - BACKDATE_S : SEEDED_NOT_BEFORE_S;
  const pki = createTestPki({ crypto, notBeforeS, holders: DEFAULT_HOLDERS, chainLength });
  const files = pkiFiles(pki);
  for (const { name } of options.force ? [] : files) {
    const path = join(options.out, name);
    if (existsSync(path)) command.error(`error: ${path} exists; --force overwrites it`, { exitCode: 1 });
  }
  try {
    mkdirSync(options.out, { recursive: true });
    for (const { name, content, mode } of files) {
      const path = join(options.out, name);
      // A file that is overwritten keeps its mode, and a link leads elsewhere: a key gets a file of its own.
      rmSync(path, { force: true });
      writeFileSync(path, content, { mode, flag: 'wx' });
    }
  } catch (error) {
    command.error(`error: ${(error as Error).message}`, { exitCode: 1 });
  }
  console.log(options.json ? describeJson(options.out, pki) : describeText(options.out, pki));
}

interface PkiFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly mode: number;
}

/** The files of a PKI folder, keys readable by their owner alone. */
export function pkiFiles(pki: TestPki): PkiFile[] {
  const files: PkiFile[] = [{ name: 'root.cert.pem', content: writePem('CERTIFICATE', pki.root), mode: 0o644 }];
  for (const holder of pki.holders) {
    const chain = holder.chain.map((certificate) => writePem('CERTIFICATE', certificate)).join('');
    const key = writePem('PRIVATE KEY', privateKeyInfo(holder.scalar, holder.key.publicKey));
    files.push(
      { name: `${holder.name}.cert.pem`, content: chain, mode: 0o644 },
      { name: `${holder.name}.cert.der`, content: holder.certificate, mode: 0o644 },
      { name: `${holder.name}.key.pem`, content: key, mode: 0o600 },
    );
  }
  files.push({ name: REGISTRATIONS_FILE, content: writeRegistrations(pki.holders), mode: 0o600 });
  return files;
}

function describeText(out: string, pki: TestPki): string {
  const width = Math.max(...pki.holders.map((holder) => holder.name.length));
  const lines = [`${'name'.padEnd(width)}  ${'LFDI'.padEnd(40)}  ${'SFDI'.padEnd(12)}  PIN`];
  for (const { name, lfdi, sfdi, pin } of pki.holders) {
    lines.push(`${name.padEnd(width)}  ${lfdi}  ${formatSfdi(sfdi)}  ${formatPin(pin)}`);
  }
  return [...lines, '', `Trust ${join(out, 'root.cert.pem')}. For tests only.`].join('\n');
}

function describeJson(out: string, pki: TestPki): string {
  const holders = pki.holders.map(({ name, lfdi, sfdi, pin }) => ({
    name,
    lfdi,
    sfdi,
    pin,
    certificate: join(out, `${name}.cert.pem`),
    key: join(out, `${name}.key.pem`),
  }));
  return JSON.stringify({ root: join(out, 'root.cert.pem'), holders }, undefined, 2);
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed)) throw new InvalidArgumentError('Expected a whole number.');
  return seed;
}
