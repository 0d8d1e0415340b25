#!/usr/bin/env node
/** `npm run bench`: every section, or those that are named. */

import { Command } from 'commander';
import { CODEC_SECTION } from './codec.js';
import { HANDSHAKE_SECTION } from './handshake.js';
import { FULL_PACE, SMOKE_PACE } from './measure.js';
import { type BenchSection, type BenchTable, printTable } from './report.js';
import { SERVER_SECTION } from './server.js';
import { SIMULATION_SECTION } from './simulation.js';

/** In the order in which they run. */
const SECTIONS: readonly BenchSection[] = [CODEC_SECTION, HANDSHAKE_SECTION, SERVER_SECTION, SIMULATION_SECTION];

interface BenchOptions {
  only?: string[];
  smoke?: boolean;
  json?: boolean;
}

const program = new Command('bench')
  .description('Measures the stack against named references in the same run. Ratios count, absolute figures do not.')
  .argument(
    '[sections...]',
    `what to measure: ${SECTIONS.map((section) => section.name).join(', ')}; all where none is named`,
  )
  .option('--only <sections...>', 'the same as naming sections')
  .option('--smoke', 'very short slices: shows that everything runs, the figures mean little')
  .option('--json', 'one JSON document on standard output')
  .action(async (named: string[], options: BenchOptions) => {
    const wanted = [...named, ...(options.only ?? [])].flatMap((names) => names.split(','));
    for (const name of wanted) {
      if (!SECTIONS.some((section) => section.name === name)) {
        process.stderr.write(`bench: no section "${name}"; there is ${SECTIONS.map((s) => s.name).join(', ')}\n`);
        process.exitCode = 2;
        return;
      }
    }
    const chosen = wanted.length === 0 ? SECTIONS : SECTIONS.filter((section) => wanted.includes(section.name));
    const results: { section: string; tables: BenchTable[] }[] = [];
    for (const section of chosen) {
      if (options.json !== true) process.stdout.write(`== ${section.title}\n\n`);
      const tables = await section.run(options.smoke === true ? SMOKE_PACE : FULL_PACE);
      results.push({ section: section.name, tables });
      if (options.json !== true) process.stdout.write(tables.map((table) => `${printTable(table)}\n`).join(''));
    }
    if (options.json === true) {
      const machine = { node: process.version, arch: process.arch, platform: process.platform };
      process.stdout.write(`${JSON.stringify({ machine, smoke: options.smoke === true, results }, undefined, 2)}\n`);
    }
  });

await program.parseAsync();
