/** Images of a few modules, as far as the builder goes: for tests of its report and its refusals. */

import { enginePaths } from '../../../tools/rom/engine-build.js';
import { buildRomImage, type RomImage, type RomOptions } from '../../../tools/rom/rom-image.js';
import { projectPath } from '../../../tools/support/project-root.js';
import { romFolder } from './image.js';
import { romModules, type Sources } from './program.js';

let images = 0;

/** Builds an image in a folder of its own. Fails as {@link buildRomImage} does. */
export function buildImage(sources: Sources, options: Partial<RomOptions> = {}): Promise<RomImage> {
  const folder = romFolder(`unit-${images++}`);
  const modules = romModules(folder, sources);
  return buildRomImage(enginePaths(projectPath('')), { ...options, modules, outputFolder: folder });
}
