/** The drivers of `boards/stm32`, compiled for the host against a model of their registers. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readBoard, type Board } from '../../../tools/firmware/board.js';
import { boardHeader } from '../../../tools/firmware/board-header.js';
import { projectPath } from '../../../tools/support/project-root.js';

const DRIVERS = ['flash', 'gpio', 'iwdg', 'meter', 'outputs', 'rcc', 'rng', 'usart'].map(
  (name) => `boards/stm32/${name}.c`,
);
const SOURCES = [...DRIVERS, 'boards/common/record.c', 'test/support/boards/model.c', 'test/support/boards/script.c'];
const INCLUDES = ['boards/common', 'boards/stm32', 'test/support/boards'];
const FLAGS = ['-std=c11', '-g', '-O1', '-Wall', '-Wextra', '-Werror', '-fsanitize=address,undefined'];
const FLAGS_MODEL = ['-fno-sanitize-recover=all', '-DBOARD_HOST_MODEL'];

/** Runs one script of commands (`test/support/boards/script.c`) on a chip that was just powered; answers line by line. */
export type Drivers = (...script: string[]) => string[];

/**
 * @param board whose data sheet the drivers are built with
 * @returns what runs scripts
 */
export function buildDrivers(board: Board = readBoard(projectPath('.'), 'netduinoplus2')): Drivers {
  const header = boardHeader(board);
  const folder = projectPath(
    join('build', 'test', `drivers-${createHash('sha256').update(header).digest('hex').slice(0, 12)}`),
  );
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'board_config.h');
  const program = join(folder, `drivers-${String(process.pid)}`);
  // Tests that run at the same time make the same files: each appears whole or not at all.
  writeFileSync(`${program}.h`, header);
  renameSync(`${program}.h`, config);
  const includes = [folder, ...INCLUDES.map(projectPath)].flatMap((path) => ['-I', path]);
  execFileSync('gcc', [...FLAGS, ...FLAGS_MODEL, ...includes, ...SOURCES.map(projectPath), '-o', program]);
  const runnable = join(folder, 'drivers');
  renameSync(program, runnable);
  return (...script) => {
    const output = execFileSync(runnable, script, { encoding: 'utf8', timeout: 60_000 });
    return output.split('\n').slice(0, -1);
  };
}

/** The failures of the store area as `board.h` numbers them: `ARGUMENT` is `-1`. */
export function flashErrors(): Readonly<Record<string, string>> {
  const header = readFileSync(projectPath('boards/common/board.h'), 'utf8');
  const found = [...header.matchAll(/#define BOARD_E_(\w+) \((-\d+)\)/g)];
  return Object.fromEntries(found.map(([, name, value]) => [name as string, value as string]));
}
