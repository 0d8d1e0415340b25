/** An image from its manifests to ELF, BIN and HEX: modules, ROM image, C, link. Two processes that want the same wait for each other. */

import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildBoardEngine, enginePaths } from '../rom/engine-build.js';
import { buildRomImage, type RomReport } from '../rom/rom-image.js';
import { type Board, readBoard } from './board.js';
import { compileAll, type CompiledObject } from './compile.js';
import { link, type Linked, measure, type Usage } from './link.js';
import { underLock } from './lock.js';
import { type Manifest, readManifests } from './manifest.js';
import { collectModules, type ImageModule, preloaded } from './modules.js';
import { appManifest, type ImageChoice, imageFolder } from './options.js';
import { imageSources } from './sources.js';
import { pruneTables, type PrunedTables } from './tables.js';

/** Longest that a build waits for another one, ms. */
const PATIENCE_MS = 10 * 60_000;

/** An image that was built, and what was learnt on the way. */
export interface BuiltImage {
  readonly choice: ImageChoice;
  readonly board: Board;
  readonly manifest: Manifest;
  /** Folder of `firmware.elf`, `.bin`, `.hex`, `.map`, `rom.o` and `rom-report.json`. */
  readonly folder: string;
  /** The C objects in it, and what each was made of; the engine is a library, the read-only heap is `rom.o`. */
  readonly objects: readonly CompiledObject[];
  readonly linked: Linked;
  readonly usage: Usage;
  readonly rom: RomReport;
  /** Absent where the manifest names no elements: the image then holds the whole schema. */
  readonly tables: PrunedTables | undefined;
}

/**
 * Builds an image; what is up to date is used again.
 * @throws ChoiceError, BoardError, ManifestError, ModuleError for what the maker wrote; ToolError for what a tool refused
 */
export async function buildImage(root: string, choice: ImageChoice): Promise<BuiltImage> {
  const lock = join(root, 'build/cache/firmware.lock');
  return underLock(lock, PATIENCE_MS, () => buildAlone(root, choice));
}

/** The manifests of a choice: the app's, then that of the crypto provider, then what takes XML out. */
export function imageManifest(root: string, choice: ImageChoice): Manifest {
  const parts = [`crypto-${choice.crypto}`, ...(choice.exiOnly === true ? ['exi-only'] : [])];
  const files = [appManifest(root, choice.app), ...parts.map((part) => join(root, `manifests/${part}.json`))];
  return readManifests(files, { target: choice.target });
}

async function buildAlone(root: string, choice: ImageChoice): Promise<BuiltImage> {
  const board = readBoard(root, choice.board);
  const manifest = imageManifest(root, choice);
  const folder = imageFolder(root, choice);
  mkdirSync(folder, { recursive: true });
  const engine = enginePaths(root);
  const tables = manifest.elements.length === 0 ? undefined : pruneTables(root, manifest.elements);
  const substitutes = new Map(tables === undefined ? [] : [[tables.file, tables.source]]);
  const modules = await collectModules(manifest, { root, substitutes, shrink: true });
  const { object, report } = await buildRomImage(engine, {
    ...romModules(manifest, root, modules, join(folder, 'modules')),
    keep: manifest.keep,
    strip: manifest.strip,
    unfrozen: Object.fromEntries(manifest.unfrozen),
    creation: manifest.creation,
    functionLength: false,
    functionName: false,
    functionPrototype: false,
    outputFolder: folder,
  });
  const library = await buildBoardEngine(engine);
  const compiler = {
    program: 'arm-none-eabi-gcc',
    flags: board.cpu.flags,
    root,
    cache: join(root, 'build/cache/objects'),
  };
  const compiled = await compileAll(compiler, imageSources(board, choice.target, manifest, engine));
  const linked = await link(board, [...compiled.map((each) => each.object), object], library, root, folder);
  const usage = measure(board, linked);
  return { choice, board, manifest, folder, objects: compiled, linked, usage, rom: report, tables };
}

/** The lowered modules as files for the ROM builder. */
function romModules(
  manifest: Manifest,
  root: string,
  modules: readonly ImageModule[],
  folder: string,
): { readonly modules: { specifier: string; path: string; preload: boolean }[] } {
  rmSync(folder, { recursive: true, force: true });
  const chosen = new Set(
    preloaded(
      manifest,
      root,
      modules.map((module) => module.specifier),
    ),
  );
  return {
    modules: modules.map(({ specifier, source }) => {
      const path = join(folder, `${specifier.replace(/[^\w.-]/g, '_')}.js`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, source);
      return { specifier, path, preload: chosen.has(specifier) };
    }),
  };
}

/** The ELF of an image as it lies there; `undefined` where none was built. */
export function builtElf(root: string, choice: ImageChoice): string | undefined {
  const elf = join(imageFolder(root, choice), 'firmware.elf');
  return existsSync(elf) ? elf : undefined;
}
