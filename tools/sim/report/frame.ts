/** The frame that all charts of the report share: one time axis, the same margins, grid lines and units. */

import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { localClock } from '../local-time.js';
import { type Scenario } from '../scenario/types.js';
import { element, label } from './svg.js';

/** Charts are drawn this wide and scale with the page. */
export const CHART_WIDTH = 960;
export const MARGIN = Object.freeze({ left: 116, right: 56, top: 8, bottom: 26 });

/** About as wide as a character of a label is, in chart units. */
export const CHARACTER_WIDTH = 6.4;

const TICK_STEPS_S: readonly number[] = [
  900,
  1800,
  3600,
  7200,
  10800,
  21600,
  43200,
  86400,
  2 * 86400,
  4 * 86400,
  7 * 86400,
];
const MOST_TICKS = 12;

export type LinearScale = ScaleLinear<number, number>;

/** Seconds since the epoch to chart units. */
export function timeScale(scenario: Scenario): LinearScale {
  const { startS, durationS } = scenario;
  return scaleLinear()
    .domain([startS, startS + durationS])
    .range([MARGIN.left, CHART_WIDTH - MARGIN.right]);
}

export function valueScale(least: number, most: number, top: number, bottom: number, ticks: number): LinearScale {
  return scaleLinear().domain([least, most]).nice(ticks).range([bottom, top]);
}

/** Full hours of local time on which the axis has a mark. */
export function timeTicks(scenario: Scenario): number[] {
  const { startS, durationS, utcOffsetS } = scenario;
  const step = TICK_STEPS_S.find((each) => durationS / each <= MOST_TICKS) ?? durationS;
  const ticks: number[] = [];
  const first = Math.ceil((startS + utcOffsetS) / step) * step - utcOffsetS;
  for (let timeS = first; timeS <= startS + durationS; timeS += step) ticks.push(timeS);
  return ticks;
}

/** The time axis with its grid lines from `top` to `bottom`; clocks under it unless they stand under another chart. */
export function timeAxis(scenario: Scenario, x: LinearScale, top: number, bottom: number, clocks: boolean): string {
  const marks = timeTicks(scenario).map((timeS) => {
    const at = x(timeS);
    const clock = tickLabel(scenario, timeS);
    const line = element('line', { class: 'grid', x1: at, x2: at, y1: top, y2: bottom });
    return line + (clocks ? label(at, bottom + 17, clock, { class: 'tick', 'text-anchor': 'middle' }) : '');
  });
  return element('g', {}, ...marks);
}

/** A clock; on days after the first, or before the second, midnight is the day's number. */
function tickLabel(scenario: Scenario, timeS: number): string {
  const { startS, durationS, utcOffsetS } = scenario;
  if (durationS <= 86400) return timeS === startS + durationS ? '24:00' : localClock(scenario, timeS, false);
  const [, day, clock] = localClock(scenario, timeS, false).split(' ');
  return (timeS + utcOffsetS) % 86400 === 0 ? `day ${day}` : clock!;
}

export interface ValueAxis {
  readonly scale: LinearScale;
  readonly ticks: number;
  /** With the unit: `kW`, `°C`. */
  readonly unit: string;
  readonly side: 'left' | 'right';
  /** How a value is written; plain where absent. */
  format?(value: number): string;
}

/** Marks beside the chart, grid lines only from the left one; the unit stands over the marks. */
export function valueAxis({ scale, ticks, unit, side, format }: ValueAxis): string {
  const left = side === 'left';
  const x = left ? MARGIN.left - 8 : CHART_WIDTH - MARGIN.right + 8;
  const anchor = left ? 'end' : 'start';
  const marks = scale.ticks(ticks).map((value) => {
    const y = scale(value);
    const text = label(x, y + 4, (format === undefined ? String(value) : format(value)).replace('-', '−'), {
      class: 'tick',
      'text-anchor': anchor,
    });
    if (!left) return text;
    const zero = value === 0 ? 'zero' : 'grid';
    return element('line', { class: zero, x1: MARGIN.left, x2: CHART_WIDTH - MARGIN.right, y1: y, y2: y }) + text;
  });
  const [bottom, top] = scale.range() as [number, number];
  const middle = (top + bottom) / 2;
  const at = left ? MARGIN.left - 44 : CHART_WIDTH - MARGIN.right + 44;
  const turned = { class: 'unit', 'text-anchor': 'middle', transform: `rotate(-90 ${at} ${middle})` };
  return element('g', {}, ...marks, label(at, middle, unit, turned));
}

/** A chart of its own: scales with the page, never narrower than what can be read. */
export function chart(height: number, description: string, ...parts: readonly string[]): string {
  const svg = element(
    'svg',
    { viewBox: `0 0 ${CHART_WIDTH} ${height}`, role: 'img', 'aria-label': description },
    ...parts,
  );
  return `<div class="chart">${svg}</div>`;
}
