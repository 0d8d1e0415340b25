/**
 * Makes the modules of an image smaller without changing what they do: constants where they are used, short names for what has a
 * name inside one module alone, and nothing that no other module asks for. Names of properties stay.
 *
 * An export that goes may take an import along, and an import a constant: the modules are gone through until nothing changes.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MinifyOptions } from 'terser';

import { inParallel } from './run.js';
import { type ModuleFace, readFace, shake } from './shake.js';

/** A module on its way. */
export interface ShrinkModule {
  readonly specifier: string;
  readonly source: string;
  readonly imports: readonly string[];
  /** Its functions are C: text that is no JavaScript, and stays as it is. */
  readonly native: boolean;
}

/** Most times that the modules are gone through. */
const MAX_ROUNDS = 5;

/** Changed with what this module does to a text, so that no older result is used. */
const VERSION = '2';

/**
 * How a text becomes smaller: nothing that counts on what the language does not promise. Names stay what they are while the modules
 * are gone through, so that it can be seen which of them are used.
 */
const COMPRESS: MinifyOptions = Object.freeze({
  module: true,
  ecma: 2020,
  mangle: false,
  compress: { passes: 2, keep_infinity: true, evaluate: true, hoist_props: false, inline: 1, join_vars: false },
  format: { comments: false, semicolons: false },
} satisfies MinifyOptions);

/** Short names for what has a name inside one module alone, at the end. */
const MANGLE: MinifyOptions = Object.freeze({
  module: true,
  ecma: 2020,
  compress: false,
  mangle: { module: true, reserved: ['__proto__'] },
  format: { comments: false, semicolons: false },
} satisfies MinifyOptions);

/**
 * The same modules, smaller. What nothing asks for any more is still among them, without an import that leads to it.
 * @param roots modules whose exports the firmware asks for by name
 */
export async function shrinkModules<M extends ShrinkModule>(
  modules: readonly M[],
  roots: readonly string[],
  cache: string,
): Promise<M[]> {
  const { default: ts } = await import('typescript');
  const facesOf = (some: readonly M[]): Map<string, ModuleFace> =>
    new Map(some.map(({ specifier, source, native }) => [specifier, native ? NATIVE : readFace(source, ts)]));
  let current = [...modules];
  let faces = facesOf(current);
  const effects = new Map([...faces].map(([specifier, face]) => [specifier, face.effects]));
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const asked = wantedNames(faces, roots);
    const constantOf = (from: string, name: string): string | undefined => faces.get(from)?.constants.get(name);
    const next = await inParallel(current, async (module) => {
      const wanted = asked.get(module.specifier);
      if (module.native || wanted === undefined) return module;
      const surroundings = { wanted, constantOf, effects: effects.get(module.specifier)! };
      const source = await minified(shake(module.source, surroundings, ts), module.specifier, COMPRESS, cache);
      return source === module.source ? module : { ...module, source };
    });
    if (next.every((module, index) => module === current[index])) break;
    current = next;
    faces = facesOf(current);
  }
  return inParallel(current, async (module) => {
    const imports = importsOf(module, faces);
    if (module.native) return { ...module, imports };
    return { ...module, imports, source: await minified(module.source, module.specifier, MANGLE, cache) };
  });
}

function importsOf(module: ShrinkModule, faces: ReadonlyMap<string, ModuleFace>): readonly string[] {
  return module.native ? module.imports : [...faces.get(module.specifier)!.wanted.keys()];
}

const NATIVE: ModuleFace = Object.freeze({ constants: new Map(), wanted: new Map(), effects: new Set<string>() });

/** What is asked of each module that the roots reach. */
function wantedNames(faces: ReadonlyMap<string, ModuleFace>, roots: readonly string[]): Map<string, Set<string>> {
  const wanted = new Map<string, Set<string>>();
  const pending = [...roots];
  for (const root of roots) wanted.set(root, new Set(['*']));
  const seen = new Set(pending);
  while (pending.length > 0) {
    for (const [from, names] of faces.get(pending.pop()!)?.wanted ?? []) {
      const all = wanted.get(from) ?? new Set();
      for (const name of names) all.add(name);
      wanted.set(from, all);
      if (!seen.has(from)) pending.push(from);
      seen.add(from);
    }
  }
  return wanted;
}

async function minified(source: string, specifier: string, options: MinifyOptions, cache: string): Promise<string> {
  const sum = createHash('sha256')
    .update(`${VERSION}\0${JSON.stringify(options)}\0${source}`)
    .digest('hex');
  const file = join(cache, `${sum.slice(0, 32)}.js`);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not made before.
  }
  const { minify } = await import('terser');
  const { code } = await minify({ [specifier]: source }, { ...options });
  mkdirSync(cache, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, code!);
  renameSync(`${file}.${process.pid}`, file);
  return code!;
}
