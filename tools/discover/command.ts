/** `sep2 discover`: what was asked, who answered, on which interface, and what was ignored and why. */

import { networkInterfaces } from 'node:os';

import { type Command, InvalidArgumentError, Option } from 'commander';

import { NODE_ENTROPY } from '../../hal/node/entropy.js';
import { NodeScheduler } from '../../hal/node/scheduler.js';
import { NodeUdpPort } from '../../hal/node/udp.js';
import { LOCAL_DOMAIN, SITE_DOMAIN } from '../../stack/dnssd/groups.js';
import { reportJson, reportText } from './report.js';
import { search } from './search.js';

interface DiscoverOptions {
  readonly sfdi?: number;
  readonly timeout: number;
  readonly interface?: string;
  readonly domain: 'local' | 'site' | 'both';
  readonly json?: true;
}

/** Nothing that counts answered. */
const EXIT_NOTHING_FOUND = 3;

export function registerDiscover(program: Command): void {
  program
    .command('discover')
    .description('look for IEEE 2030.5 servers by DNS-SD and show all that was seen')
    .option('--sfdi <sfdi>', 'SFDI of a device: ask for the server that knows it, too', readSfdi)
    .option('--timeout <seconds>', 'how long to wait for answers', readTimeout, 4)
    .option('--interface <name>', 'ask on this interface alone')
    .addOption(new Option('--domain <domain>', 'where to ask').choices(['local', 'site', 'both']).default('both'))
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action((options: DiscoverOptions, command: Command) => discover(options, command));
}

const HELP = `
Asked is _smartenergy._tcp in .local (mDNS: 224.0.0.251, ff02::fb) and in .site (xmDNS: ff05::fb), UDP port 5353. That
port is the one of discovery alone: a server's https port stands in its TXT record, its http port in its SRV record.

Examples:
  sep2 discover
  sep2 discover --sfdi 167261211391 --interface eth0
  sep2 discover --timeout 10 --json

Exit codes: 0 a server was found, 1 the interface is none, 2 the command line is wrong, 3 nothing was found.`;

function discover(options: DiscoverOptions, command: Command): void {
  const { interface: interfaceName } = options;
  const interfaces = Object.keys(networkInterfaces());
  if (interfaceName !== undefined && !interfaces.includes(interfaceName)) {
    command.error(`error: no interface ${interfaceName} with an address; there are ${interfaces.join(', ')}`, {
      exitCode: 1,
    });
  }
  const domains =
    options.domain === 'both' ? [LOCAL_DOMAIN, SITE_DOMAIN] : [options.domain === 'local' ? LOCAL_DOMAIN : SITE_DOMAIN];
  const scheduler = new NodeScheduler();
  const timeoutMs = options.timeout * 1000;
  const ports = { udp: new NodeUdpPort(), scheduler, entropy: NODE_ENTROPY };
  search({ ...ports, domains, sfdi: options.sfdi, interfaceName, timeoutMs }, (findings) => {
    console.log(options.json ? reportJson(findings) : reportText(findings));
    if (findings.found.length === 0) process.exitCode = EXIT_NOTHING_FOUND;
  });
}

function readSfdi(text: string): number {
  const sfdi = Number(text);
  const isWhole = /^\d{1,12}$/.test(text) && sfdi <= 687194767359;
  const sum = [...text].reduce((total, digit) => total + Number(digit), 0);
  if (!isWhole || sum % 10 !== 0) {
    throw new InvalidArgumentError('Expected up to 12 digits whose sum is a multiple of 10.');
  }
  return sfdi;
}

function readTimeout(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 600))
    throw new InvalidArgumentError('Expected seconds, more than 0 and at most 600.');
  return seconds;
}
