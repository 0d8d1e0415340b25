/** A house as one body of heat, cooled by an air conditioner that a thermostat switches. */

import { type ThermostatSpec } from '../scenario/types.js';

/** A compressor rests this long before it starts again, s. */
const COMPRESSOR_REST_S = 180;

/** Below this share of its rating the air conditioner does not run. */
const LEAST_SHARE = 0.2;

/** Share of efficiency lost for each degree outdoors above 35 °C, gained below. */
const COP_PER_K = 0.02;

export interface HouseState {
  readonly indoorC: number;
  readonly running: boolean;
  /** Since when the compressor stands still, s. */
  readonly restedS: number;
  /** Electrical power drawn, W. */
  readonly powerW: number;
  /** Heat moved out of the house, W. */
  readonly coolingW: number;
}

export interface HouseInput {
  readonly outdoorC: number;
  /** Share of full sun, 0 to 1. */
  readonly sun: number;
  readonly setpointC: number;
  /** Share of the rated power that may be drawn, 0 to 1. */
  readonly limit: number;
}

export function initialHouse(spec: ThermostatSpec): HouseState {
  return { indoorC: spec.initialC, running: false, restedS: COMPRESSOR_REST_S, powerW: 0, coolingW: 0 };
}

/** The house `dtS` later. The heat balance is taken at the end of the step (implicit), so no step is unstable. */
export function stepHouse(spec: ThermostatSpec, state: HouseState, dtS: number, input: HouseInput): HouseState {
  const half = spec.hysteresisK / 2;
  const restedS = state.running ? 0 : state.restedS + dtS;
  let running = state.running;
  if (input.limit < LEAST_SHARE || state.indoorC <= input.setpointC - half) running = false;
  else if (!running && state.indoorC >= input.setpointC + half && restedS >= COMPRESSOR_REST_S) running = true;

  const powerW = running ? spec.ratedW * Math.min(1, input.limit) : 0;
  const cop = Math.max(1, spec.cop * (1 - COP_PER_K * (input.outdoorC - 35)));
  const coolingW = powerW * cop;
  const gainsW = spec.internalGainW + spec.solarGainW * input.sun - coolingW;
  const capacityWs = spec.heatCapacityWhPerK * 3600;
  const indoorC =
    (state.indoorC + (dtS / capacityWs) * (gainsW + spec.heatLossWPerK * input.outdoorC)) /
    (1 + (dtS / capacityWs) * spec.heatLossWPerK);
  return { indoorC, running, restedS: running ? 0 : restedS, powerW, coolingW };
}
