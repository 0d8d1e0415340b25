#!/usr/bin/env node
/** The `sep2` command: every sub-command is a folder of its own, joined here. */

import { readFileSync } from 'node:fs';
import { Command, type CommanderError } from 'commander';
import { registerConvert } from '../convert/command.js';
import { registerDevice } from '../device/command.js';
import { registerDiscover } from '../discover/command.js';
import { registerFirmware } from '../firmware/command.js';
import { registerFootprint } from '../footprint/command.js';
import { registerIdentity } from '../identity/command.js';
import { registerMonitor } from '../monitor/command.js';
import { registerPki } from '../pki/command.js';
import { registerProvision } from '../provision/command.js';
import { registerServe } from '../serve/command.js';
import { registerSim } from '../sim/command.js';
import { projectPath } from '../support/project-root.js';

/** What a shell learns from the exit code, beside what a sub-command's own help says. */
const HELP = `
Exit codes:
  0  done
  1  the input, a file or a peer was wrong: what, where and which limit stands on standard error
  2  the command line was wrong
  3  discover: nothing was found

Examples:
  sep2 sim                                   a simulated summer day, with a report
  sep2 pki --out pki                         certificates to try things with
  sep2 serve --listen [::1]:8443 --pki pki   a utility server
  sep2 device thermostat --server https://[::1]:8443/dcap \\
    --cert pki/thermostat.cert.pem --key pki/thermostat.key.pem --ca pki/root.cert.pem
  sep2 discover --sfdi 167261211391          who is there, and who knows this device
  sep2 convert --explain message.exi         what each bit means
`;

/** The command line was wrong. */
const USAGE = 2;

const { version } = JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as { version: string };

const program = new Command('sep2')
  .description('Smart Energy Profile 2 (IEEE 2030.5): simulate, serve, run a device, convert, identify, discover')
  .version(version)
  .addHelpText('after', HELP)
  .exitOverride(exit);

registerConvert(program);
registerDevice(program);
registerDiscover(program);
registerFirmware(program);
registerFootprint(program);
registerIdentity(program);
registerMonitor(program);
registerPki(program);
registerProvision(program);
registerServe(program);
registerSim(program);

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

await program.parseAsync();

/** `commander.error` is what a sub-command says of its input; every other failure is of the command line. */
function exit(error: CommanderError): never {
  if (error.exitCode === 0 || error.code === 'commander.error') process.exit(error.exitCode);
  process.exit(USAGE);
}
