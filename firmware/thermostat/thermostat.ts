/**
 * A thermostat of an air conditioner: follows set points, offsets and duty cycles, and gives the owner the last word.
 */

import { type SetpointPort, type ThermometerPort } from '../../hal/ports/appliance.js';
import { type Appliance, type ApplianceProfile } from '../../stack/client/appliance.js';
import { type EffectiveDrlc } from '../../stack/functions/drlc-events.js';
import { DrlcKind, drlcKinds } from '../../stack/functions/drlc-modes.js';
import { DeviceCategory, categoryBits } from '../../stack/functions/device-category.js';
import { type Quantity, ROLE_SUBMETER } from '../../stack/functions/metering-client.js';
import { LOAD_FUNCTIONS, exampleNameplate } from '../common/nameplate.js';
import { PlainLoad, type PlainLoadPorts } from '../common/plain-load.js';

export interface ThermostatPorts extends PlainLoadPorts {
  readonly thermometer: ThermometerPort;
  readonly setpoint: SetpointPort;
}

export interface ThermostatOptions {
  readonly serialNumber: string;
  /** Rated electrical power of the air conditioner, W. */
  readonly ratedW: number;
}

/** A room is never made warmer than this by an event, °C. */
const MAX_COOLING_SETPOINT_C = 30;

export class Thermostat implements Appliance {
  readonly profile: ApplianceProfile;
  private readonly ports: ThermostatPorts;
  private readonly plain: PlainLoad;
  private control: EffectiveDrlc | undefined = undefined;

  constructor(ports: ThermostatPorts, options: ThermostatOptions) {
    this.ports = ports;
    this.plain = new PlainLoad(ports, options.ratedW);
    this.profile = {
      name: 'thermostat',
      deviceCategory: categoryBits(DeviceCategory.ProgrammableThermostat),
      nameplate: exampleNameplate('Example Thermostat', options.serialNumber, LOAD_FUNCTIONS),
      loadKinds: drlcKinds(
        DrlcKind.CoolingSetpoint,
        DrlcKind.CoolingOffset,
        DrlcKind.LoadAdjustment,
        DrlcKind.DutyCycle,
        DrlcKind.TargetReduction,
        DrlcKind.ApplianceLoadReduction,
        DrlcKind.Unspecified,
      ),
      derModes: 0,
      mirror: { description: 'Air conditioner', roleFlags: ROLE_SUBMETER, quantities: ['activePower', 'energyIn'] },
    };
  }

  applyLoadControl(control: EffectiveDrlc | undefined): void {
    this.control = control;
    this.plain.apply(control);
  }

  tick(nowMs: number): void {
    this.ports.setpoint.setSetpointC(coolingSetpointC(this.control, this.ports.setpoint.ownerSetpointC()));
    this.plain.tick(nowMs);
  }

  measure(quantity: Quantity): number {
    return this.plain.measure(quantity);
  }

  optedOut(): boolean {
    return this.plain.optedOut();
  }

  notify(text: string): void {
    this.plain.notify(text);
  }
}

/**
 * The set point that a control asks of a cooling thermostat: SetPoint.coolingSetpoint in hundredths of a degree, or
 * Offset.coolingOffset in tenths of a degree above the owner's (IEEE 2030.5-2018, SetPoint, Offset).
 */
export function coolingSetpointC(effective: EffectiveDrlc | undefined, ownerC: number): number {
  if (effective === undefined) return ownerC;
  const { SetPoint, Offset } = effective.control;
  let celsius = ownerC;
  if (SetPoint !== undefined && SetPoint.coolingSetpoint !== undefined) {
    celsius = SetPoint.coolingSetpoint / 100;
  } else if (Offset !== undefined && Offset.coolingOffset !== undefined) {
    celsius = ownerC + Offset.coolingOffset / 10;
  }
  return Math.max(ownerC, Math.min(celsius, MAX_COOLING_SETPOINT_C));
}
