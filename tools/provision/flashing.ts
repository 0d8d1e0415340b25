/** How a store area gets onto a board: the commands of the flashers that its data sheet names. */

import { type Board, storeArea } from '../firmware/board.js';

/** Address of a board's store area as flashers want it: `0x080c0000`. */
export function storeAddress(board: Board): string {
  return '0x' + storeArea(board).origin.toString(16).padStart(8, '0');
}

/** A command for each flasher of the board, by the flasher's name; a file's name is quoted where a shell would split it. */
export function flashCommands(board: Board, file: string): Readonly<Record<string, string>> {
  const { openocd, dfu } = board.flasher;
  const address = storeAddress(board);
  const name = /^[\w./+-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`;
  const commands: Record<string, string> = {};
  if (Array.isArray(openocd)) {
    // Within one argument of the shell the name is a word of Tcl.
    const word = name === file ? file : `{${file}}`;
    const program = `program ${word} ${address} verify reset exit`;
    const argument = name === file ? `"${program}"` : `'${program.replaceAll("'", `'\\''`)}'`;
    commands['openocd'] = `openocd ${openocd.join(' ')} -c ${argument}`;
  }
  if (typeof dfu === 'string') {
    commands['dfu-util'] = `dfu-util -a 0 -d ${dfu} -s ${address}:leave -D ${name}`;
  }
  return commands;
}
