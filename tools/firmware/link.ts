/** Links objects to an image that fits its board, and puts it into the forms that flashers take. No warning is let through. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Board, imageRoom } from './board.js';
import { linkerScript } from './linker-script.js';
import { runTool, ToolError } from './run.js';

/** Folder and names of a linked image. */
export interface Linked {
  readonly elf: string;
  readonly bin: string;
  readonly hex: string;
  readonly map: string;
}

/** Octets by output section of an ELF. */
export interface Section {
  readonly name: string;
  readonly address: number;
  readonly octets: number;
  /** Whether it takes room in flash: its octets are in the file. */
  readonly loaded: boolean;
}

/** What an image takes of its board. */
export interface Usage {
  /** Octets of flash, and those that there are before the store area. */
  readonly flash: number;
  readonly flashRoom: number;
  /** Octets of RAM given out at link time: stack, data, arenas. */
  readonly ram: number;
  readonly ramRoom: number;
  readonly sections: readonly Section[];
}

const PREFIX = 'arm-none-eabi-';

/**
 * @param library the engine's archive
 * @param folder where `firmware.*` and the linker script go
 * @throws ToolError when the linker fails or says anything at all
 */
export async function link(
  board: Board,
  objects: readonly string[],
  library: string,
  root: string,
  folder: string,
): Promise<Linked> {
  const file = (suffix: string): string => join(folder, `firmware.${suffix}`);
  writeFileSync(file('ld'), linkerScript(board));
  // A response file: the command line of some hundred objects has no end.
  writeFileSync(join(folder, 'objects.txt'), objects.map((object) => `"${object}"\n`).join(''));
  const args = [
    ...board.cpu.flags,
    '-nostartfiles',
    '--specs=nano.specs',
    `-T${file('ld')}`,
    '-Wl,--gc-sections',
    '-Wl,--fatal-warnings',
    '-Wl,--build-id=none',
    `-Wl,-Map=${file('map')}`,
    `@${join(folder, 'objects.txt')}`,
    library,
    '-lm',
    '-o',
    file('elf'),
  ];
  const { err } = await runTool(`could not link ${file('elf')}`, `${PREFIX}gcc`, args, root);
  if (err !== '') throw new ToolError(`the linker is not silent about ${file('elf')}:\n${err.trimEnd()}`);
  await runTool('could not make the BIN', `${PREFIX}objcopy`, ['-O', 'binary', file('elf'), file('bin')], root);
  await runTool('could not make the HEX', `${PREFIX}objcopy`, ['-O', 'ihex', file('elf'), file('hex')], root);
  return { elf: file('elf'), bin: file('bin'), hex: file('hex'), map: file('map') };
}

/** What a linked image takes, by its sections. */
export function measure(board: Board, linked: Linked): Usage {
  const sections = allocatedSections(readFileSync(linked.elf));
  const { origin, octets } = board.memory.ram;
  const inRam = (section: Section): boolean =>
    section.address >= Number(origin) && section.address < Number(origin) + octets;
  const sum = (some: readonly Section[]): number => some.reduce((total, section) => total + section.octets, 0);
  return {
    flash: readFileSync(linked.bin).length,
    flashRoom: imageRoom(board),
    ram: sum(sections.filter(inRam)),
    ramRoom: octets,
    sections,
  };
}

/** Sections of a little-endian 32-bit ELF that are in memory when it runs (System V ABI, "Section Header"). */
export function allocatedSections(elf: Buffer): Section[] {
  const SHF_ALLOC = 2;
  const SHT_NOBITS = 8;
  const at = elf.readUInt32LE(0x20);
  const size = elf.readUInt16LE(0x2e);
  const names = elf.readUInt32LE(at + elf.readUInt16LE(0x32) * size + 0x10);
  const sections: Section[] = [];
  for (let i = 0; i < elf.readUInt16LE(0x30); i++) {
    const header = at + i * size;
    const octets = elf.readUInt32LE(header + 0x14);
    if ((elf.readUInt32LE(header + 8) & SHF_ALLOC) === 0 || octets === 0) continue;
    const start = names + elf.readUInt32LE(header);
    sections.push({
      name: elf.toString('latin1', start, elf.indexOf(0, start)),
      address: elf.readUInt32LE(header + 0x0c),
      octets,
      loaded: elf.readUInt32LE(header + 4) !== SHT_NOBITS,
    });
  }
  return sections;
}
