/** The scenarios that ship: each shows what its description claims, octet for octet the same with the same seed. */

import { createHash } from 'node:crypto';

import test from 'ava';

import { type SimulationResult } from '../../tools/sim/result.js';
import { runScenario } from '../../tools/sim/run.js';
import { loadScenario } from '../../tools/sim/scenario/load.js';
import { summarise } from '../../tools/sim/summary.js';

interface Day {
  readonly result: SimulationResult;
  /** Digest of every packet: when, from where, to where, what. */
  readonly digest: string;
}

function play(name: string, seed?: number): Day {
  const scenario = loadScenario(name);
  const hash = createHash('sha256');
  const result = runScenario(seed === undefined ? scenario : { ...scenario, seed }, {
    onPacket: ({ timeMs, kind, from, to, octets }) => {
      hash.update(`${timeMs} ${kind} ${from.address} ${from.port} ${to.address} ${to.port} ${octets.length}\n`);
      hash.update(octets);
    },
  });
  return { result, digest: hash.digest('hex') };
}

/** `event · device: outcome, responses`, in the order of the alphabet. */
function fates({ events, runs }: SimulationResult): readonly string[] {
  const names = new Map(events.map(({ mRID, name }) => [mRID, name]));
  const lines = runs.map(
    ({ mRID, device, outcome, responses }) => `${names.get(mRID)} · ${device}: ${outcome}, ${responses.join(' ')}`,
  );
  return lines.sort();
}

/** The same fate at several devices. */
function at(event: string, devices: readonly string[], fate: string): readonly string[] {
  return devices.map((device) => `${event} · ${device}: ${fate}`);
}

const LOADS = ['ev-charger', 'thermostat', 'water-heater'];
const days = new Map<string, Day>();

function dayOf(name: string): Day {
  const day = days.get(name) ?? play(name);
  days.set(name, day);
  return day;
}

test('the default day: two events, an update that supersedes, a cancellation, an owner who opts out, a limit', (t) => {
  const { result } = dayOf('default');
  t.deepEqual(fates(result), [
    ...at('Late peak', LOADS, 'cancelled, 1 6'),
    ...at('Noon limit', ['inverter'], 'completed, 1 2 3'),
    ...at('Peak 1', LOADS, 'completed, 1 2 3'),
    ...at('Peak 2', ['ev-charger'], 'superseded, 1 2 7'),
    ...at('Peak 2', ['thermostat'], 'completed, 1 2 3'),
    ...at('Peak 2', ['water-heater'], 'opted out, 1 2 4 8'),
    ...at('Peak 2, stronger', ['ev-charger'], 'completed, 1 2 3'),
  ]);
  const { premises, response } = summarise(result);
  t.true(response.peakKW.withProgramme < response.peakKW.withoutProgramme / 2, JSON.stringify(response));
  t.true(premises.peakKW.withProgramme < premises.peakKW.withoutProgramme);
  t.true(premises.cost.withProgramme < premises.cost.withoutProgramme);
  t.is(premises.events.completed, 6);
  t.is(premises.events.started, 8);
});

test('the default day: every device is found, shakes hands once, and EXI is a fraction of XML', (t) => {
  const { result } = dayOf('default');
  for (const { name } of result.scenario.devices) {
    const counts = result.octets[name]!;
    t.is(counts.fullHandshakes, 1, name);
    t.true(counts.dnsSd > 0, name);
    t.true(counts.bodies * 4 < counts.bodiesAsXml, `${name}: ${counts.bodies} against ${counts.bodiesAsXml}`);
    t.true(counts.handshake + counts.http < counts.tcp, name);
  }
  t.deepEqual(
    result.timeline.filter(({ kind }) => kind === 'trouble' || kind === 'refused'),
    [],
  );
});

test('conflicting programmes: primacy, then creationTime; 7 for what had begun, 14 for what had not', (t) => {
  const { result } = dayOf('conflicting-programmes');
  t.deepEqual(fates(result), [
    ...at('Afternoon saver', ['thermostat'], 'cancelled, 1 2 6'),
    ...at('Amended peak', LOADS, 'completed, 1 2 3'),
    ...at('Emergency', LOADS, 'completed, 1 2 3'),
    ...at('Evening saver', ['thermostat'], 'superseded, 1 14'),
    ...at('Feeder full', ['inverter'], 'completed, 1 2 3'),
    ...at('Long peak', LOADS, 'superseded, 1 2 7'),
    ...at('Midday cap', ['inverter'], 'superseded, 1 2 7'),
  ]);
});

test('a board at home: a peak, an emergency that supersedes the next one, a cancellation, a limit, in forty minutes', (t) => {
  const { result } = dayOf('board-home');
  t.deepEqual(fates(result), [
    ...at('Emergency', LOADS, 'completed, 1 2 3'),
    ...at('Feeder cap', ['inverter'], 'completed, 1 2 3'),
    ...at('Late peak', LOADS, 'cancelled, 1 6'),
    ...at('Peak 1', LOADS, 'completed, 1 2 3'),
    ...at('Peak 2', LOADS, 'superseded, 1 2 7'),
  ]);
});

test('two servers: 13 for what another server pushed aside before it began, 7 afterwards; each on its own clock', (t) => {
  const { result } = dayOf('two-servers');
  t.deepEqual(fates(result), [
    ...at('Discharge', ['inverter'], 'completed, 1 2 3'),
    ...at('Feeder cap', ['inverter'], 'completed, 1 2 3'),
    ...at('Flex afternoon', ['ev-charger'], 'superseded, 1 2 7'),
    ...at('Flex afternoon', ['thermostat', 'water-heater'], 'completed, 1 2 3'),
    ...at('Flex evening', LOADS, 'superseded, 1 13'),
    ...at('Street overload', ['ev-charger'], 'completed, 1 2 3'),
    ...at('System peak', LOADS, 'completed, 1 2 3'),
  ]);
  // The aggregator's clock is 40 s fast, and its events are meant by it: they begin on the second all the same.
  for (const run of result.runs) {
    const event = result.events.find(({ mRID }) => mRID === run.mRID)!;
    if (run.followed.length > 0) t.true(Math.abs(run.followed[0]!.fromS - event.startS) < 2, event.name);
  }
});

test('lost network: events are finished without the server, answered late and once; the default control follows', (t) => {
  const { result } = dayOf('lost-network');
  t.deepEqual(fates(result), [
    ...at('After the storm', LOADS, 'completed, 1 2 3'),
    ...at('Afternoon cap', ['inverter'], 'completed, 1 2 3'),
    ...at('Cap', ['inverter'], 'completed, 1 2 3'),
    ...at('Cut in the middle', LOADS, 'completed, 1 2 3'),
    ...at('Morning', LOADS, 'completed, 1 2 3'),
    ...at('Never heard of in time', LOADS, 'expired, 254'),
  ]);
  const { timeline, events, scenario } = result;
  const cut = scenario.faults.find(({ kind }) => kind === 'partition')!;
  const during = timeline.filter(({ timeS }) => timeS > cut.atS && timeS < cut.atS + cut.forS);
  t.true(during.some(({ kind, who }) => kind === 'default control' && who === 'inverter'));
  t.is(during.filter(({ kind }) => kind === 'response' || kind === 'late response').length, 0);
  const late = timeline.filter(({ kind }) => kind === 'late response');
  const lateNames = new Set(late.map(({ mRID }) => events.find((event) => event.mRID === mRID)!.name));
  t.deepEqual([...lateNames].sort(), ['Afternoon cap', 'Cut in the middle']);
  t.true(result.octets['thermostat']!.dnsSd < 300_000, 'a lost server is not asked for without pause');
});

for (const name of ['default', 'lost-network']) {
  test(`the same seed gives the same octets at the same times: ${name}`, (t) => {
    const again = play(name);
    t.is(again.digest, dayOf(name).digest);
    t.deepEqual(again.result.timeline, dayOf(name).result.timeline);
  });
}

test('another seed gives other octets and tells the same story', (t) => {
  const other = play('default', 7);
  t.not(other.digest, dayOf('default').digest);
  t.deepEqual(fates(other.result), fates(dayOf('default').result));
});
