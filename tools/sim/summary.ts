/** The day in numbers: per device, for the home, for the wire. */

import { costOf, importPrice } from './models/tariff.js';
import {
  type DayCurves,
  type DeviceCurve,
  type EnergyCurve,
  newOctetCounts,
  type OctetCounts,
  type SimulationResult,
} from './result.js';

export interface EventCounts {
  received: number;
  started: number;
  completed: number;
  superseded: number;
  cancelled: number;
  optedOut: number;
}

/** One quantity of the two days. */
export interface Pair {
  readonly withProgramme: number;
  readonly withoutProgramme: number;
}

export interface SummaryRow {
  readonly name: string;
  readonly events: EventCounts;
  /** Energy drawn minus energy given, kWh; `undefined` for a meter, which measures the home. */
  readonly energyKWh: Pair | undefined;
  /** Largest quarter-hour average drawn, kW. */
  readonly peakKW: Pair | undefined;
  /** What the energy drawn cost; `undefined` for what gives energy. */
  readonly cost: Pair | undefined;
  readonly octets: OctetCounts | undefined;
  /** Room or water °C, or state of charge 0 to 1, when the day ended: what was put off, and not saved. */
  readonly stateAtEnd: Pair | undefined;
}

export interface Summary {
  readonly currency: string;
  readonly devices: readonly SummaryRow[];
  /** The premises as the meter sees them; its cost pays import and export. */
  readonly premises: PremisesRow;
  readonly response: DemandResponse;
}

/** The premises while some device followed a demand-response event; zeros where none did. */
export interface DemandResponse {
  /** Mean power, kW. */
  readonly meanKW: Pair;
  /** Largest quarter-hour average, kW. */
  readonly peakKW: Pair;
  /** When the peak of the day with the programme began, seconds since the epoch, and whether outside of all events. */
  readonly dayPeakAtS: number;
  readonly isRebound: boolean;
}

/** The home's own row has every number. */
export interface PremisesRow extends SummaryRow {
  readonly energyKWh: Pair;
  readonly peakKW: Pair;
  readonly cost: Pair;
  readonly octets: OctetCounts;
}

/** Peaks are averages of this long, s: what utilities bill. */
const PEAK_WINDOW_S = 900;

export function summarise(result: SimulationResult): Summary {
  const { withProgramme, withoutProgramme, scenario } = result;
  const devices = scenario.devices.map(({ name, kind }): SummaryRow => {
    const one = withProgramme.devices.find((device) => device.name === name);
    const other = withoutProgramme.devices.find((device) => device.name === name);
    const pair = (measure: (day: DayCurves, curve: EnergyCurve) => number): Pair | undefined =>
      one === undefined || other === undefined
        ? undefined
        : { withProgramme: measure(withProgramme, one), withoutProgramme: measure(withoutProgramme, other) };
    const loadCost = (day: DayCurves, curve: EnergyCurve): number =>
      sumSteps(day, curve, (inWh, _outWh, timeS) => inWh * importPrice(scenario.tariff, timeS + scenario.utcOffsetS));
    return {
      name,
      events: countEvents(result, name),
      energyKWh: pair((_day, curve) => netKWh(curve)),
      peakKW: pair(peakKW),
      cost: kind === 'inverter' || kind === 'meter' ? undefined : pair(loadCost),
      octets: result.octets[name],
      stateAtEnd: one === undefined || other === undefined ? undefined : stateAtEnd(one, other),
    };
  });
  return {
    currency: scenario.tariff.currency,
    devices,
    premises: premisesRow(result, devices),
    response: demandResponse(result),
  };
}

function premisesRow(result: SimulationResult, devices: readonly SummaryRow[]): PremisesRow {
  const { withProgramme, withoutProgramme, scenario } = result;
  const cost = (day: DayCurves): number =>
    sumSteps(day, day.premises, (inWh, outWh, timeS) => {
      const localS = timeS + scenario.utcOffsetS;
      return costOf(scenario.tariff, localS, inWh) + costOf(scenario.tariff, localS, -outWh);
    });
  const pair = (measure: (day: DayCurves) => number): Pair => ({
    withProgramme: measure(withProgramme),
    withoutProgramme: measure(withoutProgramme),
  });
  const events: EventCounts = { received: 0, started: 0, completed: 0, superseded: 0, cancelled: 0, optedOut: 0 };
  for (const row of devices) {
    for (const key of Object.keys(events) as (keyof EventCounts)[]) events[key] += row.events[key];
  }
  return {
    name: 'home',
    events,
    energyKWh: pair((day) => netKWh(day.premises)),
    peakKW: pair((day) => peakKW(day, day.premises)),
    cost: pair(cost),
    octets: totalOctets(result.octets),
    stateAtEnd: undefined,
  };
}

/** What the events did while they lasted, and whether the load that they put off made the day's peak. */
function demandResponse({ withProgramme, withoutProgramme, runs, events }: SimulationResult): DemandResponse {
  const loads = new Set(events.filter(({ kind }) => kind === 'drlc').map(({ mRID }) => mRID));
  const spans = runs.filter(({ mRID }) => loads.has(mRID)).flatMap(({ followed }) => followed);
  const stepsOf = (windowS: number): number => Math.max(1, Math.round(windowS / withProgramme.stepS));
  const isCovered = (index: number, windowS: number): boolean => {
    const lengthS = stepsOf(windowS) * withProgramme.stepS;
    const middleS = withProgramme.startS + (index + 0.5) * lengthS;
    return spans.some(({ fromS, untilS }) => middleS >= fromS && middleS < untilS);
  };
  const during = (day: DayCurves, windowS: number): number[] =>
    averagesKW(day, day.premises, windowS).filter((_kW, i) => isCovered(i, windowS));
  const pair = (measure: (day: DayCurves) => number): Pair => ({
    withProgramme: measure(withProgramme),
    withoutProgramme: measure(withoutProgramme),
  });
  const quarters = averagesKW(withProgramme, withProgramme.premises, PEAK_WINDOW_S);
  const top = quarters.indexOf(Math.max(...quarters));
  const dayPeak = pair((day) => peakKW(day, day.premises));
  return {
    meanKW: pair((day) => mean(during(day, day.stepS))),
    peakKW: pair((day) => Math.max(0, ...during(day, PEAK_WINDOW_S))),
    dayPeakAtS: withProgramme.startS + top * stepsOf(PEAK_WINDOW_S) * withProgramme.stepS,
    isRebound: dayPeak.withProgramme > dayPeak.withoutProgramme && !isCovered(top, PEAK_WINDOW_S),
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function stateAtEnd(one: DeviceCurve, other: DeviceCurve): Pair | undefined {
  const withProgramme = one.state[one.state.length - 1];
  const withoutProgramme = other.state[other.state.length - 1];
  return withProgramme === undefined || withoutProgramme === undefined
    ? undefined
    : { withProgramme, withoutProgramme };
}

export function totalOctets(octets: Readonly<Record<string, OctetCounts>>): OctetCounts {
  const total = newOctetCounts();
  for (const counts of Object.values(octets)) {
    for (const key of Object.keys(total) as (keyof OctetCounts)[]) total[key] += counts[key];
  }
  return total;
}

/** What TLS adds around HTTP once a session stands: record headers, nonces and tags, in octets. */
export function recordOverhead({ tcp, handshake, http }: OctetCounts): number {
  return tcp - handshake - http;
}

/** Counts come from the timeline, so that an event that is superseded and then cancelled counts as both. */
function countEvents(result: SimulationResult, device: string): EventCounts {
  const seen = new Set<string>();
  const counts: EventCounts = { received: 0, started: 0, completed: 0, superseded: 0, cancelled: 0, optedOut: 0 };
  for (const { who, kind, mRID } of result.timeline) {
    if (who !== device || mRID === undefined || seen.has(kind + mRID)) continue;
    seen.add(kind + mRID);
    if (kind === 'received' || kind === 'started' || kind === 'completed') counts[kind]++;
    else if (kind === 'superseded' || kind === 'cancelled') counts[kind]++;
    else if (kind === 'opted out') counts.optedOut++;
  }
  return counts;
}

function sumSteps(
  day: DayCurves,
  curve: EnergyCurve,
  value: (inWh: number, outWh: number, timeS: number) => number,
): number {
  let sum = 0;
  for (let i = 0; i < curve.inWh.length; i++) sum += value(curve.inWh[i]!, curve.outWh[i]!, day.startS + i * day.stepS);
  return sum;
}

function netKWh(curve: EnergyCurve): number {
  let wh = 0;
  for (let i = 0; i < curve.inWh.length; i++) wh += curve.inWh[i]! - curve.outWh[i]!;
  return wh / 1000;
}

function peakKW(day: DayCurves, curve: EnergyCurve): number {
  return Math.max(0, ...averagesKW(day, curve, PEAK_WINDOW_S));
}

/** Average power over windows of at least one step, kW; the last window may be shorter. */
export function averagesKW(day: DayCurves, curve: EnergyCurve, windowS: number): number[] {
  const steps = Math.max(1, Math.round(windowS / day.stepS));
  const averages: number[] = [];
  for (let i = 0; i < curve.inWh.length; i += steps) {
    const end = Math.min(i + steps, curve.inWh.length);
    let wh = 0;
    for (let j = i; j < end; j++) wh += curve.inWh[j]! - curve.outWh[j]!;
    averages.push((wh * 3.6) / ((end - i) * day.stepS));
  }
  return averages;
}
