/** What a scenario's controls are in the schema's own units: fields of EndDeviceControl and DERControlBase. */

import { categoryBits, DeviceCategory } from '../../../stack/functions/device-category.js';
import { toPowerOfTen } from '../../../stack/functions/power-of-ten.js';
import { type DERControlBase, type EndDeviceControl } from '../../../stack/model/2018/types.gen.js';
import { type DerControls, type DeviceKind, type DrlcControls } from './types.js';

/** UnitType of TargetReduction: W. */
const UNIT_WATT = 2;

const REDUCTION = Object.freeze({ delay: 0, temporary: 1 });

const CATEGORY: Readonly<Record<DeviceKind, number>> = Object.freeze({
  thermostat: DeviceCategory.ProgrammableThermostat,
  'water-heater': DeviceCategory.WaterHeater,
  'ev-charger': DeviceCategory.ElectricVehicleSupplyEquipment,
  inverter: DeviceCategory.PhotovoltaicWithStorage,
  meter: DeviceCategory.SmartEnergyModule,
});

/** Fields of EndDeviceControl: set points in hundredths of °C, offsets in tenths of K, percentages in hundredths. */
export type LoadControlFields = Pick<
  EndDeviceControl,
  'SetPoint' | 'Offset' | 'DutyCycle' | 'TargetReduction' | 'ApplianceLoadReduction'
>;

export function loadControlFields(controls: DrlcControls): LoadControlFields {
  const fields: { -readonly [K in keyof LoadControlFields]: LoadControlFields[K] } = {};
  const { coolingSetpointC, heatingSetpointC, coolingOffsetK, heatingOffsetK, loadReductionPercent } = controls;
  if (coolingSetpointC !== undefined || heatingSetpointC !== undefined) {
    fields.SetPoint = {
      ...(coolingSetpointC === undefined ? {} : { coolingSetpoint: Math.round(coolingSetpointC * 100) }),
      ...(heatingSetpointC === undefined ? {} : { heatingSetpoint: Math.round(heatingSetpointC * 100) }),
    };
  }
  if (coolingOffsetK !== undefined || heatingOffsetK !== undefined || loadReductionPercent !== undefined) {
    fields.Offset = {
      ...(coolingOffsetK === undefined ? {} : { coolingOffset: Math.round(coolingOffsetK * 10) }),
      ...(heatingOffsetK === undefined ? {} : { heatingOffset: Math.round(heatingOffsetK * 10) }),
      ...(loadReductionPercent === undefined
        ? {}
        : { loadAdjustmentPercentageOffset: Math.round(loadReductionPercent * 100) }),
    };
  }
  if (controls.dutyCyclePercent !== undefined)
    fields.DutyCycle = { normalValue: Math.round(controls.dutyCyclePercent) };
  if (controls.targetReductionW !== undefined) {
    fields.TargetReduction = { type: UNIT_WATT, value: controls.targetReductionW };
  }
  if (controls.applianceReduction !== undefined) {
    fields.ApplianceLoadReduction = { type: REDUCTION[controls.applianceReduction] };
  }
  return fields;
}

/** A DERControlBase: percentages in hundredths. */
export function derControlBase(controls: DerControls): DERControlBase {
  const base: DERControlBase = {};
  if (controls.connect !== undefined) base.opModConnect = controls.connect;
  if (controls.energize !== undefined) base.opModEnergize = controls.energize;
  if (controls.fixedPercent !== undefined) base.opModFixedW = Math.round(controls.fixedPercent * 100);
  if (controls.maxPercent !== undefined) base.opModMaxLimW = Math.round(controls.maxPercent * 100);
  if (controls.targetW !== undefined) base.opModTargetW = toPowerOfTen(controls.targetW);
  return base;
}

/** DeviceCategoryType of some kinds, 8 hexadecimal digits; `undefined` for none, which restricts nothing. */
export function deviceCategory(kinds: readonly DeviceKind[]): string | undefined {
  if (kinds.length === 0) return undefined;
  return categoryBits(...kinds.map((kind) => CATEGORY[kind]))
    .toString(16)
    .toUpperCase()
    .padStart(8, '0');
}

/** Controls in a few words, for a timeline or a chart: `cooling +3 K, duty cycle 50 %`. */
export function describeControls(drlc: DrlcControls | undefined, der: DerControls | undefined): string {
  const words: string[] = [];
  const say = (value: unknown, text: string): void => void (value === undefined ? undefined : words.push(text));
  if (drlc !== undefined) {
    say(drlc.coolingSetpointC, `cool to ${drlc.coolingSetpointC} °C`);
    say(drlc.heatingSetpointC, `heat to ${drlc.heatingSetpointC} °C`);
    say(drlc.coolingOffsetK, `cooling +${drlc.coolingOffsetK} K`);
    say(drlc.heatingOffsetK, `heating −${drlc.heatingOffsetK} K`);
    say(drlc.loadReductionPercent, `load −${drlc.loadReductionPercent} %`);
    say(drlc.dutyCyclePercent, `duty cycle ${drlc.dutyCyclePercent} %`);
    say(drlc.targetReductionW, `load −${drlc.targetReductionW} W`);
    say(drlc.applianceReduction, drlc.applianceReduction === 'delay' ? 'delay' : 'temporary reduction');
  }
  if (der !== undefined) {
    say(der.connect, der.connect === true ? 'connect' : 'disconnect');
    say(der.energize, der.energize === true ? 'energize' : 'de-energize');
    say(der.maxPercent, `at most ${der.maxPercent} %`);
    say(der.fixedPercent, `give ${der.fixedPercent} %`);
    say(der.targetW, `give ${der.targetW} W`);
  }
  return words.length === 0 ? 'reduce load' : words.join(', ');
}
