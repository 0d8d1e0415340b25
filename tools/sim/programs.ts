/** The appliances' own programs, as a maker ships them, started on simulated ports. */

import { EvCharger } from '../../firmware/ev-charger/ev-charger.js';
import { SolarInverter } from '../../firmware/inverter/inverter.js';
import { SmartMeter } from '../../firmware/meter/meter.js';
import { Thermostat } from '../../firmware/thermostat/thermostat.js';
import { WaterHeater } from '../../firmware/water-heater/water-heater.js';
import { type Appliance } from '../../stack/client/appliance.js';
import { type SimulatedDevice } from './household.js';

/** The program of a device's kind. */
export function startProgram(device: SimulatedDevice, serialNumber: string): Appliance {
  const { spec, ports } = device;
  switch (spec.kind) {
    case 'thermostat':
      return new Thermostat(ports, { serialNumber, ratedW: spec.ratedW });
    case 'water-heater':
      return new WaterHeater(ports, { serialNumber, ratedW: spec.ratedW });
    case 'ev-charger':
      return new EvCharger(ports, { serialNumber, ratedW: spec.ratedW });
    case 'inverter': {
      const { ratedW, batteryW, batteryWh } = spec;
      return new SolarInverter(ports, { serialNumber, ratedW, batteryW, batteryWh });
    }
    case 'meter':
      return new SmartMeter(ports, { serialNumber });
  }
}
