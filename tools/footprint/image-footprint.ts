/** What one image takes of its board: the figures that everything else here reports, compares and judges. */

import { type CryptoChoice } from '../firmware/options.js';
import { type Part } from './part.js';
import { type PoolPeak } from './pools.js';

export interface ImageFootprint {
  readonly board: string;
  readonly app: string;
  readonly crypto: CryptoChoice;
  /** Octets of flash, of those that the board has for an image. */
  readonly flash: number;
  readonly flashRoom: number;
  /** Add up to `flash`. */
  readonly flashParts: readonly Part[];
  /** Most octets of RAM that were in use at once, as far as high-water marks tell; absent where nothing ran. */
  readonly ramPeak?: number;
  readonly ramRoom: number;
  /** Add up to `ramPeak`; where nothing ran, what was given out at link time. */
  readonly ramParts: readonly Part[];
  /** How full lwIP's pools were at most. */
  readonly pools?: readonly PoolPeak[];
  /** Octets of RAM of the engine's machine when it has started. */
  readonly machineAtStart?: number;
  /** From reset to the first event that the device has scheduled, ms of the board's time. */
  readonly firstEventMs?: number;
  /** By what was done; absent where nothing ran. */
  readonly instructions?: Readonly<Record<string, number>>;
}

/** `netduinoplus2-thermostat`; the reference crypto is named, the native is not. */
export function footprintName({ board, app, crypto }: Pick<ImageFootprint, 'board' | 'app' | 'crypto'>): string {
  return [board, app, ...(crypto === 'native' ? [] : [crypto])].join('-');
}
