/**
 * An image's flash by part, each octet of the BIN once: C by the linker's map, the read-only heap by the ROM builder's report
 * and the image itself. What aligns, and what no object claims, is `fill`.
 */

import { type RomReport } from '../rom/rom-image.js';
import { type MapPiece, type MapSection } from './map.js';
import { ENGINE, type OwnerOf } from './owners.js';
import { type Part, Tally } from './part.js';
import { addRomParts } from './rom-parts.js';

/** Octets between pieces. */
export const FILL = 'fill';

/** The object that the ROM builder makes, and its section with the heap. */
const ROM_OBJECT = /(^|\/)rom\.o$/;
const ROM_SECTION = '.rodata.xs_rom';

/** What the flash of an image is told from. */
export interface FlashEvidence {
  readonly map: readonly MapSection[];
  /** Names of the sections whose octets are in the file: the ELF knows. */
  readonly loaded: ReadonlySet<string>;
  /** The image as it lies in flash. */
  readonly bin: Buffer;
  /** Address of its first octet. */
  readonly origin: number;
  readonly ownerOf: OwnerOf;
  readonly rom: RomReport;
}

/** A piece where it lies in flash. */
interface Placed extends MapPiece {
  readonly section: MapSection;
}

/** Parts that add up to the octets of the BIN. @throws RangeError where the map tells more than the BIN holds */
export function flashParts({ map, loaded, bin, origin, ownerOf, rom }: FlashEvidence): Part[] {
  const tally = new Tally();
  const read = (address: number, octets: number): Buffer => bin.subarray(address - origin, address - origin + octets);
  let reached = origin;
  for (const piece of placed(map.filter(({ name }) => loaded.has(name)))) {
    // Pieces of merged strings may begin before the last one has ended: what is counted is counted once.
    const start = Math.max(piece.address, reached);
    const octets = piece.address + piece.octets - start;
    if (octets <= 0) continue;
    tally.add([FILL], start - reached);
    reached = start + octets;
    if (!ROM_OBJECT.test(piece.file)) tally.add(ownerOf(piece.file), octets);
    else if (piece.input === ROM_SECTION) addRomParts(tally, rom, piece.section, octets, read);
    else tally.add([ENGINE, 'tables of functions'], octets);
  }
  if (reached > origin + bin.length) {
    throw new RangeError(`map: expected pieces within ${bin.length} octets, got one that ends at ${reached - origin}`);
  }
  tally.add([FILL], origin + bin.length - reached);
  return tally.parts();
}

/** The pieces of flash in the order of their addresses there. */
function placed(sections: readonly MapSection[]): Placed[] {
  return sections
    .flatMap((section) =>
      section.pieces.map((piece) => ({
        ...piece,
        address: piece.address - section.address + section.loadAddress,
        section,
      })),
    )
    .sort((a, b) => a.address - b.address);
}
