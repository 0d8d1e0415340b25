/**
 * The base point's table, made when the image is built: 520 points for windows of 4 bits. Without this module the library
 * would make a larger one, in RAM, at the first use.
 */

import { p256 } from '../../../stack/tls/crypto/noble-p256.js';

/** Bits of a window: 8 points for each of 65 windows. */
const WINDOW_BITS = 4;

p256.Point.BASE.precompute(WINDOW_BITS, false);
