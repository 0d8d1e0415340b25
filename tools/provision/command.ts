/** `sep2 provision`: the octets of a board's store area that hold who it is, and how they are flashed. */

import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';

import { createNodeCrypto } from '../../hal/node/crypto.js';
import { parseHref } from '../../stack/client/href.js';
import { IDENTITY_KEYS } from '../../stack/client/stored-identity.js';
import { PeerError } from '../../stack/core/peer-error.js';
import { formatPin, formatSfdi, lfdiOf, parsePin, sfdiOf } from '../../stack/tls/identity.js';
import { MAX_SERIAL_LENGTH, type Provision, provisionStore } from '../board/provision.js';
import { type Board, BoardError, boardNames, readBoard } from '../firmware/board.js';
import { readCredential, readKeyFile, readRootsFile } from '../pki/files.js';
import { findRegistration, readRegistrations, REGISTRATIONS_FILE } from '../pki/registrations.js';
import { projectPath } from '../support/project-root.js';
import { flashCommands, storeAddress } from './flashing.js';

interface ProvisionOptions {
  readonly board: string;
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
  readonly pin?: number;
  readonly serial?: string;
  readonly server?: string;
  readonly domain?: 'local' | 'site';
  readonly out: string;
  readonly force?: true;
  readonly json?: true;
}

const ROOT = projectPath('.');

export function registerProvision(program: Command): void {
  program
    .command('provision')
    .description('write the store area of a board that makes it somebody: certificates, key, PIN, server')
    .option('--board <name>', `the board (${boardNames(ROOT).join(', ')})`, 'netduinoplus2')
    .requiredOption('--cert <file>', 'its certificate and chain, PEM or DER')
    .requiredOption('--key <file>', 'its private key')
    .requiredOption('--ca <file>', 'roots that it trusts')
    .option(
      '--pin <pin>',
      'the PIN of its label; by default that of registrations.json beside the certificate',
      readPin,
    )
    .option('--serial <text>', `its serial number, at most ${MAX_SERIAL_LENGTH} characters`, readSerial)
    .option('--server <url>', 'DeviceCapability of its server; without, it asks DNS-SD', readServerUrl)
    .addOption(new Option('--domain <name>', 'DNS-SD domain that it asks').choices(['local', 'site']))
    .requiredOption('--out <file>', 'where the octets go; it will hold the private key')
    .option('--force', 'overwrite a file that exists')
    .option('--json', 'print one JSON object')
    .addHelpText('after', HELP)
    .action((options: ProvisionOptions, command: Command) => provision(options, command));
}

const HELP = `
The file is the whole store area; flashing it forgets what the board had stored. It is flashed at the address that the command
prints, once for each board; flashing another image ("sep2 firmware") leaves it alone. The emulated board reads the same octets.

Examples:
  sep2 pki --out pki
  sep2 provision --board netduinoplus2 --cert pki/thermostat.cert.pem --key pki/thermostat.key.pem \\
    --ca pki/root.cert.pem --serial T-0001 --out store.bin
  sep2 provision --cert pki/meter.cert.pem --key pki/meter.key.pem --ca pki/root.cert.pem \\
    --server https://[fd00:5e2::1]:8443/dcap --out meter.bin
  openocd -f interface/stlink.cfg -f target/stm32f4x.cfg -c "program store.bin 0x080c0000 verify reset exit"
  dfu-util -a 0 -d 0483:df11 -s 0x080c0000:leave -D store.bin

Exit codes: 0 written, 1 a file cannot be read, is wrong or is in the way, 2 the command line is wrong.`;

function provision(options: ProvisionOptions, command: Command): void {
  try {
    if (boardNames(ROOT).length === 0) {
      throw new BoardError('boards are provisioned in a checkout of the project, where their data sheets are');
    }
    const board = readBoard(ROOT, options.board);
    const identity = readIdentity(options);
    const octets = makeStore(board, identity, options);
    writeSecret(options.out, octets, options.force === true);
    const said = describe(board, identity, octets.length, options);
    process.stdout.write(options.json === true ? `${JSON.stringify(said)}\n` : asText(board, said));
  } catch (error) {
    command.error(`error: ${(error as Error).message}`, { exitCode: 1 });
  }
}

function readIdentity(options: ProvisionOptions): Provision & { readonly lfdi: string } {
  const { chain } = readCredential(createNodeCrypto(), options.cert, options.key);
  const lfdi = lfdiOf(createNodeCrypto(), chain[0]!);
  const registrations = join(dirname(options.cert), REGISTRATIONS_FILE);
  const pin =
    options.pin ??
    (existsSync(registrations) ? findRegistration(readRegistrations(registrations), lfdi)?.pin : undefined);
  const { serial, server, domain } = options;
  return {
    lfdi,
    chain,
    scalar: readKeyFile(options.key),
    roots: readRootsFile(options.ca),
    ...(pin === undefined ? {} : { pin }),
    ...(serial === undefined ? {} : { serial }),
    ...(server === undefined ? {} : { server }),
    ...(domain === undefined ? {} : { domain }),
  };
}

/** What does not fit is told with the file that it came from. */
function makeStore(board: Board, identity: Provision, { cert, ca }: ProvisionOptions): Uint8Array {
  try {
    return provisionStore(board, identity);
  } catch (error) {
    const { message } = error as Error;
    const file = message.includes(IDENTITY_KEYS.roots) ? ca : cert;
    throw new Error(`${file}: ${message}`, { cause: error });
  }
}

/** A file of its own, readable by its owner alone: one that is overwritten would keep its mode, and a link leads elsewhere. */
function writeSecret(path: string, octets: Uint8Array, isForced: boolean): void {
  if (!isForced && existsSync(path)) throw new Error(`${path} exists; --force overwrites it`);
  if (isForced) rmSync(path, { force: true });
  writeFileSync(path, octets, { mode: 0o600, flag: 'wx' });
}

interface Described {
  readonly board: string;
  readonly file: string;
  readonly address: string;
  readonly octets: number;
  readonly lfdi: string;
  readonly sfdi: number;
  /** `null`: no server is checked by a PIN. */
  readonly pin: number | null;
  readonly flash: Readonly<Record<string, string>>;
}

function describe(
  board: Board,
  { lfdi, pin }: Provision & { readonly lfdi: string },
  octets: number,
  { out }: ProvisionOptions,
): Described {
  const flash = flashCommands(board, out);
  const address = storeAddress(board);
  return { board: board.name, file: out, address, octets, lfdi, sfdi: sfdiOf(lfdi), pin: pin ?? null, flash };
}

function asText(board: Board, { file, address, octets, lfdi, sfdi, pin, flash }: Described): string {
  return [
    `${file}: store area of a ${board.title}, ${octets.toLocaleString('en-US')} octets from ${address}`,
    `  LFDI  ${lfdi}`,
    `  SFDI  ${formatSfdi(sfdi)}`,
    `  PIN   ${pin === null ? 'none: no server is checked by it' : formatPin(pin)}`,
    '',
    'To flash it (it holds the private key):',
    ...Object.values(flash).map((line) => `  ${line}`),
    '',
  ].join('\n');
}

function readPin(text: string): number {
  const pin = parsePin(text);
  if (pin === undefined)
    throw new InvalidArgumentError(`expected six digits whose sum is a multiple of 10, got "${text}".`);
  return pin;
}

function readSerial(text: string): string {
  const { length } = [...text];
  if (length >= 1 && length <= MAX_SERIAL_LENGTH && !/\p{Cc}/u.test(text)) return text;
  throw new InvalidArgumentError(
    `expected one line of 1 to ${MAX_SERIAL_LENGTH} characters, got ${JSON.stringify(text)}.`,
  );
}

/** A board has no resolver and no IPv4. */
function readServerUrl(text: string): string {
  const expected = 'expected an https URL with an IPv6 address, such as https://[fd00::1]:8443/dcap';
  try {
    const { authority, secure } = parseHref(text);
    if (authority !== undefined && secure && isIP(authority.address.split('%')[0]!) === 6) return text;
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
    throw new InvalidArgumentError(`${expected}: ${error.message}.`);
  }
  throw new InvalidArgumentError(`${expected}, got "${text}".`);
}
