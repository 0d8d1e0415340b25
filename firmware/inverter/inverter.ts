/** A solar inverter with a battery: limits what it gives, charges or discharges as asked, and reports its state. */

import {
  type DisplayPort,
  type InverterPort,
  type MeterPort,
  type OwnerPort,
  type StoragePort,
} from '../../hal/ports/appliance.js';
import { type Appliance, type ApplianceProfile } from '../../stack/client/appliance.js';
import {
  CONNECT_AVAILABLE,
  CONNECT_CONNECTED,
  CONNECT_OPERATING,
  DER_TYPE_PV_AND_STORAGE,
  type DerState,
  INVERTER_FORCED_REDUCTION,
  INVERTER_MPPT,
  INVERTER_OFF,
  OPERATIONAL_OFF,
  OPERATIONAL_ON,
  STORAGE_CHARGING,
  STORAGE_DISCHARGING,
  STORAGE_HOLDING,
} from '../../stack/functions/der-client.js';
import { type EffectiveDer } from '../../stack/functions/der-events.js';
import { derModes } from '../../stack/functions/der-modes.js';
import { DeviceCategory, categoryBits } from '../../stack/functions/device-category.js';
import { type Quantity, ROLE_DER, ROLE_SUBMETER } from '../../stack/functions/metering-client.js';
import { fromPowerOfTen } from '../../stack/functions/power-of-ten.js';
import { type DERControlBase } from '../../stack/model/2018/types.gen.js';
import { measureQuantity } from '../common/measure.js';
import { DER_FUNCTIONS, exampleNameplate } from '../common/nameplate.js';

/** What this inverter can follow. */
const MODES = derModes('opModConnect', 'opModEnergize', 'opModFixedW', 'opModMaxLimW', 'opModTargetW');

/** What the program switches and reads. */
export interface InverterPorts {
  readonly inverter: InverterPort;
  readonly battery: StoragePort;
  readonly meter: MeterPort;
  readonly owner: OwnerPort;
  readonly display?: DisplayPort;
}

/** What the program is told. */
export interface InverterOptions {
  readonly serialNumber: string;
  /** Rated AC power, W. */
  readonly ratedW: number;
  /** Battery: rated power, W, and energy, Wh. */
  readonly batteryW: number;
  readonly batteryWh: number;
}

/** The program of a solar inverter with a battery. */
export class SolarInverter implements Appliance {
  readonly profile: ApplianceProfile;
  private readonly ports: InverterPorts;
  private readonly options: InverterOptions;
  private limitW: number;
  private connected = true;

  constructor(ports: InverterPorts, options: InverterOptions) {
    this.ports = ports;
    this.options = options;
    this.limitW = options.ratedW;
    this.profile = {
      name: 'inverter',
      deviceCategory: categoryBits(DeviceCategory.PhotovoltaicWithStorage),
      nameplate: exampleNameplate('Example Inverter', options.serialNumber, DER_FUNCTIONS),
      loadKinds: 0,
      derModes: MODES,
      mirror: {
        description: 'Inverter',
        roleFlags: ROLE_SUBMETER | ROLE_DER,
        quantities: ['activePower', 'reactivePower', 'voltage', 'energyIn', 'energyOut'],
      },
      der: {
        ratings: {
          type: DER_TYPE_PV_AND_STORAGE,
          maxW: options.ratedW,
          maxVA: options.ratedW,
          maxChargeRateW: options.batteryW,
          maxDischargeRateW: options.batteryW,
          maxWh: options.batteryWh,
          modesSupported: MODES,
        },
        // 100 % of the rating a second: no ramp of its own.
        settings: { setMaxW: options.ratedW, setGradW: 10000 },
      },
    };
  }

  applyDerControl(effective: EffectiveDer): void {
    const control = effective.base;
    const ratedW = this.options.ratedW;
    this.connected = control.opModConnect !== false && control.opModEnergize !== false;
    // opModMaxLimW: hundredths of a per cent of setMaxW.
    this.limitW = control.opModMaxLimW === undefined ? ratedW : (ratedW * control.opModMaxLimW) / 10000;
    const inverter = this.ports.inverter;
    inverter.setConnected(this.connected);
    inverter.setExportLimitW(this.limitW);
    inverter.setStorageTargetW(this.storageTargetW(control));
  }

  tick(): void {}

  measure(quantity: Quantity): number {
    return measureQuantity(this.ports.meter, quantity);
  }

  optedOut(): boolean {
    return this.ports.owner.optedOut();
  }

  derState(): DerState {
    const powerW = this.ports.meter.activePowerW();
    const giving = powerW < -1;
    const connect = this.connected ? CONNECT_CONNECTED | CONNECT_AVAILABLE : 0;
    let inverter = INVERTER_OFF;
    if (this.connected) inverter = this.limitW < this.options.ratedW ? INVERTER_FORCED_REDUCTION : INVERTER_MPPT;
    return {
      genConnect: giving ? connect | CONNECT_OPERATING : connect,
      inverter,
      operational: this.connected ? OPERATIONAL_ON : OPERATIONAL_OFF,
      storConnect: connect,
      storageMode: powerW > 1 ? STORAGE_CHARGING : giving ? STORAGE_DISCHARGING : STORAGE_HOLDING,
      stateOfCharge: this.ports.battery.stateOfCharge(),
    };
  }

  availableW(): number {
    return this.connected ? this.limitW : 0;
  }

  notify(text: string): void {
    if (this.ports.display !== undefined) this.ports.display.show(text);
  }

  /** Positive charges, negative discharges. A positive opModFixedW or opModTargetW gives power. */
  private storageTargetW(control: DERControlBase): number | undefined {
    if (control.opModTargetW !== undefined) return -fromPowerOfTen(control.opModTargetW);
    if (control.opModFixedW === undefined) return undefined;
    const share = control.opModFixedW / 10000;
    return -share * this.options.batteryW;
  }
}
