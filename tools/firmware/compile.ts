/**
 * Compiles C files to objects, each once: an object in the cache is used again as long as the compiler, the options, the source and
 * every header that it includes are, octet for octet, what they were.
 */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

import { inParallel, runTool } from './run.js';

/** Optimisation, sections that the linker can drop, and octets that do not depend on where the checkout lies. */
const COMMON = ['-std=c11', '-Os', '-g', '-ffunction-sections', '-fdata-sections', '-fno-common'];
/** Our own code is held to every warning. */
const OWN = ['-Wall', '-Wextra', '-Werror'];
/** Foreign code is as it is. */
const FOREIGN = ['-w'];

/** One C file and the options that go with its part of the image. */
export interface Source {
  /** Absolute. */
  readonly file: string;
  readonly includes: readonly string[];
  readonly defines: ReadonlyMap<string, string>;
  /** Further options. */
  readonly flags?: readonly string[];
}

/** A compiler, and where its objects are kept. */
export interface Compiler {
  /** `arm-none-eabi-gcc`. */
  readonly program: string;
  /** Options of the core. */
  readonly flags: readonly string[];
  /** Absolute path of the project. */
  readonly root: string;
  /** Folder of the cache. */
  readonly cache: string;
}

/** An object and whether it had to be made. */
export interface CompiledObject {
  readonly source: string;
  readonly object: string;
  readonly fresh: boolean;
}

/** What an object was made from, beside it in the cache. */
interface Origin {
  /** SHA-256 by file: the source and each header. */
  readonly inputs: Readonly<Record<string, string>>;
}

/**
 * Objects of `sources`, in order.
 * @throws ToolError with the compiler's output, naming the file
 */
export async function compileAll(compiler: Compiler, sources: readonly Source[]): Promise<CompiledObject[]> {
  mkdirSync(compiler.cache, { recursive: true });
  const version = (
    await runTool('could not ask the compiler for its version', compiler.program, ['--version'], compiler.root)
  ).out;
  const sums = new Map<string, string>();
  return inParallel(sources, (source) => compileOne(compiler, version, source, sums));
}

async function compileOne(
  compiler: Compiler,
  version: string,
  source: Source,
  sums: Map<string, string>,
): Promise<CompiledObject> {
  const { root, cache, program } = compiler;
  const name = relative(root, source.file);
  const foreign = name.startsWith('..') || name.startsWith('build/') || name.startsWith('node_modules/');
  const options = [
    ...compiler.flags,
    ...COMMON,
    `-ffile-prefix-map=${root}=.`,
    ...(foreign ? FOREIGN : OWN),
    ...(source.flags ?? []),
    ...[...source.defines].map(([symbol, value]) => (value === '' ? `-D${symbol}` : `-D${symbol}=${value}`)),
    ...source.includes.map((folder) => `-I${folder}`),
  ];
  const key = digest([version, name, ...options].join('\0')).slice(0, 24);
  const stem = join(cache, `${basename(name, '.c')}-${key}`);
  const object = `${stem}.o`;
  if (existsSync(object) && isCurrent(`${stem}.json`, sums)) return { source: name, object, fresh: false };

  // Two builds may make the same object at once: each writes its own and the last to finish puts an equal one in place.
  const scratch = `${stem}.${process.pid}`;
  const args = [...options, '-MD', '-MF', `${scratch}.d`, '-c', source.file, '-o', `${scratch}.o`];
  const { err } = await runTool(`could not compile ${name}`, program, args, root);
  if (err !== '') process.stderr.write(err);
  const inputs: Record<string, string> = {};
  for (const file of prerequisites(readFileSync(`${scratch}.d`, 'utf8'))) inputs[file] = sumOf(file, sums);
  writeFileSync(`${scratch}.json`, JSON.stringify({ inputs } satisfies Origin));
  for (const suffix of ['d', 'o', 'json']) renameSync(`${scratch}.${suffix}`, `${stem}.${suffix}`);
  return { source: name, object, fresh: true };
}

function isCurrent(path: string, sums: Map<string, string>): boolean {
  try {
    const { inputs } = JSON.parse(readFileSync(path, 'utf8')) as Origin;
    return Object.entries(inputs).every(([file, sum]) => sumOf(file, sums) === sum);
  } catch {
    return false;
  }
}

function sumOf(file: string, sums: Map<string, string>): string {
  let sum = sums.get(file);
  if (sum === undefined) {
    sum = digest(readFileSync(file));
    sums.set(file, sum);
  }
  return sum;
}

function digest(octets: string | Buffer): string {
  return createHash('sha256').update(octets).digest('hex');
}

/** The files that a make rule of the compiler's `-MD` names after its colon. */
export function prerequisites(rule: string): string[] {
  const joined = rule.replace(/\\\r?\n/g, ' ');
  return joined
    .slice(joined.indexOf(': ') + 2)
    .split(/(?<!\\)\s+/)
    .map((file) => file.replace(/\\ /g, ' ').trim())
    .filter((file) => file !== '');
}
