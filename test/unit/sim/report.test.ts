/** What a simulated day says afterwards: timeline, summary, report. */

import test from 'ava';
import { XMLValidator } from 'fast-xml-parser';
import { eventRuns } from '../../../tools/sim/protocol-recorder.js';
import { writeReport } from '../../../tools/sim/report/page.js';
import { layOutBands } from '../../../tools/sim/report/bands.js';
import { CHARACTER_WIDTH, timeAxis, timeScale } from '../../../tools/sim/report/frame.js';
import { type TimelineEntry, type TimelineKind } from '../../../tools/sim/result.js';
import { listScenarios, loadScenario } from '../../../tools/sim/scenario/load.js';
import { summarise } from '../../../tools/sim/summary.js';
import { formatSummary } from '../../../tools/sim/terminal/format-summary.js';
import { formatTimeline } from '../../../tools/sim/terminal/format-timeline.js';
import { Progress } from '../../../tools/sim/terminal/progress.js';
import { painterFor } from '../../../tools/sim/terminal/style.js';
import { syntheticRun } from '../../support/synthetic-run.js';

const day = syntheticRun(loadScenario('default'));

function runsOf(...steps: readonly (readonly [number, TimelineKind, string?])[]): ReturnType<typeof eventRuns> {
  const entries: TimelineEntry[] = steps.map(([timeS, kind, detail]) => {
    return { timeS, kind, who: 'ev', mRID: 'A', detail: detail ?? '' };
  });
  return eventRuns(entries, 1000);
}

test('an event’s fate follows from the timeline', (t) => {
  const [run] = runsOf([1, 'received'], [10, 'started'], [20, 'completed'], [21, 'response', 'status 3']);
  t.deepEqual(run, {
    mRID: 'A',
    device: 'ev',
    receivedS: 1,
    followed: [{ fromS: 10, untilS: 20 }],
    outcome: 'completed',
    responses: [3],
  });
  t.is(runsOf([1, 'received'], [5, 'cancelled'])[0]!.outcome, 'cancelled');
  t.is(runsOf([1, 'received'])[0]!.outcome, 'pending');
  t.deepEqual(runsOf([1, 'received'], [10, 'started'])[0]!.followed, [{ fromS: 10, untilS: 1000 }]);
});

test('an event that the owner left stays opted out; one that he joined again has two stretches', (t) => {
  const [left] = runsOf([1, 'received'], [10, 'started'], [15, 'opted out'], [20, 'completed']);
  t.is(left!.outcome, 'opted out');
  t.deepEqual(left!.followed, [{ fromS: 10, untilS: 15 }]);
  const [back] = runsOf([1, 'received'], [10, 'started'], [12, 'opted out'], [15, 'opted in'], [20, 'completed']);
  t.is(back!.outcome, 'completed');
  t.deepEqual(back!.followed, [
    { fromS: 10, untilS: 12 },
    { fromS: 15, untilS: 20 },
  ]);
});

test('the summary adds up: devices and base load are the home, the bands’ prices its cost', (t) => {
  const { devices, premises } = summarise(day);
  const kWh = devices.reduce((sum, row) => sum + (row.energyKWh?.withProgramme ?? 0), 0);
  t.true(Math.abs(kWh + day.scenario.home.dailyWh / 1000 - premises.energyKWh.withProgramme) < 0.01);
  t.is(devices.find((row) => row.name === 'meter')!.energyKWh, undefined);
  const charger = devices.find((row) => row.name === 'ev-charger')!;
  t.true(charger.cost!.withProgramme < charger.cost!.withoutProgramme);
  t.is(charger.events.received, 4);
  t.is(charger.events.cancelled, 1);
  t.is(devices.find((row) => row.name === 'water-heater')!.events.optedOut, 1);
  t.is(premises.octets.bodies, 5 * 12_044);
});

test('the programme of the default day lowers the home’s peak', (t) => {
  const { peakKW } = summarise(day).premises;
  t.true(peakKW.withProgramme < peakKW.withoutProgramme, JSON.stringify(peakKW));
});

test('the timeline is aligned, in order, and gathers who does the same in the same second', (t) => {
  const lines = formatTimeline(day).trimEnd().split('\n');
  const column = lines[0]!.indexOf('published');
  for (const line of lines) t.regex(line.slice(0, column), /^\d\d:\d\d:\d\d {2}$/);
  t.deepEqual(
    [...lines].sort((a, b) => (a.slice(0, 8) < b.slice(0, 8) ? -1 : 0)),
    lines,
  );
  t.true(lines.some((line) => /started\s+Peak 1\s+thermostat, water-heater, ev-charger/.test(line)));
  t.false(lines.some((line) => line.includes('response')));
  t.true(formatTimeline(day, { full: true }).includes('status 1'));
});

test('the summary table has a row a device and one for the home, and a column an outcome', (t) => {
  const text = formatSummary(day);
  for (const { name } of day.scenario.devices) t.regex(text, new RegExp(`^${name}\\b`, 'm'));
  for (const title of ['received', 'started', 'completed', 'superseded', 'cancelled', 'opted out', 'as XML']) {
    t.true(text.includes(title), title);
  }
});

test('colours show on a terminal alone, and NO_COLOR refuses them', (t) => {
  t.is(painterFor({ isTTY: true }, { TERM: 'xterm' })('x', 'red'), '\u001b[31mx\u001b[0m');
  t.is(painterFor({ isTTY: true }, { TERM: 'xterm', NO_COLOR: '1' })('x', 'red'), 'x');
  t.is(painterFor({ isTTY: true }, { TERM: 'dumb' })('x', 'red'), 'x');
  t.is(painterFor({}, { TERM: 'xterm' })('x', 'red'), 'x');
});

test('progress draws on a terminal alone, not too often, and leaves nothing behind', (t) => {
  const written: string[] = [];
  let nowMs = 0;
  const progress = new Progress({ isTTY: true, write: (text) => written.push(text) }, () => nowMs);
  progress.show(0.25, '06:00');
  progress.show(0.26, '06:10');
  nowMs = 100;
  progress.show(0.5, '12:00');
  progress.clear();
  t.is(written.length, 3);
  t.regex(written[0]!, /06:00 {2}█{7}░{21} {3}25 %/);
  t.is(written[2], '\r\u001b[K');
  const quiet: string[] = [];
  const piped = new Progress({ write: (text) => quiet.push(text) });
  piped.show(1, '24:00');
  piped.clear();
  t.deepEqual(quiet, []);
});

test('the report is one well-formed file that fetches nothing and runs nothing', (t) => {
  for (const name of listScenarios()) {
    const html = writeReport(syntheticRun(loadScenario(name)));
    t.false(/<script|<link|<img|url\(|@import|https?:/.test(html), name);
    t.regex(html, /prefers-color-scheme: dark/);
    const svgs = html.match(/<svg.*?<\/svg>/gs)!;
    t.is(svgs.length, 3 + 4, name);
    for (const svg of svgs) {
      t.is(XMLValidator.validate(svg), true);
      t.false(/NaN|undefined|Infinity/.test(svg));
    }
    t.false(/NaN|undefined|Infinity/.test(html.replace(/<svg.*?<\/svg>/gs, '')));
  }
});

test('what a scenario says is escaped in the report', (t) => {
  const scenario = { ...day.scenario, name: '<script>alert("x")</script> & more' };
  const html = writeReport({ ...day, scenario });
  t.false(html.includes('<script>'));
  t.true(html.includes('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; more'));
});

test('names of events never overlap in their lane', (t) => {
  for (const name of listScenarios()) {
    const result = syntheticRun(loadScenario(name));
    const layout = layOutBands(result, result.events, timeScale(result.scenario));
    t.is(layout.length, result.events.length);
    for (const a of layout) {
      for (const b of layout) {
        if (a === b || a.lane !== b.lane) continue;
        const room = ((a.name.length + b.name.length) * CHARACTER_WIDTH) / 2;
        t.true(Math.abs(a.nameX - b.nameX) >= room, `${a.name} and ${b.name}`);
      }
    }
  }
});

test('marks of the time axis have room, however long the scenario', (t) => {
  for (const hours of [2, 24, 72, 24 * 14]) {
    const scenario = { ...day.scenario, durationS: hours * 3600 };
    const x = timeScale(scenario);
    const svg = timeAxis(scenario, x, 0, 10, true);
    const marks = [...svg.matchAll(/<text x="([\d.]+)"[^>]*>([^<]+)</g)].map(
      (mark) => [Number(mark[1]), mark[2]!] as const,
    );
    t.true(marks.length >= 4, `${hours} h`);
    for (let i = 1; i < marks.length; i++) {
      const room = ((marks[i]![1].length + marks[i - 1]![1].length) / 2) * CHARACTER_WIDTH;
      t.true(marks[i]![0] - marks[i - 1]![0] > room, `${hours} h: ${marks[i - 1]![1]} and ${marks[i]![1]}`);
    }
  }
});

test('the result is plain data: what --json writes is what was there', (t) => {
  t.deepEqual(JSON.parse(JSON.stringify(day.withProgramme.premises.inWh)), day.withProgramme.premises.inWh);
  const text = JSON.stringify(day);
  t.deepEqual(Object.keys(JSON.parse(text)).sort(), Object.keys(day).sort());
});
