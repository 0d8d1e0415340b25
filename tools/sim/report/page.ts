/** The report of a simulated day: one HTML file with everything in it, no script, nothing fetched. */

import { localClock, localDate } from '../local-time.js';
import { type SimulationResult } from '../result.js';
import { summarise, type Summary } from '../summary.js';
import { fixed, grouped } from '../terminal/format-summary.js';
import { deviceChart, quantityOf } from './device-chart.js';
import { ganttChart } from './gantt.js';
import { loadChart, priceChart } from './load-chart.js';
import { PAGE_STYLE } from './page-style.js';
import { escapeText } from './svg.js';
import { effectTable, octetsTable, responsesTable, timelineTable } from './tables.js';

const WITH = '<span><i style="color:var(--with)"></i>with the programme</span>';
const WITHOUT = '<span><i class="dash" style="color:var(--without)"></i>without</span>';
const DRLC = '<span><i class="block" style="background:var(--drlc)"></i>demand response event</span>';
const DER = '<span><i class="block" style="background:var(--der)"></i>DER event</span>';

/** The whole file, as text. */
export function writeReport(result: SimulationResult): string {
  const { scenario } = result;
  const summary = summarise(result);
  const span = `${localDate(scenario, scenario.startS)} from ${localClock({ ...scenario, durationS: 0 }, scenario.startS, false)}, ${hours(scenario.durationS)}`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(scenario.name)} – sep2 sim</title><style>${PAGE_STYLE}</style></head><body>
<h1>${escapeText(scenario.name)}</h1>
<p class="sub">${span} · seed ${scenario.seed} · ${count(scenario.devices.length, 'device')} · ${count(scenario.servers.length, 'server')}</p>
<p>${escapeText(scenario.description)}</p>
${cards(result, summary)}
<h2>Load of the home</h2>
<p class="legend">${WITH}${WITHOUT}${DRLC}${DER}</p>
${loadChart(result)}
<p class="note">${reboundNote(result, summary)}</p>
<h3>Price of energy drawn</h3>
${priceChart(result)}
<h2>Events at each device</h2>
<p class="legend"><span><i class="dash" style="color:var(--idle)"></i>scheduled</span>${outcomeLegend()}</p>
${ganttChart(result)}
<h2>The devices</h2>
<p class="legend">${WITH}${WITHOUT}<span><i style="color:var(--state)"></i>its own quantity, right axis</span>
<span><i class="dash" style="color:var(--state)"></i>the same without</span></p>
${result.withProgramme.devices.map((device) => `<h3>${escapeText(device.name)} <small>power, kW, and ${quantityOf(device.kind)}</small></h3>${deviceChart(result, device)}`).join('\n')}
<h2>What the programme did</h2>
<p class="note">Energy is drawn minus given. Peaks are the largest quarter-hour averages. The cost of the home counts what it gave. An event
puts load off more than it saves: where a state at the end differs, part of the difference in energy is still to come.</p>
${effectTable(summary, scenario.devices)}
<h2>Events and responses</h2>
${responsesTable(result)}
<h2>What it cost in octets</h2>
<p class="note">Both directions. TCP is the sum of handshakes, TLS records around HTTP, and HTTP itself, headers and EXI bodies.</p>
${octetsTable(result)}
<details><summary>Timeline, ${grouped(result.timeline.length)} entries</summary>${timelineTable(result)}</details>
<footer>${grouped(result.tasks)} tasks of virtual time in ${fixed(result.hostS, 1)} s. Times are local, UTC${offset(scenario.utcOffsetS)}.</footer>
</body></html>
`;
}

function cards({ scenario }: SimulationResult, { premises, currency, response }: Summary): string {
  const { energyKWh, peakKW, cost, octets, events } = premises;
  const peakAt = localClock(scenario, response.dayPeakAtS, false);
  const carried = octets.dnsSd + octets.tcp;
  const cells: [string, string][] = [
    [
      `${fixed(response.peakKW.withProgramme, 2)} kW`,
      `peak during demand response; ${fixed(response.peakKW.withoutProgramme, 2)} without`,
    ],
    [
      `${fixed(peakKW.withProgramme, 2)} kW`,
      `peak of the day, at ${peakAt}; ${fixed(peakKW.withoutProgramme, 2)} without`,
    ],
    [`${fixed(energyKWh.withProgramme, 1)} kWh`, `net energy; ${fixed(energyKWh.withoutProgramme, 1)} without`],
    [`${fixed(cost.withProgramme, 2)} ${currency}`, `net cost; ${fixed(cost.withoutProgramme, 2)} without`],
    [
      `${events.completed} of ${events.started}`,
      `events completed of those that began at a device; ${events.received} received`,
    ],
    [`${grouped(carried / 1024)} KiB`, 'on the wire, all devices together'],
  ];
  return `<div class="cards">${cells.map(([value, text]) => `<div class="card"><b>${escapeText(value)}</b><span>${escapeText(text)}</span></div>`).join('')}</div>`;
}

/** Where a peak comes after the events, the reader should know why. */
function reboundNote({ scenario }: SimulationResult, { premises, response }: Summary): string {
  const { withProgramme, withoutProgramme } = response.meanKW;
  if (withProgramme === 0 && withoutProgramme === 0) return 'No demand-response event was followed.';
  const words = `During demand response the home ${drawsOrGives(withProgramme)} on average; without the programme it ${drawsOrGives(withoutProgramme)}.`;
  if (!response.isRebound) return `${words} What was put off is drawn after the events.`;
  const at = localClock(scenario, response.dayPeakAtS, false);
  return `${words} What was put off is drawn when they are over, all at once: the rebound at ${at} makes a peak of ${fixed(premises.peakKW.withProgramme, 2)} kW, above the ${fixed(premises.peakKW.withoutProgramme, 2)} kW of the day without. Randomised ends spread it over many homes.`;
}

function drawsOrGives(kW: number): string {
  return `${kW < 0 ? 'gives' : 'draws'} ${fixed(Math.abs(kW), 2)} kW`;
}

function outcomeLegend(): string {
  const outcomes = [
    ['completed', 'good'],
    ['superseded', 'warn'],
    ['cancelled', 'stop'],
    ['opted out', 'owner'],
  ] as const;
  const blocks = outcomes.map(
    ([name, tint]) => `<span><i class="block" style="background:var(--${tint})"></i>followed, ${name}</span>`,
  );
  return blocks.join('');
}

function hours(seconds: number): string {
  return `${Math.round(seconds / 360) / 10} hours`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function offset(seconds: number): string {
  const minutes = Math.abs(Math.round(seconds / 60));
  const clock = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return (seconds < 0 ? '−' : '+') + clock;
}
