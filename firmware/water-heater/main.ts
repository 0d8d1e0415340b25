/** An electric water heater on a board: what its pins are. */

import { type BoardPorts } from '../../hal/ports/board.js';
import { runOnBoard } from '../common/board-loop.js';
import { WaterHeater } from './water-heater.js';

/** The contactor of the heating element. */
const ELEMENT = 0;
const RATED_W = 2000;
const OWNER_SETPOINT_C = 60;

/** Called once, when the board is up. */
export function start(board: BoardPorts): void {
  const { pins } = board;
  const ports = {
    load: pins.load(ELEMENT),
    meter: pins.meter,
    owner: pins.owner,
    display: pins.display,
    thermometer: pins.thermometer,
    setpoint: pins.setpoint(OWNER_SETPOINT_C),
  };
  runOnBoard(board, (serialNumber) => new WaterHeater(ports, { serialNumber, ratedW: RATED_W }));
}
