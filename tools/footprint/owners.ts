/** To which part of an image an object belongs: by the source that it was compiled from, or the library that it lies in. */

import { basename, relative } from 'node:path';

import { type CompiledObject } from '../firmware/compile.js';

/** Parts of C, as the reports name them. */
export const ENGINE = 'engine';
export const LWIP = 'lwIP';
export const CRYPTO = 'crypto';
export const BOARD = 'board';
export const LIBC = 'libc';
/** What no rule knows: a new library, a new folder. */
export const OTHER = 'other';

/** Beginnings of a source's path, from the project's root, and the part that it is of; the first that fits counts. */
const OF_SOURCES: readonly (readonly [prefix: string, part: string])[] = Object.freeze([
  ['build/vendor/lwip/', LWIP],
  ['hal/xs/net/', LWIP],
  ['hal/xs/native/network', LWIP],
  ['hal/xs/native/tcp', LWIP],
  ['hal/xs/native/udp', LWIP],
  ['build/vendor/bearssl/', CRYPTO],
  ['hal/xs/crypto/', CRYPTO],
  ['hal/xs/native/crypto', CRYPTO],
  ['hal/xs/', BOARD],
  ['boards/', BOARD],
]);

/** Libraries by the beginning of their name. */
const OF_LIBRARIES: readonly (readonly [prefix: string, part: string])[] = Object.freeze([
  ['libxs', ENGINE],
  ['libc', LIBC],
  ['libm', LIBC],
  ['libgcc', LIBC],
  ['libnosys', LIBC],
]);

/** Says of a file of the map to which part it belongs, and what it is called there. */
export type OwnerOf = (file: string) => readonly [part: string, name: string];

/**
 * @param objects the image's objects and their sources, from the project's root
 * @param root absolute path of the project, which names of sources elsewhere are told from
 */
export function ownersOf(objects: readonly CompiledObject[], root: string): OwnerOf {
  const sources = new Map(objects.map(({ object, source }) => [object, source]));
  return (file) => {
    const library = /([^/]+)\(([^)]+)\)$/.exec(file);
    if (library !== null) {
      const [, archive, member] = library as unknown as [string, string, string];
      return [lookUp(OF_LIBRARIES, archive), member.replace(/^(xs-|lib_a-|libc_a-)/, '').replace(/\.o$/, '')];
    }
    const source = sources.get(file) ?? relative(root, file);
    return [lookUp(OF_SOURCES, source), source.replace(/^build\/vendor\/\w+\/(src\/)?/, '') || basename(file)];
  };
}

function lookUp(rules: readonly (readonly [string, string])[], name: string): string {
  return rules.find(([prefix]) => name.startsWith(prefix))?.[1] ?? OTHER;
}
