/** Both crypto providers on the emulated board, by the same published answers as everywhere else (FIPS 180-4, RFC 4231, RFC 6979, …). */

import test from 'ava';

import { BoardEmulator } from '../../tools/board/emulator.js';
import { emulatorImage } from '../support/board-home.js';
import { CHECKS } from '../vectors/crypto/answers.js';

/** Some hundred million instructions a check in JavaScript, on an emulator and a busy host. */
const CHECK_MS = 120_000;

for (const crypto of ['native', 'noble'] as const) {
  test.serial(`${crypto} on the board gives the known answers`, async (t) => {
    t.timeout(10 * 60_000);
    const image = await emulatorImage('test/support/apps/known-answers.json', crypto);
    const board = new BoardEmulator({ image: image.linked.elf });
    t.teardown(() => board.close());
    await board.start();
    for (const { name } of CHECKS) {
      const { fields } = await board.console.record(
        (record) => record.code === 'answers.check' && record.fields['name'] === name,
        CHECK_MS,
      );
      t.is(fields['detail'], '', name);
    }
    const { fields } = await board.console.record('answers.done', CHECK_MS);
    t.deepEqual(fields, { provider: crypto, checks: CHECKS.length });
    t.deepEqual(board.console.since(0, 'board.restart'), []);
  });
}
