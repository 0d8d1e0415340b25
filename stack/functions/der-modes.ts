/**
 * The operating modes of a DER: which field of DERControlBase is which bit of DERControlType
 * (IEEE 2030.5-2018 DERControlBase, DERControlType). A mode's number in the event engine is its bit number.
 */

import { hasMode, modeBit, type ModeSet, NO_MODES, unionModes } from '../events/mode-set.js';
import type { DERControlBase } from '../model/2018/types.gen.js';
import { bitsOfHex, hexDigits } from './hex-bits.js';

/** A field of DERControlBase that is a mode; rampTms is none, it says how fast the modes change. */
export type DerModeField = Exclude<keyof DERControlBase, '$type' | 'rampTms'>;

export interface DerMode {
  readonly field: DerModeField;
  /** Bit of DERControlType. Bits 0 (charge) and 1 (discharge) are capabilities, not modes that a control sets. */
  readonly bit: number;
}

/** All modes, by bit. */
export const DER_MODES: readonly DerMode[] = Object.freeze([
  { field: 'opModConnect', bit: 2 },
  { field: 'opModEnergize', bit: 3 },
  { field: 'opModFixedPFAbsorbW', bit: 4 },
  { field: 'opModFixedPFInjectW', bit: 5 },
  { field: 'opModFixedVar', bit: 6 },
  { field: 'opModFixedW', bit: 7 },
  { field: 'opModFreqDroop', bit: 8 },
  { field: 'opModFreqWatt', bit: 9 },
  { field: 'opModHFRTMayTrip', bit: 10 },
  { field: 'opModHFRTMustTrip', bit: 11 },
  { field: 'opModHVRTMayTrip', bit: 12 },
  { field: 'opModHVRTMomentaryCessation', bit: 13 },
  { field: 'opModHVRTMustTrip', bit: 14 },
  { field: 'opModLFRTMayTrip', bit: 15 },
  { field: 'opModLFRTMustTrip', bit: 16 },
  { field: 'opModLVRTMayTrip', bit: 17 },
  { field: 'opModLVRTMomentaryCessation', bit: 18 },
  { field: 'opModLVRTMustTrip', bit: 19 },
  { field: 'opModMaxLimW', bit: 20 },
  { field: 'opModTargetVar', bit: 21 },
  { field: 'opModTargetW', bit: 22 },
  { field: 'opModVoltVar', bit: 23 },
  { field: 'opModVoltWatt', bit: 24 },
  { field: 'opModWattPF', bit: 25 },
  { field: 'opModWattVar', bit: 26 },
]);

/** The modes that a control sets. */
export function modesOfBase(base: DERControlBase): ModeSet {
  let modes: ModeSet = NO_MODES;
  for (let i = 0; i < DER_MODES.length; i++) {
    const mode = DER_MODES[i]!;
    if (base[mode.field] !== undefined) modes = unionModes(modes, modeBit(mode.bit));
  }
  return modes;
}

/** The set of some modes by field name, as a device names what it can do. */
export function derModes(...fields: readonly DerModeField[]): ModeSet {
  let modes: ModeSet = NO_MODES;
  for (let i = 0; i < fields.length; i++) modes = unionModes(modes, modeBit(derModeOf(fields[i]!).bit));
  return modes;
}

/** The mode of a field. */
export function derModeOf(field: DerModeField): DerMode {
  for (let i = 0; i < DER_MODES.length; i++) if (DER_MODES[i]!.field === field) return DER_MODES[i]!;
  throw new RangeError('field: expected a mode of DERControlBase, got ' + field);
}

/** Names of the modes of a set, by bit, for a log. */
export function derModeNames(modes: ModeSet): DerModeField[] {
  const names: DerModeField[] = [];
  for (let i = 0; i < DER_MODES.length; i++) if (hasMode(modes, DER_MODES[i]!.bit)) names.push(DER_MODES[i]!.field);
  return names;
}

/** A set of modes as DERCapability.modesSupported and DERSettings.modesEnabled write it. */
export function derControlType(modes: ModeSet): string {
  return hexDigits(modes, 8);
}

/** The set that DERCapability.modesSupported or DERSettings.modesEnabled names. */
export function modesOfDerControlType(text: string): ModeSet {
  return bitsOfHex(text);
}
