import test from 'ava';
import { HOST_LIMITS } from '../../stack/core/limits.js';
import { type HttpResponse } from '../../stack/http/message.js';
import { VirtualUtility } from '../../tools/sim/virtual-utility.js';
import { DEVICE_CAPABILITY_PATH } from '../../stack/functions/device-capability-server.js';
import { createNobleCrypto } from '../../stack/tls/crypto/noble.js';
import { decodeExi, encodeExi } from '../../stack/codec.js';
import { FakeAppliance } from '../support/fake-appliance.js';
import { timesOf, watchRequests } from '../support/home-requests.js';
import { RecordingAppliance } from '../support/recording-appliance.js';
import {
  MINUTE_POLLS,
  RAISE_2_C,
  addDerEvent,
  addOffsetEvent,
  enrol,
  enrolInverter,
  mridOf,
  statusesOf,
} from '../support/scenarios.js';
import { SERVER_PORT, START_S, type TestDevice, VirtualHome } from '../support/virtual-home.js';

function newHome(): VirtualHome {
  return new VirtualHome({ config: { pollRates: MINUTE_POLLS } });
}

function startInverter(home: VirtualHome): { appliance: RecordingAppliance; inverter: TestDevice } {
  home.utility.start();
  const appliance = new RecordingAppliance();
  const inverter = home.addDevice('inverter', appliance, new FakeAppliance());
  inverter.device.start();
  return { appliance, inverter };
}

/** A document that a test changes at will. */
type Loose = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

/** Changes a document of ours on its way out. */
function altered(response: HttpResponse, alter: (document: Loose) => void): HttpResponse {
  const document = decodeExi(response.body);
  alter(document);
  return { ...response, body: encodeExi(document) };
}

function alterAnswers(home: VirtualHome, path: string, alter: (document: Loose) => void): void {
  const { server } = home.utility;
  const handle = server.handle.bind(server);
  server.handle = (request, peer) => {
    const response = handle(request, peer);
    const isOne = request.method === 'GET' && request.target.split('?')[0] === path && response.status === 200;
    return isOne ? altered(response, alter) : response;
  };
}

test('BASIC-002, CORE-010: of seven levels of groups the lowest primacy wins, level after level', (t) => {
  const home = newHome();
  const programs = enrolInverter(home, 7, 6, 5, 4, 3, 2, 1);
  programs.forEach((program, level) =>
    addDerEvent(home, program, 'A' + level, 600 + 100 * level, 1000 - 100 * level, {
      opModMaxLimW: 1000 * (level + 1),
    }),
  );
  const { appliance } = startInverter(home);
  home.run(650);
  for (let level = 0; level < 7; level++) {
    t.is(appliance.der!.base.opModMaxLimW, 1000 * (level + 1));
    home.run(100);
  }
  home.run(600);
  programs.forEach((program, level) =>
    t.deepEqual(statusesOf(home, program, 'A' + level), level === 6 ? [1, 2, 3] : [1, 2, 7]),
  );
});

test('CORE-011: fifteen function set assignments are followed', (t) => {
  const home = newHome();
  const programs = enrolInverter(home, ...Array.from({ length: 15 }, (_, i) => i + 1));
  programs.forEach((program, i) =>
    addDerEvent(home, program, (0x20 + i).toString(16).toUpperCase(), 600 + 100 * i, 100, { opModMaxLimW: 100 * i }),
  );
  const { inverter } = startInverter(home);
  home.run(2400);
  t.is(inverter.codes('event.completed').length, 15);
});

test('BASIC-003, MAINT-003: a device that is moved to another group leaves the old one’s events, with Response 6', (t) => {
  const home = newHome();
  const [before] = enrolInverter(home, 1);
  const { server } = home.utility;
  const after = server.addProgram({ kind: 'der', primacy: 1 });
  addDerEvent(home, before!, 'A1', 300, 3000, { opModMaxLimW: 1000 });
  addDerEvent(home, after, 'B2', 300, 3000, { opModMaxLimW: 2000 });
  const { appliance, inverter } = startInverter(home);
  home.run(400);
  t.is(appliance.der!.base.opModMaxLimW, 1000);
  const { lfdi } = home.holder('inverter');
  server.unassign(lfdi, before!);
  server.assign(lfdi, { programs: [after] });
  home.run(150);
  t.is(appliance.der!.base.opModMaxLimW, 2000);
  t.is(inverter.codes('event.cancelled').length, 1);
});

test('MAINT-005: programs that swap primacy change who is followed', (t) => {
  const home = newHome();
  const [a, b] = enrolInverter(home, 1, 2);
  const { server } = home.utility;
  server.setDefaultControl(a!, { DERControlBase: { opModMaxLimW: 1000 } });
  server.setDefaultControl(b!, { DERControlBase: { opModMaxLimW: 2000 } });
  const { appliance } = startInverter(home);
  home.run(60);
  t.is(appliance.der!.base.opModMaxLimW, 1000);
  for (const [program, primacy] of [
    [a, 2],
    [b, 1],
  ] as const) {
    const entry = server.tree.get(program!.path)!;
    server.tree.put(program!.path, entry.kind, entry.audience, { ...entry.fields, primacy });
  }
  home.run(130);
  t.is(appliance.der!.base.opModMaxLimW, 2000);
});

test('MAINT-001: a device that is removed registers anew and tells everything again', (t) => {
  const home = newHome();
  const [program] = enrolInverter(home, 1);
  addDerEvent(home, program!, 'A1', 300, 3000, { opModMaxLimW: 1000 });
  const { appliance, inverter } = startInverter(home);
  home.run(400);
  const asked = watchRequests(home);
  const { lfdi } = home.holder('inverter');
  home.utility.server.removeEndDevice(lfdi);
  home.run(200);
  t.truthy(home.utility.server.endDevicePath(lfdi));
  t.true(inverter.codes('session.').includes('session.registered-in-band'));
  t.true(asked.some(({ method, target }) => method === 'PUT' && target.endsWith('/di')));
  t.is(appliance.der!.base.opModMaxLimW, undefined);
});

test('MAINT-001: removed where nobody may register: its events end, and it asks at its pollRate', (t) => {
  const home = new VirtualHome({ config: { pollRates: MINUTE_POLLS, inBandRegistration: false } });
  const [program] = enrolInverter(home, 1);
  addDerEvent(home, program!, 'A1', 300, 30000, { opModMaxLimW: 1000 });
  const { appliance, inverter } = startInverter(home);
  home.run(400);
  home.utility.server.removeEndDevice(home.holder('inverter').lfdi);
  const asked = watchRequests(home);
  home.run(1800);
  t.is(appliance.der!.base.opModMaxLimW, undefined);
  t.true(inverter.codes('session.').includes('session.removed'));
  t.is(inverter.codes('session.removed').length, 1);
  t.true(timesOf(asked, '/edev').length <= 31);
  t.true(asked.length < 400, `${asked.length} requests in half an hour`);
});

test('ALL-05: without a RegistrationLink the device goes on, whatever its PIN', (t) => {
  const home = newHome();
  const program = enrol(home, 'thermostat');
  addOffsetEvent(home, program, 'A1', 300, 300);
  alterAnswers(home, '/edev', (list) => {
    for (const item of list['EndDevice'] ?? []) delete item.RegistrationLink;
  });
  home.utility.start();
  const thermostat = home.addThermostat({ pin: 111115 });
  thermostat.device.start();
  home.run(400);
  t.is(thermostat.ports.setpointC, 26);
});

test('the own EndDevice is known by its LFDI in any case of its digits, or by its SFDI (BASIC-001, S-ALL-52)', (t) => {
  for (const alter of [
    (item: Record<string, unknown>): void => {
      item['sFDI'] = Number(item['sFDI']);
      delete item['lFDI'];
    },
    (item: Record<string, unknown>): void => {
      item['lFDI'] = String(item['lFDI']).toLowerCase();
    },
  ]) {
    const home = newHome();
    enrol(home, 'thermostat');
    alterAnswers(home, '/edev', (list) => (list['EndDevice'] ?? []).forEach(alter));
    home.utility.start();
    const thermostat = home.addThermostat();
    thermostat.device.start();
    home.run(60);
    t.is(thermostat.device.sessionStates[0]![1], 'Following');
    t.false(thermostat.codes('session.').includes('session.registered-in-band'));
  }
});

test('hrefs that are whole URIs, or have a query of their own, are followed as they are', (t) => {
  const home = newHome();
  const program = enrol(home, 'thermostat');
  addOffsetEvent(home, program, 'A1', 300, 300);
  const { address } = home.utilityNode.addresses()[0]!;
  alterAnswers(home, '/dcap', (dcap) => {
    dcap['TimeLink'].href = `https://[${address}]:${SERVER_PORT}/tm`;
    dcap['EndDeviceListLink'].href = '/edev?view=own';
  });
  const asked = watchRequests(home);
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(400);
  t.is(thermostat.ports.setpointC, 26);
  // BASIC-002: a host asks for as much as the servers of the field give.
  t.true(asked.some(({ target }) => target === '/edev?view=own&s=0&l=255'));
});

test('a list that shrinks between its pages is read anew: no event is missed and taken for gone (CORE-004)', (t) => {
  const home = newHome();
  const program = enrol(home, 'thermostat');
  for (let i = 0; i < 50; i++) addOffsetEvent(home, program, (0x20 + i).toString(16).toUpperCase(), 600 + 60 * i, 60);
  // The first item leaves whenever a second page is asked for: what stood at its head moves onto the page before.
  const { server } = home.utility;
  const handle = server.handle.bind(server);
  let gone = 0;
  server.handle = (request, peer) => {
    const page = /\/edc\?s=(\d+)&l=20$/.exec(request.target);
    if (page === null) return handle(request, peer);
    const start = Number(page[1]);
    if (start > 0 && gone < 2) gone++;
    const target = request.target.replace(/s=\d+/, 's=' + (start + gone));
    return altered(handle({ ...request, target }, peer), (list) => (list['all'] -= gone));
  };
  home.utility.start();
  const thermostat = home.addThermostat({ limits: { ...HOST_LIMITS, listPageSize: 20 } });
  thermostat.device.start();
  home.run(600 + 60 * 50 + 60);
  t.is(gone, 2);
  t.is(thermostat.codes('event.completed').length, 48);
  t.is(thermostat.codes('event.cancelled').length, 2);
});

test('items twice, and an `all` that lies either way, start nothing twice and end nothing early (CORE-004)', (t) => {
  for (const lie of [0, 1, 99]) {
    const home = newHome();
    const program = enrol(home, 'thermostat');
    addOffsetEvent(home, program, 'A1', 300, 600);
    alterAnswers(home, program.path + '/edc', (list) => {
      const items = list['EndDeviceControl'] ?? [];
      if (items.length > 0) list['EndDeviceControl'] = [...items, ...items];
      list['all'] = lie;
    });
    home.utility.start();
    const thermostat = home.addThermostat();
    thermostat.device.start();
    home.run(1000);
    t.is(thermostat.codes('event.started').length, 1, `all="${lie}"`);
    t.is(thermostat.codes('event.completed').length, 1, `all="${lie}"`);
  }
});

test('ALL-19, ALL-20: a pollRate that changes is followed from the next poll on, and never asked before', (t) => {
  const home = newHome();
  const program = enrol(home, 'thermostat');
  let rate = 60;
  const fsa = home.utility.server.endDevicePath(home.holder('thermostat').lfdi)! + '/fsa';
  for (const path of [fsa, home.utility.server.items(fsa)[0]!.path + '/dr'])
    alterAnswers(home, path, (list) => (list['pollRate'] = rate));
  const asked = watchRequests(home);
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(600);
  rate = 300;
  home.run(3000);
  const gaps = (path: string): number[] => {
    const times = timesOf(asked, path);
    return times.slice(1).map((time, i) => time - times[i]!);
  };
  const paths = [...new Set(asked.map(({ target }) => target.split('?')[0]!))].filter((path) => path.startsWith(fsa));
  t.is(paths.length, 2);
  for (const path of paths) {
    t.true(gaps(path).every((gap) => gap >= 60));
    t.is(gaps(path).filter((gap) => gap < 300).length, 10, String(gaps(path)));
    t.true(
      gaps(path)
        .slice(-5)
        .every((gap) => gap >= 300 && gap < 320),
    );
  }
  t.truthy(program);
});

test('ALL-23: after a communication loss the running event ends in its time, then the default that was known', (t) => {
  const home = newHome();
  const [program] = enrolInverter(home, 1);
  home.utility.server.setDefaultControl(program!, { DERControlBase: { opModMaxLimW: 1500 } });
  addDerEvent(home, program!, 'A1', 300, 900, { opModMaxLimW: 4000 });
  addDerEvent(home, program!, 'B2', 2400, 600, { opModMaxLimW: 3000 });
  const { appliance } = startInverter(home);
  home.run(400);
  home.network.partition([['inverter'], ['utility']]);
  home.run(700);
  t.is(appliance.der!.base.opModMaxLimW, 4000);
  home.run(200);
  t.is(appliance.der!.base.opModMaxLimW, 1500);
  home.run(1200);
  t.is(appliance.der!.base.opModMaxLimW, 3000);
  home.network.heal();
  home.run(2000);
  t.deepEqual(statusesOf(home, program!, 'A1'), [1, 2, 3]);
  t.deepEqual(statusesOf(home, program!, 'B2'), [1, 2, 3]);
});

test('a primacy of another server’s program counts too: what never started is answered 13 (event rules, rule 4)', (t) => {
  const home = newHome();
  const weak = enrol(home, 'thermostat', 5);
  addOffsetEvent(home, weak, 'A1', 600, 600);
  const node = home.network.addNode('second');
  const second = new VirtualUtility({
    node,
    crypto: createNobleCrypto(node.entropy),
    holder: home.holder('meter'),
    root: home.pki.root,
    startS: START_S,
    port: SERVER_PORT,
    config: { pollRates: MINUTE_POLLS },
  });
  const { lfdi, sfdi } = home.holder('thermostat');
  second.server.addEndDevice({ lfdi, sfdi });
  const strong = second.server.addProgram({ kind: 'demand-response', primacy: 1 });
  second.server.assign(lfdi, { programs: [strong] });
  second.server.addEvent(strong, {
    startS: START_S + 600,
    durationS: 600,
    mRID: mridOf('B2'),
    control: { ...RAISE_2_C, Offset: { coolingOffset: 40 } },
    responseRequired: 7,
  });
  home.utility.start();
  second.start();
  const servers = [home.utilityNode, node].map((each) => ({
    endpoint: { address: each.addresses()[0]!.address, port: SERVER_PORT },
    dcapPath: DEVICE_CAPABILITY_PATH,
  }));
  const thermostat = home.addThermostat({ servers });
  thermostat.device.start();
  home.run(700);
  t.is(thermostat.ports.setpointC, 28);
  home.run(700);
  t.deepEqual(statusesOf(home, weak, 'A1'), [1, 13]);
  const fields = second.server.responses(strong).map((entry) => (entry.fields as { status: number }).status);
  t.deepEqual(fields.sort(), [1, 2, 3]);
});
