/**
 * The modules of an image: which file a specifier means, which specifier a file has, and what the program reaches from its first
 * module. Every module is lowered on its way, and every import in it is rewritten to the specifier of what it means.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

import { lower } from './lower.js';
import { type Manifest, ManifestError, type NamedPath } from './manifest.js';
import { nativeModule } from './native.js';
import { shrinkModules } from './shrink.js';

/** A module as the ROM builder takes it. */
export interface ImageModule {
  readonly specifier: string;
  /** Lowered source; imports are specifiers of other modules. */
  readonly source: string;
  /** File that it was made from, from the project's root. */
  readonly file: string;
  readonly imports: readonly string[];
  /** Functions of it are C: its source is more than JavaScript. */
  readonly native: boolean;
}

/** An import that no manifest answers, or a file that cannot be a module; says which module asked. */
export class ModuleError extends Error {
  override readonly name = 'ModuleError';
}

/** The project around the modules, and what stands in for a file. */
export interface ModuleOptions {
  /** Absolute path of the project. */
  readonly root: string;
  /** Sources (TypeScript) by file of `dist/`, absolute, instead of what the file holds: pruned tables. */
  readonly substitutes: ReadonlyMap<string, string>;
  /** Whether the modules are made smaller (`shrink.ts`); what nobody asks for then leaves. Default: no. */
  readonly shrink?: boolean;
}

/** Specifiers of a manifest, both ways. */
interface Catalogue {
  readonly fileOf: ReadonlyMap<string, string>;
  readonly specifierOf: ReadonlyMap<string, string>;
}

/**
 * The modules that the program reaches from `creation.main`, imports before those who import them.
 * @throws ManifestError for a path that names no module
 * @throws ModuleError for an import that no manifest answers
 */
export async function collectModules(manifest: Manifest, options: ModuleOptions): Promise<ImageModule[]> {
  const catalogue = catalogueOf(manifest, options.root);
  const main = manifest.creation.main ?? 'main';
  if (!catalogue.fileOf.has(main)) {
    throw new ManifestError(manifest.file, 'creation.main', `no manifest names the module '${main}'`);
  }
  const modules = new Map<string, ImageModule>();
  const pending: string[] = [main];
  while (pending.length > 0) {
    const specifier = pending.pop()!;
    if (modules.has(specifier)) continue;
    const module = await readModule(specifier, catalogue, options);
    modules.set(specifier, module);
    pending.push(...[...module.imports].reverse());
  }
  if (options.shrink !== true) return importsFirst(main, modules);
  const cache = join(options.root, 'build/cache/shrunk');
  const small = await shrinkModules([...modules.values()], [main], cache);
  return importsFirst(main, new Map(small.map((module) => [module.specifier, module])));
}

/**
 * Specifiers that `preload` names, among those that are there; `*` at the end of an entry stands for any rest.
 * @throws ManifestError for an entry that matches no module of the manifests
 */
export function preloaded(manifest: Manifest, root: string, present: readonly string[]): string[] {
  const known = [...catalogueOf(manifest, root).fileOf.keys()];
  const chosen = new Set<string>();
  for (const entry of manifest.preload) {
    const matches = matcher(entry);
    if (!known.some(matches))
      throw new ManifestError(manifest.file, 'preload', `no manifest names a module '${entry}'`);
    for (const specifier of present) if (matches(specifier)) chosen.add(specifier);
  }
  return present.filter((specifier) => chosen.has(specifier));
}

function matcher(entry: string): (specifier: string) => boolean {
  if (!entry.endsWith('*')) return (specifier) => specifier === entry;
  const prefix = entry.slice(0, -1);
  return (specifier) => specifier.startsWith(prefix);
}

async function readModule(specifier: string, catalogue: Catalogue, options: ModuleOptions): Promise<ImageModule> {
  const file = catalogue.fileOf.get(specifier)!;
  const name = relative(options.root, file);
  const substitute = options.substitutes.get(file);
  const language = substitute === undefined ? name : name.replace(/js$/, 'ts');
  const cache = join(options.root, 'build/cache/lowered');
  const imports: string[] = [];
  const lowered = await lower(substitute ?? readFileSync(file, 'utf8'), language, cache, (written) => {
    const target = resolveImport(written, file, catalogue);
    if (target === undefined) {
      throw new ModuleError(`${name} (module '${specifier}'): no manifest names what it imports as '${written}'`);
    }
    if (!imports.includes(target)) imports.push(target);
    return target;
  });
  const native = await nativeModule(file, options.root, lowered);
  return { specifier, source: native ?? lowered, file: name, imports, native: native !== undefined };
}

/** The specifier that an import means, by file where it is relative, by name (without extension) where it is not. */
function resolveImport(written: string, from: string, { fileOf, specifierOf }: Catalogue): string | undefined {
  if (written.startsWith('.')) return specifierOf.get(join(dirname(from), written));
  const file = fileOf.get(written) ?? fileOf.get(written.replace(/\.m?js$/, ''));
  return file === undefined ? undefined : specifierOf.get(file);
}

/**
 * A file is one module, whatever names it has: the one that a manifest spells out, else the first that a `*` gives it. A file whose
 * name a later manifest gives to another one still means that name, so that who imports it by its path gets the other.
 */
function catalogueOf(manifest: Manifest, root: string): Catalogue {
  const excluded = new Set(manifest.excluded.flatMap((path) => moduleFiles(path, 'modules.~', root)));
  const fileOf = new Map<string, string>();
  const spelled = new Map<string, string>();
  const replaced = new Map<string, string>();
  for (const [key, paths] of manifest.modules) {
    for (const path of paths) {
      for (const file of moduleFiles(path, `modules.${key}`, root)) {
        if (excluded.has(file)) continue;
        const stem = basename(file).replace(/\.m?js$/, '');
        const folder = key === '*' ? '' : key.endsWith('/*') ? key.slice(0, -1) : undefined;
        const specifier = folder === undefined ? key : folder + stem;
        const before = fileOf.get(specifier);
        if (before !== undefined && before !== file) replaced.set(before, specifier);
        fileOf.set(specifier, file);
        if (folder === undefined) spelled.set(file, key);
      }
    }
  }
  const specifierOf = new Map<string, string>();
  for (const [specifier, file] of fileOf)
    if (!specifierOf.has(file)) specifierOf.set(file, spelled.get(file) ?? specifier);
  for (const [file, specifier] of replaced) if (!specifierOf.has(file)) specifierOf.set(file, specifier);
  return { fileOf, specifierOf };
}

/**
 * JavaScript files that a path of `modules` means. A path of our own source, `../stack/codec`, is what `tsc` made of it; one of
 * a package is its file.
 */
function moduleFiles({ path, manifest }: NamedPath, key: string, root: string): string[] {
  if (!basename(path).includes('*')) return [moduleFile(path, manifest, key, root)];
  const folder = dirname(path);
  const [before, after] = basename(path).split('*') as [string, string];
  if (!existsSync(folder)) throw new ManifestError(manifest, key, `there is no folder ${folder}`);
  const stems = readdirSync(folder)
    .filter((name) => /(?<!\.d)\.ts$|\.m?js$/.test(name))
    .map((name) => name.replace(/\.(ts|m?js)$/, ''))
    .filter((stem) => stem.startsWith(before) && stem.endsWith(after));
  return [...new Set(stems)].sort().map((stem) => moduleFile(join(folder, stem), manifest, key, root));
}

function moduleFile(path: string, manifest: string, key: string, root: string): string {
  if (existsSync(`${path}.ts`)) {
    const built = join(root, 'dist', `${relative(root, path)}.js`);
    if (existsSync(built)) return built;
    throw new ManifestError(manifest, key, `${built} is not there: run npm run build`);
  }
  const file = [`${path}.js`, `${path}.mjs`].find((candidate) => existsSync(candidate));
  if (file === undefined) throw new ManifestError(manifest, key, `there is no module ${path} (.ts, .js, .mjs)`);
  return file;
}

/** Depth first, so that a module stands after those that it imports; within a cycle the order is that of the imports. */
function importsFirst(main: string, modules: ReadonlyMap<string, ImageModule>): ImageModule[] {
  const ordered: ImageModule[] = [];
  const seen = new Set<string>();
  const visit = (specifier: string): void => {
    if (seen.has(specifier)) return;
    seen.add(specifier);
    const module = modules.get(specifier)!;
    module.imports.forEach(visit);
    ordered.push(module);
  };
  visit(main);
  return ordered;
}
