/** The tables of the report. */

import { localClock } from '../local-time.js';
import { type OctetCounts, type SimulationResult } from '../result.js';
import { type Pair, type Summary, type SummaryRow, totalOctets } from '../summary.js';
import { fixed, grouped } from '../terminal/format-summary.js';
import { escapeText } from './svg.js';

/** Response.status in words (IEEE 2030.5-2018 Response). */
const RESPONSES: Readonly<Record<number, string>> = Object.freeze({
  1: 'received',
  2: 'started',
  3: 'completed',
  4: 'opted out',
  5: 'opted in',
  6: 'cancelled',
  7: 'superseded',
  8: 'partly done, opted out',
  9: 'partly done, opted in',
  10: 'completed, no participation',
  11: 'acknowledged',
  12: 'cannot display',
  13: 'aborted for another server',
  14: 'aborted for another program',
  252: 'parameter not applicable',
  253: 'invalid',
  254: 'arrived expired',
});

export function effectTable({ devices, premises, currency }: Summary): string {
  const head = `<tr><th rowspan="2" class="name">Device</th><th colspan="6">Events</th><th colspan="2">Energy, kWh</th>
<th colspan="2">Peak, kW</th><th colspan="2">Cost, ${escapeText(currency)}</th></tr>
<tr><th>received</th><th>started</th><th>completed</th><th>superseded</th><th>cancelled</th><th>opted out</th>
${'<th>with</th><th>without</th>'.repeat(3)}</tr>`;
  const rows = [...devices, premises].map((row) => effectRow(row, row === premises));
  return wrap(`<thead>${head}</thead><tbody>${rows.join('')}</tbody>`);
}

function effectRow(row: SummaryRow, total: boolean): string {
  const { received, started, completed, superseded, cancelled, optedOut } = row.events;
  const counts = [received, started, completed, superseded, cancelled, optedOut];
  const cells = [
    ...counts.map((count) => (count === 0 ? '<td class="none">·</td>' : `<td>${count}</td>`)),
    pairCells(row.energyKWh, 1),
    pairCells(row.peakKW, 2),
    pairCells(row.cost, 2),
  ];
  return `<tr${total ? ' class="total"' : ''}><th class="name">${escapeText(row.name)}</th>${cells.join('')}</tr>`;
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
    const responses = run.responses.map((status) => `${status} ${RESPONSES[status] ?? ''}`.trim());
    const cells = [run.device, event?.name ?? run.mRID, event?.program ?? '', event?.controls ?? '', run.outcome];
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
  const head = `<tr><th class="name" rowspan="2">Device</th><th colspan="2">Payload of UDP and TCP</th><th colspan="3">Of TCP</th>
<th rowspan="2">the same<br>bodies as XML</th><th rowspan="2">XML : EXI</th><th rowspan="2">messages</th><th colspan="2">handshakes</th></tr>
<tr><th>DNS-SD</th><th>TCP</th><th>handshakes</th><th>HTTP</th><th>bodies</th><th>full</th><th>resumed</th></tr>`;
  return wrap(`<thead>${head}</thead><tbody>${rows.join('')}</tbody>`);
}

function octetRow(name: string, counts: OctetCounts, total: boolean): string {
  const ratio = counts.bodies === 0 ? '–' : (counts.bodiesAsXml / counts.bodies).toFixed(1);
  const cells = [counts.dnsSd, counts.tcp, counts.handshake, counts.http, counts.bodies, counts.bodiesAsXml].map(
    grouped,
  );
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
