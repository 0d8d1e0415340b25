/**
 * The cases of `test/engines/cases` on three engines: Node, XS in RAM on the host, XS from a ROM image on the emulated
 * board. On the board each case runs twice in one image: from modules that ran when the image was built (`rom/…`), and from
 * modules that wait in it as byte code (`ram/…`).
 */

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { enginePaths } from '../../../tools/rom/engine-build.js';
import { type RomModule } from '../../../tools/rom/plan.js';
import { type RomOptions } from '../../../tools/rom/rom-image.js';
import { runOnHost } from '../../../tools/rom/xs-run.js';
import { projectPath } from '../../../tools/support/project-root.js';
import { buildRomTestImage, romFolder, type RomTestImage } from './image.js';

/** What one engine gives where it differs, and why that is as it should be. */
export interface Exception {
  readonly result: string;
  readonly why: string;
}

/** A case as its file writes it down. */
export interface EngineCase {
  readonly name: string;
  readonly run: () => unknown;
  /** The engine's result, in RAM and from ROM. */
  readonly xs?: Exception;
  /** The result of an image in which nothing but what the program names is left of the built-ins. */
  readonly stripped?: Exception;
  /** The result on a machine that starts from an image. */
  readonly rom?: Exception;
  /** The result where the case's module itself is in the image. */
  readonly preloaded?: Exception;
}

interface Harness {
  runCases(prefix: string, cases: readonly EngineCase[], report: Report, done: () => void): void;
}
type Report = (name: string, result: string) => void;
type Results = ReadonlyMap<string, string>;

const FOLDER = projectPath('test/engines');

/** Names of the suites: the files of the folder. */
export const SUITES: readonly string[] = readdirSync(join(FOLDER, 'cases'))
  .filter((name) => name.endsWith('.js'))
  .map((name) => name.slice(0, -3))
  .sort();

/** A suite's cases. */
export async function readSuite(suite: string): Promise<readonly EngineCase[]> {
  const module = (await import(pathToFileURL(join(FOLDER, 'cases', `${suite}.js`)).href)) as {
    cases: readonly EngineCase[];
  };
  return module.cases;
}

/** Results on Node. */
export async function runOnNode(): Promise<Results> {
  const harness = (await import(pathToFileURL(join(FOLDER, 'harness.js')).href)) as Harness;
  const results = new Map<string, string>();
  for (const suite of SUITES) {
    const cases = await readSuite(suite);
    await new Promise<void>((done) => {
      harness.runCases(`${suite}/`, cases, (name, result) => void results.set(name, result), done);
    });
  }
  return results;
}

/** The modules of all suites under a folder of the image. */
function suiteModules(folder: string, preload: boolean): RomModule[] {
  const linked = readdirSync(join(FOLDER, 'cases/linked')).sort();
  const files = [
    'harness.js',
    ...SUITES.map((suite) => `cases/${suite}.js`),
    ...linked.map((name) => `cases/linked/${name}`),
  ];
  return files.map((file) => ({
    specifier: `${folder}/${file.slice(0, -3)}`,
    path: join(FOLDER, file),
    preload: preload && file !== 'cases/linked/late.js',
  }));
}

/** A program that runs a suite out of a folder and reports `folder/suite/case`. */
function mainText(folder: string, suite: string): string {
  return [
    "import { report } from 'report';",
    `import { runCases } from '${folder}/harness';`,
    `import { cases } from '${folder}/cases/${suite}';`,
    `runCases('${folder}/${suite}/', cases, report, () => undefined);`,
    '',
  ].join('\n');
}

function written(folder: string, name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** Results of XS in RAM on the host, by `suite/case`. */
export async function runSuitesOnHost(): Promise<Results> {
  const folder = romFolder('host');
  const report = written(
    folder,
    'report.js',
    'export const report = (name, result) => print(name + "\\t" + result);\n',
  );
  const results = new Map<string, string>();
  for (const suite of SUITES) {
    const modules: RomModule[] = [
      ...suiteModules('ram', false),
      { specifier: 'report', path: report, preload: false },
      { specifier: 'main', path: written(folder, 'main.js', mainText('ram', suite)), preload: false },
    ];
    const output = await runOnHost(enginePaths(projectPath('')), { modules, main: 'main' }, folder);
    for (const line of output.split('\n').filter((text) => text !== '')) {
      const tab = line.indexOf('\t');
      results.set(line.slice('ram/'.length, tab), line.slice(tab + 1));
    }
  }
  return results;
}

/** An image with all suites, from flash (`rom/`), as byte code (`ram/`) or both, and a machine for each. */
export function buildSuiteImage(
  name: string,
  folders: readonly ('rom' | 'ram')[],
  options: Partial<RomOptions> = {},
): Promise<RomTestImage> {
  const folder = romFolder(`${name}-modules`);
  const native = 'export function report(name, result) @ "xs_test_report";\n';
  const mains = folders.flatMap((from) => SUITES.map((suite) => mainText(from, suite)));
  const modules: RomModule[] = [
    ...folders.flatMap((from) => suiteModules(from, from === 'rom')),
    { specifier: 'report', path: written(folder, 'report.js', native), preload: true },
    ...mains.map((text, at) => {
      const specifier = `main-${String(at).padStart(2, '0')}`;
      return { specifier, path: written(folder, `${specifier}.js`, text), preload: false };
    }),
  ];
  return buildRomTestImage(name, { ...options, modules });
}
