/**
 * What the read-only heap consists of: the modules by the ROM builder's report, the schema's tables among them, the engine's
 * built-ins, and the names of properties, which are read from the image itself.
 */

import { type RomReport } from '../rom/rom-image.js';
import { type MapSection } from './map.js';
import { type Tally } from './part.js';

export const MODULES = 'modules';
export const BUILT_INS = 'built-ins';
export const NAMES = 'names';
export const SCHEMA = 'schema tables';
/** What the engine starts from: its stack, the list of scripts, the preparation. */
export const ROM_ROOTS = 'ROM roots';

/** The report's name for what belongs to no module. */
const NO_MODULE = '(built-ins)';
/** Module folders of the schema. */
const SCHEMA_FOLDER = 'stack/model/';
/** Tables of the names' slots; all lie in the heap's section. */
const NAME_TABLES = Object.freeze(['xs_rom_keys', 'xs_rom_names', 'xs_rom_symbols']);
/** A slot of the engine: next, kind and flags, value. */
const SLOT_OCTETS = 16;
/** Where a slot's value begins. */
const VALUE_AT = 8;
/** Strings, numbers and buffers: a name's text lies in it. */
const OCTETS_REGION = 'xs_rom_octets';

/** Reads octets of flash by address. */
export type FlashReader = (address: number, octets: number) => Buffer;

/** Adds what is in the heap's section to `tally`; what it does not explain stays with the roots. */
export function addRomParts(
  tally: Tally,
  report: RomReport,
  section: MapSection,
  octets: number,
  read: FlashReader,
): void {
  let known = 0;
  const add = (path: readonly string[], count: number): void => {
    known += count;
    tally.add(path, count);
  };
  const names = namesOf(section, read);
  for (const { name, code, slots, chunks } of report.modules) {
    if (name === NO_MODULE) {
      add([BUILT_INS], code + slots + chunks - names.slots - names.text);
    } else if (name.startsWith(SCHEMA_FOLDER)) {
      add([SCHEMA, name], code + slots + chunks);
    } else {
      const path = [MODULES, folderOf(name), name];
      add([...path, 'code'], code);
      add([...path, 'slots'], slots);
      add([...path, 'data'], chunks);
    }
  }
  add([NAMES, 'slots'], names.slots);
  add([NAMES, 'text'], names.text);
  add([NAMES, 'tables'], names.tables);
  tally.add([ROM_ROOTS], octets - known);
}

/** `stack/client` of `stack/client/device`; a module without a folder is its own. */
function folderOf(module: string): string {
  const slash = module.lastIndexOf('/');
  return slash < 0 ? module : module.slice(0, slash);
}

/** Names of properties: each is a slot, a text that it may share, and its places in the tables. */
function namesOf(section: MapSection, read: FlashReader): { slots: number; text: number; tables: number } {
  const texts = new Set<number>();
  const region = stretchOf(section, OCTETS_REGION);
  const keys = stretchOf(section, NAME_TABLES[0]!);
  let slots = 0;
  for (let at = keys.start; at < keys.end; at += 4) {
    const slot = read(at, 4).readUInt32LE();
    if (slot === 0) continue;
    slots += SLOT_OCTETS;
    const text = read(slot + VALUE_AT, 4).readUInt32LE();
    if (text >= region.start && text < region.end) texts.add(text);
  }
  let text = 0;
  for (const address of texts) text += textOctets(address, read);
  const tables = NAME_TABLES.map((name) => stretchOf(section, name)).reduce(
    (sum, { start, end }) => sum + end - start,
    0,
  );
  return { slots, text, tables };
}

/** From a symbol to the next one, or to the section's end; nothing where the map does not know it. */
function stretchOf(section: MapSection, symbol: string): { readonly start: number; readonly end: number } {
  const start = section.symbols.get(symbol);
  if (start === undefined) return { start: 0, end: 0 };
  const ends = [...section.symbols.values(), section.address + section.octets].filter((end) => end > start);
  return { start, end: Math.min(...ends) };
}

/** Octets of a text with its ending zero. */
function textOctets(address: number, read: FlashReader): number {
  for (let octets = 1; ; octets++) if (read(address + octets - 1, 1)[0] === 0) return octets;
}
