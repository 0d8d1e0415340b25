/**
 * The bench on an emulated board: what boot, handshake, codec and event engine cost in instructions, and what they leave in
 * memory, as records. Its numbers are the same in every run: nothing in it is drawn from the board's generator.
 */

import { createCrypto } from 'crypto';

import * as native from '../../../hal/xs/native/measure.js';
import { measureCodec } from './codec.js';
import { FixedEntropy } from './entropy.js';
import { measureEventStep } from './event-step.js';
import { measureHandshake } from './handshake.js';
import { report, reportEnd } from './meter.js';

/** Called once, as the program of an appliance is, when the ports are made; it has its own crypto, fed the same in every run. */
export function start(): void {
  report('boot', native.instructions());
  measureEventStep();
  measureCodec();
  measureHandshake(createCrypto(new FixedEntropy()));
  reportEnd();
}
