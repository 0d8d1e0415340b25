/** The tables of the report. */

import { describeStatus } from '../../serve/wording.js';
import { localClock } from '../local-time.js';
import { type OctetCounts, type SimulationResult } from '../result.js';
import { type DeviceKind, type DeviceSpec } from '../scenario/types.js';
import { type Pair, recordOverhead, type Summary, type SummaryRow, totalOctets } from '../summary.js';
import { fixed, grouped } from '../terminal/format-summary.js';
import { stateWithUnit } from './device-chart.js';
import { escapeText } from './svg.js';

export function effectTable({ devices, premises, currency }: Summary, specs: readonly DeviceSpec[]): string {
  const head = `<tr><th rowspan="2" class="name">Device</th><th colspan="6">Events</th><th colspan="2">Energy, kWh</th>
<th colspan="2">Peak, kW</th><th colspan="2">Cost, ${escapeText(currency)}</th><th colspan="2">State at the end</th></tr>
<tr><th>received</th><th>started</th><th>completed</th><th>superseded</th><th>cancelled</th><th>opted out</th>
${'<th>with</th><th>without</th>'.repeat(4)}</tr>`;
  const rows = [...devices, premises].map((row) => {
    const kind = specs.find(({ name }) => name === row.name)?.kind;
    return effectRow(row, row === premises, kind);
  });
  return wrap(`<thead>${head}</thead><tbody>${rows.join('')}</tbody>`);
}

function effectRow(row: SummaryRow, total: boolean, kind: DeviceKind | undefined): string {
  const { received, started, completed, superseded, cancelled, optedOut } = row.events;
  const counts = [received, started, completed, superseded, cancelled, optedOut];
  const cells = [
    ...counts.map((count) => (count === 0 ? '<td class="none">·</td>' : `<td>${count}</td>`)),
    pairCells(row.energyKWh, 1),
    pairCells(row.peakKW, 2),
    pairCells(row.cost, 2),
    stateCells(row.stateAtEnd, kind),
  ];
  return `<tr${total ? ' class="total"' : ''}><th class="name">${escapeText(row.name)}</th>${cells.join('')}</tr>`;
}

function stateCells(pair: Pair | undefined, kind: DeviceKind | undefined): string {
  if (pair === undefined || kind === undefined) return pairCells(undefined, 0);
  const { withProgramme, withoutProgramme } = pair;
  return `<td>${stateWithUnit(kind, withProgramme)}</td><td class="dim">${stateWithUnit(kind, withoutProgramme)}</td>`;
}

function pairCells(pair: Pair | undefined, digits: number): string {
  if (pair === undefined) return '<td class="none">–</td><td class="none">–</td>';
  return `<td>${fixed(pair.withProgramme, digits)}</td><td class="dim">${fixed(pair.withoutProgramme, digits)}</td>`;
}

export function responsesTable(result: SimulationResult): string {
  const rows = result.runs.map((run) => {
    const event = result.events.find(({ mRID }) => mRID === run.mRID);
    const followed = run.followed.map(({ fromS, untilS }) => {
      const [from, until] = [fromS, untilS].map((timeS) => localClock(result.scenario, timeS));
      return `${from}–${until}`;
    });
    const responses = run.responses.map((status) => `${status} ${describeStatus(status)}`);
    // A number stays with its unit.
    const asked = (event?.controls ?? '').replace(/ (%|K|W|°C)/g, '\u00a0$1');
    const cells = [run.device, event?.name ?? run.mRID, event?.program ?? '', asked, run.outcome];
    const text = [...cells, followed.join(', ') || '–', responses.join(', ') || '–'].map(
      (cell, i) => `<td${i === 3 || i === 6 ? ' class="wrap"' : ''}>${escapeText(cell)}</td>`,
    );
    return `<tr>${text.join('')}</tr>`;
  });
  const head = ['Device', 'Event', 'Program', 'Asked', 'Outcome', 'Followed', 'Responses taken by the server'];
  return wrap(
    `<thead><tr>${head.map((cell) => `<th>${cell}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody>`,
    'text',
  );
}

export function octetsTable({ octets }: SimulationResult): string {
  const total = totalOctets(octets);
  const rows = [...Object.entries(octets), ['all', total] as const].map(([name, counts]) =>
    octetRow(name, counts, name === 'all'),
  );
  const head = `<tr><th class="name" rowspan="2">Device</th><th colspan="2">Payload of UDP and TCP</th><th colspan="3">Of TCP</th><th rowspan="2">of HTTP,<br>EXI bodies</th>
<th rowspan="2">the same<br>as XML</th><th rowspan="2">XML : EXI</th><th rowspan="2">messages</th><th colspan="2">handshakes</th></tr>
<tr><th>DNS-SD</th><th>TCP</th><th>handshakes</th><th>TLS records</th><th>HTTP</th><th>full</th><th>resumed</th></tr>`;
  return wrap(`<thead>${head}</thead><tbody>${rows.join('')}</tbody>`);
}

function octetRow(name: string, counts: OctetCounts, total: boolean): string {
  const ratio = counts.bodies === 0 ? '–' : (counts.bodiesAsXml / counts.bodies).toFixed(1);
  const cells = [
    ...[counts.dnsSd, counts.tcp, counts.handshake, recordOverhead(counts), counts.http],
    ...[counts.bodies, counts.bodiesAsXml],
  ].map(grouped);
  const more = [ratio, grouped(counts.messages), grouped(counts.fullHandshakes), grouped(counts.resumptions)];
  const row = [...cells, ...more].map((cell) => `<td>${cell}</td>`).join('');
  return `<tr${total ? ' class="total"' : ''}><th class="name">${escapeText(name)}</th>${row}</tr>`;
}

export function timelineTable(result: SimulationResult): string {
  const names = new Map(result.events.map((event) => [event.mRID, event.name]));
  const rows = result.timeline.map(({ timeS, who, kind, mRID, detail }) => {
    const about = mRID === undefined ? '' : (names.get(mRID) ?? mRID);
    const cells = [localClock(result.scenario, timeS), who, kind, about, detail];
    return `<tr>${cells.map((cell, i) => `<td${i === 4 ? ' class="wrap"' : ''}>${escapeText(cell)}</td>`).join('')}</tr>`;
  });
  const head = ['Time', 'Who', 'What', 'Event', 'Detail'].map((cell) => `<th>${cell}</th>`).join('');
  return wrap(`<thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody>`, 'text');
}

function wrap(table: string, kind: string = 'numbers'): string {
  return `<div class="table"><table class="${kind}">${table}</table></div>`;
}
