/** Native modules of `hal/xs` as a module of Node: their C on `xsmc.h` of this folder. */

import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { projectPath } from '../../../tools/support/project-root.js';
import { type NativeHooksData } from './native-hooks.js';

/** Functions by name. */
type Functions = Readonly<Record<string, unknown>>;

/**
 * Compiles a module and lets what imports `hal/xs/native/<name>.js` from now on have its functions.
 * @param name of `<name>-addon.c` in this folder
 * @param sources further C files
 * @param includes folders of headers
 * @param natives the modules that it holds, each an object of this name
 * @returns what it exports
 */
export async function loadAddon<Addon extends object>(
  name: string,
  sources: readonly string[],
  includes: readonly string[],
  natives: readonly (keyof Addon & string)[],
): Promise<Addon> {
  const file = await compile(name, sources, includes);
  const addon = createRequire(import.meta.url)(file) as Addon;
  const data: NativeHooksData = {
    addon: file,
    natives: Object.fromEntries(natives.map((native) => [native, Object.keys(addon[native] as Functions)])),
  };
  register(new URL('./native-hooks.js', import.meta.url), { data });
  return addon;
}

async function compile(name: string, sources: readonly string[], includes: readonly string[]): Promise<string> {
  const folder = projectPath('build/test');
  mkdirSync(folder, { recursive: true });
  const addon = join(folder, `${name}-${process.pid}.node`);
  const own = projectPath('test/support/xs-on-node');
  const headers = join(dirname(process.execPath), '..', 'include', 'node');
  const args = ['-shared', '-fPIC', '-O1', '-g', '-std=gnu11', '-Wall', '-Wextra', '-Werror'];
  args.push(...[headers, own, ...includes].map((include) => `-I${include}`));
  args.push(...['xsmc.c', `${name}-addon.c`].map((source) => join(own, source)), ...sources, '-o', addon);
  await promisify(execFile)('gcc', args);
  return addon;
}
