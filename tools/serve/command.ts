/** `sep2 serve`: a utility server on real sockets. */

import { type Command, InvalidArgumentError, Option } from 'commander';

import { createNodeCrypto } from '../../hal/node/crypto.js';
import { DEVICE_CAPABILITY_PATH } from '../../stack/functions/device-capability-server.js';
import { LOG_LEVELS, type LogLevel } from './activity-log.js';
import { formatAuthority, type ListenAddress, parseListenAddress } from './listen-address.js';
import { type PkiFolder, readPkiFolder } from './pki-folder.js';
import { HostTime } from '../support/host-time.js';
import { type RunningServer, startServer } from './run.js';
import { findMissingCipher } from './tls-listener.js';

interface ServeOptions {
  readonly listen: readonly ListenAddress[];
  readonly pki: string;
  readonly scenario?: string;
  readonly advertise?: true;
  readonly inBand: boolean;
  readonly eventSeconds?: number;
  readonly pollRate?: number;
  readonly postRate?: number;
  readonly conducted?: true;
  readonly json?: true;
  readonly logLevel: LogLevel;
}

const DEFAULT_LISTEN: readonly ListenAddress[] = [{ host: '::1', port: 8443 }];
const LONGEST_EVENT_S = 30 * 86400;

export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('run a utility server; DeviceCapability is at /dcap')
    .option('--listen <host:port...>', 'addresses to listen on; port 0 takes a free one', collectListen, [])
    .requiredOption('--pki <dir>', 'folder that "sep2 pki" made: server certificate, root, devices and their PINs')
    .option(
      '--scenario <file>',
      'programmes and events of the first server of a scenario, its beginning moved to now; else a default home',
    )
    .option('--advertise', 'answer DNS-SD queries for _smartenergy._tcp on every interface')
    .option('--no-in-band', 'refuse devices that register themselves (403)')
    .option(
      '--event-seconds <n>',
      'how long the events of the default home last, once; else four hours, and anew when they end',
      integer(1, LONGEST_EVENT_S),
    )
    .option('--poll-rate <s>', 'pollRate of every resource that has one', integer(1, 86400))
    .option('--post-rate <s>', 'postRate of devices and mirrors', integer(1, 86400))
    .option('--conducted', 'lines "skip <ms>" on standard input move its clock forward: time for tests, not for use')
    .option('--json', 'log one JSON object a line; the first says where the server listens')
    .addOption(new Option('--log-level <level>', 'least that is logged').choices(LOG_LEVELS).default('info'))
    .addHelpText('after', HELP)
    .action((options: ServeOptions, command: Command) => serve(options, command));
}

const HELP = `
Examples:
  sep2 pki --out pki
  sep2 serve --pki pki
  sep2 serve --pki pki --listen [::1]:8443 127.0.0.1:8443 --advertise
  sep2 serve --pki pki --listen [::1]:0 --json
  curl --tls-max 1.2 --ciphers ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0 --cert pki/meter.cert.pem --key pki/meter.key.pem \\
       --cacert pki/root.cert.pem 'https://[::1]:8443/dcap'

It ends with SIGINT or SIGTERM, saying goodbye where it was advertised.
Exit codes: 0 ended, 1 a file, an address or this Node's OpenSSL is not usable, 2 the command line is wrong.`;

async function serve(options: ServeOptions, command: Command): Promise<void> {
  const missing = findMissingCipher();
  if (missing !== undefined) command.error(`error: ${missing}`, { exitCode: 1 });
  const crypto = createNodeCrypto();
  const time = new HostTime();
  if (options.conducted === true) time.obey(process.stdin, options.json === true);
  let running: RunningServer;
  let early: string[] | undefined = [];
  try {
    const pki: PkiFolder = readPkiFolder(options.pki, crypto);
    const listen = options.listen.length === 0 ? DEFAULT_LISTEN : options.listen;
    running = await startServer({
      ...options,
      listen,
      pki,
      crypto,
      time,
      advertise: options.advertise === true,
      isJson: options.json === true,
      // What happens before it listens is said after where it listens.
      write: (line) => void (early === undefined ? process.stdout.write(line) : early.push(line)),
    });
  } catch (error) {
    return command.error(`error: ${(error as Error).message}`, { exitCode: 1 });
  }
  // Before a word is said: whoever reads that we listen may end us at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void running.close().then(() => process.exit(0)));
  }
  for (const address of running.addresses) {
    const url = `https://${formatAuthority(address)}${DEVICE_CAPABILITY_PATH}`;
    const began = running.beganS === undefined ? {} : { began: new Date(running.beganS * 1000).toISOString() };
    const record = { time: new Date().toISOString(), kind: 'listening', url, ...address, ...began };
    process.stdout.write(options.json === true ? `${JSON.stringify(record)}\n` : `listening on ${url}\n`);
  }
  process.stdout.write(early.join(''));
  early = undefined;
}

function collectListen(text: string, previous: readonly ListenAddress[]): readonly ListenAddress[] {
  return [...previous, ...text.split(',').map(parseListenAddress)];
}

function integer(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number in ${least}–${most}, got "${text}".`);
  };
}
