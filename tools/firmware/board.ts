/** A board's data sheet, `boards/<name>/board.json`: read, checked, and what follows from it. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A stretch of memory; `origin` is an address in hexadecimal, as data sheets give it. */
export interface MemoryArea {
  readonly origin: string;
  readonly octets: number;
}

/** A serial port and its pins. Those of the conductor stay unset: only the emulator has it. */
export interface BoardUsart {
  readonly peripheral: string;
  readonly baud: number;
  readonly tx?: string;
  readonly rx?: string;
  readonly rts?: string;
  readonly alternate?: number;
}

/** A load: a pin that switches, or a timer channel that modulates at `hertz`. */
export interface BoardRelay {
  readonly pin: string;
  readonly drive: 'switch' | 'pwm';
  readonly timer?: string;
  readonly channel?: number;
  readonly alternate?: number;
  readonly hertz?: number;
}

/** An analogue input. `fullScale` is what the sensor measures at the converter's full scale: mA or mV, root mean square. */
export interface AnalogueInput {
  readonly pin: string;
  readonly channel: number;
  readonly fullScale?: number;
  readonly zeroMilliKelvin?: number;
  readonly spanMilliKelvin?: number;
}

/** The data sheet. */
export interface Board {
  readonly name: string;
  readonly title: string;
  readonly mcu: string;
  /** Folder of `boards/` with the drivers. */
  readonly family: string;
  readonly cpu: { readonly core: string; readonly interrupts: number; readonly flags: readonly string[] };
  readonly memory: {
    readonly flash: MemoryArea & { readonly sectorOctets: readonly number[] };
    readonly ram: MemoryArea;
  };
  /** Room for the C stack, a multiple of 32. */
  readonly stackOctets: number;
  /** Sectors of the flash that hold the store: neighbours, the last of the flash. */
  readonly storeSectors: readonly number[];
  readonly clocks: {
    readonly hseHz: number;
    readonly pll: { readonly m: number; readonly n: number; readonly p: number; readonly q: number };
    readonly apb1Divider: number;
    readonly apb2Divider: number;
    readonly flashWaitStates: number;
  };
  readonly usarts: { readonly console: BoardUsart; readonly link: BoardUsart; readonly conductor: BoardUsart };
  readonly led: { readonly pin: string };
  readonly headerPower?: { readonly pin: string };
  readonly relays: readonly BoardRelay[];
  readonly meter: {
    readonly current?: AnalogueInput;
    readonly voltage?: AnalogueInput;
    readonly temperature?: AnalogueInput;
  };
  /** QEMU's machine, its core clock, and the drivers of the family that it has the blocks for: twins stand in for the rest. */
  readonly emulator?: { readonly machine: string; readonly coreHz: number; readonly drivers: readonly string[] };
  readonly flasher: Readonly<Record<string, unknown>>;
}

/** `emulator` links twins for what the emulator lacks; it never ships. */
export type BoardTarget = 'real' | 'emulator';

/** Where the store area lies in the address space. */
export interface StoreArea {
  readonly origin: number;
  readonly octets: number;
  readonly sectorOctets: readonly number[];
}

/** What a mistake in a data sheet is told with: the file and the field. */
export class BoardError extends Error {
  override readonly name = 'BoardError';
}

/**
 * Reads and checks a data sheet.
 * @param root folder that holds `boards/`
 * @throws BoardError when there is no such board or a figure contradicts another
 */
export function readBoard(root: string, name: string): Board {
  const path = join(root, 'boards', name, 'board.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new BoardError(`no board ${name}: ${path} cannot be read; there are ${boardNames(root).join(', ')}`);
  }
  let board: Board;
  try {
    board = JSON.parse(text) as Board;
  } catch (error) {
    throw new BoardError(`${path}: ${(error as Error).message}`);
  }
  const fault = boardFault(board, name);
  if (fault !== undefined) throw new BoardError(`${path}: ${fault}`);
  return board;
}

/** Boards of the project: each has a folder in `boards/` with a data sheet. None where there is no checkout. */
export function boardNames(root: string): string[] {
  if (!existsSync(join(root, 'boards'))) return [];
  return readdirSync(join(root, 'boards'))
    .filter((name) => existsSync(join(root, 'boards', name, 'board.json')))
    .sort();
}

/** What is wrong with a data sheet, by field; `undefined` when nothing is. */
export function boardFault(board: Board, name: string): string | undefined {
  if (board.name !== name) return `name: expected ${name}, got ${String(board.name)}`;
  const { flash, ram } = board.memory;
  const total = flash.sectorOctets.reduce((sum, octets) => sum + octets, 0);
  if (total !== flash.octets) {
    return `memory.flash.sectorOctets: their sum is ${String(total)}, octets says ${String(flash.octets)}`;
  }
  if (!(board.stackOctets >= 1024 && board.stackOctets % 32 === 0 && board.stackOctets < ram.octets)) {
    return `stackOctets: expected a multiple of 32 from 1024 to the RAM's ${String(ram.octets)}, got ${String(board.stackOctets)}`;
  }
  const sectors = board.storeSectors;
  const last = flash.sectorOctets.length - 1;
  const neighbours = sectors.every((sector, index) => sector === last - sectors.length + 1 + index);
  if (sectors.length < 2 || !neighbours) {
    return `storeSectors: expected two or more neighbours that end with sector ${String(last)}, got ${sectors.join(', ')}`;
  }
  const ports = Object.values(board.usarts).map((usart) => usart.peripheral);
  if (new Set(ports).size !== ports.length) return `usarts: a peripheral is named twice among ${ports.join(', ')}`;
  for (const relay of board.relays) {
    if (
      relay.drive === 'pwm' &&
      (relay.timer === undefined || relay.channel === undefined || relay.hertz === undefined)
    ) {
      return `relays: ${relay.pin} is driven by pwm and lacks timer, channel or hertz`;
    }
  }
  return undefined;
}

/** The store area of a board. */
export function storeArea(board: Board): StoreArea {
  const { flash } = board.memory;
  const sectorOctets = board.storeSectors.map((sector) => flash.sectorOctets[sector] as number);
  const octets = sectorOctets.reduce((sum, size) => sum + size, 0);
  return { origin: Number(flash.origin) + flash.octets - octets, octets, sectorOctets };
}

/** Octets of flash that an image may fill: all before the store area. */
export function imageRoom(board: Board): number {
  return board.memory.flash.octets - storeArea(board).octets;
}

/** Core clock that the data sheet asks for, Hz. */
export function coreHz(board: Board): number {
  const { hseHz, pll } = board.clocks;
  return ((hseHz / pll.m) * pll.n) / pll.p;
}
