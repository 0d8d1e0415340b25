/** `sep2 device`: one appliance on real sockets, on the project's own TLS shim. */

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { jsonLog, textLog } from '../../hal/node/console-log.js';
import { createNodeCrypto } from '../../hal/node/crypto.js';
import { type KnownServer } from '../../stack/client/device-options.js';
import { type BodyEncoding } from '../../stack/client/requester.js';
import { parseHref } from '../../stack/client/href.js';
import { PeerError } from '../../stack/core/peer-error.js';
import { LOCAL_DOMAIN, SITE_DOMAIN } from '../../stack/dnssd/groups.js';
import { type Log, type LogLevel } from '../../stack/ports/log.js';
import { formatSfdi, isValidPin } from '../../stack/tls/identity.js';
import { type Credential, readCredential, readRootsFile } from '../pki/files.js';
import { DEVICE_KINDS } from '../sim/scenario/read-devices.js';
import { type DeviceKind } from '../sim/scenario/types.js';
import { HostTime } from '../support/host-time.js';
import { type RunningDevice, startDevice } from './run.js';

interface DeviceOptions {
  readonly server?: ServerUrl;
  readonly discover?: true;
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
  readonly pin?: number;
  readonly encoding: BodyEncoding;
  readonly domain: 'local' | 'site';
  readonly interface?: string;
  readonly state?: string;
  readonly limits: 'board' | 'host';
  readonly crypto: 'noble' | 'node';
  readonly until?: Milestone;
  readonly for?: number;
  readonly conducted?: true;
  readonly json?: true;
  readonly logLevel: LogLevel;
}

/** What `--until` waits for, and the log code that says so. */
const MILESTONES = Object.freeze({
  connected: 'tls.',
  following: 'session.following',
  started: 'event.started',
  completed: 'response.posted',
});
type Milestone = keyof typeof MILESTONES;

/** Response.status 3: the event was completed. */
const RESPONSE_COMPLETED = 3;

/** What was waited for did not happen in time. */
const EXIT_NOT_REACHED = 3;

export function registerDevice(program: Command): void {
  program
    .command('device')
    .description('run one appliance on real sockets: it finds its server, follows its events and reports')
    .addOption(
      new Option('--server <url>', 'DeviceCapability of its server').argParser(readServerUrl).conflicts('discover'),
    )
    .option('--discover', 'ask DNS-SD for servers (the default without --server)')
    .requiredOption('--cert <file>', 'its certificate and chain, PEM or DER')
    .requiredOption('--key <file>', 'its private key')
    .requiredOption('--ca <file>', 'roots that it trusts')
    .option('--pin <pin>', 'the PIN of its label: a server that shows another is not followed', readPin)
    .addOption(
      new Option('--encoding <form>', 'form of bodies; auto: EXI, or XML where the server has no other')
        .choices(['auto', 'exi', 'xml'])
        .default('auto'),
    )
    .addOption(new Option('--domain <name>', 'DNS-SD domain').choices(['local', 'site']).default('local'))
    .option('--interface <name>', 'ask on this interface alone')
    .option('--state <dir>', 'keep TLS session, events and owed responses here, and go on with them at the next start')
    .addOption(new Option('--limits <profile>', 'capacities').choices(['board', 'host']).default('board'))
    .addOption(new Option('--crypto <provider>', 'crypto provider').choices(['noble', 'node']).default('noble'))
    .addOption(new Option('--until <milestone>', 'end with success when this happens').choices(Object.keys(MILESTONES)))
    .option('--for <seconds>', 'end after so long; with --until, without success', readSeconds)
    .option('--conducted', 'lines "skip <ms>" on standard input move its clock forward: time for tests, not for use')
    .option('--json', 'log one JSON object a line')
    .addOption(
      new Option('--log-level <level>', 'least that is logged')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .addArgument(program.createArgument('<kind>', 'what it is').choices(DEVICE_KINDS))
    .addHelpText('after', HELP)
    .action((kind: DeviceKind, options: DeviceOptions, command: Command) => run(kind, options, command));
}

const HELP = `
Examples:
  sep2 device thermostat --server https://[::1]:8443/dcap \\
    --cert pki/thermostat.cert.pem --key pki/thermostat.key.pem --ca pki/root.cert.pem
  sep2 device inverter --discover --until completed --for 3600 --json \\
    --cert pki/inverter.cert.pem --key pki/inverter.key.pem --ca pki/root.cert.pem

It ends with SIGINT or SIGTERM, after --for seconds, or when --until has happened.
Exit codes: 0 ended, 1 a file, a host name or an interface is not usable, 2 the command line is wrong,
${EXIT_NOT_REACHED} --until did not happen in time.`;

async function run(kind: DeviceKind, options: DeviceOptions, command: Command): Promise<void> {
  let credential: Credential;
  let roots: readonly Uint8Array[];
  let server: KnownServer | undefined;
  try {
    credential = readCredential(createNodeCrypto(), options.cert, options.key);
    roots = readRootsFile(options.ca);
    server = options.server === undefined ? undefined : await findServer(options.server);
    requireInterface(options.interface);
  } catch (error) {
    return command.error(`error: ${(error as Error).message}`, { exitCode: 1 });
  }
  const write = (line: string): void => void process.stdout.write(line);
  const time = new HostTime();
  if (options.conducted === true) time.obey(process.stdin, options.json === true);
  const now = (): number => time.nowS() * 1000;
  const log = (options.json === true ? jsonLog : textLog)({ level: options.logLevel, write, now });
  let timer: NodeJS.Timeout | undefined;
  const end = (code: number): void => {
    if (timer !== undefined) clearTimeout(timer);
    running.stop();
    process.exitCode = code;
    // Connections close in order; whatever a peer leaves open does not hold us.
    setTimeout(() => process.exit(), 500).unref();
  };
  const { encoding, limits, crypto, pin } = options;
  const running: RunningDevice = startDevice({
    kind,
    encoding,
    limits,
    crypto,
    credential,
    roots,
    time,
    domain: options.domain === 'site' ? SITE_DOMAIN : LOCAL_DOMAIN,
    log: watchFor(options.until, log, () => setImmediate(() => end(0))),
    ...(pin === undefined ? {} : { pin }),
    ...(options.state === undefined ? {} : { stateFolder: options.state }),
    ...(options.interface === undefined ? {} : { interfaceName: options.interface }),
    ...(server === undefined ? {} : { server }),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end(0));
  const { lfdi, sfdi } = running.device.identity;
  log.write('info', 'device.started', { kind, lfdi, sfdi: formatSfdi(sfdi) });
  if (options.for !== undefined) {
    timer = setTimeout(() => end(options.until === undefined ? 0 : EXIT_NOT_REACHED), options.for * 1000);
  }
}

/** A log that tells once when a milestone is reached. */
function watchFor(until: Milestone | undefined, log: Log, reached: () => void): Log {
  if (until === undefined) return log;
  let done = false;
  return {
    write(level, code, fields) {
      log.write(level, code, fields);
      if (done || !code.startsWith(MILESTONES[until])) return;
      // An event is over for both when the server has taken the response that says so.
      if (until === 'completed' && fields['status'] !== RESPONSE_COMPLETED) return;
      done = true;
      reached();
    },
  };
}

/** What a URL names, its host not looked up yet. */
interface ServerUrl {
  readonly host: string;
  readonly port: number;
  readonly dcapPath: string;
}

function readServerUrl(text: string): ServerUrl {
  const expected = 'expected an https URL such as https://[::1]:8443/dcap';
  try {
    const { authority, secure, path } = parseHref(text);
    if (authority !== undefined && secure) {
      return { host: authority.address, port: authority.port, dcapPath: path === '/' ? '/dcap' : path };
    }
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
    throw new InvalidArgumentError(`${expected}: ${error.message}.`);
  }
  throw new InvalidArgumentError(`${expected}, got "${text}".`);
}

async function findServer({ host, port, dcapPath }: ServerUrl): Promise<KnownServer> {
  if (isIP(host.split('%')[0]!) !== 0) return { endpoint: { address: host, port }, dcapPath };
  const { address } = await lookup(host);
  return { endpoint: { address, port }, dcapPath };
}

/** An Error that says which interfaces there are, where `name` is none of them. */
function requireInterface(name: string | undefined): void {
  const names = Object.keys(networkInterfaces());
  if (name === undefined || names.includes(name)) return;
  throw new Error(`no interface ${name} with an address; there are ${names.join(', ')}`);
}

function readPin(text: string): number {
  const pin = Number(text);
  if (/^\d{1,6}$/.test(text) && isValidPin(pin)) return pin;
  throw new InvalidArgumentError(`expected up to 6 digits of which the last checks the others, got "${text}".`);
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds >= 1 && seconds <= 30 * 86400) return seconds;
  throw new InvalidArgumentError(`expected whole seconds, 1–2592000, got "${text}".`);
}
