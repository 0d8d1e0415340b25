/** A small image for the footprint's tests: a map as GNU ld writes it, its octets, and what the ROM builder said of its heap. */

import { type ConsoleRecord } from '../../../tools/board/console-record.js';
import { type ImageFootprint } from '../../../tools/footprint/image-footprint.js';
import { type RomReport } from '../../../tools/rom/rom-image.js';

/** Flash of the small image: address and octets. */
export const ORIGIN = 0x08000000;
export const BIN_OCTETS = 0x170;

/**
 * `.text` of 0x40 with a hole before a C library's function, `.rodata` of 0x120 with the read-only heap, `.data` of 0x10 that is loaded
 * after them; `.bss` with a pool of lwIP, `.stack` and `.arena`.
 */
export const MAP = `Archive member included to satisfy reference by file (symbol)

/sdk/libc_nano.a(libc_a-memcpy.o)
                              /root/build/cache/objects/main-0123.o (memcpy)

Discarded input sections

 .text.unused   0x00000000       0x20 /root/build/cache/objects/main-0123.o

Memory Configuration

Name             Origin             Length             Attributes
FLASH            0x08000000         0x000c0000         xr

Linker script and memory map

LOAD /root/build/cache/objects/main-0123.o

.text           0x08000000       0x40
                0x08000000                __flash_start = .
 *(.vectors)
 .vectors       0x08000000       0x10 /root/build/cache/objects/vectors-0123.o
                0x08000000                vectors
 *(.text .text.*)
 .text.a_function_with_a_name
                0x08000010       0x12 /root/build/cache/objects/main-0123.o
                0x08000010                a_function_with_a_name
 *fill*         0x08000022        0xe 
 .text          0x08000030       0x10 /sdk/libc_nano.a(libc_a-memcpy.o)
                0x08000030                memcpy
                0x08000040                . = ALIGN (0x4)

.rodata         0x08000040      0x120
 .rodata.str1.1
                0x08000040        0x8 /root/build/cache/objects/main-0123.o
                                 0x20 (size before relaxing)
 .rodata.str1.1
                0x08000048        0x0 /root/build/cache/objects/tcp-0123.o
 *fill*         0x08000048        0x8 
 .rodata.xs_rom
                0x08000050      0x100 /root/build/firmware/x/rom.o
                0x08000050                xs_rom_keys
                0x08000058                xs_rom_names
                0x08000060                xs_rom_heap
                0x08000100                xs_rom_octets
                0x08000120                xs_rom_code
                0x08000140                xs_preparation
 .rodata.gxDefaults
                0x08000150       0x10 /root/build/firmware/x/rom.o
                0x08000150                gxDefaults

.a_section_with_a_very_long_name
                0x08000160        0x0

.stack          0x20000000      0x400
                0x20000400                __stack_top = .

.data           0x20000400       0x10 load address 0x08000160
 .data.counter  0x20000400        0x4 /root/build/cache/objects/tcp-0123.o
 *fill*         0x20000404        0xc 

.bss            0x20000410      0x120 load address 0x08000170
 .bss.memp_memory_PBUF_POOL_base
                0x20000410      0x100 /root/build/cache/objects/tcp-0123.o
                0x20000410                memp_memory_PBUF_POOL_base
 .bss.state     0x20000510       0x20 /root/build/cache/objects/main-0123.o

.arena          0x20000530     0x1000 load address 0x08000170
 .arena         0x20000530     0x1000 /root/build/cache/objects/main-0123.o

/DISCARD/
 .ARM.extab     0x00000000       0x10 /root/build/cache/objects/main-0123.o
OUTPUT(/root/build/firmware/x/firmware.elf elf32-littlearm)

.debug_info     0x00000000     0x1234
 .debug_info    0x00000000     0x1234 /root/build/cache/objects/main-0123.o
`;

export const OBJECTS = [
  { source: 'boards/stm32/vectors.c', object: '/root/build/cache/objects/vectors-0123.o', fresh: false },
  { source: 'hal/xs/main.c', object: '/root/build/cache/objects/main-0123.o', fresh: false },
  { source: 'build/vendor/lwip/src/core/tcp.c', object: '/root/build/cache/objects/tcp-0123.o', fresh: false },
];

/** Octets of the small image: two names, `a` and `key`, of which one slot has no text. */
export function bin(): Buffer {
  const octets = Buffer.alloc(BIN_OCTETS);
  const put = (address: number, word: number): void => void octets.writeUInt32LE(word, address - ORIGIN);
  put(0x08000050, 0x08000060);
  put(0x08000054, 0x08000070);
  put(0x08000068, 0x08000100);
  put(0x08000078, 0x08000102);
  octets.write('a\0key\0', 0x100, 'latin1');
  return octets;
}

/** What the heap of 0x100 holds: 0xF0 that the report tells, the tables of names among the rest. */
export const ROM: RomReport = {
  engine: 'XS',
  octets: { slots: 0, data: 0, octets: 0, code: 0, keys: 0, tables: 0, total: 0 },
  keyCount: 2,
  aliasCount: 0,
  aliasOctets: 0,
  modules: [
    { name: '(built-ins)', preload: true, source: 0, compiled: 0, code: 0, slots: 64, chunks: 16, aliases: 0 },
    { name: 'stack/core/octets', preload: true, source: 1, compiled: 1, code: 32, slots: 48, chunks: 4, aliases: 0 },
    { name: 'stack/core/utf8', preload: true, source: 1, compiled: 1, code: 8, slots: 16, chunks: 0, aliases: 0 },
    {
      name: 'stack/model/2018/tables.gen',
      preload: true,
      source: 1,
      compiled: 1,
      code: 0,
      slots: 16,
      chunks: 4,
      aliases: 0,
    },
  ],
  unfrozen: [],
  globals: [],
  callbacks: [],
  stripped: [],
};

export function memoryRecord(fields: Readonly<Record<string, number>>): ConsoleRecord {
  return { ms: 1, level: 'info', code: 'mem.high', fields };
}

/** An image that keeps every budget. */
export const IMAGE: ImageFootprint = Object.freeze({
  board: 'board',
  app: 'thermostat',
  crypto: 'native',
  flash: 1000,
  flashRoom: 2000,
  flashParts: [
    {
      name: 'modules',
      octets: 600,
      parts: [
        { name: 'stack/exi', octets: 400, parts: [{ name: 'stack/exi/decoder', octets: 400 }] },
        { name: 'stack/xml', octets: 200, parts: [{ name: 'stack/xml/reader', octets: 200 }] },
      ],
    },
    { name: 'engine', octets: 400 },
  ],
  ramPeak: 300,
  ramRoom: 1000,
  ramParts: [
    { name: 'XS slots', octets: 200 },
    { name: 'statics', octets: 100, parts: [{ name: 'board', octets: 100 }] },
  ],
  machineAtStart: 100,
  firstEventMs: 4000,
  instructions: { boot: 1000, 'handshake.client': 100_000, 'handshake.server': 100_000 },
});
