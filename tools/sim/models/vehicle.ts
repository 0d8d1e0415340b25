/** A vehicle that comes, charges and goes, and the charger that it is plugged into. */

import { type EvChargerSpec } from '../scenario/types.js';

/** Above this state of charge the power falls, to a tenth when full: constant voltage. */
const TAPER_FROM = 0.8;
const TAPER_LEAST = 0.1;

export interface VehicleState {
  readonly present: boolean;
  readonly soc: number;
  readonly powerW: number;
  /** Energy that trips took since the start, Wh. */
  readonly drivenWh: number;
}

export interface VehicleInput {
  /** Local time of day, s after midnight. */
  readonly localS: number;
  readonly limit: number;
}

export function initialVehicle(spec: EvChargerSpec, localS: number): VehicleState {
  return { present: isHome(spec, localS), soc: spec.initialSoc, powerW: 0, drivenWh: 0 };
}

/** Whether the vehicle is at home at a local time of day. */
export function isHome(spec: EvChargerSpec, localS: number): boolean {
  const timeS = ((localS % 86400) + 86400) % 86400;
  const { arrivesS, leavesS } = spec;
  return leavesS <= arrivesS ? timeS < leavesS || timeS >= arrivesS : timeS >= arrivesS && timeS < leavesS;
}

/** The vehicle `dtS` later. A trip's energy is gone when it is back. */
export function stepVehicle(spec: EvChargerSpec, state: VehicleState, dtS: number, input: VehicleInput): VehicleState {
  const present = isHome(spec, input.localS);
  let soc = state.soc;
  let drivenWh = state.drivenWh;
  if (present && !state.present) {
    const tripWh = Math.min(spec.tripWh, soc * spec.batteryWh);
    soc -= tripWh / spec.batteryWh;
    drivenWh += tripWh;
  }
  const powerW = present ? chargingW(spec, soc, input.limit, dtS) : 0;
  soc += (powerW * spec.efficiency * dtS) / 3600 / spec.batteryWh;
  return { present, soc, powerW, drivenWh };
}

function chargingW(spec: EvChargerSpec, soc: number, limit: number, dtS: number): number {
  const missing = spec.targetSoc - soc;
  if (missing <= 1e-9) return 0;
  const taper = soc <= TAPER_FROM ? 1 : 1 - ((soc - TAPER_FROM) / (1 - TAPER_FROM)) * (1 - TAPER_LEAST);
  const allowed = spec.ratedW * Math.min(1, Math.max(0, limit));
  if (allowed < spec.minimumW) return 0;
  const enough = (missing * spec.batteryWh * 3600) / (spec.efficiency * dtS);
  return Math.min(allowed, spec.ratedW * taper, enough);
}
