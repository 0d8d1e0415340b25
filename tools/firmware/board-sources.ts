/** Which C files of `boards/` an image is made of. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BoardError, type Board, type BoardTarget } from './board.js';

/** C files of the board's part of an image, and where its headers lie, relative to the root. */
export interface BoardSources {
  readonly files: readonly string[];
  readonly includes: readonly string[];
}

/**
 * Real image: `boards/common` and all drivers of the family. Emulator image: the drivers whose blocks the emulator has, and
 * the twins of `boards/emulator` for the others.
 * @throws BoardError when an emulator image is asked for and the data sheet knows no emulator
 */
export function boardSources(root: string, board: Board, target: BoardTarget): BoardSources {
  const common = sourcesOf(root, 'boards/common');
  const family = `boards/${board.family}`;
  const includes = ['boards/common', family];
  if (target === 'real') return { files: [...common, ...sourcesOf(root, family)], includes };
  if (board.emulator === undefined) throw new BoardError(`board ${board.name} has no emulator`);
  const drivers = board.emulator.drivers.map((driver) => `${family}/${driver}.c`);
  return {
    files: [...common, ...drivers, ...sourcesOf(root, 'boards/emulator')],
    includes: [...includes, 'boards/emulator'],
  };
}

function sourcesOf(root: string, folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.c'))
    .sort()
    .map((name) => `${folder}/${name}`);
}
