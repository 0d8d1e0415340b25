/** Tables of text: columns as wide as their widest cell. */

import { type Painter, PLAIN, type Tint } from './style.js';

export interface TableColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

export interface TableRow {
  readonly cells: readonly string[];
  /** Tint of the whole row. */
  readonly tint?: Tint;
}

/** Lines with a title row; `groups` are wider titles above it, with the number of columns that each spans. */
export function formatTable(
  columns: readonly TableColumn[],
  rows: readonly TableRow[],
  paint: Painter = PLAIN,
  groups: readonly (readonly [title: string, columns: number])[] = [],
): string {
  const widths = columns.map(({ title }, i) =>
    Math.max(title.length, ...rows.map(({ cells }) => (cells[i] ?? '').length)),
  );
  const lines: string[] = [];
  if (groups.length > 0) lines.push(paint(groupLine(groups, widths), 'dim'));
  lines.push(
    paint(
      line(
        columns,
        widths,
        columns.map(({ title }) => title),
      ),
      'bold',
    ),
  );
  for (const { cells, tint } of rows) {
    const text = line(columns, widths, cells);
    lines.push(tint === undefined ? text : paint(text, tint));
  }
  return lines.join('\n') + '\n';
}

function line(columns: readonly TableColumn[], widths: readonly number[], cells: readonly string[]): string {
  const padded = columns.map(({ align }, i) => {
    const cell = cells[i] ?? '';
    return align === 'left' ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!);
  });
  return padded.join('  ').trimEnd();
}

function groupLine(groups: readonly (readonly [string, number])[], widths: readonly number[]): string {
  let at = 0;
  const parts = groups.map(([title, span]) => {
    const width = widths.slice(at, at + span).reduce((sum, one) => sum + one + 2, -2);
    at += span;
    return title === '' ? ' '.repeat(width) : title.padStart(Math.floor((width + title.length) / 2)).padEnd(width);
  });
  return parts.join('  ').trimEnd();
}
