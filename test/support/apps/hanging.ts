/** A program that never comes back from one of its tasks. */

import { type BoardPorts } from '../../../hal/ports/board.js';

export function start(board: BoardPorts): void {
  const { scheduler, log } = board;
  scheduler.at(scheduler.nowMs() + 200, () => {
    log.write('info', 'test.hangs', {});
    // Both ends are the largest number that there is: the loop does not end.
    for (let turns = 0; turns <= Number.MAX_SAFE_INTEGER; turns = turns === 1000 ? 0 : turns + 1);
  });
}
