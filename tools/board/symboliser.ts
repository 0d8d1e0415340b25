/**
 * Names for the addresses of a crash: function, file and line from the image's debug information, by addr2line of the
 * cross compiler's binutils.
 */

import { execFileSync } from 'node:child_process';

import { type CodeSection, readCodeSections } from './elf.js';

export const ADDR2LINE = 'arm-none-eabi-addr2line';

/** Where an address lies. */
export interface Place {
  readonly address: number;
  /** `undefined` where the image does not say. Of inlined functions the innermost comes first. */
  readonly frames: readonly { readonly name: string; readonly source: string }[];
}

export class Symboliser {
  private readonly code: readonly CodeSection[];
  private readonly known = new Map<number, Place>();

  /** @throws Error where the file is no ELF image. */
  constructor(private readonly path: string) {
    this.code = readCodeSections(path);
  }

  /** Whether instructions of the image lie there. The Thumb bit does not count. */
  isCode(address: number): boolean {
    return this.section(address) !== undefined;
  }

  /**
   * Whether it is an address to which a call returns: odd, in code, and behind BL or BLX (Armv7-M ARM, A7.7.18, A7.7.19).
   * A word on the stack for which that is so is most likely a frame.
   */
  isReturnAddress(address: number): boolean {
    const section = this.section(address);
    if ((address & 1) === 0 || section === undefined) return false;
    const at = address - 1 - section.address;
    if (at < 4) return false;
    const last = section.octets.readUInt16LE(at - 2);
    const before = section.octets.readUInt16LE(at - 4);
    const isBl = (before & 0xf800) === 0xf000 && (last & 0xd000) === 0xd000;
    const isBlx = (last & 0xff87) === 0x4780;
    return isBl || isBlx;
  }

  /** The place of an instruction. */
  at(address: number): Place {
    return this.look([address & ~1])[0]!;
  }

  /** The place of the call that returns to an address. */
  caller(address: number): Place {
    const place = this.look([((address & ~1) - 2) >>> 0])[0]!;
    return { address, frames: place.frames };
  }

  /** Looks many addresses up at once. @throws Error where addr2line cannot be run. */
  private look(addresses: readonly number[]): Place[] {
    const unknown = addresses.filter((address) => !this.known.has(address));
    if (unknown.length > 0) for (const place of this.ask(unknown)) this.known.set(place.address, place);
    return addresses.map((address) => this.known.get(address)!);
  }

  private ask(addresses: readonly number[]): Place[] {
    const names = addresses.map((address) => '0x' + address.toString(16));
    let output: string;
    try {
      output = execFileSync(ADDR2LINE, ['-e', this.path, '-f', '-C', '-i', '-a', ...names], { encoding: 'utf8' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new Error(`${ADDR2LINE} is not installed: it comes with binutils-arm-none-eabi`, { cause: error });
    }
    const lines = output.trim().split('\n');
    const places: { address: number; frames: { name: string; source: string }[] }[] = [];
    for (let at = 0; at < lines.length;) {
      if (/^0x[0-9a-f]{8}$/.test(lines[at]!)) {
        places.push({ address: parseInt(lines[at]!, 16), frames: [] });
        at += 1;
        continue;
      }
      const [name, source] = [lines[at]!, lines[at + 1] ?? '??:?'];
      if (name !== '??') places.at(-1)!.frames.push({ name, source: shorten(source) });
      at += 2;
    }
    return places;
  }

  private section(address: number): CodeSection | undefined {
    return this.code.find((each) => address >= each.address && address - each.address < each.octets.length);
  }
}

/** `/a/b/../c.c:12 (discriminator 3)` as `/a/c.c:12`; a line that is not known is left out. */
function shorten(source: string): string {
  const text = source.replace(/ \(discriminator \d+\)$/, '').replace(/:\?$/, '');
  const [, path, line] = /^(.*?)(:\d+)?$/.exec(text)!;
  const parts: string[] = [];
  for (const part of path!.split('/')) {
    if (part === '..' && parts.length > 1) parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/') + (line ?? '');
}
