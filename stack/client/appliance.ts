/**
 * What an appliance's program is to the stack: what it is, what it can follow, and what it does when the controls in force
 * change. The stack knows the protocol; the program knows the appliance.
 */

import { type ModeSet } from '../events/mode-set.js';
import { type DerRatings, type DerSettingsInput, type DerState } from '../functions/der-client.js';
import { type EffectiveDer } from '../functions/der-events.js';
import { type DerModeField } from '../functions/der-modes.js';
import { type EffectiveDrlc } from '../functions/drlc-events.js';
import { type Nameplate } from '../functions/end-device-client.js';
import { type Quantity } from '../functions/metering-client.js';
import { type DERCurve } from '../model/2018/types.gen.js';

/** What it measures and mirrors to the server. */
export interface MirrorProfile {
  readonly description: string;
  /** Sum of `ROLE_*`. */
  readonly roleFlags: number;
  readonly quantities: readonly Quantity[];
}

/** What a distributed energy resource tells once, and again when it changes. */
export interface DerProfile {
  readonly ratings: DerRatings;
  readonly settings: DerSettingsInput;
}

export interface ApplianceProfile {
  /** For logs and displays: `thermostat`. */
  readonly name: string;
  /** DeviceCategoryType bits: events for other categories are not its own. */
  readonly deviceCategory: number;
  readonly nameplate: Nameplate;
  /** What of EndDeviceControl it can follow: bits of functions/drlc-modes; 0 for none. */
  readonly loadKinds: ModeSet;
  /** Modes of DERControl that it can follow: bits of functions/der-modes; 0 for none. */
  readonly derModes: ModeSet;
  readonly mirror?: MirrorProfile;
  readonly der?: DerProfile;
}

/** The curve that the control in force names for a mode; `undefined` while it has not been read. */
export type CurveLookup = (mode: DerModeField) => DERCurve | undefined;

export interface Appliance {
  readonly profile: ApplianceProfile;
  /** The load control that may have changed; `undefined`: the load is free. With loadKinds. */
  applyLoadControl?(control: EffectiveDrlc | undefined): void;
  /** The DER control that may have changed, default controls merged in. With derModes. */
  applyDerControl?(control: EffectiveDer, curves: CurveLookup): void;
  /** Called about once a minute, and after each change of control: duty cycles, displays. */
  tick(nowMs: number): void;
  /** The value of a quantity that the profile's mirror names, in its base unit. */
  measure(quantity: Quantity): number;
  /** True while the owner refuses events. */
  optedOut(): boolean;
  /** With a DER profile. */
  derState?(): DerState;
  /** Active power that it could give now, W; with a DER profile. */
  availableW?(): number;
  /** A line for the owner: an event began or ended. */
  notify(text: string): void;
}
