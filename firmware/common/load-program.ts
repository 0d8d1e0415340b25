/** What every program of a switched load does alike: a limit, a duty cycle, a meter, an owner, a display. */

import { type DisplayPort, type LoadPort, type MeterPort, type OwnerPort } from '../../hal/ports/appliance.js';
import { type Appliance, type ApplianceProfile } from '../../stack/client/appliance.js';
import { type EffectiveDrlc } from '../../stack/functions/drlc-events.js';
import { type Quantity } from '../../stack/functions/metering-client.js';
import { type LoadLimit, UNLIMITED, dutyCycleRuns, loadLimit } from './load-limit.js';
import { measureQuantity } from './measure.js';

/** What every switched load has. */
export interface LoadPorts {
  readonly load: LoadPort;
  readonly meter: MeterPort;
  readonly owner: OwnerPort;
  readonly display?: DisplayPort;
}

/** What every program of a switched load is told. */
export interface LoadOptions {
  /** At most 32 characters. */
  readonly serialNumber: string;
  /** Rated electrical power, W, more than 0. */
  readonly ratedW: number;
}

/** The program of a load that knows no more than to draw less; others build on it. */
export abstract class LoadProgram implements Appliance {
  abstract readonly profile: ApplianceProfile;
  private readonly loadPorts: LoadPorts;
  private readonly ratedW: number;
  private limit: LoadLimit = UNLIMITED;
  /** Beginning of the duty cycle in force; `undefined` until the next tick. */
  private sinceMs: number | undefined = undefined;
  /** The share that the load was last told; `undefined` before the first tick: the output may stand anywhere. */
  private applied: number | undefined = undefined;
  private mRID = '';

  protected constructor(ports: LoadPorts, options: LoadOptions) {
    this.loadPorts = ports;
    this.ratedW = options.ratedW;
  }

  applyLoadControl(control: EffectiveDrlc | undefined): void {
    const mRID = control === undefined ? '' : control.mRID;
    this.limit = loadLimit(control, this.ratedW);
    // A control that is told again goes on with its cycle.
    if (mRID !== this.mRID) this.sinceMs = undefined;
    this.mRID = mRID;
  }

  tick(nowMs: number): void {
    if (this.sinceMs === undefined) this.sinceMs = nowMs;
    const runs = dutyCycleRuns(this.limit.dutyCycle, this.sinceMs, nowMs);
    const share = runs ? this.limit.share : 0;
    if (share === this.applied) return;
    this.applied = share;
    this.loadPorts.load.setLimit(share);
  }

  measure(quantity: Quantity): number {
    return measureQuantity(this.loadPorts.meter, quantity);
  }

  optedOut(): boolean {
    return this.loadPorts.owner.optedOut();
  }

  notify(text: string): void {
    if (this.loadPorts.display !== undefined) this.loadPorts.display.show(text);
  }
}
