/** An electric water heater: lowers its set point, cycles or waits, but never lets the tank grow cold. */

import { type SetpointPort, type ThermometerPort } from '../../hal/ports/appliance.js';
import { type ApplianceProfile } from '../../stack/client/appliance.js';
import { type EffectiveDrlc } from '../../stack/functions/drlc-events.js';
import { DrlcKind, drlcKinds } from '../../stack/functions/drlc-modes.js';
import { DeviceCategory, categoryBits } from '../../stack/functions/device-category.js';
import { ROLE_SUBMETER } from '../../stack/functions/metering-client.js';
import { LOAD_FUNCTIONS, exampleNameplate } from '../common/nameplate.js';
import { type LoadOptions, type LoadPorts, LoadProgram } from '../common/load-program.js';

/** A tank beside the load that heats it. */
export interface WaterHeaterPorts extends LoadPorts {
  readonly thermometer: ThermometerPort;
  readonly setpoint: SetpointPort;
}

/** Below this the tank is heated whatever an event says, °C: hygiene and comfort are the owner's. */
const COMFORT_FLOOR_C = 42;

/** The program of a water heater. */
export class WaterHeater extends LoadProgram {
  override readonly profile: ApplianceProfile;
  private readonly ports: WaterHeaterPorts;
  private control: EffectiveDrlc | undefined = undefined;
  /** The tank is too cold to follow anything. */
  private rescuing = false;

  constructor(ports: WaterHeaterPorts, options: LoadOptions) {
    super(ports, options);
    this.ports = ports;
    this.profile = {
      name: 'water-heater',
      deviceCategory: categoryBits(DeviceCategory.WaterHeater),
      nameplate: exampleNameplate('Example Water Heater', options.serialNumber, LOAD_FUNCTIONS),
      loadKinds: drlcKinds(
        DrlcKind.HeatingSetpoint,
        DrlcKind.HeatingOffset,
        DrlcKind.LoadAdjustment,
        DrlcKind.DutyCycle,
        DrlcKind.TargetReduction,
        DrlcKind.ApplianceLoadReduction,
        DrlcKind.Unspecified,
      ),
      derModes: 0,
      mirror: { description: 'Water heater', roleFlags: ROLE_SUBMETER, quantities: ['activePower', 'energyIn'] },
    };
  }

  override applyLoadControl(control: EffectiveDrlc | undefined): void {
    this.control = control;
    if (!this.rescuing) super.applyLoadControl(control);
  }

  override tick(nowMs: number): void {
    const cold = this.ports.thermometer.temperatureC() < COMFORT_FLOOR_C;
    if (cold !== this.rescuing) {
      this.rescuing = cold;
      super.applyLoadControl(cold ? undefined : this.control);
    }
    const owner = this.ports.setpoint.ownerSetpointC();
    this.ports.setpoint.setSetpointC(heatingSetpointC(this.control, owner, COMFORT_FLOOR_C));
    super.tick(nowMs);
  }
}

/**
 * The set point that a control asks of a heater: SetPoint.heatingSetpoint in hundredths of a degree, or
 * Offset.heatingOffset in tenths of a degree below the owner's (IEEE 2030.5-2018, SetPoint, Offset).
 */
export function heatingSetpointC(effective: EffectiveDrlc | undefined, ownerC: number, floorC: number): number {
  if (effective === undefined) return ownerC;
  const { SetPoint, Offset } = effective.control;
  let celsius = ownerC;
  if (SetPoint !== undefined && SetPoint.heatingSetpoint !== undefined) {
    celsius = SetPoint.heatingSetpoint / 100;
  } else if (Offset !== undefined && Offset.heatingOffset !== undefined) {
    celsius = ownerC - Offset.heatingOffset / 10;
  }
  return Math.min(ownerC, Math.max(celsius, floorC));
}
