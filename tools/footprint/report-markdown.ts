/** The report for a pull request: what changed first, all of it folded away behind. */

import { type Assessment, change, faultsOf, grouped, isFine } from './assessment.js';
import { comparable } from './baseline.js';
import { octetsOf } from './part.js';

export function reportMarkdown(assessments: readonly Assessment[]): string {
  const faults = assessments.flatMap(faultsOf);
  const lines = [
    '### Footprint',
    '',
    '| image | flash | | RAM at the peak | | handshake, client | |',
    '|---|--:|--:|--:|--:|--:|--:|',
    ...assessments.map(summaryRow),
    '',
    ...(faults.length === 0
      ? ['Nothing grew past its tolerance, nothing is over its budget.']
      : faults.map((fault) => `- ${fault}`)),
    '',
    ...assessments.flatMap(details),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function summaryRow(assessment: Assessment): string {
  const { name, image, before } = assessment;
  const handshake = image.instructions?.['handshake.client'];
  const figures: readonly (readonly [number | undefined, number | undefined])[] = [
    [image.flash, before?.flash],
    [image.ramPeak, before?.ramPeak],
    [handshake, before?.instructions?.['handshake.client']],
  ];
  const cells = figures.flatMap(([now, then]) => (now === undefined ? ['', ''] : [grouped(now), change(now, then)]));
  return `| ${isFine(assessment) ? '' : '⚠ '}${name} | ${cells.join(' | ')} |`;
}

function details({ name, image, before, budgets }: Assessment): string[] {
  const lines = ['<details>', `<summary>${name}</summary>`, ''];
  const add = (
    title: string,
    figures: Readonly<Record<string, number>>,
    then: Readonly<Record<string, number>> | undefined,
  ): void => {
    lines.push(`| ${title} | | |`, '|---|--:|--:|');
    for (const [what, value] of Object.entries(figures).sort(([, a], [, b]) => b - a)) {
      lines.push(`| ${what} | ${grouped(value)} | ${then === undefined ? '' : change(value, then[what] ?? 0)} |`);
    }
    lines.push('');
  };
  add(`flash, ${grouped(image.flash)} octets`, comparable(image.flashParts), before?.flashParts);
  add(
    `RAM, ${grouped(octetsOf(image.ramParts))} octets`,
    comparable(image.ramParts),
    image.ramPeak === undefined ? undefined : before?.ramParts,
  );
  if (image.instructions !== undefined) add('instructions', image.instructions, before?.instructions);
  lines.push('| budget | | limit | aim | |', '|---|--:|--:|--:|---|');
  for (const { name: what, value, limit, aim, unit, state } of budgets) {
    lines.push(
      `| ${what}, ${unit} | ${grouped(value)} | ${grouped(limit)} | ${aim === undefined ? '' : grouped(aim)} | ${state} |`,
    );
  }
  return [...lines, '', '</details>', ''];
}
