/** What a household draws apart from the devices that are simulated one by one: five shapes of a day. */

import { type LoadShape } from '../scenario/types.js';

const DAY_S = 86400;
const SLOT_S = 1800;
const SLOTS = 48;

/**
 * Relative power in each half-hour from midnight; the scale is of no matter. Steady: fridge, standby, somebody always
 * in. Daytime: people at home. Evening peak: out all day. Twin peaks: up early, home late. Night: heat or work by night.
 */
const WEIGHTS: Readonly<Record<LoadShape, readonly number[]>> = Object.freeze({
  steady: [
    ...[18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 19, 20, 20, 20, 20, 21, 21, 21, 21, 21, 21, 22, 22],
    ...[22, 22, 21, 21, 21, 21, 21, 21, 22, 22, 23, 23, 24, 24, 24, 24, 23, 23, 22, 22, 21, 20, 19, 18],
  ],
  daytime: [
    ...[10, 9, 9, 8, 8, 8, 8, 8, 8, 8, 9, 10, 12, 15, 20, 24, 28, 31, 33, 34, 35, 36, 38, 40],
    ...[40, 39, 37, 35, 34, 33, 32, 32, 32, 33, 33, 32, 30, 27, 25, 23, 21, 20, 18, 17, 15, 13, 12, 11],
  ],
  'evening-peak': [
    ...[9, 8, 8, 7, 7, 7, 7, 7, 7, 7, 8, 9, 11, 14, 16, 16, 14, 12, 11, 10, 10, 10, 11, 12],
    ...[12, 11, 11, 11, 11, 12, 14, 17, 21, 27, 34, 40, 44, 46, 46, 44, 41, 38, 34, 29, 23, 18, 14, 11],
  ],
  'twin-peaks': [
    ...[9, 8, 8, 8, 8, 8, 8, 8, 9, 10, 13, 19, 28, 36, 40, 39, 33, 26, 19, 15, 13, 12, 13, 14],
    ...[15, 14, 13, 12, 12, 13, 15, 18, 22, 28, 34, 39, 42, 42, 40, 37, 33, 29, 25, 21, 18, 15, 12, 10],
  ],
  night: [
    ...[38, 40, 41, 42, 42, 42, 41, 40, 38, 35, 31, 26, 21, 17, 14, 12, 11, 10, 10, 10, 10, 10, 10, 11],
    ...[11, 11, 10, 10, 10, 10, 11, 12, 13, 15, 17, 18, 19, 20, 20, 20, 20, 20, 21, 22, 24, 28, 32, 36],
  ],
});

/** The relative shape of a day in half-hours, for a test or a picture. */
export function shapeWeights(shape: LoadShape): readonly number[] {
  return WEIGHTS[shape];
}

/**
 * Power at a local time of day, W, between the middles of the half-hours on a straight line, so that the whole day comes
 * to `dailyWh`.
 */
export function baseLoadW(shape: LoadShape, dailyWh: number, localS: number): number {
  const weights = WEIGHTS[shape];
  let sum = 0;
  for (const weight of weights) sum += weight;
  const place = ((((localS - SLOT_S / 2) % DAY_S) + DAY_S) % DAY_S) / SLOT_S;
  const before = Math.floor(place);
  const share = place - before;
  const weight = weights[before]! * (1 - share) + weights[(before + 1) % SLOTS]! * share;
  return (dailyWh / 24) * (SLOTS / sum) * weight;
}
