/** Flash and RAM by part: every octet once. */

import test from 'ava';

import { flashParts } from '../../../tools/footprint/flash-parts.js';
import { parseMap } from '../../../tools/footprint/map.js';
import { ownersOf } from '../../../tools/footprint/owners.js';
import { findPart, octetsOf, type Part } from '../../../tools/footprint/part.js';
import { ramOfRun, ramParts } from '../../../tools/footprint/ram-parts.js';
import { bin, BIN_OCTETS, MAP, memoryRecord, OBJECTS, ORIGIN, ROM } from './samples.js';

const LOADED = new Set(['.text', '.rodata', '.data']);
const IN_RAM = new Set(['.stack', '.data', '.bss', '.arena']);
const ownerOf = ownersOf(OBJECTS, '/root');

function flash(map = MAP): Part[] {
  return flashParts({ map: parseMap(map), loaded: LOADED, bin: bin(), origin: ORIGIN, ownerOf, rom: ROM });
}

function octets(parts: readonly Part[], ...path: string[]): number | undefined {
  return findPart(parts, ...path)?.octets;
}

/** Whether the shares of each part, down to the last, add up to it. */
function addsUp({ octets: own, parts }: Part): boolean {
  return parts === undefined || (octetsOf(parts) === own && parts.every(addsUp));
}

test('the parts of flash add up to the BIN, and the shares of each to it', (t) => {
  const parts = flash();
  t.is(octetsOf(parts), BIN_OCTETS);
  t.true(parts.every(addsUp));
});

test('C belongs to the part of its source or its library, by name', (t) => {
  const parts = flash();
  t.is(octets(parts, 'board', 'boards/stm32/vectors.c'), 0x10);
  t.is(octets(parts, 'board', 'hal/xs/main.c'), 0x12 + 0x8);
  t.is(octets(parts, 'libc', 'memcpy'), 0x10);
  t.is(octets(parts, 'lwIP', 'core/tcp.c'), 4, 'data is loaded from flash');
  t.is(octets(parts, 'engine', 'tables of functions'), 0x10);
});

test('what no rule knows is told as such, not dropped', (t) => {
  t.deepEqual(ownerOf('/sdk/libnew.a(thing.o)'), ['other', 'thing']);
  t.deepEqual(ownerOf('/root/build/vendor/newlib/src/thing.o'), ['other', 'thing.o']);
});

test('the read-only heap is split by module; the schema and the names of properties stand by themselves', (t) => {
  const parts = flash();
  t.is(octets(parts, 'modules', 'stack/core'), 108);
  t.is(octets(parts, 'modules', 'stack/core', 'stack/core/octets'), 84);
  t.is(octets(parts, 'modules', 'stack/core', 'stack/core/octets', 'slots'), 48);
  t.is(octets(parts, 'schema tables'), 20);
  t.is(octets(parts, 'names', 'slots'), 32, 'two of 16');
  t.is(octets(parts, 'names', 'text'), 6, '"a" and "key" with their zeros');
  t.is(octets(parts, 'names', 'tables'), 16, 'keys and hash table');
  t.is(octets(parts, 'built-ins'), 64 + 16 - 32 - 6);
  t.is(octets(parts, 'ROM roots'), 0x100 - 108 - 20 - 80 - 16);
});

test('holes and alignment are fill', (t) => {
  t.is(octets(flash(), 'fill'), 0xe + 0x8 + 0xc);
});

test('pieces that lie over each other count once', (t) => {
  const parts = flash(MAP.replace('0x08000010       0x12 ', '0x08000008       0x1a '));
  t.is(octetsOf(parts), BIN_OCTETS);
  t.is(octets(parts, 'board', 'hal/xs/main.c'), 0x12 + 0x8);
});

test('a map that tells more than the BIN holds is refused', (t) => {
  const longer = MAP.replace('0x08000150       0x10 ', '0x08000150      0x110 ');
  t.throws(() => flash(longer), { instanceOf: RangeError, message: /expected pieces within 368 octets/ });
});

test('RAM: statics by owner, pools by name, heaps and stacks from the run', (t) => {
  const usage = ramOfRun([memoryRecord({ slots: 320, chunks: 200, stack: 100, cstack: 90, fixed: 500 })]);
  const parts = ramParts({ map: parseMap(MAP), inRam: IN_RAM, ownerOf, stackSlots: 20, usage });
  t.true(parts.every(addsUp));
  t.is(octets(parts, 'statics', 'board', 'hal/xs/main.c'), 0x20);
  t.is(octets(parts, 'statics', 'lwIP', 'core/tcp.c'), 4);
  t.is(octets(parts, 'statics', 'fill'), 0xc);
  t.is(octets(parts, 'lwIP pools', 'PBUF_POOL'), 0x100);
  t.is(octets(parts, 'XS slots'), 320);
  t.is(octets(parts, 'XS chunks'), 200);
  t.is(octets(parts, 'XS stack'), 100);
  t.is(octets(parts, 'C stack'), 90);
  t.is(octets(parts, 'XS machine'), 500 - 20 * 16, 'the room of the stack is no part of it');
  t.is(octetsOf(parts), 0x20 + 4 + 0xc + 0x100 + 320 + 200 + 100 + 90 + 180);
});

test('without a run RAM is what was given out at link time, stacks and arena left out', (t) => {
  const parts = ramParts({ map: parseMap(MAP), inRam: IN_RAM, ownerOf, stackSlots: 20, usage: undefined });
  t.deepEqual(
    parts.map(({ name }) => name),
    ['lwIP pools', 'statics'],
  );
});

test('of several records each figure counts at its highest; other records are passed over', (t) => {
  const records = [
    memoryRecord({ slots: 10, chunks: 90, stack: 5, cstack: 6, fixed: 40 }),
    { ms: 2, level: 'info', code: 'tls.established', fields: { slots: 1000 } } as const,
    memoryRecord({ slots: 30, chunks: 20, stack: 5, cstack: 7, fixed: 44 }),
  ];
  t.deepEqual(ramOfRun(records), { slots: 30, chunks: 90, stack: 5, cstack: 7, fixed: 44 });
  t.is(ramOfRun([]), undefined);
});
