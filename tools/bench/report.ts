/** What a section of the benchmark hands back, and how it is printed: figures beside a named reference, as ratios. */

import { type Pace } from './measure.js';

/** One measured line. */
export interface BenchLine {
  readonly name: string;
  /** The figure, in the unit of its table. */
  readonly figure: number;
  /** Name of the reference that was measured in the same run. */
  readonly reference?: string;
  /** Figure over that of the reference; 1 is equal, more is faster. */
  readonly ratio?: number;
  /** The ratio that the project aims at. */
  readonly aim?: number;
}

export interface BenchTable {
  readonly title: string;
  /** Unit of the figures, such as `documents/s`. */
  readonly unit: string;
  readonly lines: readonly BenchLine[];
  /** Remarks under the table. */
  readonly notes?: readonly string[];
}

/** A part of the benchmark that can run alone: `npm run bench -- --only NAME`. */
export interface BenchSection {
  readonly name: string;
  readonly title: string;
  run(pace: Pace): BenchTable[] | Promise<BenchTable[]>;
}

/** A table as text, columns aligned. */
export function printTable(table: BenchTable): string {
  const rows = [['', table.unit, 'ratio', 'against', 'aim']];
  for (const line of table.lines) {
    rows.push([
      line.name,
      formatFigure(line.figure),
      line.ratio === undefined ? '' : line.ratio >= 100 ? formatFigure(line.ratio) : line.ratio.toFixed(2),
      line.reference ?? '',
      line.aim === undefined || line.ratio === undefined
        ? ''
        : `${line.ratio >= line.aim ? '✓' : '✗'} ≥ ${String(line.aim)}`,
    ]);
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const right = [false, true, true, false, false];
  const text = rows.map((row) =>
    row
      .map((cell, column) => (right[column] === true ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  const notes = (table.notes ?? []).map((note) => `  ${note}\n`).join('');
  return `${table.title}\n${text.map((line) => `  ${line}\n`).join('')}${notes}`;
}

function formatFigure(figure: number): string {
  return figure >= 100 ? Math.round(figure).toLocaleString('en-US') : figure.toPrecision(3);
}
