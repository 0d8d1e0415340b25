/** `sep2 sim`: a day in virtual time, every octet through DNS-SD, TLS, HTTP and EXI. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { projectPath } from '../support/project-root.js';
import { boardNames } from '../firmware/board.js';
import { appNames, CRYPTO_CHOICES, type CryptoChoice } from '../firmware/options.js';
import { localClock } from './local-time.js';
import { writeReport } from './report/page.js';
import { runScenario } from './run.js';
import { listScenarios, loadScenario } from './scenario/load.js';
import { ScenarioError } from './scenario/strict-node.js';
import { type Scenario } from './scenario/types.js';
import { summarise } from './summary.js';
import { formatSummary } from './terminal/format-summary.js';
import { formatTimeline } from './terminal/format-timeline.js';
import { Progress } from './terminal/progress.js';
import { painterFor } from './terminal/style.js';

interface SimOptions {
  readonly out: string;
  readonly seed?: number;
  readonly full?: true;
  readonly list?: true;
  readonly report: boolean;
  readonly json?: true;
  readonly board?: string;
  readonly app?: string;
  readonly crypto?: CryptoChoice;
  readonly minutes?: number;
}

const ROOT = projectPath('.');
const DEFAULT_APP = 'thermostat';
/** A week. */
const LONGEST_MINUTES = 7 * 24 * 60;

/** Where the report goes unless told otherwise. */
const DEFAULT_OUT = 'build/sim';

export function registerSim(program: Command): void {
  program
    .command('sim')
    .description('simulate a day: a utility server and a home of appliances on a virtual network')
    .argument('[scenario]', 'name of a scenario that comes with the project, or a YAML file', 'default')
    .option('--out <dir>', 'folder for the report', DEFAULT_OUT)
    .option('--no-report', 'write no report')
    .option('--seed <n>', 'another seed than the scenario’s: same seed, same octets', readSeed)
    .option('--full', 'show the whole timeline: handshakes, responses and all')
    .option('--list', 'list the scenarios that come with the project')
    .option('--json', 'print the whole result as JSON and nothing else')
    .addOption(
      new Option(
        '--board <name>',
        `put this board, emulated, in an appliance’s place (${boardNames(ROOT).join(', ')})`,
      ).conflicts(['seed', 'full', 'list', 'out', 'report']),
    )
    .option('--app <name>', `with --board: which appliance it is (${appNames(ROOT).join(', ')}; ${DEFAULT_APP})`)
    .addOption(new Option('--crypto <provider>', 'with --board: C, or JavaScript alone').choices(CRYPTO_CHOICES))
    .option('--minutes <n>', 'with --board: play so much of the scenario', readMinutes)
    .addHelpText('after', HELP)
    .action((name: string, options: SimOptions, command: Command) =>
      options.board === undefined
        ? simulate(name, options, command)
        : simulateBoard(name, options.board, options, command),
    );
}

const HELP = `
Examples:
  sep2 sim
  sep2 sim two-servers --full
  sep2 sim --seed 7 --out /tmp/day my-home.yaml
  sep2 sim --json lost-network | jq .summary
  sep2 sim --board netduinoplus2
  sep2 sim --board netduinoplus2 --app ev-charger two-servers --minutes 90

With --board everything is real but the board's own silicon and the passing of time: an image in qemu-system-arm, its console in this
terminal, and processes of "sep2 serve" and "sep2 device" on a private IPv6 link of their own; their time is moved forward
whenever nobody has anything to do. The scenario is then board-home, forty minutes, unless another is named. It needs what
"npm run setup" installs, and root or user namespaces.

Exit codes: 0 done, 1 the scenario is wrong or the report cannot be written, 2 the command line is wrong;
with --board: 0 played to the end without a restart of the board, 1 otherwise.`;

/** Its modules are loaded for it alone: a virtual day waits for none of them. */
async function simulateBoard(name: string, board: string, options: SimOptions, command: Command): Promise<void> {
  const { runWithBoard } = await import('./board/run.js');
  const { app = DEFAULT_APP, crypto = 'native', minutes, json } = options;
  // The default is that of a virtual day.
  const source = command.args.length === 0 ? undefined : name;
  try {
    process.exitCode = await runWithBoard(
      ROOT,
      { board, app, crypto, target: 'emulator' },
      source,
      minutes,
      json === true,
    );
  } catch (error) {
    command.error(`error: ${(error as Error).message}`, { exitCode: 1 });
  }
}

function simulate(name: string, options: SimOptions, command: Command): void {
  const lone = (['app', 'crypto', 'minutes'] as const).find((option) => options[option] !== undefined);
  if (lone !== undefined) command.error(`error: --${lone} goes with --board`, { exitCode: 2 });
  if (options.list === true) {
    listAll();
    return;
  }
  const refuse = (message: string): never => command.error(`error: ${message}`, { exitCode: 1 });
  let scenario: Scenario;
  try {
    scenario = loadScenario(name);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return refuse(error.message);
  }
  if (options.seed !== undefined) scenario = { ...scenario, seed: options.seed };
  const progress = new Progress();
  const result = runScenario(scenario, {
    onProgress: (share, timeS) => progress.show(share, localClock(scenario, timeS)),
  });
  progress.clear();
  if (options.json === true) {
    process.stdout.write(JSON.stringify({ ...result, summary: summarise(result) }) + '\n');
    return;
  }
  const paint = painterFor(process.stdout);
  process.stdout.write(`${paint(scenario.name, 'bold')}: ${scenario.description}\n\n`);
  process.stdout.write(formatTimeline(result, { paint, full: options.full === true }) + '\n');
  process.stdout.write(formatSummary(result, paint) + '\n');
  if (!options.report) return;
  const file = join(options.out, 'report.html');
  const report = writeReport(result);
  try {
    mkdirSync(options.out, { recursive: true });
    writeFileSync(file, report);
  } catch (error) {
    return refuse(`the report cannot be written: ${(error as Error).message}`);
  }
  process.stdout.write(`\nReport: ${file}\n`);
}

function listAll(): void {
  for (const name of listScenarios()) {
    const { description } = loadScenario(name);
    process.stdout.write(`${name.padEnd(24)}${description}\n`);
  }
}

function readMinutes(text: string): number {
  const minutes = Number(text);
  if (/^\d+$/.test(text) && minutes >= 1 && minutes <= LONGEST_MINUTES) return minutes;
  throw new InvalidArgumentError(`expected whole minutes in 1–${LONGEST_MINUTES}, got "${text}".`);
}

function readSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new InvalidArgumentError(`expected a whole number up to ${Number.MAX_SAFE_INTEGER}, got "${text}".`);
}
