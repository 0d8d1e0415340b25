/** Which C files an image is made of, and with which options each is compiled. */

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { type EnginePaths, engineIncludes } from '../rom/engine-build.js';
import { type Board, type BoardTarget } from './board.js';
import { boardHeader } from './board-header.js';
import { boardSources } from './board-sources.js';
import { type Source } from './compile.js';
import { type Manifest, ManifestError, type NamedPath } from './manifest.js';

/** The C files of the board and of the manifests; the engine's are a library (`tools/rom`). */
export function imageSources(board: Board, target: BoardTarget, manifest: Manifest, engine: EnginePaths): Source[] {
  const { root } = engine;
  const ofBoard = boardSources(root, board, target);
  const boardIncludes = [headerFolder(root, board), ...ofBoard.includes.map((folder) => join(root, folder))];
  const defines = definesOf(manifest);
  const files = manifest.sources.flatMap((path) => cFiles(path));
  return [
    ...ofBoard.files.map((file) => ({ file: join(root, file), includes: boardIncludes, defines: new Map() })),
    ...[...new Set(files)].map((file) => {
      const own = file.startsWith(join(root, 'hal'));
      const includes = [...manifest.includes, ...boardIncludes];
      return own ? { file, includes, defines, flags: engineIncludes(engine) } : { file, includes, defines };
    }),
  ];
}

/** The folder with `board_config.h`; written only where it differs, for objects are kept by what they include. */
function headerFolder(root: string, board: Board): string {
  const folder = join(root, 'build/cache/boards', board.name);
  const file = join(folder, 'board_config.h');
  const text = boardHeader(board);
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${file}.${process.pid}`, text);
    renameSync(`${file}.${process.pid}`, file);
  }
  return folder;
}

/**
 * What C sees of a manifest: `sep2.cDefines` as they stand, `defines` as `MODDEF_<PATH>_<NAME>`, and the sizes of the machine that the
 * engine does not read itself.
 */
export function definesOf(manifest: Manifest): ReadonlyMap<string, string> {
  const defines = new Map(manifest.cDefines);
  const walk = (prefix: string, value: unknown): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [name, below] of Object.entries(value))
        walk(`${prefix}_${name.toUpperCase().replace(/\W/g, '_')}`, below);
    } else defines.set(prefix, Array.isArray(value) ? `{${value.join(',')}}` : String(Number(value)));
  };
  walk('MODDEF', manifest.defines);
  defines.set('XS_ARENA_OCTETS', String(manifest.creation.static ?? 0));
  return defines;
}

/** A path of `sep2.c`: one file, or those of a folder that a `*` in its last part stands for. */
function cFiles({ path, manifest }: NamedPath): string[] {
  if (!basename(path).includes('*')) {
    if (!existsSync(path)) throw new ManifestError(manifest, 'sep2.c', `there is no file ${path}${hint(path)}`);
    return [path];
  }
  const [before, after] = basename(path).split('*') as [string, string];
  const folder = dirname(path);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const matching = names
    .filter((name) => name.startsWith(before) && name.endsWith(after) && name.endsWith('.c'))
    .sort();
  if (matching.length === 0) throw new ManifestError(manifest, 'sep2.c', `no file matches ${path}${hint(path)}`);
  return matching.map((name) => join(folder, name));
}

function hint(path: string): string {
  return path.includes('/build/vendor/') ? ': run npm run setup' : '';
}
