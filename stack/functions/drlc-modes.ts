/**
 * What an EndDeviceControl can ask of a load (IEEE 2030.5-2018 Demand Response and Load Control).
 *
 * The kinds are bits like the modes of a DER, so that a device can say which of them it follows and an event that sets
 * none of those is answered 252. They are not operating modes, though: each drives the same load, a set point and an
 * offset even the same number. So any two EndDeviceControls for a device compete as wholes: give its engine
 * {@link DRLC_IS_EXCLUSIVE}.
 */

import { hasMode, modeBit, type ModeSet, NO_MODES, unionModes } from '../events/mode-set.js';
import type { EndDeviceControl } from '../model/2018/types.gen.js';

/** `EventEngineOptions.exclusive` of an engine for EndDeviceControls. */
export const DRLC_IS_EXCLUSIVE = true;

/** Bit numbers by what an EndDeviceControl sets. */
export const DrlcKind = Object.freeze({
  CoolingSetpoint: 0,
  HeatingSetpoint: 1,
  CoolingOffset: 2,
  HeatingOffset: 3,
  LoadAdjustment: 4,
  DutyCycle: 5,
  TargetReduction: 6,
  ApplianceLoadReduction: 7,
  /** None of the others: reduce load, how is the device's choice. */
  Unspecified: 8,
});

const NAMES: readonly string[] = Object.freeze([
  'SetPoint.coolingSetpoint',
  'SetPoint.heatingSetpoint',
  'Offset.coolingOffset',
  'Offset.heatingOffset',
  'Offset.loadAdjustmentPercentageOffset',
  'DutyCycle',
  'TargetReduction',
  'ApplianceLoadReduction',
  'unspecified',
]);

/** What a control sets. */
export function kindsOfControl(control: EndDeviceControl): ModeSet {
  let kinds: ModeSet = NO_MODES;
  if (control.SetPoint?.coolingSetpoint !== undefined) kinds = unionModes(kinds, modeBit(DrlcKind.CoolingSetpoint));
  if (control.SetPoint?.heatingSetpoint !== undefined) kinds = unionModes(kinds, modeBit(DrlcKind.HeatingSetpoint));
  if (control.Offset?.coolingOffset !== undefined) kinds = unionModes(kinds, modeBit(DrlcKind.CoolingOffset));
  if (control.Offset?.heatingOffset !== undefined) kinds = unionModes(kinds, modeBit(DrlcKind.HeatingOffset));
  if (control.Offset?.loadAdjustmentPercentageOffset !== undefined) {
    kinds = unionModes(kinds, modeBit(DrlcKind.LoadAdjustment));
  }
  if (control.DutyCycle !== undefined) kinds = unionModes(kinds, modeBit(DrlcKind.DutyCycle));
  if (control.TargetReduction !== undefined) kinds = unionModes(kinds, modeBit(DrlcKind.TargetReduction));
  if (control.ApplianceLoadReduction !== undefined) {
    kinds = unionModes(kinds, modeBit(DrlcKind.ApplianceLoadReduction));
  }
  return kinds === NO_MODES ? modeBit(DrlcKind.Unspecified) : kinds;
}

/** The set of some kinds, as a device names what it can do. */
export function drlcKinds(...kinds: readonly number[]): ModeSet {
  let set: ModeSet = NO_MODES;
  for (let i = 0; i < kinds.length; i++) set = unionModes(set, modeBit(kinds[i]!));
  return set;
}

/** Names of the kinds of a set, for a log. */
export function drlcKindNames(kinds: ModeSet): string[] {
  const names: string[] = [];
  for (let i = 0; i < NAMES.length; i++) if (hasMode(kinds, i)) names.push(NAMES[i]!);
  return names;
}
