/** What the premises draw with and without the programme, and what a kilowatt-hour costs meanwhile. */

import { area, curveStepAfter, line } from 'd3-shape';
import { importPrice } from '../models/tariff.js';
import { type DayCurves, type EnergyCurve, type SimulationResult } from '../result.js';
import { averagesKW } from '../summary.js';
import { drawBands, LANE_HEIGHT, laneCount, layOutBands } from './bands.js';
import { chart, CHART_WIDTH, type LinearScale, MARGIN, timeAxis, timeScale, valueAxis, valueScale } from './frame.js';
import { element } from './svg.js';

/** Curves are averages over a share of the day that is about a pixel's worth, and at least a step. */
const POINTS = 288;

const PLOT_HEIGHT = 270;
const PRICE_HEIGHT = 70;

export type Point = readonly [timeS: number, value: number];

/** Average power as points, the last one repeated at the end so that its step has a width. */
export function powerPoints(day: DayCurves, curve: EnergyCurve): readonly Point[] {
  const durationS = curve.inWh.length * day.stepS;
  const windowS = Math.max(day.stepS, Math.ceil(durationS / POINTS / day.stepS) * day.stepS);
  const points: Point[] = averagesKW(day, curve, windowS).map((kW, i) => [day.startS + i * windowS, kW]);
  const last = points[points.length - 1];
  if (last !== undefined) points.push([day.startS + durationS, last[1]]);
  return points;
}

export function stepLine(points: readonly Point[], x: LinearScale, y: LinearScale): string {
  const path = line<Point>(
    (point) => x(point[0]),
    (point) => y(point[1]),
  ).curve(curveStepAfter);
  return path(points as Point[]) ?? '';
}

export function stepArea(points: readonly Point[], x: LinearScale, y: LinearScale, floor: number): string {
  const path = area<Point>(
    (point) => x(point[0]),
    y(floor),
    (point) => y(point[1]),
  ).curve(curveStepAfter);
  return path(points as Point[]) ?? '';
}

export function loadChart(result: SimulationResult): string {
  const { scenario, withProgramme, withoutProgramme } = result;
  const x = timeScale(scenario);
  const bands = layOutBands(result, result.events, x);
  const top = MARGIN.top + laneCount(bands) * LANE_HEIGHT;
  const bottom = top + PLOT_HEIGHT;
  const one = powerPoints(withProgramme, withProgramme.premises);
  const other = powerPoints(withoutProgramme, withoutProgramme.premises);
  const values = [...one, ...other].map((point) => point[1]);
  const y = valueScale(Math.min(0, ...values), Math.max(0.5, ...values), top, bottom, 6);
  return chart(
    bottom + MARGIN.bottom,
    'Power that the premises draw, with and without the programme',
    drawBands(bands, top, bottom, true),
    timeAxis(scenario, x, top, bottom, true),
    valueAxis({ scale: y, ticks: 6, unit: 'kW', side: 'left' }),
    element('path', { class: 'fill with', d: stepArea(one, x, y, 0) }),
    element('path', { class: 'curve without', d: stepLine(other, x, y) }),
    element('path', { class: 'curve with', d: stepLine(one, x, y) }),
  );
}

export function priceChart({ scenario }: SimulationResult): string {
  const x = timeScale(scenario);
  const { startS, durationS, utcOffsetS, tariff } = scenario;
  const points: Point[] = [];
  for (let timeS = startS; timeS <= startS + durationS; timeS += 300) {
    points.push([timeS, importPrice(tariff, Math.min(timeS, startS + durationS - 1) + utcOffsetS) * 1000]);
  }
  const values = points.map((point) => point[1]);
  const top = MARGIN.top;
  const bottom = top + PRICE_HEIGHT;
  const y = valueScale(Math.min(0, ...values), Math.max(...values), top, bottom, 3);
  const format = (value: number): string => value.toFixed(2);
  return chart(
    bottom + MARGIN.bottom,
    'Price of energy drawn',
    timeAxis(scenario, x, top, bottom, true),
    valueAxis({ scale: y, ticks: 3, unit: `${tariff.currency}/kWh`, side: 'left', format }),
    element('path', { class: 'fill price', d: stepArea(points, x, y, 0) }),
    element('path', { class: 'curve price', d: stepLine(points, x, y) }),
    element('line', { class: 'zero', x1: MARGIN.left, x2: CHART_WIDTH - MARGIN.right, y1: y(0), y2: y(0) }),
  );
}
