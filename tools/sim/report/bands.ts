/** Events behind a curve: a shaded stretch each, with names above that never overlap. */

import { type PublishedEvent, type SimulationResult } from '../result.js';
import { CHARACTER_WIDTH, CHART_WIDTH, type LinearScale, MARGIN } from './frame.js';
import { element, label, title } from './svg.js';

/** Height of one line of names. */
export const LANE_HEIGHT = 16;

export interface BandLayout {
  readonly event: PublishedEvent;
  /** What stands over the band. */
  readonly name: string;
  /** Whether any device followed it. */
  readonly followed: boolean;
  readonly x0: number;
  readonly x1: number;
  /** Where its name stands: lane from the top, and the horizontal middle. */
  readonly lane: number;
  readonly nameX: number;
}

/** Names go into the first lane in which they fit. An event that nobody followed says so. */
export function layOutBands(
  result: SimulationResult,
  events: readonly PublishedEvent[],
  x: LinearScale,
): readonly BandLayout[] {
  const laneEnds: number[] = [];
  return events.map((event) => {
    const runs = result.runs.filter((run) => run.mRID === event.mRID);
    const followed = runs.some((run) => run.followed.length > 0);
    const name = followed ? event.name : `${event.name} (${runs[0]?.outcome ?? 'not received'})`;
    const x0 = Math.max(MARGIN.left, x(event.startS));
    const x1 = Math.min(CHART_WIDTH - MARGIN.right, x(event.startS + event.durationS));
    const half = (name.length * CHARACTER_WIDTH) / 2 + 5;
    const nameX = Math.min(Math.max((x0 + x1) / 2, MARGIN.left + half), CHART_WIDTH - MARGIN.right - half);
    let lane = laneEnds.findIndex((end) => end <= nameX - half);
    if (lane < 0) lane = laneEnds.push(0) - 1;
    laneEnds[lane] = nameX + half;
    return { event, name, followed, x0, x1, lane, nameX };
  });
}

export function laneCount(layout: readonly BandLayout[]): number {
  return layout.reduce((most, { lane }) => Math.max(most, lane + 1), 0);
}

/** Bands from `top` to `bottom`; names, where wanted, in the lanes that end at `top`. */
export function drawBands(layout: readonly BandLayout[], top: number, bottom: number, names: boolean): string {
  const lanes = laneCount(layout);
  const leaders: string[] = [];
  const texts: string[] = [];
  const bands = layout.map(({ event, name, followed, x0, x1, lane, nameX }) => {
    const y = top - (lanes - lane) * LANE_HEIGHT + 11;
    const tint = 'band ' + event.kind + (followed ? '' : ' idle');
    if (names) {
      leaders.push(element('line', { class: 'leader ' + event.kind, x1: nameX, x2: nameX, y1: y + 3, y2: top }));
      texts.push(label(nameX, y, name, { class: 'bandname ' + event.kind, 'text-anchor': 'middle' }));
    }
    const shape = { class: tint, x: x0, y: top, width: Math.max(1, x1 - x0), height: bottom - top };
    return element('rect', shape, title(name));
  });
  return element('g', {}, ...bands, ...leaders, ...texts);
}

/** Events that touched a device, for its own chart. */
export function eventsOf(result: SimulationResult, device: string): readonly PublishedEvent[] {
  const touched = new Set(result.runs.filter((run) => run.device === device).map((run) => run.mRID));
  return result.events.filter((event) => touched.has(event.mRID));
}
