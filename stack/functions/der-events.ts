/**
 * DERControls in the event engine: from the resource to the engine's input, and from the engine's state to the one
 * DERControlBase that the device follows (IEEE 2030.5-2018 DER function set).
 */

import { sourceOf } from '../events/defaults.js';
import { hasMode, type ModeSet } from '../events/mode-set.js';
import type { DefaultControl, EventInput, EventState, StoredEvent } from '../events/types.js';
import type { DERControl, DERControlBase, DefaultDERControl } from '../model/2018/types.gen.js';
import { DER_MODES, type DerModeField, modesOfBase } from './der-modes.js';
import { isForDevice } from './device-category.js';
import { commonFields, type EventContext, isWithin } from './event-fields.js';

/** PerCent is hundredths of a percent. */
const FULL_PERCENT = 10000;

/** A DERControl of a program's list as the engine takes it. The payload is its DERControlBase. */
export function eventFromDerControl(control: DERControl, context: EventContext): EventInput<DerPayload> {
  const base = control.DERControlBase;
  const common = commonFields(control, context);
  return {
    ...common,
    modes: modesOfBase(base),
    forThisDevice: isForDevice(control.deviceCategory, context.deviceCategory),
    valid: common.valid && hasSoundValues(base),
    mandatory: false,
    payload: base,
  };
}

/** What only a default control sets beside its modes: the ramps of normal operation (BASIC-007). */
export interface DefaultRamps {
  /** Hundredths of a per cent of setMaxW a second. */
  setGradW?: number;
  setSoftGradW?: number;
}

/** A DERControlBase, and of a default control its ramps. */
export type DerPayload = DERControlBase & DefaultRamps;

/** A program's DefaultDERControl as the engine takes it. */
export function defaultFromDerControl(control: DefaultDERControl): DefaultControl<DerPayload> {
  const payload: DerPayload = { ...control.DERControlBase };
  if (control.setGradW !== undefined) payload.setGradW = control.setGradW;
  if (control.setSoftGradW !== undefined) payload.setSoftGradW = control.setSoftGradW;
  return { modes: modesOfBase(control.DERControlBase), payload };
}

/** Who set one mode of the effective control. */
export interface DerModeSource {
  readonly field: DerModeField;
  /** The event's mRID; empty where it is a default control's. */
  readonly mRID: string;
  readonly programId: string;
}

/** What a DER follows now, mode by mode. */
export interface EffectiveDer {
  readonly base: DERControlBase;
  readonly sources: readonly DerModeSource[];
  /** The ramps that the strongest default control sets, each that sets one; absent: the device's own. */
  readonly ramps: DefaultRamps;
}

/**
 * Merges, mode by mode, what the running events hold over the default controls of the programs. A mode that nobody
 * sets is absent: the device is free in it. rampTms is that of the event which started last among those that hold a
 * mode, or else that of the strongest default control which has one.
 */
export function effectiveDer(state: Readonly<EventState<DerPayload>>, supportedModes: ModeSet): EffectiveDer {
  const base: DERControlBase = {};
  const sources: DerModeSource[] = [];
  for (let i = 0; i < DER_MODES.length; i++) {
    const mode = DER_MODES[i]!;
    if (!hasMode(supportedModes, mode.bit)) continue;
    const source = sourceOf(state, mode.bit);
    if (source.payload === undefined) continue;
    copyField(base, source.payload, mode.field);
    const programId = source.event === undefined ? source.program!.programId : source.event.programId;
    sources.push({ field: mode.field, mRID: source.event === undefined ? '' : source.event.mRID, programId });
  }
  const rampTms = effectiveRamp(state);
  if (rampTms !== undefined) base.rampTms = rampTms;
  return { base, sources, ramps: effectiveRamps(state) };
}

/** Programs stand strongest first. */
function effectiveRamps(state: Readonly<EventState<DerPayload>>): DefaultRamps {
  const ramps: DefaultRamps = {};
  for (let i = 0; i < state.programs.length; i++) {
    const program = state.programs[i]!;
    if (program.removed || program.default === undefined) continue;
    const { setGradW, setSoftGradW } = program.default.payload;
    if (ramps.setGradW === undefined && setGradW !== undefined) ramps.setGradW = setGradW;
    if (ramps.setSoftGradW === undefined && setSoftGradW !== undefined) ramps.setSoftGradW = setSoftGradW;
  }
  return ramps;
}

function copyField<F extends DerModeField>(target: DERControlBase, from: DERControlBase, field: F): void {
  const value = from[field];
  if (value !== undefined) target[field] = value;
}

function effectiveRamp(state: Readonly<EventState<DerPayload>>): number | undefined {
  let latest: StoredEvent<DerPayload> | undefined;
  for (let i = 0; i < state.events.length; i++) {
    const event = state.events[i]!;
    if (event.holds === 0 || event.payload.rampTms === undefined) continue;
    if (latest === undefined || event.startedAt > latest.startedAt) latest = event;
  }
  if (latest !== undefined) return latest.payload.rampTms;
  for (let i = 0; i < state.programs.length; i++) {
    const program = state.programs[i]!;
    if (program.removed || program.default === undefined) continue;
    if (program.default.payload.rampTms !== undefined) return program.default.payload.rampTms;
  }
  return undefined;
}

function hasSoundValues(base: DERControlBase): boolean {
  return isWithin(base.opModMaxLimW, 0, FULL_PERCENT) && isWithin(base.opModFixedW, -FULL_PERCENT, FULL_PERCENT);
}
