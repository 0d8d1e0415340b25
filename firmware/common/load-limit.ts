/**
 * Turns a load control into the share of rated power that a plain load may draw
 * (IEEE 2030.5-2018, EndDeviceControl: DutyCycle, Offset, TargetReduction, ApplianceLoadReduction).
 */

import { hasMode } from '../../stack/events/mode-set.js';
import { type EffectiveDrlc } from '../../stack/functions/drlc-events.js';
import { DrlcKind } from '../../stack/functions/drlc-modes.js';

/** Length of a duty cycle, s. Long enough that a compressor or contactor is not worn. */
export const DUTY_CYCLE_PERIOD_S = 1800;

/** UnitType codes of TargetReduction that are power; others cannot be turned into a limit. */
const UNIT_KILOWATT = 1;
const UNIT_WATT = 2;

/** ApplianceLoadReductionType. */
const REDUCTION_DELAY = 0;

/** What a temporary reduction leaves of an appliance's power: its maker chooses. */
const TEMPORARY_REDUCTION_SHARE = 0.5;

/** The strictest of all that the control asks for. */
export interface LoadLimit {
  /** Share of rated power, 0–1, at any instant. */
  readonly share: number;
  /** Share of time in which the load may run, 0–1. */
  readonly dutyCycle: number;
}

/** The load is free. */
export const UNLIMITED: LoadLimit = Object.freeze({ share: 1, dutyCycle: 1 });

/** @param ratedW rated power of the load, W, more than 0 */
export function loadLimit(effective: EffectiveDrlc | undefined, ratedW: number): LoadLimit {
  if (effective === undefined || effective.control.loadShiftForward) return UNLIMITED;
  const control = effective.control;
  // An event that sets nothing leaves the manner to the device.
  let share = hasMode(effective.kinds, DrlcKind.Unspecified) ? TEMPORARY_REDUCTION_SHARE : 1;
  const offset = control.Offset;
  if (offset !== undefined && offset.loadAdjustmentPercentageOffset !== undefined) {
    // A percentage offset lowers the load by so many hundredths of a per cent of its rating.
    share = Math.min(share, 1 - offset.loadAdjustmentPercentageOffset / 10000);
  }
  const target = control.TargetReduction;
  if (target !== undefined && (target.type === UNIT_KILOWATT || target.type === UNIT_WATT)) {
    const watts = target.value * (target.type === UNIT_KILOWATT ? 1000 : 1);
    share = Math.min(share, 1 - watts / ratedW);
  }
  const reduction = control.ApplianceLoadReduction;
  if (reduction !== undefined) {
    share = Math.min(share, reduction.type === REDUCTION_DELAY ? 0 : TEMPORARY_REDUCTION_SHARE);
  }
  const duty = control.DutyCycle;
  const dutyCycle = duty === undefined ? 1 : Math.min(1, duty.normalValue / 100);
  return { share: Math.max(0, share), dutyCycle };
}

/**
 * Whether a duty cycle lets the load run now. The cycle begins with its share of running time, counted from `sinceMs`.
 */
export function dutyCycleRuns(dutyCycle: number, sinceMs: number, nowMs: number): boolean {
  if (dutyCycle >= 1) return true;
  const periodMs = DUTY_CYCLE_PERIOD_S * 1000;
  return (nowMs - sinceMs) % periodMs < dutyCycle * periodMs;
}
