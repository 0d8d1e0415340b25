/** The scenario file: what it says, and how it is refused. */

import test from 'ava';
import { controlsTestCases } from '../../support/scenario-controls.js';
import { deviceCategory, derControlBase, loadControlFields } from '../../../tools/sim/scenario/controls.js';
import { listScenarios, loadScenario, parseScenario } from '../../../tools/sim/scenario/load.js';
import { ScenarioError } from '../../../tools/sim/scenario/strict-node.js';
import { parseDuration, showDuration } from '../../../tools/sim/scenario/time-values.js';

const MINIMAL = `
name: Small
start: 2026-07-15T00:00:00+02:00
devices:
  - { kind: thermostat }
servers:
  - name: utility
    programs:
      - kind: drlc
        name: Peak
        events:
          - { name: One, at: '17:00', duration: 1h30m, control: { coolingOffsetK: 2 } }
`;

function refusal(change: (text: string) => string): string {
  try {
    parseScenario(change(MINIMAL), 'small.yaml');
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  return 'accepted';
}

test('every scenario that ships is valid and has the five appliances', (t) => {
  const names = listScenarios();
  for (const name of ['board-home', 'conflicting-programmes', 'default', 'lost-network', 'two-servers']) {
    t.true(names.includes(name));
  }
  for (const name of names) {
    const scenario = loadScenario(name);
    t.true(scenario.description.length > 20, name);
    t.deepEqual(scenario.devices.map((device) => device.kind).sort(), [
      'ev-charger',
      'inverter',
      'meter',
      'thermostat',
      'water-heater',
    ]);
    for (const { programs } of scenario.servers) {
      for (const { events } of programs) {
        for (const event of events) {
          t.true(event.startS >= scenario.startS, `${name}: ${event.name}`);
          t.true(event.startS + event.durationS <= scenario.startS + scenario.durationS, `${name}: ${event.name}`);
        }
      }
    }
  }
});

test('the default day has two demand-response events, a DER limit, an opt-out, an update and a cancellation', (t) => {
  const { servers, devices } = loadScenario('default');
  const events = servers[0]!.programs.flatMap((program) => program.events);
  t.true(events.filter((event) => event.drlc !== undefined).length >= 2);
  t.is(events.filter((event) => event.der !== undefined).length, 1);
  t.true(events.some((event) => event.cancelS !== undefined));
  t.true(devices.some((device) => device.optOut.length > 0));
});

test('defaults fill what the file leaves out; times are seconds since the epoch', (t) => {
  const scenario = parseScenario(MINIMAL, 'small.yaml');
  const midnight = Date.UTC(2026, 6, 14, 22) / 1000;
  t.is(scenario.startS, midnight);
  t.is(scenario.utcOffsetS, 7200);
  t.is(scenario.durationS, 86400);
  t.is(scenario.devices[0]!.name, 'thermostat');
  const event = scenario.servers[0]!.programs[0]!.events[0]!;
  t.is(event.startS, midnight + 17 * 3600);
  t.is(event.durationS, 5400);
  t.is(event.publishS, midnight);
  t.deepEqual(scenario.servers[0]!.programs[0]!.devices, ['thermostat']);
});

test('a refusal names file, line, path, what was expected and what was found', (t) => {
  t.is(
    refusal((text) => text.replace('duration: 1h30m', 'duration: long')),
    'small.yaml:12: servers[0].programs[0].events[0].duration: expected a duration such as 90s, 15m or 1h30m, ' +
      'from 1s to 366d, got "long"',
  );
  t.is(
    refusal((text) => text.replace('kind: thermostat', 'kind: thermostat, ratedW: much')),
    'small.yaml:5: devices[0].ratedW: expected a number of W from 100 to 50000, got "much"',
  );
  t.is(
    refusal((text) => text.replace('name: Small\n', '')),
    'small.yaml:2: name: expected a text, got nothing',
  );
  t.is(
    refusal((text) => text.replace(/devices:\n.*\n/, '')),
    'small.yaml:2: devices: expected at least one device, got nothing',
  );
  t.regex(
    refusal((text) => text.replace('+02:00', '')),
    /start: expected a date and time with its offset from UTC/,
  );
  t.regex(
    refusal((text) => text.replace('17:00', '17:99')),
    /events\[0\]\.at: expected a time such as 17:30/,
  );
  t.regex(
    refusal(() => 'name: [unclosed'),
    /^small\.yaml:\d+: /,
  );
  t.regex(
    refusal(() => 'just a text'),
    /expected a mapping with name, description/,
  );
});

test('an unknown key or choice is refused with the nearest known one', (t) => {
  t.regex(
    refusal((text) => text.replace('name: Peak', 'name: Peak\n        primcy: 1')),
    /unknown key "primcy"; did you mean primacy\?/,
  );
  t.regex(
    refusal((text) => text.replace('coolingOffsetK', 'coolingOfsetK')),
    /did you mean coolingOffsetK\?/,
  );
  t.regex(
    refusal((text) => text.replace('kind: thermostat', 'kind: termostat')),
    /got "termostat"; did you mean thermostat\?/,
  );
  t.regex(
    refusal((text) => text.replace('kind: drlc', 'kind: der')),
    /unknown key "coolingOffsetK"; known are connect/,
  );
});

test('names must be known and unique, bands in order, cancellations after publishing', (t) => {
  t.regex(
    refusal((text) => text.replace('name: utility', 'name: thermostat')),
    /expected a name of its own/,
  );
  t.regex(
    refusal((text) => text.replace('- { kind: thermostat }', '- { kind: thermostat }\n  - { kind: thermostat }')),
    /devices\[1\]: expected a name of its own, got "thermostat" a second time/,
  );
  t.regex(
    refusal((text) => text + '\nfaults:\n  - { kind: partition, at: "12:00", for: 5m, target: [thermostats] }'),
    /did you mean thermostat\?/,
  );
  t.regex(
    refusal((text) => text.replace('control:', "cancelAt: '00:00', control:")),
    /cancelAt: expected a time after/,
  );
  t.regex(
    refusal((text) => text + '\ntariff: { import: [{ from: "01:00", pricePerKWh: 1 }] }'),
    /00:00 for the first band/,
  );
  t.regex(
    refusal((text) => text.replace('name: One', "name: 'A name that is far longer than 32 characters'")),
    /at most 32/,
  );
});

test('a scenario that does not exist is refused with those that do', (t) => {
  t.throws(() => loadScenario('no-such'), {
    instanceOf: ScenarioError,
    message: /nor one of board-home, conflicting-programmes, default/,
  });
});

test('durations read and show the same', (t) => {
  for (const [text, seconds] of [
    ['90s', 90],
    ['1h30m', 5400],
    ['2d', 172800],
    ['-45s', -45],
    ['15', 15],
    ['0.5h', 1800],
  ] as const) {
    t.is(parseDuration(text), seconds);
    t.is(parseDuration(showDuration(seconds)), seconds);
  }
  for (const wrong of ['', 'h', '5x', '1h 30m', '--5s', '1e3']) t.is(parseDuration(wrong), undefined, wrong);
});

test('controls become the schema’s units', (t) => {
  for (const { drlc, fields } of controlsTestCases) t.deepEqual(loadControlFields(drlc), fields);
  t.deepEqual(derControlBase({ maxPercent: 30, connect: true }), { opModConnect: true, opModMaxLimW: 3000 });
  t.deepEqual(derControlBase({ fixedPercent: -25 }), { opModFixedW: -2500 });
  t.deepEqual(derControlBase({ targetW: 2500 }), { opModTargetW: { multiplier: 0, value: 2500 } });
  t.deepEqual(derControlBase({ targetW: -500_000 }), { opModTargetW: { multiplier: 2, value: -5000 } });
  t.is(deviceCategory([]), undefined);
  t.is(deviceCategory(['thermostat', 'ev-charger']), '00020001');
});
