/** `sep2 sim`: a day in virtual time, every octet through DNS-SD, TLS, HTTP and EXI. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
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
}

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
    .addHelpText('after', HELP)
    .action((name: string, options: SimOptions, command: Command) => simulate(name, options, command));
}

const HELP = `
Examples:
  sep2 sim
  sep2 sim two-servers --full
  sep2 sim --seed 7 --out /tmp/day my-home.yaml
  sep2 sim --json lost-network | jq .summary

Exit codes: 0 done, 1 the scenario is wrong or the report cannot be written, 2 the command line is wrong.`;

function simulate(name: string, options: SimOptions, command: Command): void {
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

function readSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new InvalidArgumentError(`expected a whole number up to ${Number.MAX_SAFE_INTEGER}, got "${text}".`);
}
