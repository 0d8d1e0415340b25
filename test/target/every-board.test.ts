/** Each board of `boards/`: a data sheet, and an image that fits it. */

import { existsSync, statSync } from 'node:fs';
import test from 'ava';

import { BoardError, boardNames, imageRoom, readBoard } from '../../tools/firmware/board.js';
import { buildImage } from '../../tools/firmware/build.js';
import { PROJECT_ROOT } from '../../tools/support/project-root.js';

for (const name of boardNames(PROJECT_ROOT)) {
  test.serial(
    `${name}: the data sheet holds together, and the real image fits flash and RAM, without a word of the linker`,
    async (t) => {
      t.timeout(5 * 60_000);
      const board = readBoard(PROJECT_ROOT, name);
      const image = { board: name, app: 'thermostat', crypto: 'native' } as const;
      const { linked, usage, rom } = await buildImage(PROJECT_ROOT, { ...image, target: 'real' });
      t.true(usage.flash <= imageRoom(board));
      t.true(usage.ram <= board.memory.ram.octets);
      t.is(statSync(linked.bin).size, usage.flash);
      t.true(existsSync(linked.elf) && existsSync(linked.hex));
      t.true(rom.unfrozen.every(({ module, what, reason }) => module !== '' && what !== '' && reason !== ''));
      if (board.emulator === undefined) {
        await t.throwsAsync(buildImage(PROJECT_ROOT, { ...image, target: 'emulator' }), {
          instanceOf: BoardError,
          message: `board ${name} has no emulator`,
        });
      }
    },
  );
}
