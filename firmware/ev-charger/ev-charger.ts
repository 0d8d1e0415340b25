/** A charger of an electric vehicle: charges slower, later or not at all while an event asks for it. */

import { type StoragePort } from '../../hal/ports/appliance.js';
import { type Appliance, type ApplianceProfile } from '../../stack/client/appliance.js';
import { type EffectiveDrlc } from '../../stack/functions/drlc-events.js';
import { DrlcKind, drlcKinds } from '../../stack/functions/drlc-modes.js';
import { DeviceCategory, categoryBits } from '../../stack/functions/device-category.js';
import { type Quantity, ROLE_PEV, ROLE_SUBMETER } from '../../stack/functions/metering-client.js';
import { LOAD_FUNCTIONS, exampleNameplate } from '../common/nameplate.js';
import { PlainLoad, type PlainLoadPorts } from '../common/plain-load.js';

export interface EvChargerPorts extends PlainLoadPorts {
  readonly vehicle: StoragePort;
}

export interface EvChargerOptions {
  readonly serialNumber: string;
  /** Rated charging power, W. */
  readonly ratedW: number;
}

export class EvCharger implements Appliance {
  readonly profile: ApplianceProfile;
  private readonly plain: PlainLoad;

  constructor(ports: EvChargerPorts, options: EvChargerOptions) {
    this.plain = new PlainLoad(ports, options.ratedW);
    this.profile = {
      name: 'ev-charger',
      deviceCategory: categoryBits(DeviceCategory.ElectricVehicleSupplyEquipment),
      nameplate: exampleNameplate('Example EV Charger', options.serialNumber, LOAD_FUNCTIONS),
      loadKinds: drlcKinds(
        DrlcKind.LoadAdjustment,
        DrlcKind.DutyCycle,
        DrlcKind.TargetReduction,
        DrlcKind.ApplianceLoadReduction,
        DrlcKind.Unspecified,
      ),
      derModes: 0,
      mirror: {
        description: 'EV charger',
        roleFlags: ROLE_SUBMETER | ROLE_PEV,
        quantities: ['activePower', 'energyIn'],
      },
    };
  }

  applyLoadControl(control: EffectiveDrlc | undefined): void {
    this.plain.apply(control);
  }

  tick(nowMs: number): void {
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
