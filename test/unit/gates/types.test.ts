/** `stack/`, `firmware/` and `hal/ports` see no type of Node or of a browser: using one does not compile. */

import { dirname, join } from 'node:path';
import test from 'ava';
import ts from 'typescript';
import { projectPath } from '../../../tools/support/project-root.js';

/** Names that a program may not know on a board. */
const HOST_NAMES = ['process', 'Buffer', 'console', 'setTimeout', 'TextEncoder', 'URL', 'fetch', 'crypto', 'window'];

/** Names that do not resolve in a file of a folder, compiled as its tsconfig says. */
function unknownNames(folder: string): string[] {
  const configPath = projectPath(folder + '/tsconfig.json');
  const config = ts.getParsedCommandLineOfConfigFile(
    configPath,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic() {} },
  )!;
  const file = join(dirname(configPath), 'host-names.ts');
  const host = ts.createCompilerHost(config.options);
  const text = HOST_NAMES.map((name, i) => `export const name${i} = ${name};`).join('\n');
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (path, ...rest) =>
    path === file ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2022) : getSourceFile.call(host, path, ...rest);
  host.fileExists = (path) => path === file || fileExists.call(host, path);
  const program = ts.createProgram(
    [file],
    { ...config.options, noEmit: true, composite: false, incremental: false },
    host,
  );
  const messages = program.getSemanticDiagnostics().map((d) => ts.flattenDiagnosticMessageText(d.messageText, ' '));
  return HOST_NAMES.filter((name) => messages.some((message) => message.includes(`'${name}'`)));
}

for (const folder of ['stack', 'firmware']) {
  test(`${folder}/ compiles without Node and DOM types`, (t) => t.deepEqual(unknownNames(folder), HOST_NAMES));
}

test('the check can fail: tools/ knows the names of Node', (t) => {
  t.deepEqual(unknownNames('tools'), ['window']);
});
