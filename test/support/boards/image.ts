/** An image of `boards/` with a few C files on top and no engine, built for a target of a board. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBoard, type Board, type BoardTarget } from '../../../tools/firmware/board.js';
import { boardHeader } from '../../../tools/firmware/board-header.js';
import { boardSources } from '../../../tools/firmware/board-sources.js';
import { linkerScript } from '../../../tools/firmware/linker-script.js';
import { projectPath } from '../../../tools/support/project-root.js';

const FLAGS = ['-std=c11', '-Os', '-g', '-Wall', '-Wextra', '-Werror', '-ffunction-sections', '-fdata-sections'];
const LINK = ['-nostartfiles', '--specs=nano.specs', '-Wl,--gc-sections,--fatal-warnings'];

/** What stands on the board's part, relative to the root. */
export interface ImageProgram {
  /** Of the image's folder. */
  readonly name: string;
  readonly files: readonly string[];
  /** Folders of headers. */
  readonly includes: readonly string[];
}

const PROBE: ImageProgram = { name: 'probe', files: ['test/support/boards/probe.c'], includes: [] };

export interface ImageOptions {
  readonly target: BoardTarget;
  /** Default: the probe (`test/support/boards/probe.c`). */
  readonly program?: ImageProgram;
  /** Default: that of the Netduino Plus 2. */
  readonly board?: Board;
  /** Further flags of the compiler. */
  readonly flags?: readonly string[];
}

/**
 * Builds a program on a board's part.
 * @returns path of the ELF file
 * @throws Error with the compiler's words where it does not build
 */
export function buildImage(options: ImageOptions): string {
  const { target, board = readBoard(projectPath(''), 'netduinoplus2'), program = PROBE, flags = [] } = options;
  const folder = projectPath(join('build', 'test', `${board.name}-${program.name}-${target}-${String(process.pid)}`));
  mkdirSync(folder, { recursive: true });
  const script = join(folder, 'board.ld');
  writeFileSync(script, linkerScript(board));
  writeFileSync(join(folder, 'board_config.h'), boardHeader(board));
  const { files, includes } = boardSources(projectPath(''), board, target);
  const paths = [folder, ...[...includes, ...program.includes].map(projectPath)].flatMap((path) => ['-I', path]);
  const sources = [...files, ...program.files].map(projectPath);
  const defines = target === 'emulator' ? ['-DPROBE_EMULATOR'] : [];
  const image = join(folder, 'firmware.elf');
  const compile = [...board.cpu.flags, ...FLAGS, ...flags, ...defines, ...paths, ...sources];
  execFileSync('arm-none-eabi-gcc', [...compile, ...LINK, '-T', script, '-o', image]);
  return image;
}
