/** lwIP's pools after a run, from its statistics in a board's memory. */

import test from 'ava';

import { type MapSection, parseMap } from '../../../tools/footprint/map.js';
import { readPoolPeaks } from '../../../tools/footprint/pools.js';

const MAP = `Linker script and memory map

.bss            0x20000000     0x2100
 .bss.ram_heap  0x20000000     0x2013 /objects/mem.o
 .bss.memp_stats_PBUF_POOL
                0x20002014        0xa /objects/memp.o
 .bss.lwip_stats
                0x20002020       0x8c /objects/stats.o
                0x20002020                lwip_stats
`;

/** `struct stats_mem` of 16-bit counters: err, avail, used, max, illegal. */
function stats(err: number, avail: number, used: number, max: number): Buffer {
  const octets = Buffer.alloc(10);
  [err, avail, used, max, 0].forEach((value, i) => octets.writeUInt16LE(value, 2 * i));
  return octets;
}

function memory(heap: Buffer): (address: number, octets: number) => Promise<Buffer> {
  const ram = Buffer.alloc(0x2100);
  stats(3, 12, 1, 7).copy(ram, 0x2014);
  heap.copy(ram, 0x2020 + 48);
  return (address, octets) => Promise.resolve(ram.subarray(address - 0x20000000, address - 0x20000000 + octets));
}

function map(text = MAP): MapSection[] {
  return parseMap(text);
}

test('each pool: most in use, of how many, how often there was none', async (t) => {
  t.deepEqual(await readPoolPeaks(map(), memory(stats(0, 8192, 40, 1256))), [
    { name: 'heap', most: 1256, of: 8192, refused: 0 },
    { name: 'PBUF_POOL', most: 7, of: 12, refused: 3 },
  ]);
});

test('a heap whose size is not that of its memory is another counter: it is not told', async (t) => {
  for (const size of [8193 + 64, 4096, 0]) {
    const peaks = await readPoolPeaks(map(), memory(stats(0, size, 0, 0)));
    t.deepEqual(
      peaks.map(({ name }) => name),
      ['PBUF_POOL'],
    );
  }
});

test('an image without lwIP has no pools', async (t) => {
  const without = map('Linker script and memory map\n\n.bss            0x20000000     0x2100\n');
  t.deepEqual(await readPoolPeaks(without, memory(stats(0, 8192, 0, 0))), []);
});
