/** Keeps the present state of one device's pure model, and steps it with what its program holds. */

import { type Held } from './appliances.js';
import { initialHouse, stepHouse } from './models/house.js';
import { initialSolar, stepSolar } from './models/solar-battery.js';
import { hotWaterDraw, initialTank, stepTank } from './models/tank.js';
import { initialVehicle, stepVehicle } from './models/vehicle.js';
import {
  type DeviceSpec,
  type EvChargerSpec,
  type InverterSpec,
  type ThermostatSpec,
  type WaterHeaterSpec,
} from './scenario/types.js';

/** What a model feels of the rest during one step. */
export interface Surroundings {
  readonly dtS: number;
  /** Local time, s after midnight of the first day. */
  readonly localS: number;
  readonly outdoorC: number;
  /** Share of full sun, 0 to 1. */
  readonly sun: number;
  /** What the rest of the premises draws, W. */
  readonly otherLoadW: number;
}

export interface ModelReading {
  /** Active power at the terminals, W; positive is drawn. */
  readonly powerW: number;
  /** The device's own quantity: room or water °C, state of charge 0 to 1; `undefined` for a meter. */
  readonly stateValue: number | undefined;
  /** Whether there is something to charge. */
  readonly present: boolean;
}

/** Steps the model and reads it. */
export type ModelRunner = (around: Surroundings, held: Held) => ModelReading;

export interface RunningModel {
  readonly first: ModelReading;
  readonly run: ModelRunner;
}

/** @param localS local time at which the model starts, s after midnight of the first day */
export function startModel(spec: DeviceSpec, localS: number): RunningModel {
  switch (spec.kind) {
    case 'thermostat':
      return startHouse(spec);
    case 'water-heater':
      return startTank(spec);
    case 'ev-charger':
      return startVehicle(spec, localS);
    case 'inverter':
      return startSolar(spec);
    case 'meter':
      return { first: reading(0, undefined), run: () => reading(0, undefined) };
  }
}

function startHouse(spec: ThermostatSpec): RunningModel {
  let state = initialHouse(spec);
  return {
    first: reading(0, state.indoorC),
    run({ dtS, outdoorC, sun }, { setpointC, limit }) {
      state = stepHouse(spec, state, dtS, { outdoorC, sun, setpointC, limit });
      return reading(state.powerW, state.indoorC);
    },
  };
}

function startTank(spec: WaterHeaterSpec): RunningModel {
  let state = initialTank(spec);
  return {
    first: reading(0, state.waterC),
    run({ dtS, localS }, { setpointC, limit }) {
      const drawLitresPerS = hotWaterDraw(spec.dailyLitres, localS);
      state = stepTank(spec, state, dtS, { setpointC, limit, drawLitresPerS });
      return reading(state.powerW, state.waterC);
    },
  };
}

function startVehicle(spec: EvChargerSpec, startS: number): RunningModel {
  let state = initialVehicle(spec, startS);
  return {
    first: reading(0, state.soc, state.present),
    run({ dtS, localS }, { limit }) {
      state = stepVehicle(spec, state, dtS, { localS, limit });
      return reading(state.powerW, state.soc, state.present);
    },
  };
}

function startSolar(spec: InverterSpec): RunningModel {
  let state = initialSolar(spec);
  return {
    first: reading(0, state.soc),
    run({ dtS, sun, otherLoadW }, { exportLimitW, storageTargetW, connected }) {
      state = stepSolar(spec, state, dtS, { sun, otherLoadW, exportLimitW, storageTargetW, connected });
      return reading(state.powerW, state.soc);
    },
  };
}

function reading(powerW: number, stateValue: number | undefined, present: boolean = true): ModelReading {
  return { powerW, stateValue, present };
}
