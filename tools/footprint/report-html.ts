/** The report as a page: treemaps of flash and RAM for each image. One file, no script, nothing fetched. */

import { escapeText } from '../sim/report/svg.js';
import { type Assessment, change, faultsOf, grouped } from './assessment.js';
import { comparable } from './baseline.js';
import { octetsOf } from './part.js';
import { HTML_STYLE } from './report-style.js';
import { treemapSvg } from './treemap-svg.js';

export function reportHtml(assessments: readonly Assessment[]): string {
  const faults = assessments.flatMap(faultsOf);
  const verdict =
    faults.length === 0
      ? '<p>Nothing grew past its tolerance, nothing is over its budget.</p>'
      : `<ul class="faults">${faults.map((fault) => `<li>${escapeText(fault)}</li>`).join('')}</ul>`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Footprint – sep2</title><style>${HTML_STYLE}</style></head><body>
<h1>Footprint</h1>
${verdict}
${assessments.map(imageSection).join('\n')}
<footer>An area stands for octets. Point at one for its name and figure.</footer>
</body></html>
`;
}

function imageSection({ name, image, before, budgets }: Assessment): string {
  const rows = budgets
    .map(({ name: what, value, unit, limit, aim, state }) => {
      const cells = [what, `${grouped(value)} ${unit}`, grouped(limit), aim === undefined ? '' : grouped(aim), state];
      return `<tr class="${state.replace(' ', '-')}">${cells.map((cell) => `<td>${escapeText(cell)}</td>`).join('')}</tr>`;
    })
    .join('');
  const ram = octetsOf(image.ramParts);
  // Without a run there is only what the linker gave out, beside which the baseline says nothing.
  const ramTitle = image.ramPeak === undefined ? 'RAM given out at link time' : 'RAM at the peak';
  return `<h2>${escapeText(name)}</h2>
<table><thead><tr><th>budget</th><th></th><th>limit</th><th>aim</th><th></th></tr></thead><tbody>${rows}</tbody></table>
<h3>Flash, ${grouped(image.flash)} of ${grouped(image.flashRoom)} octets ${since(image.flash, before?.flash)}</h3>
<div class="chart">${treemapSvg(image.flashParts, image.flash)}</div>
<h3>${ramTitle}, ${grouped(ram)} of ${grouped(image.ramRoom)} octets ${image.ramPeak === undefined ? '' : since(ram, before?.ramPeak)}</h3>
<div class="chart">${treemapSvg(image.ramParts, ram)}</div>
${image.instructions === undefined ? '' : figuresTable('instructions', image.instructions, before?.instructions)}
<details><summary>Flash by part</summary>${figuresTable('octets', comparable(image.flashParts), before?.flashParts)}</details>`;
}

function since(now: number, before: number | undefined): string {
  const difference = change(now, before);
  return difference === '' ? '' : `<small>${difference} since the baseline</small>`;
}

function figuresTable(
  unit: string,
  figures: Readonly<Record<string, number>>,
  then: Readonly<Record<string, number>> | undefined,
): string {
  const rows = Object.entries(figures)
    .sort(([, a], [, b]) => b - a)
    .map(([what, value]) => {
      const difference = then === undefined ? '' : change(value, then[what] ?? 0);
      return `<tr><td>${escapeText(what)}</td><td>${grouped(value)}</td><td>${difference}</td></tr>`;
    });
  return `<table><thead><tr><th>part</th><th>${unit}</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}
