/** The report for a terminal. */

import { type Assessment, change, faultsOf, grouped } from './assessment.js';
import { comparable, type Figures } from './baseline.js';
import { octetsOf, type Part } from './part.js';
import { MODULES } from './rom-parts.js';

/** Modules that are named one by one, the largest. */
const MODULES_SHOWN = 12;

/** Cells of a table: the first is on the left, the others are numbers. */
type Row = readonly string[];

export function reportText(assessments: readonly Assessment[]): string {
  const faults = assessments.flatMap(faultsOf);
  return [
    ...assessments.map(imageText),
    faults.length === 0 ? 'Nothing grew past its tolerance, nothing is over its budget.\n' : `${faults.join('\n')}\n`,
  ].join('\n');
}

function imageText({ name, image, before, budgets }: Assessment): string {
  const ramBefore = image.ramPeak === undefined ? undefined : before;
  const ramTitle = image.ramPeak === undefined ? 'RAM given out at link time' : 'RAM at the peak';
  const sections = [
    `${name}${before === undefined ? ', which the baseline does not know' : ''}`,
    table('flash', image.flash, image.flashParts, before?.flash, before?.flashParts),
    `  largest modules\n${rows(largestModules(image.flashParts))}`,
    table(ramTitle, octetsOf(image.ramParts), image.ramParts, ramBefore?.ramPeak, ramBefore?.ramParts),
  ];
  if (image.pools !== undefined) {
    const pools = image.pools.map(({ name: pool, most, of, refused }): Row => {
      return [pool, grouped(most), `of ${grouped(of)}`, refused === 0 ? '' : `${grouped(refused)} refused`];
    });
    sections.push(`  lwIP pools, most in use at once\n${rows(pools)}`);
  }
  if (image.instructions !== undefined) {
    const counts = Object.entries(image.instructions).map(([what, count]): Row => {
      return [what, grouped(count), '', change(count, before?.instructions?.[what])];
    });
    sections.push(`  instructions\n${rows(counts)}`);
  }
  const judged = budgets.map(({ name: what, value, limit, aim, state }): Row => {
    return [
      what,
      grouped(value),
      `of ${grouped(limit)}`,
      headroom(value, limit),
      aim === undefined ? state : `${state} ${grouped(aim)}`,
    ];
  });
  sections.push(`  budgets\n${rows(judged)}`);
  return `${sections.join('\n')}\n`;
}

function headroom(value: number, limit: number): string {
  const left = limit - value;
  return left < 0 ? `${grouped(-left)} too much` : `${grouped(left)} left`;
}

function table(
  title: string,
  total: number,
  parts: readonly Part[],
  was: number | undefined,
  then: Figures = {},
): string {
  const figures = Object.entries(comparable(parts)).sort(([, a], [, b]) => b - a);
  const lines = figures.map(([name, octets]): Row => {
    return [name, grouped(octets), share(octets, total), was === undefined ? '' : change(octets, then[name] ?? 0)];
  });
  return `  ${title}\n${rows([...lines, ['in all', grouped(total), '', change(total, was)]])}`;
}

function share(octets: number, total: number): string {
  return `${((100 * octets) / total).toFixed(1)} %`;
}

function largestModules(parts: readonly Part[]): Row[] {
  const modules = parts.find(({ name }) => name === MODULES)?.parts?.flatMap((folder) => folder.parts ?? []) ?? [];
  return [...modules]
    .sort((a, b) => b.octets - a.octets)
    .slice(0, MODULES_SHOWN)
    .map(({ name, octets, parts: kinds = [] }) => [
      name,
      grouped(octets),
      kinds.map((kind) => `${kind.name} ${grouped(kind.octets)}`).join(', '),
    ]);
}

/** Rows with their columns aligned, each indented. */
function rows(cells: readonly Row[]): string {
  const widths: number[] = [];
  for (const row of cells) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  return cells
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
    .map((line) => `    ${line.trimEnd()}`)
    .join('\n');
}
