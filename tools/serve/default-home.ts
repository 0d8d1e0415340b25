/**
 * What `sep2 serve` serves without a scenario: a home of the devices whose certificates are in the PKI folder, one
 * programme of each kind, each with an event that is active now, and mirrors for whoever wants to post readings.
 */

import { categoryBits, DeviceCategory } from '../../stack/functions/device-category.js';
import { type UtilityServer } from '../../stack/server/utility-server.js';
import { type KnownDevice } from './pki-folder.js';

/** The category of each kind of device of this project, by the name of its certificate. */
const CATEGORY_BY_NAME: Readonly<Record<string, number>> = {
  thermostat: DeviceCategory.ProgrammableThermostat,
  'water-heater': DeviceCategory.WaterHeater,
  'ev-charger': DeviceCategory.ElectricVehicleSupplyEquipment,
  inverter: DeviceCategory.PhotovoltaicWithStorage,
  meter: DeviceCategory.SmartEnergyModule,
};

/** Devices without a DER; one that is not known may have one. */
const WITHOUT_DER: readonly string[] = ['thermostat', 'water-heater', 'meter'];

/** Primacy of a contracted premises service provider. */
const CONTRACTED = 1;

/** Registers a device under what its name says of its kind. */
export function registerDevice(server: UtilityServer, { name, lfdi, sfdi, pin }: KnownDevice): string {
  const category = CATEGORY_BY_NAME[name];
  const deviceCategory =
    category === undefined ? undefined : categoryBits(category).toString(16).toUpperCase().padStart(8, '0');
  return server.addEndDevice({ lfdi, sfdi, pin, deviceCategory, ders: WITHOUT_DER.includes(name) ? 0 : 1 });
}

/**
 * Fills a server with the default home.
 *
 * @param nowS server time, seconds: the events have begun a minute ago.
 * @param eventS how long the events last from now, seconds.
 */
export function furnishDefaultHome(
  server: UtilityServer,
  devices: readonly KnownDevice[],
  nowS: number,
  eventS: number,
): void {
  const saver = server.addProgram({ kind: 'demand-response', primacy: CONTRACTED, description: 'Summer saver' });
  const solar = server.addProgram({ kind: 'der', primacy: CONTRACTED, description: 'Export limit' });
  const startS = Math.floor(nowS) - 60;
  const span = { startS, durationS: 60 + eventS, responseRequired: 3 };
  server.addEvent(saver, {
    ...span,
    description: 'Two degrees, half the time',
    control: { Offset: { coolingOffset: 20, heatingOffset: 20 }, DutyCycle: { normalValue: 50 } },
  });
  server.addEvent(solar, {
    ...span,
    description: 'Half power',
    control: { DERControlBase: { opModMaxLimW: 5000 } },
  });
  server.setDefaultControl(solar, {
    DERControlBase: { opModConnect: true, opModMaxLimW: 10000 },
    setGradW: 100,
    setSoftGradW: 100,
  });
  for (const device of devices) {
    registerDevice(server, device);
    server.assign(device.lfdi, { description: 'Home', programs: [saver, solar] });
  }
}
