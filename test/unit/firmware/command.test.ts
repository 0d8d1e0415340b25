/** `sep2 firmware`: what it refuses, it refuses in words. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';

import { projectPath } from '../../../tools/support/project-root.js';

const folder = mkdtempSync(join(tmpdir(), 'sep2-firmware-'));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

function firmware(...args: string[]): { status: number | null; errors: string } {
  const command = [projectPath('dist/tools/cli/main.js'), 'firmware', ...args];
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  return { status, errors: stderr };
}

/** A manifest of an app with this program. */
function manifestOf(name: string, program: string): string {
  writeFileSync(join(folder, `${name}.js`), program);
  const manifest = { include: projectPath('manifests/base.json'), modules: { app: `./${name}` } };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(manifest));
  return join(folder, `${name}.json`);
}

test('a board, an app or a manifest that is not there is told with those that are', (t) => {
  const board = firmware('--board', 'nothing');
  t.is(board.status, 1);
  t.regex(board.errors, /^error: no board nothing: .*; there are feather405, netduinoplus2\n$/);
  const app = firmware('--app', 'toaster');
  t.is(app.status, 1);
  t.regex(app.errors, /^error: there is no app toaster; there are ev-charger, thermostat, water-heater\n$/);
  t.regex(firmware('--app', '/nowhere.json').errors, /^error: \/nowhere\.json: file: cannot be read/);
  t.is(firmware('--crypto', 'rot13').status, 2);
});

test('a program that throws when the image is laid out is told with its module, and no trace of this command', (t) => {
  const { status, errors } = firmware(
    '--app',
    manifestOf('thrower', "throw new Error('not today');\nexport function start() {}"),
  );
  t.is(status, 1);
  t.regex(errors, /^error: qemu-arm refused \(qemu-arm, exit code 1\)\n.*app.*not today/s);
  t.notRegex(errors, /at .*\.js:\d+/);
});
