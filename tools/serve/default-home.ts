/**
 * What `sep2 serve` serves without a scenario: a home of the devices whose certificates are in the PKI folder, one
 * programme of each kind, each with an event that is active now, and mirrors for whoever wants to post readings.
 */

import { categoryBits, DeviceCategory } from '../../stack/functions/device-category.js';
import { type Program } from '../../stack/functions/program-server.js';
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

/** Events that are renewed last this long, s. */
const RENEWED_EVENT_S = 4 * 3600;

/** The next events are published this long before the present ones end, s: some polls early, so that no device misses one. */
const RENEW_AHEAD_S = 900;

/** Primacy of a contracted premises service provider. */
const CONTRACTED = 1;

/** Registers a device under what its name says of its kind. */
export function registerDevice(server: UtilityServer, { name, lfdi, sfdi, pin }: KnownDevice): string {
  const category = CATEGORY_BY_NAME[name];
  const deviceCategory =
    category === undefined ? undefined : categoryBits(category).toString(16).toUpperCase().padStart(8, '0');
  return server.addEndDevice({ lfdi, sfdi, pin, deviceCategory, ders: WITHOUT_DER.includes(name) ? 0 : 1 });
}

export class DefaultHome {
  private readonly server: UtilityServer;
  private readonly saver: Program;
  private readonly solar: Program;
  private readonly isRenewed: boolean;
  /** When the events that were published last end, seconds. */
  private endS: number;

  /**
   * Fills a server with the default home.
   *
   * @param nowS server time, seconds: the events have begun a minute ago.
   * @param eventS how long the events last from now, seconds, once; `undefined`: there is always one of each kind.
   */
  constructor(server: UtilityServer, devices: readonly KnownDevice[], nowS: number, eventS: number | undefined) {
    this.server = server;
    this.saver = server.addProgram({ kind: 'demand-response', primacy: CONTRACTED, description: 'Summer saver' });
    this.solar = server.addProgram({ kind: 'der', primacy: CONTRACTED, description: 'Export limit' });
    this.isRenewed = eventS === undefined;
    this.endS = Math.floor(nowS) + (eventS ?? RENEWED_EVENT_S);
    this.publish(Math.floor(nowS) - 60);
    server.setDefaultControl(this.solar, {
      DERControlBase: { opModConnect: true, opModMaxLimW: 10000 },
      setGradW: 100,
      setSoftGradW: 100,
    });
    for (const device of devices) {
      registerDevice(server, device);
      server.assign(device.lfdi, { description: 'Home', programs: [this.saver, this.solar] });
    }
  }

  /** Publishes the next events where the present ones end soon; after a long sleep of the host they begin now. */
  advance(nowS: number): void {
    if (!this.isRenewed || nowS < this.endS - RENEW_AHEAD_S) return;
    const startS = Math.max(this.endS, Math.floor(nowS));
    this.endS = startS + RENEWED_EVENT_S;
    this.publish(startS);
  }

  private publish(startS: number): void {
    const span = { startS, durationS: this.endS - startS, responseRequired: 3 };
    this.server.addEvent(this.saver, {
      ...span,
      description: 'Two degrees, half the time',
      control: { Offset: { coolingOffset: 20, heatingOffset: 20 }, DutyCycle: { normalValue: 50 } },
    });
    this.server.addEvent(this.solar, {
      ...span,
      description: 'Half power',
      control: { DERControlBase: { opModMaxLimW: 5000 } },
    });
  }
}
