/** One device: its power with and without the programme, and its own quantity, in one frame. */

import { line } from 'd3-shape';
import { type DayCurves, type DeviceCurve, type SimulationResult } from '../result.js';
import { type DeviceKind } from '../scenario/types.js';
import { drawBands, eventsOf, layOutBands } from './bands.js';
import { chart, MARGIN, timeAxis, timeScale, valueAxis, valueScale } from './frame.js';
import { type Point, powerPoints, stepArea, stepLine } from './load-chart.js';
import { element } from './svg.js';

const PLOT_HEIGHT = 150;

/** Points of the state's line; it is smooth, so fewer do. */
const STATE_POINTS = 240;

interface Quantity {
  readonly name: string;
  readonly unit: string;
  readonly factor: number;
}

const QUANTITIES: Readonly<Record<DeviceKind, Quantity>> = Object.freeze({
  thermostat: { name: 'room temperature', unit: '°C', factor: 1 },
  'water-heater': { name: 'water temperature', unit: '°C', factor: 1 },
  'ev-charger': { name: 'charge of the vehicle', unit: '%', factor: 100 },
  inverter: { name: 'charge of the battery', unit: '%', factor: 100 },
  meter: { name: '', unit: '', factor: 1 },
});

/** What the second curve of a device's chart shows: `room temperature, °C`. */
export function quantityOf(kind: DeviceKind): string {
  const { name, unit } = QUANTITIES[kind];
  return `${name}, ${unit}`;
}

/** A state as its owner would read it: `24.1 °C`, `80 %`. */
export function stateWithUnit(kind: DeviceKind, value: number): string {
  const { unit, factor } = QUANTITIES[kind];
  return `${(value * factor).toFixed(factor === 1 ? 1 : 0)} ${unit}`;
}

export function deviceChart(result: SimulationResult, device: DeviceCurve): string {
  const { scenario, withProgramme, withoutProgramme } = result;
  const { unit, factor, name } = QUANTITIES[device.kind];
  const x = timeScale(scenario);
  const top = MARGIN.top;
  const bottom = top + PLOT_HEIGHT;
  const other = withoutProgramme.devices.find((each) => each.name === device.name)!;
  const power = powerPoints(withProgramme, device);
  const otherPower = powerPoints(withoutProgramme, other);
  const state = statePoints(withProgramme, device, factor);
  const otherState = statePoints(withoutProgramme, other, factor);

  const watts = [...power, ...otherPower].map((point) => point[1]);
  const y = valueScale(Math.min(0, ...watts), Math.max(0, ...watts), top, bottom, 4);
  const states = [...state, ...otherState].map((point) => point[1]);
  const z =
    unit === '%'
      ? valueScale(0, 100, top, bottom, 4)
      : valueScale(Math.min(...states), Math.max(...states), top, bottom, 4);
  const stateLine = line<Point>(
    (point) => x(point[0]),
    (point) => z(point[1]),
  );
  return chart(
    bottom + MARGIN.bottom,
    `${device.name}: power and ${name}`,
    drawBands(layOutBands(result, eventsOf(result, device.name), x), top, bottom, false),
    timeAxis(scenario, x, top, bottom, true),
    valueAxis({ scale: y, ticks: 4, unit: 'kW', side: 'left' }),
    valueAxis({ scale: z, ticks: 4, unit, side: 'right' }),
    element('path', { class: 'fill with', d: stepArea(power, x, y, 0) }),
    element('path', { class: 'curve without', d: stepLine(otherPower, x, y) }),
    element('path', { class: 'curve with', d: stepLine(power, x, y) }),
    element('path', { class: 'curve state faint', d: stateLine(otherState as Point[]) ?? '' }),
    element('path', { class: 'curve state', d: stateLine(state as Point[]) ?? '' }),
  );
}

function statePoints(day: DayCurves, device: DeviceCurve, factor: number): readonly Point[] {
  const every = Math.max(1, Math.floor(device.state.length / STATE_POINTS));
  const points: Point[] = [];
  for (let i = every - 1; i < device.state.length; i += every) {
    points.push([day.startS + (i + 1) * day.stepS, device.state[i]! * factor]);
  }
  return points;
}
