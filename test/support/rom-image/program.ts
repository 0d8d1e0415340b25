/** Small programs for the board in a ROM image of their own: `main()` runs and reports. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { type RomModule } from '../../../tools/rom/plan.js';
import { type RomOptions } from '../../../tools/rom/rom-image.js';
import { buildRomTestImage, romFolder, runRomTestImage, type RomTestImage } from './image.js';

/** Modules by name: the text, and whether it runs when the image is built (the default). */
export type Sources = Readonly<Record<string, string | { readonly text: string; readonly preload: boolean }>>;

/** The modules of a plan, written to files. */
export function romModules(folder: string, sources: Sources): RomModule[] {
  return Object.entries(sources).map(([specifier, source]) => {
    const { text, preload } = typeof source === 'string' ? { text: source, preload: true } : source;
    const path = join(folder, 'modules', `${specifier}.js`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return { specifier, path, preload };
  });
}

const FIXTURE: Sources = {
  report: 'export function report(name, result) @ "xs_test_report";\n',
  'main-00': {
    preload: false,
    text: `import { report } from 'report';
      import { main } from 'program';
      try { main(); } catch (error) { report('threw', error.name + ': ' + error.message); }`,
  },
};

/**
 * An image with the module `program`, which sees `report(name, result)` and exports `main()`.
 * @param more further modules
 * @param library another engine for the board than the project's own
 */
export function buildProgram(
  name: string,
  text: string,
  options: Partial<RomOptions> & { readonly more?: Sources } = {},
  library?: string,
): Promise<RomTestImage> {
  const { more = {}, ...others } = options;
  const program = { program: `import { report } from 'report';\n${text}` };
  const modules = romModules(romFolder(name), { ...FIXTURE, ...more, ...program });
  return buildRomTestImage(name, { ...others, modules }, library);
}

/** What the program reports on the board. As {@link buildProgram} otherwise. */
export async function runProgram(...build: Parameters<typeof buildProgram>): Promise<Record<string, string>> {
  const { elf } = await buildProgram(...build);
  const { results } = await runRomTestImage(elf);
  return Object.fromEntries(results);
}
