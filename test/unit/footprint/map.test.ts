/** The linker's map: sections, pieces, symbols, and what is none of them. */

import test from 'ava';

import { type MapSection, parseMap } from '../../../tools/footprint/map.js';
import { MAP } from './samples.js';

const SECTIONS = parseMap(MAP);

function section(name: string): MapSection {
  return SECTIONS.find((each) => each.name === name)!;
}

test('a section has its addresses: where it runs and, where the map says another, where it is loaded from', (t) => {
  const { address, loadAddress, octets } = section('.data');
  t.deepEqual([address, loadAddress, octets], [0x20000400, 0x08000160, 0x10]);
  t.is(section('.text').loadAddress, 0x08000000);
});

test('a name that is too long for its column has its numbers on the next line', (t) => {
  t.deepEqual(section('.text').pieces[1], {
    input: '.text.a_function_with_a_name',
    address: 0x08000010,
    octets: 0x12,
    file: '/root/build/cache/objects/main-0123.o',
  });
  t.is(section('.a_section_with_a_very_long_name').address, 0x08000160);
});

test('pieces are what objects brought: no fill, no empty one, nothing that was thrown away, none of before the map', (t) => {
  t.deepEqual(
    section('.text').pieces.map(({ input }) => input),
    ['.vectors', '.text.a_function_with_a_name', '.text'],
  );
  t.deepEqual(
    section('.rodata').pieces.map(({ octets }) => octets),
    [0x8, 0x100, 0x10],
  );
  t.false(
    SECTIONS.some(({ pieces }) => pieces.some(({ input }) => input === '.ARM.extab' || input === '.text.unused')),
  );
});

test('a member of an archive keeps both names', (t) => {
  t.is(section('.text').pieces[2]!.file, '/sdk/libc_nano.a(libc_a-memcpy.o)');
});

test('symbols stand with their section; what the script assigns is none', (t) => {
  const { symbols } = section('.rodata');
  t.is(symbols.get('xs_rom_heap'), 0x08000060);
  t.is(section('.text').symbols.get('__flash_start'), undefined);
});

test('a text that is no map is refused', (t) => {
  t.throws(() => parseMap('.text 0x0 0x10\n'), { instanceOf: SyntaxError, message: /Linker script and memory map/ });
});
