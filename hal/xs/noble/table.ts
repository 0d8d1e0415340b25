/**
 * The base point goes without a table. The library would make one at the first use, in RAM, and keep it in a collection of its
 * module, which in a ROM image is read-only; one that is made with the image, of the 520 points of windows of 4 bits, takes
 * 75 KB of flash, more than a whole appliance leaves.
 */

import { Point } from '../../../stack/tls/crypto/noble-p256.js';

/** Bits of a window that stand for no table. */
const NO_TABLE = 1;

Point.BASE.precompute(NO_TABLE);
