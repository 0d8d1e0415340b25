/** RAM by part: what was given out at link time by the map, what a run used of its heaps and stacks by its console records. */

import { type ConsoleRecord } from '../board/console-record.js';
import { type MapSection } from './map.js';
import { LWIP, type OwnerOf } from './owners.js';
import { type Part, Tally } from './part.js';

export const STATICS = 'statics';
export const POOLS = 'lwIP pools';
export const C_STACK = 'C stack';
export const XS_SLOTS = 'XS slots';
export const XS_CHUNKS = 'XS chunks';
export const XS_STACK = 'XS stack';
/** The machine and its tables. */
export const XS_MACHINE = 'XS machine';

/** High-water marks of a run, octets. */
export interface RamUsage {
  /** Taken from the arena for slots and for chunks. */
  readonly slots: number;
  readonly chunks: number;
  /** The stack of the engine and that of C at their deepest. */
  readonly stack: number;
  readonly cstack: number;
  /** The machine, its tables and all of its stack. */
  readonly fixed: number;
}

/** Sections that are no statics: the C stack and the engine's arena, of which a run tells what is used. */
const MEASURED_SECTIONS = Object.freeze(['.stack', '.arena']);
/** lwIP's pools and its heap, by their input sections. */
const POOL = /^\.bss\.(?:memp_memory_(\w+)_base|(ram_heap))$/;
const SLOT_OCTETS = 16;

/** The highest marks of a run: of each figure the largest that any record `mem.high` tells. `undefined`: there is none. */
export function ramOfRun(records: readonly ConsoleRecord[]): RamUsage | undefined {
  const told = records.filter(({ code }) => code === 'mem.high').map(({ fields }) => fields);
  if (told.length === 0) return undefined;
  const most = (name: keyof RamUsage): number => Math.max(...told.map((fields) => Number(fields[name])));
  return {
    slots: most('slots'),
    chunks: most('chunks'),
    stack: most('stack'),
    cstack: most('cstack'),
    fixed: most('fixed'),
  };
}

/** What RAM is told from. */
export interface RamEvidence {
  readonly map: readonly MapSection[];
  /** Names of the sections that lie in RAM: the ELF knows. */
  readonly inRam: ReadonlySet<string>;
  readonly ownerOf: OwnerOf;
  /** Slots of the engine's stack: the manifest's `creation.stack`. */
  readonly stackSlots: number;
  /** Absent where nothing ran: there are statics and pools alone then. */
  readonly usage: RamUsage | undefined;
}

/** Parts that add up to the most RAM that was in use. */
export function ramParts({ map, inRam, ownerOf, stackSlots, usage }: RamEvidence): Part[] {
  const tally = new Tally();
  for (const section of map) {
    if (!inRam.has(section.name) || MEASURED_SECTIONS.includes(section.name)) continue;
    let left = section.octets;
    for (const { input, file, octets } of section.pieces) {
      const [part, name] = ownerOf(file);
      const pool = part === LWIP ? POOL.exec(input) : null;
      left -= octets;
      if (pool === null) tally.add([STATICS, part, name], octets);
      else tally.add([POOLS, pool[1] ?? pool[2]!], octets);
    }
    tally.add([STATICS, 'fill'], left);
  }
  if (usage !== undefined) {
    tally.add([C_STACK], usage.cstack);
    tally.add([XS_SLOTS], usage.slots);
    tally.add([XS_CHUNKS], usage.chunks);
    tally.add([XS_STACK], usage.stack);
    tally.add([XS_MACHINE], usage.fixed - stackSlots * SLOT_OCTETS);
  }
  return tally.parts();
}
