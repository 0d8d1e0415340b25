/**
 * `npm run generate` makes the tables and types of each edition from its notation.
 *
 *     npm run generate                          all editions, in place
 *     npm run generate -- --check               says whether that would change a file, exit code 1 if so
 *     npm run generate -- --keep A,B --out FILE tables of the elements A and B alone, for one device
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { projectPath } from '../support/project-root.js';
import { emitTables, measureTables } from './emit-tables.js';
import { emitTypes } from './emit-types.js';
import { layOut } from './layout.js';
import { readNotation } from './notation.js';

/** Editions by folder of stack/model. */
const EDITIONS = ['2018'];

/** A file that the generator owns, path from the project's root. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** What the notation of an edition makes. */
export function generateEdition(edition: string): GeneratedFile[] {
  const folder = `stack/model/${edition}`;
  const model = readNotation(readFileSync(projectPath(`${folder}/schema.sep2`), 'utf8'));
  return [
    { path: `${folder}/tables.gen.ts`, text: emitTables(layOut(model), `TABLES_${edition}`, '..') },
    { path: `${folder}/types.gen.ts`, text: emitTypes(model) },
  ];
}

interface Options {
  readonly check?: boolean;
  readonly edition: string;
  readonly keep?: string;
  readonly out?: string;
}

function run(options: Options): void {
  if (options.keep !== undefined) {
    const model = readNotation(readFileSync(projectPath(`stack/model/${options.edition}/schema.sep2`), 'utf8'));
    const tables = layOut(model, options.keep.split(','));
    const { names, numbers, total } = measureTables(tables);
    if (options.out !== undefined) writeFileSync(options.out, emitTables(tables, 'TABLES', projectPath('stack/model')));
    console.log(`${tables.types.length / 4} types: ${names} octets of text + ${numbers} of numbers = ${total}`);
    return;
  }
  for (const edition of EDITIONS) {
    for (const file of generateEdition(edition)) {
      const same = readOrEmpty(file.path) === file.text;
      if (!same && options.check === true) process.exitCode = 1;
      if (!same && options.check !== true) writeFileSync(projectPath(file.path), file.text);
      console.log(`${same ? 'unchanged' : options.check === true ? 'differs' : 'written'} ${file.path}`);
    }
    const size = measureTables(
      layOut(readNotation(readFileSync(projectPath(`stack/model/${edition}/schema.sep2`), 'utf8'))),
    );
    console.log(
      `${edition}: ${size.names} octets of text + ${size.numbers} of numbers = ${size.total} octets of tables`,
    );
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(projectPath(path), 'utf8');
  } catch {
    return '';
  }
}

if (process.argv[1]?.endsWith('generate/main.js') === true) {
  new Command('generate')
    .option('--check', 'change nothing, exit 1 where a file differs')
    .option('--edition <year>', 'the edition that --keep prunes', '2018')
    .option('--keep <elements>', 'comma-separated global elements of a pruned build')
    .option('--out <file>', 'where the pruned tables go')
    .action(run)
    .parse();
}
