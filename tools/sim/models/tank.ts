/** An electric water heater: one well-mixed body of water, an element, and people who draw from it. */

import { type WaterHeaterSpec } from '../scenario/types.js';

/** Heat that warms a litre of water by 1 K, Ws. */
const WATER_WS_PER_LITRE_K = 4186;

/** Where the tank stands, °C. */
const AMBIENT_C = 22;

const DAY_S = 86400;
const SLOT_S = 1800;

/** Share of the day's hot water in each half-hour from midnight, in thousandths. */
const DRAW_WEIGHTS: readonly number[] = [
  ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 6, 20, 60, 95, 80, 50, 30, 22, 18, 14, 14, 14, 18, 24],
  ...[22, 16, 12, 10, 10, 12, 14, 16, 20, 28, 36, 44, 52, 56, 50, 40, 32, 26, 18, 12, 6, 2, 0, 0],
];
const DRAW_SUM = DRAW_WEIGHTS.reduce((sum, weight) => sum + weight, 0);

export interface TankState {
  readonly waterC: number;
  readonly heating: boolean;
  readonly powerW: number;
  /** Heat carried away with the water since the start, Wh, above that of cold water. */
  readonly drawnWh: number;
  /** Heat lost through the wall since the start, Wh; negative where the room is warmer. */
  readonly lostWh: number;
}

export interface TankInput {
  readonly setpointC: number;
  readonly limit: number;
  /** Water drawn, litres a second. */
  readonly drawLitresPerS: number;
}

export function initialTank(spec: WaterHeaterSpec): TankState {
  return { waterC: spec.initialC, heating: false, powerW: 0, drawnWh: 0, lostWh: 0 };
}

/** Litres a second at a local time of day; the whole day comes to `dailyLitres`. */
export function hotWaterDraw(dailyLitres: number, localS: number): number {
  const slot = Math.floor((((localS % DAY_S) + DAY_S) % DAY_S) / SLOT_S);
  return ((dailyLitres / SLOT_S) * DRAW_WEIGHTS[slot]!) / DRAW_SUM;
}

/** Heat in the water above that of cold water, Wh. */
export function tankHeatWh(spec: WaterHeaterSpec, state: TankState): number {
  return ((state.waterC - spec.coldWaterC) * spec.litres * WATER_WS_PER_LITRE_K) / 3600;
}

/** The tank `dtS` later. The water warms below the set point by the hysteresis and stops at it. */
export function stepTank(spec: WaterHeaterSpec, state: TankState, dtS: number, input: TankInput): TankState {
  let heating = state.heating;
  if (state.waterC >= input.setpointC) heating = false;
  else if (state.waterC <= input.setpointC - spec.hysteresisK) heating = true;
  const powerW = heating ? spec.ratedW * Math.min(1, Math.max(0, input.limit)) : 0;

  const drawW = input.drawLitresPerS * WATER_WS_PER_LITRE_K * (state.waterC - spec.coldWaterC);
  const lossW = spec.heatLossWPerK * (state.waterC - AMBIENT_C);
  const capacityWs = spec.litres * WATER_WS_PER_LITRE_K;
  return {
    waterC: state.waterC + ((powerW - drawW - lossW) * dtS) / capacityWs,
    heating,
    powerW,
    drawnWh: state.drawnWh + (drawW * dtS) / 3600,
    lostWh: state.lostWh + (lossW * dtS) / 3600,
  };
}
