/** ROM images for tests: modules and the fixture `main.c` to an ELF, and a run of it on the emulated board. */

import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { BoardEmulator } from '../../../tools/board/emulator.js';
import { type ConsoleRecord } from '../../../tools/board/console-record.js';
import { boardHeader } from '../../../tools/firmware/board-header.js';
import { boardSources } from '../../../tools/firmware/board-sources.js';
import { type Board, readBoard } from '../../../tools/firmware/board.js';
import { compileAll, type Source } from '../../../tools/firmware/compile.js';
import { link } from '../../../tools/firmware/link.js';
import { buildBoardEngine, engineIncludes, enginePaths } from '../../../tools/rom/engine-build.js';
import { buildRomImage, type RomOptions, type RomReport } from '../../../tools/rom/rom-image.js';
import { projectPath } from '../../../tools/support/project-root.js';

const ROOT = projectPath('');
const FIXTURE = projectPath('test/support/rom-image/main.c');

/** Most that a run may take on a loaded machine, ms. */
const RUN_MS = 120_000;

/** Octets of the XS arena unless the image says otherwise. */
const ARENA_OCTETS = 96 * 1024;

/** A linked image and what its builder reported. */
export interface RomTestImage {
  readonly elf: string;
  readonly report: RomReport;
}

const made = new Set<string>();
process.once('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A folder of this process's own for what a test builds; gone when the process ends. */
export function romFolder(name: string): string {
  const folder = projectPath(join('build', 'test', `rom-${name}-${process.pid}`));
  mkdirSync(folder, { recursive: true });
  made.add(folder);
  return folder;
}

/**
 * Builds the image with the fixture's program around it; the plan must have a module `main-00`.
 * @param library another engine for the board than the project's own
 * @throws ToolError where the builder, the compiler or the linker refuses
 */
export async function buildRomTestImage(
  name: string,
  options: Omit<RomOptions, 'outputFolder'>,
  library?: string,
): Promise<RomTestImage> {
  const folder = romFolder(name);
  const creation = { static: ARENA_OCTETS, stack: 512, ...options.creation };
  const engine = enginePaths(ROOT);
  const { object, report } = await buildRomImage(engine, { ...options, creation, outputFolder: folder });
  const board = readBoard(ROOT, 'netduinoplus2');
  const { files, includes } = boardSources(ROOT, board, 'emulator');
  const defines = new Map<string, string>();
  const common = { includes: [headerFolder(board), ...includes.map(projectPath)], defines };
  const arena = new Map([['XS_ARENA_OCTETS', String(creation.static)]]);
  const sources: Source[] = [
    ...files.map((file) => ({ file: projectPath(file), ...common })),
    { file: FIXTURE, ...common, defines: arena, flags: engineIncludes(engine) },
  ];
  const cache = projectPath('build/test/objects');
  const compiler = { program: 'arm-none-eabi-gcc', flags: board.cpu.flags, root: ROOT, cache };
  const objects = (await compileAll(compiler, sources)).map((compiled) => compiled.object);
  const { elf } = await link(board, [...objects, object], library ?? (await buildBoardEngine(engine)), ROOT, folder);
  return { elf, report };
}

/** The folder with `board_config.h`, one for all test processes so that they share objects. */
function headerFolder(board: Board): string {
  const folder = projectPath(join('build/test/boards', board.name));
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'board_config.h');
  writeFileSync(`${file}.${process.pid}`, boardHeader(board));
  renameSync(`${file}.${process.pid}`, file);
  return folder;
}

/** Memory that a machine used at most, octets. */
export type RomUsage = Readonly<Record<'slots' | 'chunks' | 'stack' | 'cstack' | 'fixed' | 'aliases' | 'free', number>>;

/** What a run said. */
export interface RomRun {
  /** Results by the name under which the program reported them. */
  readonly results: ReadonlyMap<string, string>;
  /** By machine, in the order of the modules `main-00`, `main-01` …. */
  readonly usage: readonly RomUsage[];
}

const ENDINGS = ['rom.done', 'rom.exception', 'rom.abort', 'board.last-words'];

/**
 * Runs an image until its program has ended.
 * @throws Error with the console's last lines where it aborts, faults, throws or hangs
 */
export async function runRomTestImage(elf: string): Promise<RomRun> {
  const board = new BoardEmulator({ image: elf });
  try {
    await board.start();
    const end: ConsoleRecord = await board.console.record(({ code }) => ENDINGS.includes(code), RUN_MS);
    if (end.code !== 'rom.done') throw new Error(`the image ended with ${end.code}:\n${board.console.tail()}`);
    const { records } = board.console;
    const cases = records.filter(({ code }) => code === 'case');
    // Each result bears a sign before it (RESULT_SIGN in main.c).
    const results = new Map(cases.map(({ fields }) => [String(fields['name']), String(fields['result']).slice(1)]));
    const usage = records.filter(({ code }) => code === 'rom.end').map(({ fields }) => fields as RomUsage);
    return { results, usage };
  } finally {
    await board.close();
  }
}
