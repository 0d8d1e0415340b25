/** Each event at each device: when it was scheduled, when it was followed, how it ended. */

import { type EventRun, type Outcome, type SimulationResult } from '../result.js';
import { CHARACTER_WIDTH, chart, CHART_WIDTH, type LinearScale, MARGIN, timeAxis, timeScale } from './frame.js';
import { element, label, title } from './svg.js';

const ROW_HEIGHT = 24;
const BAR_HEIGHT = 16;
const GROUP_GAP = 8;

interface Bar {
  readonly run: EventRun;
  readonly name: string;
  readonly x0: number;
  readonly x1: number;
  readonly row: number;
}

export function ganttChart(result: SimulationResult): string {
  const { scenario } = result;
  const x = timeScale(scenario);
  let y = MARGIN.top;
  const parts: string[] = [];
  for (const { name } of scenario.devices) {
    const bars = layOutBars(result, name, x);
    if (bars.length === 0) continue;
    const rows = bars.reduce((most, { row }) => Math.max(most, row + 1), 0);
    const height = rows * ROW_HEIGHT;
    parts.push(
      element('rect', { class: 'lane', x: MARGIN.left, y, width: CHART_WIDTH - MARGIN.left - MARGIN.right, height }),
    );
    parts.push(label(MARGIN.left - 8, y + height / 2 + 4, name, { class: 'row', 'text-anchor': 'end' }));
    for (const bar of bars)
      parts.push(drawBar(bar, y + bar.row * ROW_HEIGHT + (ROW_HEIGHT - BAR_HEIGHT) / 2, x, result));
    y += height + GROUP_GAP;
  }
  if (parts.length === 0) return '<p>No device received an event.</p>';
  const bottom = y - GROUP_GAP;
  return chart(
    bottom + MARGIN.bottom,
    'Events at each device: scheduled, followed, and how they ended',
    timeAxis(scenario, x, MARGIN.top, bottom, true),
    ...parts,
  );
}

/** A bar with its words takes a row in which nothing else stands there. */
function layOutBars(result: SimulationResult, device: string, x: LinearScale): readonly Bar[] {
  const rowEnds: number[] = [];
  const runs = result.runs.filter((run) => run.device === device);
  const bars: Bar[] = [];
  for (const event of result.events) {
    const run = runs.find(({ mRID }) => mRID === event.mRID);
    if (run === undefined) continue;
    const x0 = x(event.startS);
    const x1 = x(event.startS + event.durationS);
    const words = wordsOf(event.name, run.outcome);
    const left = Math.min(x0, ...run.followed.map(({ fromS }) => x(fromS)));
    const right = Math.max(x1, ...run.followed.map(({ untilS }) => x(untilS)));
    const [from, to] = wordsBeside(right, words)
      ? [left, right + words.length * CHARACTER_WIDTH + 12]
      : [left - words.length * CHARACTER_WIDTH - 12, right];
    let row = rowEnds.findIndex((end) => end <= from);
    if (row < 0) row = rowEnds.push(0) - 1;
    rowEnds[row] = to;
    bars.push({ run, name: event.name, x0, x1, row });
  }
  return bars;
}

function drawBar({ run, name, x0, x1 }: Bar, y: number, x: LinearScale, result: SimulationResult): string {
  const event = result.events.find(({ mRID }) => mRID === run.mRID)!;
  const words = wordsOf(name, run.outcome);
  const right = Math.max(x1, ...run.followed.map(({ untilS }) => x(untilS)));
  const left = Math.min(x0, ...run.followed.map(({ fromS }) => x(fromS)));
  const beside = wordsBeside(right, words);
  return element(
    'g',
    {},
    title(`${name}: ${event.controls}; ${run.outcome}`),
    element('rect', { class: 'scheduled', x: x0, y, width: Math.max(2, x1 - x0), height: BAR_HEIGHT, rx: 3 }),
    ...run.followed.map(({ fromS, untilS }) =>
      element('rect', {
        class: 'followed ' + outcomeClass(run.outcome),
        x: x(fromS),
        y: y + 3,
        width: Math.max(2, x(untilS) - x(fromS)),
        height: BAR_HEIGHT - 6,
        rx: 2,
      }),
    ),
    label(beside ? right + 6 : left - 6, y + BAR_HEIGHT / 2 + 4, words, {
      class: 'barname ' + outcomeClass(run.outcome),
      'text-anchor': beside ? 'start' : 'end',
    }),
  );
}

function wordsOf(name: string, outcome: Outcome): string {
  return `${name} · ${outcome}`;
}

/** Whether the words fit to the right of the bar. */
function wordsBeside(right: number, words: string): boolean {
  return right + 6 + words.length * CHARACTER_WIDTH < CHART_WIDTH;
}

export function outcomeClass(outcome: Outcome): string {
  return outcome.replace(' ', '-');
}
