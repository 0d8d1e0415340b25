/**
 * Manifests in the Moddable SDK's form: what an image is made of, one JSON file a part, which include each other.
 *
 * Read are `build`, `include`, `modules` (with `*`, `~` and `/*`), `preload`, `strip`, `creation`, `defines`, `config` and `platforms`
 * (`sep2`, `sep2/real`, `sep2/emulator`; others are another build's). What has no place in that form stands under one key, `sep2`.
 * Included manifests count first, in depth-first order and each once; a later manifest adds to the lists and overrides the values.
 */

import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';

import { type BoardTarget } from './board.js';

/** Sizes of the XS machine, as the manifest gives them: octets, slots and keys. */
export interface Creation {
  /** Octets of the one arena that everything lies in. */
  readonly static?: number;
  readonly chunk?: { readonly initial?: number; readonly incremental?: number };
  readonly heap?: { readonly initial?: number; readonly incremental?: number };
  /** Slots of the XS stack. */
  readonly stack?: number;
  readonly keys?: {
    readonly initial?: number;
    readonly incremental?: number;
    readonly available?: number;
    readonly name?: number;
    readonly symbol?: number;
  };
  readonly parser?: { readonly buffer?: number; readonly table?: number };
  /** Specifier of the module that runs first. */
  readonly main?: string;
}

/** A path that a manifest names, and the manifest: errors say both. */
export interface NamedPath {
  /** Absolute; without extension for a module; the last part may hold one `*`. */
  readonly path: string;
  readonly manifest: string;
}

/** A manifest and all that it includes, combined. */
export interface Manifest {
  /** The last file that was asked for: the place of mistakes that are no single file's. */
  readonly file: string;
  /** Every file that took part, in the order in which they count. */
  readonly files: readonly string[];
  /** Key in `modules` (a specifier, `*`, or `folder/*`) to paths, in order. */
  readonly modules: ReadonlyMap<string, readonly NamedPath[]>;
  /** Paths that `~` takes out again. */
  readonly excluded: readonly NamedPath[];
  readonly preload: readonly string[];
  readonly strip: readonly string[];
  readonly creation: Creation;
  readonly defines: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
  /** `sep2.elements`: root elements of the schema that the app reads or writes; the tables hold these and what they need. */
  readonly elements: readonly string[];
  /** `sep2.keep`: built-ins that stay although no byte code names them. */
  readonly keep: readonly string[];
  /** `sep2.c`: C files, with `*` in a last part. */
  readonly sources: readonly NamedPath[];
  /** `sep2.include`: folders of C headers. */
  readonly includes: readonly string[];
  /** `sep2.cDefines`: `-D` names and values for every C file. */
  readonly cDefines: ReadonlyMap<string, string>;
  /** `sep2.unfrozen`: modules whose data stays writable, with the reason on record. */
  readonly unfrozen: ReadonlyMap<string, string>;
}

/** A mistake in a manifest: the file, the key, what is wrong. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
  constructor(file: string, key: string, fault: string) {
    super(`${file}: ${key}: ${fault}`);
  }
}

/** What a build adds to the variables of the manifests, and which of `platforms` it takes. */
export interface ManifestOptions {
  readonly target: BoardTarget;
  /** Variables for `$(NAME)`, before those that a `build` key sets; the environment's stand behind both. */
  readonly variables?: Readonly<Record<string, string>>;
}

const KEYS = ['build', 'include', 'modules', 'preload', 'strip', 'creation', 'defines', 'config', 'platforms', 'sep2'];
const SEP2_KEYS = ['elements', 'keep', 'unfrozen', 'c', 'include', 'cDefines'];

/**
 * Reads manifests and what they include, as one: those of a board, of an app and of what the command line chose.
 * @throws ManifestError naming file and key
 */
export function readManifests(files: readonly string[], options: ManifestOptions): Manifest {
  const reader = new Reader(options);
  for (const file of files) reader.file(resolve(file), []);
  return reader.combined();
}

type Json = Readonly<Record<string, unknown>>;

class Reader {
  private readonly files: string[] = [];
  private readonly variables: Map<string, string>;
  private readonly platforms: readonly string[];
  private readonly modules = new Map<string, NamedPath[]>();
  private readonly excluded: NamedPath[] = [];
  private readonly preload = new Set<string>();
  private readonly strip = new Set<string>();
  private creation: Json = {};
  private defines: Json = {};
  private config: Json = {};
  private readonly elements = new Set<string>();
  private readonly keep = new Set<string>();
  private readonly sources: NamedPath[] = [];
  private readonly includes = new Set<string>();
  private readonly cDefines = new Map<string, string>();
  private readonly unfrozen = new Map<string, string>();

  constructor(options: ManifestOptions) {
    this.variables = new Map(Object.entries(options.variables ?? {}));
    this.platforms = ['sep2', `sep2/${options.target}`];
  }

  /** Reads one file, its includes first; `chain` leads from the first manifest to this one. */
  file(file: string, chain: readonly string[]): void {
    if (chain.includes(file)) {
      throw new ManifestError(file, 'include', `includes itself by way of ${[...chain, file].join(' > ')}`);
    }
    if (this.files.includes(file)) return;
    this.part(file, readObject(file, chain), [...chain, file], '');
    this.files.push(file);
  }

  combined(): Manifest {
    const { files, modules, excluded, sources, cDefines, unfrozen, defines, config } = this;
    return {
      file: files[files.length - 1]!,
      files,
      modules,
      excluded,
      preload: [...this.preload],
      strip: [...this.strip],
      creation: this.creation as Creation,
      defines,
      config,
      elements: [...this.elements],
      keep: [...this.keep],
      sources,
      includes: [...this.includes],
      cDefines,
      unfrozen,
    };
  }

  /** A manifest's object, or one of its `platforms`, whose keys errors give with `prefix`. */
  private part(file: string, object: Json, chain: readonly string[], prefix: string): void {
    for (const key of Object.keys(object)) {
      if (!KEYS.includes(key)) {
        throw new ManifestError(file, prefix + key, `not a key of a manifest here; known are ${KEYS.join(', ')}`);
      }
    }
    for (const [name, value] of entries(file, prefix + 'build', object['build'])) {
      this.variables.set(
        name,
        this.expand(file, `${prefix}build.${name}`, text(file, `${prefix}build.${name}`, value)),
      );
    }
    for (const path of list(file, prefix + 'include', object['include'])) {
      this.file(this.path(file, prefix + 'include', path), chain);
    }
    this.readModules(file, prefix + 'modules', object['modules']);
    for (const name of list(file, prefix + 'preload', object['preload'])) this.preload.add(name);
    for (const name of list(file, prefix + 'strip', object['strip'])) this.strip.add(name);
    this.creation = merged(file, prefix + 'creation', this.creation, object['creation']);
    this.defines = merged(file, prefix + 'defines', this.defines, object['defines']);
    this.config = merged(file, prefix + 'config', this.config, object['config']);
    this.readOwn(file, prefix + 'sep2', object['sep2']);
    const platforms = new Map(entries(file, prefix + 'platforms', object['platforms']));
    for (const name of this.platforms) {
      const value = platforms.get(name);
      if (value === undefined) continue;
      const key = `${prefix}platforms.${name}`;
      this.part(file, asObject(file, key, value), chain, `${key}.`);
    }
  }

  private readModules(file: string, key: string, value: unknown): void {
    for (const [name, paths] of entries(file, key, value)) {
      const named = list(file, `${key}.${name}`, paths).map((path) => ({
        path: this.path(file, `${key}.${name}`, path),
        manifest: file,
      }));
      if (name === '~') this.excluded.push(...named);
      else if (name === '*' || name.endsWith('/*'))
        this.modules.set(name, [...(this.modules.get(name) ?? []), ...named]);
      else if (named.length !== 1 || named[0]!.path.includes('*')) {
        throw new ManifestError(file, `${key}.${name}`, `expected one path, got ${JSON.stringify(paths)}`);
      } else this.modules.set(name, named);
    }
  }

  private readOwn(file: string, key: string, value: unknown): void {
    const own = new Map(entries(file, key, value));
    for (const name of own.keys()) {
      if (!SEP2_KEYS.includes(name)) {
        throw new ManifestError(file, `${key}.${name}`, `not known; known are ${SEP2_KEYS.join(', ')}`);
      }
    }
    for (const name of list(file, `${key}.elements`, own.get('elements'))) this.elements.add(name);
    for (const name of list(file, `${key}.keep`, own.get('keep'))) this.keep.add(name);
    for (const path of list(file, `${key}.c`, own.get('c'))) {
      this.sources.push({ path: this.path(file, `${key}.c`, path), manifest: file });
    }
    for (const path of list(file, `${key}.include`, own.get('include'))) {
      this.includes.add(this.path(file, `${key}.include`, path));
    }
    for (const [name, given] of entries(file, `${key}.cDefines`, own.get('cDefines'))) {
      if (typeof given !== 'string' && typeof given !== 'number') {
        throw new ManifestError(
          file,
          `${key}.cDefines.${name}`,
          `expected text or a number, got ${JSON.stringify(given)}`,
        );
      }
      this.cDefines.set(name, String(given));
    }
    for (const [name, reason] of entries(file, `${key}.unfrozen`, own.get('unfrozen'))) {
      this.unfrozen.set(name, text(file, `${key}.unfrozen.${name}`, reason));
    }
  }

  /** A path as a manifest writes it: variables filled in, relative to the manifest's folder. */
  private path(file: string, key: string, written: string): string {
    const path = this.expand(file, key, written);
    if (isAbsolute(path)) return path;
    if (!path.startsWith('./') && !path.startsWith('../')) {
      throw new ManifestError(file, key, `expected a path that begins with ./, ../ or a variable, got ${written}`);
    }
    return join(dirname(file), path);
  }

  private expand(file: string, key: string, written: string): string {
    return written.replace(/\$\(([^)]*)\)/g, (_, name: string) => {
      const value = this.variables.get(name) ?? process.env[name];
      if (value === undefined) throw new ManifestError(file, key, `$(${name}) is not set`);
      return value;
    });
  }
}

function readObject(file: string, chain: readonly string[]): Json {
  const from = chain.length === 0 ? '' : `, included by ${chain[chain.length - 1]}`;
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ManifestError(file, 'file', `cannot be read (${(error as NodeJS.ErrnoException).code})${from}`);
  }
  try {
    return asObject(file, 'file', JSON.parse(content));
  } catch (error) {
    if (error instanceof ManifestError) throw error;
    throw new ManifestError(file, 'file', (error as Error).message);
  }
}

function asObject(file: string, key: string, value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ManifestError(file, key, `expected an object, got ${JSON.stringify(value)}`);
  }
  return value as Json;
}

function entries(file: string, key: string, value: unknown): [string, unknown][] {
  return value === undefined ? [] : Object.entries(asObject(file, key, value));
}

function text(file: string, key: string, value: unknown): string {
  if (typeof value !== 'string') throw new ManifestError(file, key, `expected text, got ${JSON.stringify(value)}`);
  return value;
}

/** One text or several, as the form allows for most keys. */
function list(file: string, key: string, value: unknown): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map((entry) => text(file, key, entry));
}

/** Objects are merged key by key, all else is replaced. */
function merged(file: string, key: string, base: Json, value: unknown): Json {
  const result: Record<string, unknown> = { ...base };
  for (const [name, given] of entries(file, key, value)) {
    const old = result[name];
    const nested = typeof given === 'object' && given !== null && !Array.isArray(given);
    const below = typeof old === 'object' && old !== null && !Array.isArray(old) ? (old as Json) : {};
    result[name] = nested ? merged(file, `${key}.${name}`, below, given) : given;
  }
  return result;
}
