/** What is read of an image in ELF: its executable sections and what they hold (32-bit, little-endian; TIS ELF 1.2). */

import { readFileSync } from 'node:fs';

/** A section whose octets are instructions. */
export interface CodeSection {
  readonly name: string;
  readonly address: number;
  readonly octets: Buffer;
}

/** SHT_NOBITS: a section without octets in the file. */
const NO_BITS = 8;
/** SHF_ALLOC and SHF_EXECINSTR. */
const LOADED_CODE = 0x2 | 0x4;
const SECTION_HEADER_OCTETS = 40;

/** The executable sections of an image. @throws Error that names the file where it is no 32-bit little-endian ELF. */
export function readCodeSections(path: string): readonly CodeSection[] {
  const file = readFileSync(path);
  if (file.length < 52 || file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 1 || file[5] !== 1) {
    throw new Error(`${path}: no 32-bit little-endian ELF file`);
  }
  const tableAt = file.readUInt32LE(32);
  const count = file.readUInt16LE(48);
  const namesIndex = file.readUInt16LE(50);
  if (tableAt + count * SECTION_HEADER_OCTETS > file.length) throw new Error(`${path}: cut short`);
  const word = (section: number, at: number): number =>
    file.readUInt32LE(tableAt + section * SECTION_HEADER_OCTETS + at);
  const namesAt = word(namesIndex, 16);
  const sections: CodeSection[] = [];
  for (let index = 0; index < count; index++) {
    if (word(index, 4) === NO_BITS || (word(index, 8) & LOADED_CODE) !== LOADED_CODE) continue;
    const nameAt = namesAt + word(index, 0);
    const name = file.toString('latin1', nameAt, file.indexOf(0, nameAt));
    const [address, from, length] = [word(index, 12), word(index, 16), word(index, 20)];
    sections.push({ name, address, octets: file.subarray(from, from + length) });
  }
  return sections;
}
