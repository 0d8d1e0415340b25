/**
 * How full lwIP's pools and its heap were at most, read from its own statistics in the memory of a board that has run. Layout:
 * lwip/stats.h with the options of hal/xs/net/lwipopts.h, counters of 16 bits.
 */

import { type MapSection } from './map.js';

/** A pool after a run: elements, or octets of the heap. */
export interface PoolPeak {
  readonly name: string;
  /** Most that were in use at once, of so many. */
  readonly most: number;
  readonly of: number;
  /** How often there was none left. */
  readonly refused: number;
}

/** Reads octets of the board's RAM. */
export type RamReader = (address: number, octets: number) => Promise<Buffer>;

const POOL = /^\.bss\.memp_stats_(\w+)$/;
const HEAP_MEMORY = '.bss.ram_heap';
const HEAP_STATS = 'lwip_stats';
/** Behind the counters of UDP and of TCP, twelve each. */
const HEAP_STATS_AT = 48;
/** `struct stats_mem`: err, avail, used, max, illegal. */
const STATS_OCTETS = 10;
const [ERR_AT, AVAIL_AT, MAX_AT] = [0, 2, 6];
/** What lwIP adds to its heap for two headers and alignment, at most. */
const HEAP_MARGIN = 64;

/** The pools by name, the heap first. */
export async function readPoolPeaks(map: readonly MapSection[], read: RamReader): Promise<PoolPeak[]> {
  const bss = map.find(({ name }) => name === '.bss');
  if (bss === undefined) return [];
  const peaks: PoolPeak[] = [];
  const heap = bss.pieces.find(({ input }) => input === HEAP_MEMORY);
  const stats = bss.symbols.get(HEAP_STATS);
  if (heap !== undefined && stats !== undefined) {
    const peak = peakOf('heap', await read(stats + HEAP_STATS_AT, STATS_OCTETS));
    // Other options move it: then it is not told at all.
    if (peak.of <= heap.octets && peak.of > heap.octets - HEAP_MARGIN) peaks.push(peak);
  }
  for (const { input, address } of bss.pieces) {
    const name = POOL.exec(input)?.[1];
    if (name !== undefined) peaks.push(peakOf(name, await read(address, STATS_OCTETS)));
  }
  return peaks;
}

function peakOf(name: string, stats: Buffer): PoolPeak {
  return {
    name,
    most: stats.readUInt16LE(MAX_AT),
    of: stats.readUInt16LE(AVAIL_AT),
    refused: stats.readUInt16LE(ERR_AT),
  };
}
