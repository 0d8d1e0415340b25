/** The ports of hal/ports/appliance.ts on the models: a program cannot tell them from a board's pins. */

import {
  type DisplayPort,
  type InverterPort,
  type LoadPort,
  type MeterPort,
  type OwnerPort,
  type SetpointPort,
  type StoragePort,
  type ThermometerPort,
} from '../../hal/ports/appliance.js';
import { type DeviceSpec } from './scenario/types.js';

/** What a program set, and the regulator keeps. */
export interface Held {
  limit: number;
  setpointC: number;
  exportLimitW: number;
  storageTargetW: number | undefined;
  connected: boolean;
  /** The last line that was shown to the owner. */
  shown: string;
}

/** Every port that some kind of device has; a program takes those of its kind. */
export interface DevicePorts {
  readonly load: LoadPort;
  readonly meter: MeterPort;
  readonly thermometer: ThermometerPort;
  readonly setpoint: SetpointPort;
  /** The battery behind an inverter. */
  readonly battery: StoragePort;
  /** The vehicle at a charger. */
  readonly vehicle: StoragePort;
  readonly inverter: InverterPort;
  readonly owner: OwnerPort;
  readonly display: DisplayPort;
}

/** What a device does that no program steers. */
export function releaseHeld(spec: DeviceSpec): Held {
  return {
    limit: 1,
    setpointC: ownerSetpointC(spec),
    exportLimitW: spec.kind === 'inverter' ? spec.ratedW : 0,
    storageTargetW: undefined,
    connected: true,
    shown: '',
  };
}

/** What the ports read of the models. */
export interface DeviceView {
  readonly meter: MeterPort;
  stateValue(): number;
  present(): boolean;
  /** Seconds since the epoch, by the simulated world's own clock: owners have watches. */
  nowS(): number;
}

export function makePorts(spec: DeviceSpec, held: Held, view: DeviceView): DevicePorts {
  const storage: StoragePort = { stateOfCharge: () => view.stateValue(), present: () => view.present() };
  return {
    meter: view.meter,
    load: {
      setLimit(share) {
        if (!(share >= 0 && share <= 1)) throw new RangeError(`share: expected 0 to 1, got ${share}`);
        held.limit = share;
      },
    },
    thermometer: { temperatureC: () => view.stateValue() },
    setpoint: {
      ownerSetpointC: () => ownerSetpointC(spec),
      setSetpointC(celsius) {
        if (!Number.isFinite(celsius)) throw new RangeError(`celsius: expected a temperature, got ${celsius}`);
        held.setpointC = celsius;
      },
    },
    battery: storage,
    vehicle: storage,
    inverter: {
      setExportLimitW(watts) {
        if (!(watts >= 0)) throw new RangeError(`watts: expected 0 or more, got ${watts}`);
        held.exportLimitW = watts;
      },
      setStorageTargetW: (watts) => void (held.storageTargetW = watts),
      setConnected: (connected) => void (held.connected = connected),
    },
    owner: {
      optedOut: () => spec.optOut.some(({ fromS, untilS }) => view.nowS() >= fromS && view.nowS() < untilS),
    },
    display: { show: (text) => void (held.shown = text) },
  };
}

function ownerSetpointC(spec: DeviceSpec): number {
  return spec.kind === 'thermostat' || spec.kind === 'water-heater' ? spec.setpointC : 0;
}
