/** A smart meter with an in-home display: mirrors what the premises draw and give, and shows what happens. */

import { type DisplayPort, type MeterPort } from '../../hal/ports/appliance.js';
import { type Appliance, type ApplianceProfile } from '../../stack/client/appliance.js';
import { DeviceCategory, categoryBits } from '../../stack/functions/device-category.js';
import {
  type Quantity,
  ROLE_PREMISES_AGGREGATION_POINT,
  ROLE_REVENUE_QUALITY,
} from '../../stack/functions/metering-client.js';
import { measureQuantity } from '../common/measure.js';
import { METER_FUNCTIONS, exampleNameplate } from '../common/nameplate.js';

/** What the program reads and shows. */
export interface MeterPorts {
  readonly meter: MeterPort;
  readonly display: DisplayPort;
}

/** What the program is told. */
export interface MeterOptions {
  readonly serialNumber: string;
}

/** The program of a smart meter. */
export class SmartMeter implements Appliance {
  readonly profile: ApplianceProfile;
  private readonly ports: MeterPorts;

  constructor(ports: MeterPorts, options: MeterOptions) {
    this.ports = ports;
    this.profile = {
      name: 'meter',
      deviceCategory: categoryBits(DeviceCategory.SmartEnergyModule),
      nameplate: exampleNameplate('Example Meter', options.serialNumber, METER_FUNCTIONS),
      loadKinds: 0,
      derModes: 0,
      mirror: {
        description: 'Premises',
        roleFlags: ROLE_PREMISES_AGGREGATION_POINT | ROLE_REVENUE_QUALITY,
        quantities: ['activePower', 'voltage', 'energyIn', 'energyOut'],
      },
    };
  }

  tick(): void {
    const watts = Math.round(this.ports.meter.activePowerW());
    this.ports.display.show((watts < 0 ? 'giving ' : 'drawing ') + Math.abs(watts) + ' W');
  }

  measure(quantity: Quantity): number {
    return measureQuantity(this.ports.meter, quantity);
  }

  optedOut(): boolean {
    return false;
  }

  notify(text: string): void {
    this.ports.display.show(text);
  }
}
