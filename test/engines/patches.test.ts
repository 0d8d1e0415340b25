/** Each patch of the engine is needed: without it, and with all others, the board does something else. */

import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';

import {
  buildBoardEngine,
  engineFlags,
  engineIncludes,
  enginePaths,
  engineTool,
} from '../../tools/rom/engine-build.js';
import { runTool } from '../../tools/rom/run-tool.js';
import { projectPath } from '../../tools/support/project-root.js';
import { romFolder } from '../support/rom-image/image.js';
import { runProgram } from '../support/rom-image/program.js';

const PATCHES = projectPath('hal/xs/engine');
const paths = enginePaths(projectPath(''));

/** What a program reports with all patches, and without one: its results, or how the run ended. */
interface Proof {
  readonly text: string;
  readonly patched: string;
  readonly unpatched: string | RegExp;
}

const report = (expression: string): string => `export const main = () => report('result', String(${expression}));`;

const PROOFS: Readonly<Record<string, Proof>> = {
  'bigint-x': {
    text: `const ROM_0n = 0n;
      const ROM_BIG = 2n ** 80n;
      ${report('[0n === ROM_0n, ROM_0n === 0n, 0n !== ROM_0n, 0n == ROM_0n, 0n != ROM_0n, 2n ** 80n === ROM_BIG]')}`,
    patched: 'true,true,false,true,false,true',
    unpatched: 'false,false,true,false,true,false',
  },
  'bigint-least': {
    text: report('BigInt64Array.of(-(2n ** 63n))[0]'),
    patched: '-9223372036854775808',
    unpatched: '-0',
  },
  'image-keys': {
    text: `const KEYS = Array.from({ length: 20 }, () => ({}));
      const MAP = new Map(KEYS.map((key, at) => [key, at]));
      ${report('KEYS.every((key, at) => MAP.get(key) === at)')}`,
    patched: 'true',
    unpatched: 'false',
  },
  'image-objects': {
    text: `const SEALED = [1, 2];
      ${report('Object.seal(SEALED).length')}`,
    patched: '2',
    unpatched: /fault\.memory cause=data-access/,
  },
  'namespace-alias': {
    text: `import * as own from 'program';
      export let count = 0;
      export const main = () => { count += 1; report('result', String(own.count)); };`,
    patched: '1',
    unpatched: '0',
  },
  'unaligned-view': {
    text: `const VIEW = new DataView(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8).buffer);
      ${report('[VIEW.getBigUint64(1), VIEW.getBigInt64(1)]')}`,
    patched: String([0x0102030405060708n, 0x0102030405060708n]),
    unpatched: String([0x0102030400000000n, 0x0102030400000000n]),
  },
};

/** Names of the sources that a patch changes. */
function touched(patch: string): string[] {
  const text = readFileSync(join(PATCHES, `${patch}.patch`), 'utf8');
  return [...text.matchAll(/^\+\+\+ b\/sources\/(\w+)\.c$/gm)].map((found) => found[1]!);
}

/** The engine for the board with the sources of one patch as they were fetched. */
async function engineWithout(patch: string): Promise<string> {
  const folder = romFolder(`without-${patch}`);
  const library = join(folder, 'libxs-board.a');
  copyFileSync(await buildBoardEngine(paths), library);
  for (const name of touched(patch)) {
    const [source, object] = [join(paths.vendor, 'sources', `${name}.c`), join(folder, `xs-${name}.o`)];
    const flags = [...engineFlags('board'), ...engineIncludes(paths), '-w'];
    await runTool(engineTool('board', 'gcc'), [...flags, '-c', source, '-o', object]);
    await runTool(engineTool('board', 'ar'), ['r', library, object]);
  }
  return library;
}

const patches = readdirSync(PATCHES)
  .filter((name) => name.endsWith('.patch'))
  .map((name) => name.slice(0, -'.patch'.length));

test('each patch has its proof, and no two change the same source', (t) => {
  t.deepEqual(patches.sort(), Object.keys(PROOFS).sort());
  const sources = patches.flatMap(touched);
  t.is(new Set(sources).size, sources.length);
});

for (const [patch, proof] of Object.entries(PROOFS)) {
  test.serial(`${patch}.patch: with it right, without it wrong`, async (t) => {
    t.deepEqual(await runProgram(patch, proof.text), { result: proof.patched });
    const without = runProgram(patch, proof.text, {}, await engineWithout(patch));
    if (proof.unpatched instanceof RegExp) await t.throwsAsync(without, { message: proof.unpatched });
    else t.deepEqual(await without, { result: proof.unpatched });
  });
}
