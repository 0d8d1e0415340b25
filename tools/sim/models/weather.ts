/** Outdoor temperature and sun of one place, as functions of local time. Chance is in the clouds alone, by seed. */

import { Prng } from '../../../hal/virtual/prng.js';
import { type OutdoorSpec, type SunSpec } from '../scenario/types.js';

const DAY_S = 86400;
const CLOUDS_A_DAY = 14;

interface Cloud {
  readonly atS: number;
  readonly widthS: number;
  /** Share of the sun that it takes, 0 to 1. */
  readonly shade: number;
}

/** °C at a local time of day: a sine between the coolest and the warmest moment, which are half a day apart. */
export function outdoorC(spec: OutdoorSpec, localS: number): number {
  const phase = ((localS - spec.warmestS) / DAY_S) * 2 * Math.PI;
  return (spec.minC + spec.maxC) / 2 + ((spec.maxC - spec.minC) / 2) * Math.cos(phase);
}

/** Share of full sun at a local time of day without clouds, 0 to 1. */
export function clearSky(spec: SunSpec, localS: number): number {
  const daytime = (localS - spec.riseS) / (spec.setS - spec.riseS);
  return daytime <= 0 || daytime >= 1 ? 0 : Math.sin(daytime * Math.PI) ** 1.25;
}

/** The sun with the clouds that pass. */
export class Sky {
  private readonly clouds: readonly (readonly Cloud[])[];

  constructor(
    private readonly spec: SunSpec,
    seed: number,
    days: number,
  ) {
    const random = new Prng(seed, 'clouds');
    this.clouds = Array.from({ length: Math.max(1, Math.ceil(days) + 1) }, () =>
      Array.from({ length: CLOUDS_A_DAY }, () => ({
        atS: spec.riseS + random.unit() * (spec.setS - spec.riseS),
        widthS: 200 + random.unit() * 1300,
        shade: random.unit(),
      })),
    );
  }

  /** Share of full sun, 0 to 1. `localS` counts from midnight of the first day. */
  sun(localS: number): number {
    const day = Math.floor(localS / DAY_S);
    const timeS = localS - day * DAY_S;
    let share = clearSky(this.spec, timeS);
    if (share === 0) return 0;
    for (const { atS, widthS, shade } of this.clouds[day % this.clouds.length]!) {
      const distance = (timeS - atS) / widthS;
      if (Math.abs(distance) < 3) share *= 1 - this.spec.clouds * shade * Math.exp(-distance * distance);
    }
    return share;
  }
}
