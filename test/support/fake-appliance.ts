/** Ports of an appliance that a test holds in its hand. */

import {
  type DisplayPort,
  type LoadPort,
  type MeterPort,
  type OwnerPort,
  type SetpointPort,
  type ThermometerPort,
} from '../../hal/ports/appliance.js';

export class FakeAppliance implements LoadPort, MeterPort, OwnerPort, SetpointPort, ThermometerPort, DisplayPort {
  limit = 1;
  setpointC = 24;
  ownerC = 24;
  isOptedOut = false;
  watts = 1000;
  readonly shown: string[] = [];

  setLimit(share: number): void {
    this.limit = share;
  }
  activePowerW(): number {
    return this.watts;
  }
  reactivePowerVar(): number {
    return 0;
  }
  voltageV(): number {
    return 230.4;
  }
  energyInWh(): number {
    return 12345;
  }
  energyOutWh(): number {
    return 0;
  }
  optedOut(): boolean {
    return this.isOptedOut;
  }
  ownerSetpointC(): number {
    return this.ownerC;
  }
  setSetpointC(celsius: number): void {
    this.setpointC = celsius;
  }
  temperatureC(): number {
    return 25;
  }
  show(text: string): void {
    this.shown.push(text);
  }
}
