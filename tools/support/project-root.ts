/** Where the project's own files are, from a compiled module under `dist/`. */

import { fileURLToPath } from 'node:url';

/** Absolute path of the package's folder, with a closing slash. */
export const PROJECT_ROOT: string = fileURLToPath(new URL('../../../', import.meta.url));

/** Absolute path of a file of the project, given from its root: `projectPath('test/vectors/exi-2018.jsonl.gz')`. */
export function projectPath(relative: string): string {
  return PROJECT_ROOT + relative;
}
