/** A charger of an electric vehicle: charges slower, later or not at all while an event asks for it. */

import { type ApplianceProfile } from '../../stack/client/appliance.js';
import { DrlcKind, drlcKinds } from '../../stack/functions/drlc-modes.js';
import { DeviceCategory, categoryBits } from '../../stack/functions/device-category.js';
import { ROLE_PEV, ROLE_SUBMETER } from '../../stack/functions/metering-client.js';
import { LOAD_FUNCTIONS, exampleNameplate } from '../common/nameplate.js';
import { type LoadOptions, type LoadPorts, LoadProgram } from '../common/load-program.js';

/** The program of a charger: a load that draws less, and nothing else. */
export class EvCharger extends LoadProgram {
  override readonly profile: ApplianceProfile;

  constructor(ports: LoadPorts, options: LoadOptions) {
    super(ports, options);
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
}
