/** The part that every switched load has: a limit, a duty cycle, a meter, an owner. */

import { type DisplayPort, type LoadPort, type MeterPort, type OwnerPort } from '../../hal/ports/appliance.js';
import { type EffectiveDrlc } from '../../stack/functions/drlc-events.js';
import { type Quantity } from '../../stack/functions/metering-client.js';
import { type LoadLimit, UNLIMITED, dutyCycleRuns, loadLimit } from './load-limit.js';
import { measureQuantity } from './measure.js';

export interface PlainLoadPorts {
  readonly load: LoadPort;
  readonly meter: MeterPort;
  readonly owner: OwnerPort;
  readonly display?: DisplayPort;
}

export class PlainLoad {
  private readonly ports: PlainLoadPorts;
  private readonly ratedW: number;
  private limit: LoadLimit = UNLIMITED;
  /** Beginning of the duty cycle in force; `undefined` until the next tick. */
  private sinceMs: number | undefined = undefined;
  private applied = 1;
  private mRID = '';

  /** @param ratedW rated power, W */
  constructor(ports: PlainLoadPorts, ratedW: number) {
    this.ports = ports;
    this.ratedW = ratedW;
  }

  apply(control: EffectiveDrlc | undefined): void {
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
    this.ports.load.setLimit(share);
  }

  measure(quantity: Quantity): number {
    return measureQuantity(this.ports.meter, quantity);
  }

  optedOut(): boolean {
    return this.ports.owner.optedOut();
  }

  notify(text: string): void {
    if (this.ports.display !== undefined) this.ports.display.show(text);
  }
}
