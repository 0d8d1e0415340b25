/** An appliance that follows everything, and notes what it was told: every mode of a DER, every kind of load control. */

import { type Appliance, type ApplianceProfile, type CurveLookup } from '../../stack/client/appliance.js';
import { type DerState } from '../../stack/functions/der-client.js';
import { type EffectiveDer } from '../../stack/functions/der-events.js';
import { DER_MODES, derModes } from '../../stack/functions/der-modes.js';
import { type EffectiveDrlc } from '../../stack/functions/drlc-events.js';
import { DrlcKind, drlcKinds } from '../../stack/functions/drlc-modes.js';
import { type Quantity } from '../../stack/functions/metering-client.js';
import { type DERCurve } from '../../stack/model/2018/types.gen.js';
import { DER_FUNCTIONS, exampleNameplate } from '../../firmware/common/nameplate.js';

export const RATED_W = 5000;

export class RecordingAppliance implements Appliance {
  readonly profile: ApplianceProfile;
  der: EffectiveDer | undefined = undefined;
  load: EffectiveDrlc | undefined = undefined;
  isOptedOut = false;
  watts = -1000;
  availableWatts = RATED_W;
  state: DerState = { genConnect: 7, inverter: 4, operational: 2 };
  readonly told: string[] = [];
  private curves: CurveLookup = () => undefined;

  /** @param followsLoad also follows load controls, as a device with both function sets */
  constructor(followsLoad: boolean = false) {
    const modes = derModes(...DER_MODES.map((mode) => mode.field));
    this.profile = {
      name: 'inverter',
      deviceCategory: 0x00800000,
      nameplate: exampleNameplate('Test Inverter', '1', DER_FUNCTIONS),
      loadKinds: followsLoad ? drlcKinds(...Object.values(DrlcKind)) : 0,
      derModes: modes,
      mirror: {
        description: 'Inverter',
        roleFlags: 0,
        quantities: ['activePower', 'reactivePower', 'frequency', 'voltage'],
      },
      der: {
        ratings: { type: 4, maxW: RATED_W, maxVA: 5500, modesSupported: modes },
        settings: { setMaxW: RATED_W, setGradW: 10000 },
      },
    };
  }

  /** The curve of a mode that is in force now. */
  curve(field: (typeof DER_MODES)[number]['field']): DERCurve | undefined {
    return this.curves(field);
  }

  applyDerControl(control: EffectiveDer, curves: CurveLookup): void {
    this.der = control;
    this.curves = curves;
  }

  applyLoadControl(control: EffectiveDrlc | undefined): void {
    this.load = control;
  }

  tick(): void {}

  measure(quantity: Quantity): number {
    if (quantity === 'frequency') return 50;
    return quantity === 'voltage' ? 230 : this.watts;
  }

  optedOut(): boolean {
    return this.isOptedOut;
  }

  derState(): DerState {
    return this.state;
  }

  availableW(): number {
    return this.availableWatts;
  }

  notify(text: string): void {
    this.told.push(text);
  }
}
