/** The day's numbers as two tables: what the programme did, and what it cost in octets. */

import { type OctetCounts, type SimulationResult } from '../result.js';
import { type Pair, recordOverhead, summarise, type SummaryRow, totalOctets } from '../summary.js';
import { type Painter, PLAIN } from './style.js';
import { formatTable, type TableColumn } from './table.js';

const left = (title: string): TableColumn => ({ title, align: 'left' });
const right = (title: string): TableColumn => ({ title, align: 'right' });

export function formatSummary(result: SimulationResult, paint: Painter = PLAIN): string {
  return formatEffect(result, paint) + '\n' + formatOctets(result, paint);
}

function formatEffect(result: SimulationResult, paint: Painter): string {
  const { devices, premises, currency } = summarise(result);
  const columns = [
    left('device'),
    ...['received', 'started', 'completed', 'superseded', 'cancelled', 'opted out'].map(right),
    ...[`with`, 'without', 'with', 'without', 'with', 'without'].map(right),
  ];
  const rows = [...devices, premises].map((row) => ({
    cells: [
      row.name,
      ...eventCells(row),
      ...pairCells(row.energyKWh, 1),
      ...pairCells(row.peakKW, 2),
      ...pairCells(row.cost, 2),
    ],
    ...(row === premises ? { tint: 'bold' as const } : {}),
  }));
  const groups = [
    ['', 1],
    ['events', 6],
    ['energy, kWh', 2],
    ['peak, kW', 2],
    [`cost, ${currency}`, 2],
  ] as const;
  return formatTable(columns, rows, paint, groups);
}

function formatOctets(result: SimulationResult, paint: Painter): string {
  const columns = [
    left('octets'),
    ...['DNS-SD', 'TCP', 'handshakes', 'records', 'HTTP', 'as EXI', 'as XML', 'messages', 'full', 'resumed'].map(right),
  ];
  const entries: [string, OctetCounts][] = Object.entries(result.octets);
  const rows = [...entries, ['all', totalOctets(result.octets)] as const].map(([name, counts]) => ({
    cells: [
      name,
      ...[counts.dnsSd, counts.tcp, counts.handshake, recordOverhead(counts), counts.http].map(grouped),
      ...[counts.bodies, counts.bodiesAsXml].map(grouped),
      ...[counts.messages, counts.fullHandshakes, counts.resumptions].map(grouped),
    ],
    ...(name === 'all' ? { tint: 'bold' as const } : {}),
  }));
  const groups = [
    ['', 1],
    ['payload', 2],
    ['of TCP', 3],
    ['HTTP bodies', 3],
    ['handshakes', 2],
  ] as const;
  return formatTable(columns, rows, paint, groups);
}

function eventCells({ events }: SummaryRow): string[] {
  const { received, started, completed, superseded, cancelled, optedOut } = events;
  return [received, started, completed, superseded, cancelled, optedOut].map((count) =>
    count === 0 ? '·' : String(count),
  );
}

function pairCells(pair: Pair | undefined, digits: number): string[] {
  return pair === undefined ? ['', ''] : [fixed(pair.withProgramme, digits), fixed(pair.withoutProgramme, digits)];
}

/** With a true minus, and without a negative zero. */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text.replace('-', '−');
}

/** `12,345`. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}
