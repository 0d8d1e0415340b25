/** A program that takes memory until there is none. */

import { type BoardPorts } from '../../../hal/ports/board.js';

/** Octets that it takes each time. */
const BITE_OCTETS = 512;

export function start(board: BoardPorts): void {
  const { scheduler } = board;
  const taken: Uint8Array[] = [];
  const eat = (): void => {
    taken.push(new Uint8Array(BITE_OCTETS));
    scheduler.at(scheduler.nowMs() + 1, eat);
  };
  // The console has time to say that the board is up.
  scheduler.at(scheduler.nowMs() + 200, eat);
}
