/** The engine's builds: what is there is used again, and two that build at once do not harm each other. */

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';

import {
  buildBoardEngine,
  buildHostProgram,
  engineIncludes,
  enginePaths,
  engineSources,
} from '../../../tools/rom/engine-build.js';
import { runTool } from '../../../tools/rom/run-tool.js';
import { projectPath } from '../../../tools/support/project-root.js';

const paths = enginePaths(projectPath(''));

test('builds at once give the same files, each made at most once', async (t) => {
  const [library, again, run, build] = await Promise.all([
    buildBoardEngine(paths),
    buildBoardEngine(paths),
    buildHostProgram(paths, 'run'),
    buildHostProgram(paths, 'build'),
  ]);
  t.is(library, again);
  const files = [library, run.path, build.path, build.symbols];
  const made = files.map((file) => statSync(file).mtimeMs);
  await Promise.all([buildBoardEngine(paths), buildHostProgram(paths, 'build'), buildHostProgram(paths, 'run')]);
  t.deepEqual(
    files.map((file) => statSync(file).mtimeMs),
    made,
  );
});

test('the sources are a patched copy: those that were fetched stay as they are', (t) => {
  const [fetched, patched] = [paths.vendor, join(paths.output, 'xs')].map((folder) =>
    readFileSync(join(folder, 'sources/xsRun.c'), 'utf8'),
  );
  const cases = (text: string): number => text.split('XS_BIGINT_X_KIND == mxStack->kind').length - 1;
  t.is(cases(patched!) - cases(fetched!), 2);
});

test('a board gets no parser, no debugger, no tables of all functions', async (t) => {
  t.deepEqual(
    ['xsLexical.c', 'xsSyntaxical.c', 'xsDefaults.c', 'xsSnapshot.c'].filter((name) =>
      engineSources('board').includes(name),
    ),
    [],
  );
  const symbols = await runTool('arm-none-eabi-nm', ['--defined-only', await buildBoardEngine(paths)]);
  t.regex(symbols, / T fxPrepareMachine\n/);
  t.notRegex(symbols, / T fx(ParserTree|Login)\n/);
});

test('C code that uses the engine sees the copy and the project’s features', (t) => {
  const words = engineIncludes(paths);
  t.true(words.includes(join(paths.output, 'xs/sources')));
  t.true(words.includes('-DXSPLATFORM="xs-platform.h"'));
});

test('a tool that fails says what it said; one that is not there, how to get it', async (t) => {
  await t.throwsAsync(runTool('arm-none-eabi-gcc', ['-c', '/nowhere.c']), {
    name: 'ToolError',
    message: /^arm-none-eabi-gcc refused \(arm-none-eabi-gcc, exit code 1\)\n.*\/nowhere\.c: No such file/s,
  });
  await t.throwsAsync(runTool('no-such-tool', []), {
    name: 'ToolError',
    message: /^no-such-tool refused: .*npm run setup$/,
  });
});
