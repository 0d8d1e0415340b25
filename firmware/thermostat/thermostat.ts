/**
 * A thermostat of an air conditioner: follows set points, offsets and duty cycles, and gives the owner the last word.
 */

import { type SetpointPort, type ThermometerPort } from '../../hal/ports/appliance.js';
import { type ApplianceProfile } from '../../stack/client/appliance.js';
import { type EffectiveDrlc } from '../../stack/functions/drlc-events.js';
import { DrlcKind, drlcKinds } from '../../stack/functions/drlc-modes.js';
import { DeviceCategory, categoryBits } from '../../stack/functions/device-category.js';
import { ROLE_SUBMETER } from '../../stack/functions/metering-client.js';
import { LOAD_FUNCTIONS, exampleNameplate } from '../common/nameplate.js';
import { type LoadOptions, type LoadPorts, LoadProgram } from '../common/load-program.js';

/** A thermostat beside the load that it switches, an air conditioner. */
export interface ThermostatPorts extends LoadPorts {
  readonly thermometer: ThermometerPort;
  readonly setpoint: SetpointPort;
}

/** A room is never made warmer than this by an event, °C. */
const MAX_COOLING_SETPOINT_C = 30;

/** The program of a thermostat. */
export class Thermostat extends LoadProgram {
  override readonly profile: ApplianceProfile;
  private readonly ports: ThermostatPorts;
  private control: EffectiveDrlc | undefined = undefined;

  constructor(ports: ThermostatPorts, options: LoadOptions) {
    super(ports, options);
    this.ports = ports;
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

  override applyLoadControl(control: EffectiveDrlc | undefined): void {
    this.control = control;
    super.applyLoadControl(control);
  }

  override tick(nowMs: number): void {
    this.ports.setpoint.setSetpointC(coolingSetpointC(this.control, this.ports.setpoint.ownerSetpointC()));
    super.tick(nowMs);
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
