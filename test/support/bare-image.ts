/** Builds the program of one page in bare-image/ for tests of the emulator and of what reads its console. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { projectPath } from '../../tools/support/project-root.js';

const SOURCES = projectPath('test/support/bare-image');

/** Builds it into a folder and gives the path of the ELF file. */
export function buildBareImage(folder: string): string {
  const image = join(folder, 'bare.elf');
  const core = [
    '-mcpu=cortex-m4',
    '-mthumb',
    '-nostdlib',
    '-ffreestanding',
    '-Og',
    '-g',
    '-Wall',
    '-Wextra',
    '-Werror',
  ];
  const link = ['-T', join(SOURCES, 'bare.ld'), '-Wl,--gc-sections'];
  execFileSync('arm-none-eabi-gcc', [...core, ...link, join(SOURCES, 'bare.c'), '-o', image]);
  return image;
}
