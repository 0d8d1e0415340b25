/**
 * The two builds of the XS engine from one set of sources and one feature header: `host`, a 32-bit ARM Linux program that
 * runs under qemu-arm and lays out ROM images; `board`, a Cortex-M4 library without parser, debugger and snapshots.
 *
 * The sources stay as they were fetched: a copy is made and `hal/xs/engine/*.patch` applied to it.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';

import { underLock } from '../firmware/lock.js';
import { runTool } from './run-tool.js';

/** `host` lays out images, `board` runs them. */
export type EngineTarget = 'host' | 'board';

/** Where things are; every path absolute. */
export interface EnginePaths {
  /** The checkout. */
  readonly root: string;
  /** The engine as fetched: `sources`, `includes`, `platforms`. */
  readonly vendor: string;
  /** Where the copy, the objects and the programs go. */
  readonly output: string;
}

/** The usual places of a checkout. */
export function enginePaths(root: string): EnginePaths {
  return { root, vendor: join(root, 'build/vendor/xs'), output: join(root, 'build/engine') };
}

/** What both builds have; xsDefaults.c is left out on a board, where each image brings the defaults it needs. */
const COMMON_SOURCES = (
  'All API Arguments Array Atomics BigInt Boolean Common DataView Date Debug Error Function Generator Global JSON MapSet ' +
  'Marshall Math Memory Module Number Object Platforms Promise Property Proxy RegExp Run String Symbol Type dtoa re mc'
).split(' ');
const HOST_SOURCES = 'Defaults Code Lexical Scope Script SourceMap Syntaxical Tree'.split(' ');

/** Our own C of the engine, in `hal/xs/engine`. */
const BOARD_OWN = ['memory.c', 'machine.c', 'module-name.c', 'format.c', 'calendar.c'];
const HOST_OWN = ['module-name.c'];
/** The parts of the two host programs, in `tools/rom`. */
const HOST_PROGRAMS = Object.freeze({
  run: ['plan.c', 'compile.c', 'host.c', 'run.c'],
  build: [
    'plan.c',
    'compile.c',
    'host.c',
    'names.c',
    'strip.c',
    'trim.c',
    'attribute.c',
    'rehash.c',
    'code.c',
    'variables.c',
    'freeze.c',
    'regions.c',
    'symbols.c',
    'emit.c',
    'defaults.c',
    'report.c',
    'build.c',
  ],
});

/** Names of the engine's own source files that a target compiles. */
export function engineSources(target: EngineTarget): string[] {
  const names = target === 'host' ? [...COMMON_SOURCES, ...HOST_SOURCES] : COMMON_SOURCES;
  return names.map((name) => `xs${name}.c`);
}

/** Include paths and macros: what C code that uses xs.h or xsmc.h needs as well. */
export function engineIncludes(paths: EnginePaths): string[] {
  return [
    ...['includes', 'platforms', 'sources'].flatMap((folder) => ['-isystem', join(paths.output, 'xs', folder)]),
    `-I${join(paths.root, 'hal/xs/engine')}`,
    '-DXSPLATFORM="xs-platform.h"',
    '-DINCLUDE_XSPLATFORM=1',
  ];
}

/** Instruction set and float convention of the board's core: the same for every C file of a firmware. */
export const BOARD_CORE_FLAGS: readonly string[] = Object.freeze(
  '-mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16'.split(' '),
);

/** Compiler and flags of a target, without the include paths. */
export function engineFlags(target: EngineTarget): string[] {
  // The engine reads the words of a number that it has just written (xsMapSet.c): aliasing by type breaks it.
  const shared = ['-std=gnu11', '-fno-common', '-fno-strict-aliasing'];
  return target === 'host'
    ? ['-marm', '-O1', ...shared, '-DSEP2_XS_HOST=1', '-DmxParse=1']
    : [...BOARD_CORE_FLAGS, '-Os', '-ffunction-sections', '-fdata-sections', ...shared];
}

/** Warnings that our own C passes; the engine's does not. */
export const OWN_WARNINGS: readonly string[] = Object.freeze(['-Wall', '-Wextra', '-Werror']);

/** `gcc`, `ar`, `nm` … of a target. */
export function engineTool(target: EngineTarget, tool: string): string {
  return `${target === 'host' ? 'arm-linux-gnueabihf' : 'arm-none-eabi'}-${tool}`;
}

function digest(...parts: string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

/** All the text that a C file of the engine, or one of our own, may see, so that an edit of any header makes it new. */
function headersDigest(paths: EnginePaths, own: boolean): string {
  const folders = [
    join(paths.output, 'xs/sources'),
    join(paths.output, 'xs/includes'),
    join(paths.output, 'xs/platforms'),
    join(paths.root, 'hal/xs/engine'),
    ...(own ? [join(paths.root, 'tools/rom')] : []),
  ];
  const texts: string[] = [];
  for (const folder of folders)
    for (const name of readdirSync(folder).sort())
      if (name.endsWith('.h')) texts.push(name, readFileSync(join(folder, name), 'utf8'));
  return digest(...texts);
}

/** How long a process waits for another that builds the same engine, ms. */
const PATIENCE_MS = 240_000;

/** Test processes and terminals share the output folder: one of them at a time builds in it. */
function alone<T>(paths: EnginePaths, work: () => Promise<T>): Promise<T> {
  return underLock(join(paths.output, 'build.lock'), PATIENCE_MS, work);
}

/** The text of a stamp file; undefined where there is none. */
function stampOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** The patched copy of the engine; made again when the sources or a patch changed. */
async function prepareEngineSources(paths: EnginePaths): Promise<void> {
  const own = join(paths.root, 'hal/xs/engine');
  const patches = readdirSync(own)
    .filter((name) => name.endsWith('.patch'))
    .sort();
  const sources = readdirSync(join(paths.vendor, 'sources')).sort();
  const stamp = digest(
    ...patches.map((name) => readFileSync(join(own, name), 'utf8')),
    ...sources.map((name) => readFileSync(join(paths.vendor, 'sources', name), 'utf8')),
  );
  const copy = join(paths.output, 'xs');
  const stampFile = join(copy, 'stamp');
  if (stampOf(stampFile) === stamp) return;
  rmSync(copy, { recursive: true, force: true });
  for (const folder of ['sources', 'includes', 'platforms'])
    cpSync(join(paths.vendor, folder), join(copy, folder), { recursive: true, dereference: true });
  for (const name of patches)
    await runTool('patch', ['--silent', '--strip=1', '--directory', copy, '--input', join(own, name)]);
  writeFileSync(stampFile, stamp);
}

/** One object file to be. */
interface CompileJob {
  readonly source: string;
  readonly object: string;
  readonly flags: readonly string[];
  /** True: our own code, which sees more headers than the engine's. */
  readonly own: boolean;
}

/** Compiles what changed, as many at a time as there are processors. Answers what the objects were made from. */
async function compileAll(paths: EnginePaths, target: EngineTarget, jobs: readonly CompileJob[]): Promise<string> {
  const headers = { engine: headersDigest(paths, false), own: headersDigest(paths, true) };
  const stamps = jobs.map(({ source, flags, own }) =>
    digest(readFileSync(source, 'utf8'), own ? headers.own : headers.engine, flags.join(' ')),
  );
  const waiting = jobs
    .map((job, at) => ({ ...job, stamp: stamps[at]! }))
    .filter(({ object, stamp }) => {
      const stampFile = `${object}.stamp`;
      if (existsSync(object) && stampOf(stampFile) === stamp) return false;
      rmSync(stampFile, { force: true });
      return true;
    });
  const work = async (): Promise<void> => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      await runTool(engineTool(target, 'gcc'), [...job.flags, '-c', job.source, '-o', job.object]);
      writeFileSync(`${job.object}.stamp`, job.stamp);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, cpus().length) }, work));
  return digest(...jobs.map((job) => job.object), ...stamps);
}

/** Makes a file of the objects unless it is already of these; whoever uses the old one goes on with it. */
async function makeOnce(file: string, stamp: string, make: (scratch: string) => Promise<unknown>): Promise<void> {
  const stampFile = `${file}.stamp`;
  if (existsSync(file) && stampOf(stampFile) === stamp) return;
  const scratch = `${file}.new`;
  rmSync(scratch, { force: true });
  rmSync(stampFile, { force: true });
  await make(scratch);
  renameSync(scratch, file);
  writeFileSync(stampFile, stamp);
}

function jobsOf(
  paths: EnginePaths,
  target: EngineTarget,
  folder: string,
  names: readonly string[],
  own: boolean,
): CompileJob[] {
  const flags = [
    ...engineFlags(target),
    ...engineIncludes(paths),
    ...(own ? [...OWN_WARNINGS, '-Wno-unused-parameter'] : ['-w']),
  ];
  return names.map((name) => ({
    source: join(folder, name),
    object: join(paths.output, target, `${own ? basename(folder) : 'xs'}-${name.replace(/\.c$/, '.o')}`),
    flags,
    own,
  }));
}

/** The engine for a board as a static library; its path. ToolError with the compiler's words; LockError where another build hangs. */
export function buildBoardEngine(paths: EnginePaths): Promise<string> {
  return alone(paths, async () => {
    await prepareEngineSources(paths);
    mkdirSync(join(paths.output, 'board'), { recursive: true });
    const jobs = [
      ...jobsOf(paths, 'board', join(paths.output, 'xs/sources'), engineSources('board'), false),
      ...jobsOf(paths, 'board', join(paths.root, 'hal/xs/engine'), BOARD_OWN, true),
    ];
    const stamp = await compileAll(paths, 'board', jobs);
    const library = join(paths.output, 'libxs-board.a');
    await makeOnce(library, stamp, (scratch) =>
      runTool(engineTool('board', 'ar'), ['rcs', scratch, ...jobs.map((job) => job.object)]),
    );
    return library;
  });
}

/** A program that runs on the host under qemu-arm. */
export interface HostProgram {
  readonly path: string;
  /** Addresses and names of its functions, as `nm` prints them. */
  readonly symbols: string;
}

/** Builds `run` (XS in RAM) or `build` (the ROM image builder) and lists its symbols. Fails as {@link buildBoardEngine} does. */
export function buildHostProgram(paths: EnginePaths, name: keyof typeof HOST_PROGRAMS): Promise<HostProgram> {
  return alone(paths, async () => {
    await prepareEngineSources(paths);
    mkdirSync(join(paths.output, 'host'), { recursive: true });
    const engine = jobsOf(paths, 'host', join(paths.output, 'xs/sources'), engineSources('host'), false);
    const own = [
      ...jobsOf(paths, 'host', join(paths.root, 'hal/xs/engine'), HOST_OWN, true),
      ...jobsOf(paths, 'host', join(paths.root, 'tools/rom'), HOST_PROGRAMS[name], true),
    ];
    const stamp = await compileAll(paths, 'host', [...engine, ...own]);
    const path = join(paths.output, `xs-${name}`);
    const symbols = `${path}.symbols`;
    const objects = [...own, ...engine].map((job) => job.object);
    await makeOnce(path, stamp, async (scratch) => {
      await runTool(engineTool('host', 'gcc'), ['-static', '-marm', '-o', scratch, ...objects, '-lm']);
      writeFileSync(symbols, await runTool(engineTool('host', 'nm'), ['--defined-only', '--numeric-sort', scratch]));
    });
    return { path, symbols };
  });
}
