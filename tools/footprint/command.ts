/** `sep2 footprint`: what images take of flash and RAM and how many instructions they need, beside a baseline and budgets. */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Command, Option } from 'commander';

import { boardNames } from '../firmware/board.js';
import { appNames, CRYPTO_CHOICES, type CryptoChoice } from '../firmware/options.js';
import { isBuildRefusal } from '../firmware/refusal.js';
import { projectPath } from '../support/project-root.js';
import { assess, faultsOf, isFine } from './assessment.js';
import {
  type Baseline,
  BaselineError,
  DEFAULT_TOLERANCES,
  readBaseline,
  updateBaseline,
  writeBaseline,
} from './baseline.js';
import { footprintName, type ImageFootprint } from './image-footprint.js';
import { RunError } from './instructions.js';
import { BENCH_APP, type FootprintChoice, Measurer } from './measure.js';
import { reportHtml } from './report-html.js';
import { reportJson } from './report-json.js';
import { reportMarkdown } from './report-markdown.js';
import { reportText } from './report-text.js';

/** The appliance that is measured with the reference crypto too. */
const NOBLE_APP = 'thermostat';

interface FootprintOptions {
  readonly board: string;
  readonly app?: readonly string[];
  readonly crypto?: CryptoChoice;
  readonly run: boolean;
  readonly json?: true;
  readonly markdown?: true;
  readonly html?: string;
  readonly baseline: string;
  readonly updateBaseline?: true;
}

const ROOT = projectPath('.');
const BASELINE_FILE = projectPath('tools/footprint/baseline.json');

export function registerFootprint(program: Command): void {
  program
    .command('footprint')
    .description('flash and RAM of images by part, instructions of what they do, beside the committed baseline')
    .option('--board <name>', `the board (${boardNames(ROOT).join(', ')})`, 'netduinoplus2')
    .option('--app <name...>', `appliances (${appNames(ROOT).join(', ')}), or ${BENCH_APP}; all where none is named`)
    .addOption(new Option('--crypto <provider>', 'C, or JavaScript alone').choices(CRYPTO_CHOICES))
    .option('--no-run', 'start nothing: flash and statics alone, in seconds')
    .addOption(new Option('--json', 'print one JSON array, an object for each image').conflicts('markdown'))
    .option('--markdown', 'print Markdown, for a pull request')
    .option('--html <file>', 'write treemaps to an HTML page as well')
    .option('--baseline <file>', 'what is compared with', BASELINE_FILE)
    .option('--update-baseline', 'write what was measured into the baseline')
    .addHelpText('after', HELP)
    .action((options: FootprintOptions, command: Command) => footprint(options, command));
}

const HELP = `
Flash is that of the real image. RAM comes of its twin in the emulator: a server on a private link, a handshake over chains of
three certificates, an event. Instructions come of a bench that counts the same in every run. Without --app every appliance is
measured with C, and the thermostat with JavaScript alone as well.

Examples:
  sep2 footprint --app thermostat --no-run
  sep2 footprint --json | jq '.[] | {app, flash, ramPeak}'
  sep2 footprint --html build/footprint/index.html --markdown > build/footprint/comment.md
  sep2 footprint --update-baseline    after a change whose cost is accepted

Exit codes: 0 fine, 1 something grew past its tolerance, is over its budget or could not be measured, 2 the command line is wrong.`;

async function footprint(options: FootprintOptions, command: Command): Promise<void> {
  const refuse = (message: string): never => command.error(`error: ${message}`, { exitCode: 1 });
  if (boardNames(ROOT).length === 0) refuse('images are built in a checkout of the project, where the boards are');
  try {
    const old = baselineOf(options);
    const { measured, failures } = await measureAll(choicesOf(options), options.run);
    const baseline = options.updateBaseline === true ? updateBaseline(old, measured) : old;
    if (options.updateBaseline === true) writeBaseline(options.baseline, baseline);
    if (measured.length > 0) report(options, measured, baseline);
    if (failures.length > 0) refuse(failures.join('\nerror: '));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    refuse(error.message);
  }
}

/** What is measured: what was asked for, else every appliance with C, and one without. */
function choicesOf({ board, app, crypto }: FootprintOptions): FootprintChoice[] {
  const apps = app ?? appNames(ROOT);
  const choices = apps.map((name): FootprintChoice => ({ board, app: name, crypto: crypto ?? 'native' }));
  if (app === undefined && crypto === undefined) choices.push({ board, app: NOBLE_APP, crypto: 'noble' });
  return choices;
}

/** Measures one after the other. One that cannot be measured does not keep the others from it: what was wrong is told behind. */
async function measureAll(
  choices: readonly FootprintChoice[],
  runs: boolean,
): Promise<{ readonly measured: readonly ImageFootprint[]; readonly failures: readonly string[] }> {
  const measurer = new Measurer(ROOT, runs);
  const measured: ImageFootprint[] = [];
  const failures: string[] = [];
  for (const choice of choices) {
    try {
      measured.push(await measurer.measure(choice));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      failures.push(choices.length === 1 ? error.message : `${footprintName(choice)}: ${error.message}`);
    }
  }
  return { measured, failures };
}

/** One that is to be written may be new. */
function baselineOf({ baseline, updateBaseline: isUpdate }: FootprintOptions): Baseline {
  if (isUpdate === true && !existsSync(baseline)) return { tolerances: DEFAULT_TOLERANCES, images: {} };
  return readBaseline(baseline);
}

function report(options: FootprintOptions, measured: readonly ImageFootprint[], baseline: Baseline): void {
  const assessments = measured.map((image) => assess(image, baseline));
  if (options.html !== undefined) {
    mkdirSync(dirname(options.html), { recursive: true });
    writeFileSync(options.html, reportHtml(assessments));
  }
  if (options.json === true) process.stdout.write(`${JSON.stringify(reportJson(assessments))}\n`);
  else process.stdout.write(options.markdown === true ? reportMarkdown(assessments) : reportText(assessments));
  if (assessments.every(isFine)) return;
  process.exitCode = 1;
  // The text says it itself.
  if (options.json === true || options.markdown === true) {
    process.stderr.write(`${assessments.flatMap(faultsOf).join('\n')}\n`);
  }
}

function isRefusal(error: unknown): error is Error {
  return isBuildRefusal(error) || error instanceof BaselineError || error instanceof RunError;
}
