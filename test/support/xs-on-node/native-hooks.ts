/**
 * A hook for Node's module loader: what `hal/xs/native/<name>.ts` declares comes from a module of Node-API instead of the
 * engine. Given by `module.register` with the names of the natives and the file that holds them.
 */

import { type InitializeHook, type LoadHook } from 'node:module';

export interface NativeHooksData {
  /** The `.node` file. */
  readonly addon: string;
  /** Its natives: functions by module. */
  readonly natives: Readonly<Record<string, readonly string[]>>;
}

let data: NativeHooksData;

export const initialize: InitializeHook<NativeHooksData> = (given) => {
  data = given;
};

export const load: LoadHook = async (url, context, nextLoad) => {
  const name = /\/hal\/xs\/native\/([a-z-]+)\.js$/.exec(url)?.[1];
  const functions = name === undefined ? undefined : data.natives[name];
  if (functions === undefined) return nextLoad(url, context);
  const source = [
    `import { createRequire } from 'node:module';`,
    `const native = createRequire(import.meta.url)(${JSON.stringify(data.addon)}).${name};`,
    ...functions.map((called) => `export const ${called} = native.${called};`),
  ];
  return { format: 'module', shortCircuit: true, source: source.join('\n') };
};
