/** Times as the home's clocks show them. */

import { type Scenario } from './scenario/types.js';

type Place = Pick<Scenario, 'startS' | 'utcOffsetS' | 'durationS'>;

/** `17:30:05`; with the number of the day before it, from 1, where the scenario is longer than one. */
export function localClock(place: Place, timeS: number, withSeconds: boolean = true): string {
  const firstDay = Math.floor((place.startS + place.utcOffsetS) / 86400);
  const localS = Math.floor(timeS) + place.utcOffsetS;
  const day = Math.floor(localS / 86400) - firstDay;
  const s = localS - Math.floor(localS / 86400) * 86400;
  const clock = [Math.floor(s / 3600), Math.floor(s / 60) % 60, ...(withSeconds ? [s % 60] : [])]
    .map(twoDigits)
    .join(':');
  return place.durationS > 86400 ? `day ${day + 1} ${clock}` : clock;
}

/** `2026-07-15`. */
export function localDate(place: Place, timeS: number): string {
  return new Date((timeS + place.utcOffsetS) * 1000).toISOString().slice(0, 10);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
