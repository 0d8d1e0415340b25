/** A thermostat on a board: what its pins are. */

import { type BoardPorts } from '../../hal/ports/board.js';
import { runOnBoard } from '../common/board-loop.js';
import { Thermostat } from './thermostat.js';

/** The contactor of the air conditioner. */
const COMPRESSOR = 0;
const RATED_W = 3000;
const OWNER_SETPOINT_C = 24;

/** Called once, when the board is up. */
export function start(board: BoardPorts): void {
  const { pins } = board;
  const ports = {
    load: pins.load(COMPRESSOR),
    meter: pins.meter,
    owner: pins.owner,
    display: pins.display,
    thermometer: pins.thermometer,
    setpoint: pins.setpoint(OWNER_SETPOINT_C),
  };
  runOnBoard(board, (serialNumber) => new Thermostat(ports, { serialNumber, ratedW: RATED_W }));
}
