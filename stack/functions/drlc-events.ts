/**
 * EndDeviceControls in the event engine: from the resource to the engine's input, and from the engine's state to what
 * the load does (IEEE 2030.5-2018 Demand Response and Load Control).
 */

import { hasMode, type ModeSet } from '../events/mode-set.js';
import type { EventInput, EventState } from '../events/types.js';
import type {
  ApplianceLoadReduction,
  DutyCycle,
  EndDeviceControl,
  Offset,
  SetPoint,
  TargetReduction,
} from '../model/2018/types.gen.js';
import { isForDevice } from './device-category.js';
import { DrlcKind, kindsOfControl } from './drlc-modes.js';
import { commonFields, type EventContext, isWithin } from './event-fields.js';

/** What is kept of an EndDeviceControl: all that it asks of the load. */
export interface DrlcControl {
  readonly ApplianceLoadReduction?: ApplianceLoadReduction;
  /** normalValue: the largest part of the time that the load may be on, 0–100 %. */
  readonly DutyCycle?: DutyCycle;
  /** Offsets in tenths of a degree Celsius, and a load adjustment in hundredths of a percent. */
  readonly Offset?: Offset;
  /** Set points in hundredths of a degree Celsius. */
  readonly SetPoint?: SetPoint;
  readonly TargetReduction?: TargetReduction;
  /** True: the load is to be used now, for later; false: it is to be put off. */
  readonly loadShiftForward: boolean;
}

/** An EndDeviceControl of a program's list as the engine takes it. */
export function eventFromEndDeviceControl(control: EndDeviceControl, context: EventContext): EventInput<DrlcControl> {
  const common = commonFields(control, context);
  const input = {
    ...common,
    modes: kindsOfControl(control),
    forThisDevice: isForDevice(control.deviceCategory, context.deviceCategory),
    valid: common.valid && hasSoundValues(control),
    mandatory: control.drProgramMandatory,
    payload: controlOf(control),
  };
  return control.overrideDuration === undefined ? input : { ...input, overrideDuration: control.overrideDuration };
}

/** What a load follows now. */
export interface EffectiveDrlc {
  readonly mRID: string;
  readonly programId: string;
  /** What of the control the device follows: bits of {@link DrlcKind}. */
  readonly kinds: ModeSet;
  /** The control, without what the device does not follow. */
  readonly control: DrlcControl;
}

/** The EndDeviceControl that controls the load; `undefined` where none does, and the load is free. */
export function effectiveDrlc(state: Readonly<EventState<DrlcControl>>): EffectiveDrlc | undefined {
  for (let i = 0; i < state.events.length; i++) {
    const event = state.events[i]!;
    if (event.holds === 0) continue;
    return {
      mRID: event.mRID,
      programId: event.programId,
      kinds: event.holds,
      control: followedPart(event.payload, event.holds),
    };
  }
  return undefined;
}

function controlOf(control: EndDeviceControl): DrlcControl {
  const kept: { -readonly [K in keyof DrlcControl]: DrlcControl[K] } = { loadShiftForward: control.loadShiftForward };
  if (control.ApplianceLoadReduction !== undefined) kept.ApplianceLoadReduction = control.ApplianceLoadReduction;
  if (control.DutyCycle !== undefined) kept.DutyCycle = control.DutyCycle;
  if (control.Offset !== undefined) kept.Offset = control.Offset;
  if (control.SetPoint !== undefined) kept.SetPoint = control.SetPoint;
  if (control.TargetReduction !== undefined) kept.TargetReduction = control.TargetReduction;
  return kept;
}

function followedPart(control: DrlcControl, kinds: ModeSet): DrlcControl {
  const part: { -readonly [K in keyof DrlcControl]: DrlcControl[K] } = { loadShiftForward: control.loadShiftForward };
  if (hasMode(kinds, DrlcKind.ApplianceLoadReduction) && control.ApplianceLoadReduction !== undefined) {
    part.ApplianceLoadReduction = control.ApplianceLoadReduction;
  }
  if (hasMode(kinds, DrlcKind.DutyCycle) && control.DutyCycle !== undefined) part.DutyCycle = control.DutyCycle;
  if (hasMode(kinds, DrlcKind.TargetReduction) && control.TargetReduction !== undefined) {
    part.TargetReduction = control.TargetReduction;
  }
  const setPoint = followedSetPoint(control, kinds);
  if (setPoint !== undefined) part.SetPoint = setPoint;
  const offset = followedOffset(control, kinds);
  if (offset !== undefined) part.Offset = offset;
  return part;
}

function followedSetPoint(control: DrlcControl, kinds: ModeSet): SetPoint | undefined {
  const from = control.SetPoint;
  const part: SetPoint = {};
  if (hasMode(kinds, DrlcKind.CoolingSetpoint) && from?.coolingSetpoint !== undefined) {
    part.coolingSetpoint = from.coolingSetpoint;
  }
  if (hasMode(kinds, DrlcKind.HeatingSetpoint) && from?.heatingSetpoint !== undefined) {
    part.heatingSetpoint = from.heatingSetpoint;
  }
  return part.coolingSetpoint === undefined && part.heatingSetpoint === undefined ? undefined : part;
}

function followedOffset(control: DrlcControl, kinds: ModeSet): Offset | undefined {
  const from = control.Offset;
  const part: Offset = {};
  let some = false;
  if (hasMode(kinds, DrlcKind.CoolingOffset) && from?.coolingOffset !== undefined) {
    part.coolingOffset = from.coolingOffset;
    some = true;
  }
  if (hasMode(kinds, DrlcKind.HeatingOffset) && from?.heatingOffset !== undefined) {
    part.heatingOffset = from.heatingOffset;
    some = true;
  }
  if (hasMode(kinds, DrlcKind.LoadAdjustment) && from?.loadAdjustmentPercentageOffset !== undefined) {
    part.loadAdjustmentPercentageOffset = from.loadAdjustmentPercentageOffset;
    some = true;
  }
  return some ? part : undefined;
}

function hasSoundValues(control: EndDeviceControl): boolean {
  return (
    isWithin(control.DutyCycle?.normalValue, 0, 100) &&
    isWithin(control.Offset?.loadAdjustmentPercentageOffset, 0, 10000)
  );
}
