/**
 * The pins of a board as ports of an appliance.
 *
 * What a development board does not have is told here rather than hidden: its owner has no button, so never opts out; its
 * display is the log; the regulator behind a set point is the appliance's own, and the log shows what it is told.
 */

import {
  type DisplayPort,
  type LoadPort,
  type MeterPort,
  type OwnerPort,
  type SetpointPort,
  type ThermometerPort,
} from '../ports/appliance.js';
import { type BoardPins } from '../ports/board.js';
import { type Log } from '../../stack/ports/log.js';
import * as native from './native/pins.js';

/** `enum board_quantity` of boards/common/board.h. */
const POWER_MW = 0;
const REACTIVE_MVAR = 1;
const VOLTAGE_MV = 2;
const ENERGY_IN_WH = 3;
const ENERGY_OUT_WH = 4;
const TEMPERATURE_MK = 5;

const FREEZING_MK = 273150;
const MAX_LOADS = 8;

/** Pins of the board that this image runs on. */
export class XsPins implements BoardPins, MeterPort, ThermometerPort, OwnerPort, DisplayPort {
  private readonly log: Log;

  /** @param log where the display and the set points are shown */
  constructor(log: Log) {
    this.log = log;
  }

  get meter(): MeterPort {
    return this;
  }

  get thermometer(): ThermometerPort {
    return this;
  }

  get owner(): OwnerPort {
    return this;
  }

  get display(): DisplayPort {
    return this;
  }

  load(index: number): LoadPort {
    if (index !== Math.floor(index) || index < 0 || index >= MAX_LOADS) {
      throw new RangeError('index: expected a load of the board, 0 to ' + (MAX_LOADS - 1) + ', got ' + index);
    }
    return new XsLoad(index);
  }

  setpoint(ownerC: number): SetpointPort {
    return new XsSetpoint(this.log, ownerC);
  }

  activePowerW(): number {
    return native.meter(POWER_MW) / 1000;
  }

  reactivePowerVar(): number {
    return native.meter(REACTIVE_MVAR) / 1000;
  }

  voltageV(): number {
    return native.meter(VOLTAGE_MV) / 1000;
  }

  energyInWh(): number {
    return native.meter(ENERGY_IN_WH);
  }

  energyOutWh(): number {
    return native.meter(ENERGY_OUT_WH);
  }

  temperatureC(): number {
    return (native.meter(TEMPERATURE_MK) - FREEZING_MK) / 1000;
  }

  optedOut(): boolean {
    return false;
  }

  show(text: string): void {
    this.log.write('info', 'display.shows', { text });
  }
}

class XsLoad implements LoadPort {
  private readonly index: number;

  constructor(index: number) {
    this.index = index;
  }

  setLimit(share: number): void {
    if (!(share >= 0 && share <= 1)) throw new RangeError('share: expected 0 to 1, got ' + share);
    native.relay(this.index, Math.round(share * 1000));
  }
}

class XsSetpoint implements SetpointPort {
  private readonly log: Log;
  private readonly ownerC: number;
  private keptC: number | undefined = undefined;

  constructor(log: Log, ownerC: number) {
    this.log = log;
    this.ownerC = ownerC;
  }

  ownerSetpointC(): number {
    return this.ownerC;
  }

  setSetpointC(celsius: number): void {
    if (celsius === this.keptC) return;
    this.keptC = celsius;
    this.log.write('info', 'setpoint.set', { celsius });
  }
}
