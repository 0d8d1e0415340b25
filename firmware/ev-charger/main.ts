/** A charger of an electric vehicle on a board: what its pins are. */

import { type BoardPorts } from '../../hal/ports/board.js';
import { runOnBoard } from '../common/board-loop.js';
import { EvCharger } from './ev-charger.js';

/** The control pilot's duty cycle, as a share of the rated current. */
const PILOT = 0;
const RATED_W = 7200;

/** Called once, when the board is up. */
export function start(board: BoardPorts): void {
  const { pins } = board;
  const ports = { load: pins.load(PILOT), meter: pins.meter, owner: pins.owner, display: pins.display };
  runOnBoard(board, (serialNumber) => new EvCharger(ports, { serialNumber, ratedW: RATED_W }));
}
