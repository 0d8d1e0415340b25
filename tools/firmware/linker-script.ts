/**
 * The linker script of a board, made from its data sheet. RAM from the bottom: stack (so that an overflow leaves the RAM
 * instead of reaching data), data, bss, what survives a reset, and arenas that nobody clears.
 */

import { imageRoom, storeArea, type Board } from './board.js';

/** Symbols that the script defines for C, beside the usual `__data_start` and its like. */
export const LINKER_SYMBOLS: readonly string[] = Object.freeze([
  '__stack_bottom',
  '__stack_top',
  '__flash_start',
  '__image_end',
  '__ram_start',
  '__ram_end',
  '__ram_used_end',
  '__store_start',
  '__store_octets',
]);

/**
 * @returns text for `ld -T`
 *
 * Input sections with a meaning of their own: `.vectors` (first in flash), `.rom` (the read-only XS heap), `.noinit`
 * (survives a reset, never cleared), `.arena` (not cleared: its owner does).
 */
export function linkerScript(board: Board): string {
  const { flash, ram } = board.memory;
  const store = storeArea(board);
  return `/* Made from boards/${board.name}/board.json. */
MEMORY
{
  FLASH (rx)  : ORIGIN = ${flash.origin}, LENGTH = ${String(imageRoom(board))}
  RAM   (rwx) : ORIGIN = ${ram.origin}, LENGTH = ${String(ram.octets)}
}

PHDRS
{
  text  PT_LOAD FLAGS(5);
  data  PT_LOAD FLAGS(6);
  bss   PT_NULL FLAGS(6);
}

ENTRY(Reset_Handler)

SECTIONS
{
  .text : ALIGN(4)
  {
    __flash_start = .;
    KEEP(*(.vectors))
    *(.text .text.*)
    *(.glue_7 .glue_7t)
    . = ALIGN(4);
  } >FLASH :text

  .rodata : ALIGN(8)
  {
    *(.rodata .rodata.* .srodata .srodata.*)
    . = ALIGN(8);
  } >FLASH :text

  .rom : ALIGN(16)
  {
    __rom_start = .;
    *(.rom .rom.*)
    . = ALIGN(4);
    __rom_end = .;
  } >FLASH :text

  .ARM.exidx : ALIGN(4)
  {
    __exidx_start = .;
    *(.ARM.exidx* .gnu.linkonce.armexidx.*)
    __exidx_end = .;
  } >FLASH :text

  .stack (NOLOAD) : ALIGN(32)
  {
    __ram_start = .;
    __stack_bottom = .;
    . += ${String(board.stackOctets)};
    __stack_top = .;
  } >RAM :bss

  .data : ALIGN(8)
  {
    __data_start = .;
    *(.data .data.* .ramtext .ramtext.*)
    . = ALIGN(8);
    __data_end = .;
  } >RAM AT>FLASH :data
  __data_load = LOADADDR(.data);
  __image_end = LOADADDR(.data) + SIZEOF(.data);

  .bss (NOLOAD) : ALIGN(8)
  {
    __bss_start = .;
    *(.bss .bss.* COMMON)
    . = ALIGN(8);
    __bss_end = .;
  } >RAM :bss

  .noinit (NOLOAD) : ALIGN(8)
  {
    KEEP(*(.noinit .noinit.*))
    . = ALIGN(8);
  } >RAM :bss

  .arena (NOLOAD) : ALIGN(16)
  {
    __arena_start = .;
    *(.arena .arena.*)
    . = ALIGN(8);
    __arena_end = .;
  } >RAM :bss

  __ram_used_end = .;
  __ram_end = ORIGIN(RAM) + LENGTH(RAM);
  __store_start = ${hexadecimal(store.origin)};
  __store_octets = ${String(store.octets)};

  /DISCARD/ : { *(.ARM.extab* .gnu.linkonce.armextab.* .eh_frame .eh_frame_hdr) }
}
`;
}

function hexadecimal(address: number): string {
  return '0x' + address.toString(16).padStart(8, '0');
}
