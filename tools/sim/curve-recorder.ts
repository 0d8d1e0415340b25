/** Samples a household at every step of the report. */

import { type Household } from './household.js';
import { type EnergyRegister, NEW_REGISTER } from './models/energy-register.js';
import { type DayCurves } from './result.js';
import { type DeviceKind, type Scenario } from './scenario/types.js';

class Track {
  readonly inWh: number[] = [];
  readonly outWh: number[] = [];
  readonly state: number[] = [];
  private last: EnergyRegister = NEW_REGISTER;

  constructor(
    readonly name: string,
    readonly kind: DeviceKind,
  ) {}

  take(register: EnergyRegister, state: number | undefined): void {
    this.inWh.push(register.inWh - this.last.inWh);
    this.outWh.push(register.outWh - this.last.outWh);
    if (state !== undefined) this.state.push(state);
    this.last = register;
  }
}

export class CurveRecorder {
  private readonly premises = new Track('premises', 'meter');
  private readonly base = new Track('base', 'meter');
  private readonly devices: readonly Track[];
  private baseWh = 0;

  constructor(
    private readonly home: Household,
    private readonly scenario: Scenario,
  ) {
    const measured = home.devices.filter((device) => device.spec.kind !== 'meter');
    this.devices = measured.map((device) => new Track(device.spec.name, device.spec.kind));
  }

  /** When the step after those that were taken ends, seconds since the epoch. */
  nextS(): number {
    return this.scenario.startS + (this.premises.inWh.length + 1) * this.scenario.stepS;
  }

  /** Takes the step that ends now; the household stands at `nextS()`. */
  take(): void {
    const { home, devices } = this;
    let netWh = home.premises.inWh - home.premises.outWh;
    for (const track of devices) {
      const device = home.device(track.name);
      track.take(device.register, device.stateValue());
      netWh -= device.register.inWh - device.register.outWh;
    }
    // What no device drew is base load; rounding must not make it fall.
    this.baseWh = Math.max(this.baseWh, netWh);
    this.base.take({ inWh: this.baseWh, outWh: 0 }, undefined);
    this.premises.take(home.premises, undefined);
  }

  curves(): DayCurves {
    const { startS, stepS } = this.scenario;
    return { startS, stepS, premises: this.premises, base: this.base, devices: this.devices };
  }
}

/** The day without the programme: the same home, steered by nobody. */
export function recordBaseline(scenario: Scenario, makeHome: (scenario: Scenario) => Household): DayCurves {
  const home = makeHome(scenario);
  const recorder = new CurveRecorder(home, scenario);
  const endS = scenario.startS + scenario.durationS;
  while (recorder.nextS() <= endS) {
    home.advance(recorder.nextS());
    recorder.take();
  }
  return recorder.curves();
}
