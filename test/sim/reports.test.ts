import test from 'ava';
import { FakeAppliance } from '../support/fake-appliance.js';
import { RATED_W, RecordingAppliance } from '../support/recording-appliance.js';
import { MINUTE_POLLS, RAISE_2_C, addOffsetEvent, enrol, enrolInverter, mridOf } from '../support/scenarios.js';
import { timesOf, watchRequests } from '../support/home-requests.js';
import { START_S, type TestDevice, VirtualHome } from '../support/virtual-home.js';

function startInverter(home: VirtualHome): { appliance: RecordingAppliance; inverter: TestDevice } {
  home.utility.start();
  const appliance = new RecordingAppliance();
  const inverter = home.addDevice('inverter', appliance, new FakeAppliance());
  inverter.device.start();
  return { appliance, inverter };
}

/** A document that a test looks into. */
type Loose = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

/** The places of the inverter's DER at its server, and what was put there. */
function derOf(home: VirtualHome): { capability: Loose; settings: Loose; status: Loose; availability: Loose } {
  const { server } = home.utility;
  const [der] = server.items(server.endDevicePath(home.holder('inverter').lfdi)! + '/der');
  const links = der!.fields as Record<string, { href: string }>;
  const at = (link: string): Loose => server.tree.get(links[link]!.href)!.fields;
  return {
    capability: at('DERCapabilityLink'),
    settings: at('DERSettingsLink'),
    status: at('DERStatusLink'),
    availability: at('DERAvailabilityLink'),
  };
}

const watts = (power: { multiplier: number; value: number }): number => power.value * Math.pow(10, power.multiplier);

test('CORE-009, CORE-014: capability, settings, status and availability are put; no setting exceeds its rating', (t) => {
  const home = new VirtualHome({ config: { pollRates: MINUTE_POLLS } });
  enrolInverter(home, 1);
  startInverter(home);
  home.run(60);
  const { capability, settings, status, availability } = derOf(home);
  t.is(watts(capability['rtgMaxW']), RATED_W);
  t.true(watts(settings['setMaxW']) <= watts(capability['rtgMaxW']));
  t.true(watts(settings['setMaxVA']) <= watts(capability['rtgMaxVA']));
  t.is(status['inverterStatus'].value, 4);
  t.is(watts(availability['statWAvail']), RATED_W);
});

test('BASIC-028: a change of state is put within a minute, what only drifts at postRate, and nothing otherwise', (t) => {
  const home = new VirtualHome({ config: { pollRates: MINUTE_POLLS, postRateS: 300 } });
  enrolInverter(home, 1);
  const { appliance } = startInverter(home);
  home.run(60);
  const puts = watchRequests(home);
  const count = (): number => puts.filter(({ method, target }) => method === 'PUT' && target.includes('/der/')).length;
  home.run(3600);
  t.is(count(), 0);
  appliance.state = { ...appliance.state, genConnect: 0, operational: 1 };
  home.run(61);
  t.is(derOf(home).status['operationalModeStatus'].value, 1);
  t.is(count(), 2);
  for (let i = 0; i < 10; i++) {
    appliance.availableWatts -= 300;
    home.run(60);
  }
  t.true(count() >= 4 && count() <= 6, String(count()));
  t.true(watts(derOf(home).availability['statWAvail']) < RATED_W - 1000);
});

test('BASIC-029, ALL-10: readings of W, var, Hz and V come at postRate, and at the new one when it changes', (t) => {
  const posted: [string, number][] = [];
  const home = new VirtualHome({
    config: { pollRates: MINUTE_POLLS, postRateS: 120 },
    observer: {
      onReading: ({ readingType, receivedS }) =>
        posted.push([String((readingType as { uom: number }).uom), receivedS - START_S]),
    },
  });
  enrolInverter(home, 1);
  startInverter(home);
  home.run(1200);
  t.deepEqual(new Set(posted.map(([uom]) => uom)), new Set(['38', '63', '33', '29']));
  const before = posted.length;
  t.true(before >= 36 && before <= 40, String(before));
  const { server } = home.utility;
  for (const mirror of server.items('/mup')) {
    server.tree.put(mirror.path, mirror.kind, mirror.audience, { ...mirror.fields, postRate: 30 });
  }
  home.run(1200);
  const after = posted.length - before;
  t.true(after >= 4 * 35 && after <= 4 * 41, String(after));
});

test('a mirror that the server lost is defined again, and no sooner than a postRate (BASIC-029)', (t) => {
  const home = new VirtualHome({ config: { postRateS: 60 } });
  enrolInverter(home, 1);
  startInverter(home);
  home.run(300);
  const { server } = home.utility;
  const [mirror] = server.items('/mup');
  const gone = server.handle(
    { method: 'DELETE', target: mirror!.path, headers: [], body: new Uint8Array(0) },
    home.holder('inverter'),
  );
  t.is(gone.status, 204);
  const asked = watchRequests(home);
  home.run(300);
  t.is(server.items('/mup').length, 1);
  t.is(timesOf(asked, '/mup', 'POST').length, 1);
});

test('BASIC-027: what befalls a device is told as log events: its start, a clock that steps, a server lost and regained', (t) => {
  const home = new VirtualHome({ config: { pollRates: MINUTE_POLLS } });
  enrolInverter(home, 1);
  const { inverter } = startInverter(home);
  home.run(120);
  home.utility.clock.step(500);
  home.run(120);
  home.network.partition([['inverter'], ['utility']]);
  home.run(900);
  home.network.heal();
  home.run(900);
  for (let i = 0; i < 5; i++) inverter.device.report({ functionSet: 0, code: 1, details: 'alarm ' + i });
  home.run(60);
  const { server } = home.utility;
  const events = server
    .items(server.endDevicePath(home.holder('inverter').lfdi)! + '/lel')
    .map(
      (entry) =>
        entry.fields as {
          details: string;
          logEventID: number;
          logEventPEN: number;
          profileID: number;
          createdDateTime: number;
          extendedData?: number;
        },
    )
    .sort((a, b) => a.logEventID - b.logEventID);
  t.deepEqual(
    events.map(({ details }) => details),
    ['device started', 'clock stepped', 'server lost', 'server regained'].concat(
      [0, 1, 2, 3, 4].map((i) => 'alarm ' + i),
    ),
  );
  t.is(events[1]!.extendedData, 500);
  t.true(events.every(({ logEventPEN, profileID }) => logEventPEN === 37244 && profileID === 2));
  t.true(events[3]!.createdDateTime > events[2]!.createdDateTime + 60);
});

test('the owner’s switch refuses a mandatory event only for its overrideDuration, then it is followed (EndDeviceControl)', (t) => {
  const home = new VirtualHome({ config: { pollRates: MINUTE_POLLS } });
  const program = enrol(home, 'thermostat');
  home.utility.server.addEvent(program, {
    startS: START_S + 600,
    durationS: 3000,
    mRID: mridOf('A1'),
    control: { ...RAISE_2_C, drProgramMandatory: true, overrideDuration: 600 },
    responseRequired: 7,
  });
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(660);
  t.is(thermostat.ports.setpointC, 26);
  thermostat.ports.isOptedOut = true;
  home.run(120);
  t.is(thermostat.ports.setpointC, 24);
  home.run(600);
  t.is(thermostat.ports.setpointC, 26);
  t.true(thermostat.ports.shown.includes('this event cannot be refused'));
  t.is(thermostat.codes('event.mandatory').length, 1);
  home.run(3000);
  const statuses = home.utility.server.responses(program).map((entry) => (entry.fields as { status: number }).status);
  t.deepEqual(
    statuses.sort((a, b) => a - b),
    [1, 2, 4, 5, 9],
  );
});

test('a mandatory event without overrideDuration is followed whatever the switch says, and the owner is told once', (t) => {
  const home = new VirtualHome();
  const program = enrol(home, 'thermostat');
  home.utility.server.addEvent(program, {
    startS: START_S + 600,
    durationS: 600,
    mRID: mridOf('A1'),
    control: { ...RAISE_2_C, drProgramMandatory: true },
    responseRequired: 7,
  });
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.ports.isOptedOut = true;
  thermostat.device.start();
  home.run(900);
  t.is(thermostat.ports.setpointC, 26);
  t.is(thermostat.ports.shown.filter((text) => text.includes('cannot be refused')).length, 1);
});

test('an owner who opts out and in again takes part in the rest (Responses 4, 5, 9)', (t) => {
  const home = new VirtualHome();
  const program = enrol(home, 'thermostat');
  addOffsetEvent(home, program, 'A1', 600, 1800);
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(700);
  thermostat.ports.isOptedOut = true;
  home.run(300);
  t.is(thermostat.ports.setpointC, 24);
  thermostat.ports.isOptedOut = false;
  home.run(300);
  t.is(thermostat.ports.setpointC, 26);
  home.run(1800);
  const statuses = home.utility.server.responses(program).map((entry) => (entry.fields as { status: number }).status);
  t.deepEqual(
    statuses.sort((a, b) => a - b),
    [1, 2, 4, 5, 9],
  );
});

test('a response that its server cannot take does not hold up those that follow', (t) => {
  const home = new VirtualHome({ config: { pollRates: MINUTE_POLLS } });
  const program = enrol(home, 'thermostat');
  addOffsetEvent(home, program, 'A1', 300, 300);
  home.utility.start();
  let refused = 0;
  const requests = watchRequests(home, (request) => {
    if (request.method !== 'POST' || !request.target.includes('/rsp') || refused >= 25) return undefined;
    refused++;
    return { status: 500, headers: [], body: new Uint8Array(0) };
  });
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(3600);
  t.true(requests.length > 0);
  const statuses = home.utility.server.responses(program).map((entry) => (entry.fields as { status: number }).status);
  t.deepEqual(
    statuses.sort((a, b) => a - b),
    [2, 3],
  );
});
