/** Panels and a battery behind one inverter, which serves the home first. */

import { type InverterSpec } from '../scenario/types.js';

/** What heat, dust and wiring leave of the panels' nameplate on a summer day. */
const PANEL_PERFORMANCE = 0.82;

export interface SolarState {
  readonly soc: number;
  /** What the panels give, W, after any curtailment. */
  readonly panelW: number;
  /** What they could have given, W. */
  readonly availableW: number;
  /** Into the battery, W; negative out of it. */
  readonly batteryW: number;
  /** At the terminals, W; negative is given. */
  readonly powerW: number;
  /** Energy curtailed since the start, Wh. */
  readonly curtailedWh: number;
  /** Energy lost in the battery since the start, Wh. */
  readonly lostWh: number;
}

export interface SolarInput {
  readonly sun: number;
  /** What the rest of the premises draws, W. */
  readonly otherLoadW: number;
  /** Most that may be given at the terminals, W. */
  readonly exportLimitW: number;
  /** W into the battery, negative out of it; `undefined`: serve the home. */
  readonly storageTargetW: number | undefined;
  readonly connected: boolean;
}

export function initialSolar(spec: InverterSpec): SolarState {
  const idle = { panelW: 0, availableW: 0, batteryW: 0, powerW: 0, curtailedWh: 0, lostWh: 0 };
  return { soc: spec.batteryWh > 0 ? spec.initialSoc : 0, ...idle };
}

/**
 * The inverter `dtS` later. Its own policy: what the panels give beyond the home's need charges the battery, and the
 * battery gives what the home needs beyond the panels. What exceeds rating or limit charges the battery as far as it
 * goes; the rest of the sun is curtailed.
 */
export function stepSolar(spec: InverterSpec, state: SolarState, dtS: number, input: SolarInput): SolarState {
  const availableW = input.connected ? spec.panelW * PANEL_PERFORMANCE * input.sun : 0;
  const most = roomW(spec, state.soc, dtS);
  const least = -reserveW(spec, state.soc, dtS);
  const wished = input.storageTargetW ?? availableW - Math.max(0, input.otherLoadW);
  let batteryW = input.connected ? clamp(wished, least, most) : 0;
  // More cannot be drawn from the grid for charging than the rating.
  batteryW = Math.min(batteryW, availableW + spec.ratedW);

  const cap = Math.max(0, Math.min(spec.ratedW, input.exportLimitW));
  let panelW = availableW;
  if (panelW - batteryW > cap) batteryW = clamp(panelW - cap, batteryW, input.connected ? Math.max(most, batteryW) : 0);
  if (panelW - batteryW > cap) panelW = Math.max(0, cap + batteryW);

  const storedW = batteryW >= 0 ? batteryW * spec.efficiency : batteryW / spec.efficiency;
  const hours = dtS / 3600;
  const soc = spec.batteryWh > 0 ? state.soc + (storedW * hours) / spec.batteryWh : 0;
  return {
    soc,
    panelW,
    availableW,
    batteryW,
    powerW: batteryW - panelW,
    curtailedWh: state.curtailedWh + (availableW - panelW) * hours,
    lostWh: state.lostWh + (batteryW - storedW) * hours,
  };
}

/** Most that the battery takes during the step, W. */
function roomW(spec: InverterSpec, soc: number, dtS: number): number {
  if (spec.batteryWh === 0) return 0;
  return Math.min(spec.batteryW, (Math.max(0, 1 - soc) * spec.batteryWh * 3600) / (spec.efficiency * dtS));
}

/** Most that it gives, W. */
function reserveW(spec: InverterSpec, soc: number, dtS: number): number {
  if (spec.batteryWh === 0) return 0;
  const left = Math.max(0, soc - spec.reserveSoc) * spec.batteryWh * 3600 * spec.efficiency;
  return Math.min(spec.batteryW, left / dtS);
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
