/**
 * A home in motion: all its models, stepped together, and the ports through which programs see and steer them.
 *
 * Without programs the appliances' own regulators keep what their owners chose: that is the day without the programme.
 */

import { type MeterPort } from '../../hal/ports/appliance.js';
import { type DevicePorts, type Held, makePorts, releaseHeld } from './appliances.js';
import { type ModelReading, type ModelRunner, startModel, type Surroundings } from './model-runner.js';
import { baseLoadW } from './models/base-load.js';
import { type EnergyRegister, NEW_REGISTER, stepRegister } from './models/energy-register.js';
import { outdoorC, Sky } from './models/weather.js';
import { type DeviceSpec, type Scenario } from './scenario/types.js';

/** Models are stepped this often, s: short against a compressor's cycle. */
export const MODEL_STEP_S = 10;

/** One device: its model's present, what its program holds, and its ports. */
export class SimulatedDevice {
  readonly held: Held;
  readonly ports: DevicePorts;
  register: EnergyRegister = NEW_REGISTER;
  private reading: ModelReading;
  private readonly runModel: ModelRunner;

  constructor(
    readonly spec: DeviceSpec,
    private readonly home: Household,
  ) {
    const { first, run } = startModel(spec, home.localS());
    this.reading = first;
    this.runModel = run;
    this.held = releaseHeld(spec);
    this.ports = makePorts(spec, this.held, {
      meter: this.makeMeter(),
      stateValue: () => this.reading.stateValue ?? 0,
      present: () => this.reading.present,
      nowS: () => home.nowS(),
    });
  }

  /** Active power at its terminals, W; positive is drawn. */
  powerW(): number {
    return this.reading.powerW;
  }

  /** Its own quantity: room or water °C, state of charge 0 to 1; `undefined` for a meter. */
  stateValue(): number | undefined {
    return this.reading.stateValue;
  }

  step(around: Surroundings): void {
    this.reading = this.runModel(around, this.held);
    this.register = stepRegister(this.register, around.dtS, this.reading.powerW);
  }

  /** A smart meter measures the premises; every other device its own terminals. */
  private makeMeter(): MeterPort {
    const { home } = this;
    const whole = this.spec.kind === 'meter';
    return {
      activePowerW: () => (whole ? home.premisesW : this.reading.powerW),
      reactivePowerVar: () => 0,
      // A long supply line: a little less than nominal under load, a little more when giving.
      voltageV: () => 230 - home.premisesW * 0.0006,
      energyInWh: () => (whole ? home.premises : this.register).inWh,
      energyOutWh: () => (whole ? home.premises : this.register).outWh,
    };
  }
}

export class Household {
  readonly devices: readonly SimulatedDevice[];
  /** Base load, W, and what the whole premises draw, W; negative is given. */
  baseW = 0;
  premisesW = 0;
  premises: EnergyRegister = NEW_REGISTER;
  private timeS: number;
  private readonly sky: Sky;
  private readonly byName = new Map<string, SimulatedDevice>();
  /** Inverters come last: they serve what the others draw. */
  private readonly inOrder: readonly SimulatedDevice[];

  constructor(readonly scenario: Scenario) {
    this.timeS = scenario.startS;
    this.sky = new Sky(scenario.home.sun, scenario.seed, scenario.durationS / 86400);
    this.devices = scenario.devices.map((spec) => new SimulatedDevice(spec, this));
    for (const device of this.devices) this.byName.set(device.spec.name, device);
    this.inOrder = [
      ...this.devices.filter((device) => device.spec.kind !== 'inverter'),
      ...this.devices.filter((device) => device.spec.kind === 'inverter'),
    ];
  }

  /** Throws RangeError for a name that the scenario does not have. */
  device(name: string): SimulatedDevice {
    const device = this.byName.get(name);
    if (device === undefined) throw new RangeError(`name: no device is called "${name}"`);
    return device;
  }

  /** Where the models stand, seconds since the epoch. */
  nowS(): number {
    return this.timeS;
  }

  /** Seconds since midnight of the scenario's first day, local time. */
  localS(timeS: number = this.timeS): number {
    const { startS, utcOffsetS } = this.scenario;
    const dayStartS = Math.floor((startS + utcOffsetS) / 86400) * 86400;
    return timeS + utcOffsetS - dayStartS;
  }

  /** Steps every model up to `untilS`, in steps of MODEL_STEP_S, the last one shorter. */
  advance(untilS: number): void {
    while (this.timeS < untilS) this.step(Math.min(MODEL_STEP_S, untilS - this.timeS));
  }

  private step(dtS: number): void {
    const { home } = this.scenario;
    const localS = this.localS();
    this.baseW = baseLoadW(home.shape, home.dailyWh, localS);
    const outdoor = outdoorC(home.outdoor, localS);
    const sun = this.sky.sun(localS);
    let otherLoadW = this.baseW;
    for (const device of this.inOrder) {
      device.step({ dtS, localS, outdoorC: outdoor, sun, otherLoadW });
      otherLoadW += device.powerW();
    }
    this.premisesW = otherLoadW;
    this.premises = stepRegister(this.premises, dtS, otherLoadW);
    this.timeS += dtS;
  }
}
