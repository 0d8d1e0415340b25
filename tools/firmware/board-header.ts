/** `board_config.h`: a board's data sheet as constants for its C drivers. */

import { coreHz, storeArea, type AnalogueInput, type Board, type BoardUsart } from './board.js';

const TARGET_GUARD = 'BOARD_CONFIG_H';

/**
 * @returns text of the header that drivers include as "board_config.h"
 * @throws TypeError for a pin or a peripheral whose name is not understood
 */
export function boardHeader(board: Board): string {
  const { flash, ram } = board.memory;
  const store = storeArea(board);
  const { pll } = board.clocks;
  const lines = [
    `/* Made from boards/${board.name}/board.json. */`,
    `#ifndef ${TARGET_GUARD}`,
    `#define ${TARGET_GUARD}`,
    `#define CFG_BOARD_NAME "${board.name}"`,
    `#define CFG_INTERRUPTS ${String(board.cpu.interrupts)}`,
    `#define CFG_RAM_ORIGIN ${board.memory.ram.origin}u`,
    `#define CFG_RAM_OCTETS ${String(ram.octets)}u`,
    `#define CFG_FLASH_ORIGIN ${flash.origin}u`,
    `#define CFG_FLASH_OCTETS ${String(flash.octets)}u`,
    `#define CFG_STORE_ORIGIN ${hexadecimal(store.origin)}u`,
    `#define CFG_STORE_OCTETS ${String(store.octets)}u`,
    `#define CFG_STORE_SECTORS ${String(store.sectorOctets.length)}u`,
    `#define CFG_STORE_FIRST_SECTOR ${String(board.storeSectors[0])}u`,
    `#define CFG_STORE_SECTOR_OCTETS { ${store.sectorOctets.map((octets) => `${String(octets)}u`).join(', ')} }`,
    `#define CFG_CORE_HZ ${String(coreHz(board))}u`,
    `#define CFG_HSE_HZ ${String(board.clocks.hseHz)}u`,
    `#define CFG_PLL_M ${String(pll.m)}u`,
    `#define CFG_PLL_N ${String(pll.n)}u`,
    `#define CFG_PLL_P ${String(pll.p)}u`,
    `#define CFG_PLL_Q ${String(pll.q)}u`,
    `#define CFG_APB1_DIVIDER ${String(board.clocks.apb1Divider)}u`,
    `#define CFG_APB2_DIVIDER ${String(board.clocks.apb2Divider)}u`,
    `#define CFG_FLASH_WAIT_STATES ${String(board.clocks.flashWaitStates)}u`,
    ...usart('CONSOLE', board.usarts.console),
    ...usart('LINK', board.usarts.link),
    ...usart('CONDUCTOR', board.usarts.conductor),
    ...pin('CFG_LED', board.led.pin),
    ...(board.headerPower === undefined ? [] : pin('CFG_HEADER_POWER', board.headerPower.pin)),
    `#define CFG_RELAYS ${String(board.relays.length)}u`,
    `#define CFG_RELAY_TABLE { ${board.relays.map(relay).join(', ')} }`,
    ...analogue('CURRENT', board.meter.current),
    ...analogue('VOLTAGE', board.meter.voltage),
    ...analogue('TEMPERATURE', board.meter.temperature),
  ];
  if (board.emulator !== undefined) lines.push(`#define CFG_EMULATOR_CORE_HZ ${String(board.emulator.coreHz)}u`);
  return [...lines, '#endif', ''].join('\n');
}

function usart(role: string, port: BoardUsart): string[] {
  const number = /^usart([1-6])$/.exec(port.peripheral)?.[1];
  if (number === undefined) throw new TypeError(`usart: expected usart1 to usart6, got ${port.peripheral}`);
  const lines = [`#define CFG_${role}_USART ${number}u`, `#define CFG_${role}_BAUD ${String(port.baud)}u`];
  if (port.alternate !== undefined) lines.push(`#define CFG_${role}_ALTERNATE ${String(port.alternate)}u`);
  if (port.tx !== undefined) lines.push(...pin(`CFG_${role}_TX`, port.tx));
  if (port.rx !== undefined) lines.push(...pin(`CFG_${role}_RX`, port.rx));
  if (port.rts !== undefined) lines.push(...pin(`CFG_${role}_RTS`, port.rts));
  return lines;
}

/** `PB6` is port 1, bit 6. */
function pinPair(name: string): [number, number] {
  const parts = /^P([A-I])(\d|1[0-5])$/.exec(name);
  if (parts === null) throw new TypeError(`pin: expected PA0 to PI15, got ${name}`);
  return [(parts[1] as string).charCodeAt(0) - 65, Number(parts[2])];
}

function pin(symbol: string, name: string): string[] {
  const [port, bit] = pinPair(name);
  return [`#define ${symbol}_PORT ${String(port)}u`, `#define ${symbol}_BIT ${String(bit)}u`];
}

/** An entry of the drivers' relay table: port, bit, alternate function, timer (0: switched), channel, hertz. */
function relay(entry: Board['relays'][number]): string {
  const [port, bit] = pinPair(entry.pin);
  const timer = entry.drive === 'pwm' ? Number((entry.timer as string).replace('tim', '')) : 0;
  return `{ ${[port, bit, entry.alternate ?? 0, timer, entry.channel ?? 0, entry.hertz ?? 0].join('u, ')}u }`;
}

function analogue(role: string, input: AnalogueInput | undefined): string[] {
  if (input === undefined) return [];
  const lines = [...pin(`CFG_${role}`, input.pin), `#define CFG_${role}_CHANNEL ${String(input.channel)}u`];
  if (input.fullScale !== undefined) lines.push(`#define CFG_${role}_FULL_SCALE ${String(input.fullScale)}u`);
  if (input.zeroMilliKelvin !== undefined) lines.push(`#define CFG_${role}_ZERO_MK ${String(input.zeroMilliKelvin)}u`);
  if (input.spanMilliKelvin !== undefined) lines.push(`#define CFG_${role}_SPAN_MK ${String(input.spanMilliKelvin)}u`);
  return lines;
}

function hexadecimal(address: number): string {
  return '0x' + address.toString(16).padStart(8, '0');
}
