import test from 'ava';

import { DefaultHome } from '../../../tools/serve/default-home.js';
import { ScenarioPlan } from '../../../tools/serve/scenario-plan.js';
import { parseScenario } from '../../../tools/sim/scenario/load.js';
import { ALICE, BOB, START_S, UtilityBench } from '../../support/utility-bench.js';

const DEVICES = [
  { name: 'thermostat', ...ALICE, pin: 111115 },
  { name: 'inverter', ...BOB, pin: undefined },
];

test('UTIL-001: the default home has every device, assigned to both programmes, each with an event that is active', (t) => {
  const bench = new UtilityBench();
  const home = new DefaultHome(bench.server, DEVICES, START_S, 3600);
  t.is(bench.get('/dr/1/actedc', ALICE).document!['results'], 1);
  t.is(bench.get('/derp/1/actderc', BOB).document!['results'], 1);
  t.like(bench.get('/derp/1/dderc', BOB).document, { DERControlBase: { opModMaxLimW: 10000 } });
  t.is(bench.get('/edev', ALICE).document!['EndDevice'][0].deviceCategory, '00000001');
  t.is(bench.get('/edev', ALICE).document!['EndDevice'][0].DERListLink, undefined);
  t.is(bench.get('/edev', BOB).document!['EndDevice'][0].DERListLink.all, 1);
  t.is(bench.get('/edev', BOB).document!['EndDevice'][0].RegistrationLink, undefined);
  bench.nowS = START_S + 3600;
  home.advance(bench.nowS);
  t.is(bench.get('/dr/1/actedc', ALICE).document!['results'], 0);
});

test('a default home that is left running overnight always has one active event of each kind (UTIL-001)', (t) => {
  const bench = new UtilityBench();
  const home = new DefaultHome(bench.server, DEVICES, START_S, undefined);
  for (let nowS = START_S; nowS < START_S + 86400; nowS += 600) {
    bench.nowS = nowS;
    home.advance(nowS);
    t.is(bench.get('/dr/1/actedc', ALICE).document!['results'], 1, String(nowS - START_S));
    t.is(bench.get('/derp/1/actderc', BOB).document!['results'], 1, String(nowS - START_S));
  }
  // The host sleeps for two days: the next event begins when it wakes.
  bench.nowS = START_S + 3 * 86400;
  home.advance(bench.nowS);
  t.is(bench.get('/dr/1/actedc', ALICE).document!['results'], 1);
});

const SCENARIO = `
name: Two events
start: 2026-07-01T00:00:00+00:00
duration: 24h
devices:
  - { kind: thermostat, name: living room }
  - { kind: inverter, name: roof }
servers:
  - name: utility
    programs:
      - kind: drlc
        name: Peak
        primacy: 2
        devices: [living room]
        events:
          - { name: First, at: '01:00', duration: 1h, publish: '00:00', control: { coolingOffsetK: 2 } }
          - { name: Second, at: '03:00', duration: 1h, publish: '02:00', cancelAt: '02:30', for: [thermostat], control: { dutyCyclePercent: 50 } }
      - kind: der
        name: Export
        primacy: 1
        default: { maxPercent: 100 }
        events: []
`;

test('a scenario’s programmes come at once, its events when they are published, moved to the server’s time', (t) => {
  const bench = new UtilityBench();
  const scenario = parseScenario(SCENARIO, 'test.yaml');
  for (const device of DEVICES) bench.server.addEndDevice({ ...device, ders: 1 });
  const lfdis = new Map([
    ['living room', ALICE.lfdi],
    ['roof', BOB.lfdi],
  ]);
  const published: string[] = [];
  const shiftS = START_S - scenario.startS;
  const plan = new ScenarioPlan(bench.server, scenario.servers[0]!, lfdis, shiftS, (path, { startS }) =>
    published.push(`${path} ${startS - START_S}`),
  );
  t.is(plan.nextS(), START_S);
  plan.advance(START_S);
  t.deepEqual(published, ['/dr/1/edc/1 3600']);
  t.like(bench.get('/dr').document!['DemandResponseProgram'][0], { description: 'Peak', primacy: 2 });
  t.is(bench.get('/dr', BOB).document!['all'], 0);
  t.is(bench.get('/derp', BOB).document!['DERProgram'][0].description, 'Export');
  const [first] = bench.get('/dr/1/edc?l=9').document!['EndDeviceControl'];
  t.like(first, {
    description: 'First',
    Offset: { coolingOffset: 20 },
    interval: { start: START_S + 3600, duration: 3600 },
  });
  t.is(plan.nextS(), START_S + 7200);
  bench.nowS = START_S + 7200;
  plan.advance(bench.nowS);
  const controls = bench.get('/dr/1/edc?l=9').document!['EndDeviceControl'];
  t.deepEqual(
    controls.map((each: { description: string }) => each.description),
    ['First', 'Second'],
  );
  t.deepEqual(published, ['/dr/1/edc/1 3600', '/dr/1/edc/2 10800']);
  t.is(controls[1].deviceCategory, '00000001');
  bench.nowS = START_S + 9000;
  plan.advance(bench.nowS);
  t.is(bench.get('/dr/1/edc').document!['EndDeviceControl'][0].EventStatus.currentStatus, 2);
  t.is(plan.nextS(), undefined);
});
