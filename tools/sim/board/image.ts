/** The image that the emulated board runs: built where it is missing or old. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { buildImage, builtElf, type BuiltImage } from '../../firmware/build.js';
import { type ImageChoice, imageName } from '../../firmware/options.js';

/**
 * Builds the image of a choice, or finds it up to date.
 *
 * @param tell takes what is done, a line without its end
 * @throws Error as `buildImage` throws
 */
export async function prepareImage(
  root: string,
  choice: ImageChoice,
  tell: (line: string) => void,
): Promise<BuiltImage> {
  const name = imageName(choice);
  const before = digestOf(builtElf(root, choice));
  const beganMs = performance.now();
  if (before === undefined) tell(`${name} is built now: a minute or two`);
  const image = await buildImage(root, choice);
  const tookS = Math.round((performance.now() - beganMs) / 1000);
  if (before === undefined) tell(`${name} was built in ${tookS} s`);
  else if (before === digestOf(image.linked.elf)) tell(`${name} is up to date`);
  else tell(`${name} was old, and was built anew in ${tookS} s`);
  return image;
}

function digestOf(elf: string | undefined): string | undefined {
  return elf === undefined ? undefined : createHash('sha256').update(readFileSync(elf)).digest('hex');
}
