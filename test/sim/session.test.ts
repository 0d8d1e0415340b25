import test from 'ava';
import { START_S, VirtualHome } from '../support/virtual-home.js';
import { addOffsetEvent, enrol, mridOf } from '../support/scenarios.js';

test('a device that the server does not know registers in band and then finds itself (S-ALL-03)', (t) => {
  const home = new VirtualHome();
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(10);
  const { lfdi } = home.holder('thermostat');
  t.deepEqual(home.utility.server.endDevices(), [lfdi]);
  t.true(thermostat.codes('session.').includes('session.registered-in-band'));
});

test('a server that shows another PIN than the label is not followed (ALL-03-REJ)', (t) => {
  const home = new VirtualHome();
  const program = enrol(home, 'thermostat');
  addOffsetEvent(home, program, 'A1', 600, 1200);
  home.utility.start();
  const thermostat = home.addThermostat({ pin: 111115 === home.holder('thermostat').pin ? 222228 : 111115 });
  thermostat.device.start();
  home.run(1000);
  t.deepEqual(
    thermostat.device.sessionStates.map(([, state]) => state),
    ['RefusedPin'],
  );
  t.true(thermostat.codes('session.').includes('session.wrong-pin'));
  t.is(thermostat.ports.setpointC, 24);
  t.is(home.utility.server.responses(program).length, 0);
});

test('no resource is asked for before its pollRate has passed (CORE-003)', (t) => {
  const home = new VirtualHome({ config: { pollRates: { DemandResponseProgramList: 120, Time: 300 } } });
  enrol(home, 'thermostat');
  const asked = new Map<string, number[]>();
  const { server } = home.utility;
  const handle = server.handle.bind(server);
  server.handle = (request, peer) => {
    const path = request.target.split('?')[0]!;
    if (request.method === 'GET') {
      if (!asked.has(path)) asked.set(path, []);
      asked.get(path)!.push(home.clock.nowMs() / 1000);
    }
    return handle(request, peer);
  };
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(4 * 3600);
  const rates: Record<string, number> = { '/tm': 300, '/dcap': 900, '/edev': 900 };
  for (const [path, times] of asked) {
    const least = rates[path] ?? (path.endsWith('/dr') || path.endsWith('/edc') ? 120 : 900);
    for (let i = 1; i < times.length; i++) t.true(times[i]! - times[i - 1]! >= least, `${path}: ${times}`);
    const most = (4 * 3600) / least;
    t.true(times.length <= most + 1, `${path}: ${times.length}`);
    if (path !== '/mup')
      t.true(times.length >= most * 0.9 || times.length === 1, `${path}: ${times.length} of ${most}`);
  }
  t.true(asked.get('/tm')!.length > 40);
});

test('a server whose certificate is a stranger’s is refused and tried again slowly (COMM-004G)', (t) => {
  const home = new VirtualHome();
  const other = new VirtualHome({ seed: 2 });
  enrol(home, 'thermostat');
  home.utility.start();
  const thermostat = home.addThermostat({ trust: { anchors: [] } });
  thermostat.device.start();
  home.run(3600);
  const tries = thermostat.log.filter((line) => line.code === 'session.no-capability');
  t.true(tries.length >= 5 && tries.length <= 12, String(tries.length));
  t.regex(String(tries[0]!.fields['error']), /unknown-authority/);
  t.truthy(other);
});

test('events are judged on the server’s time, not on the device’s (event rules, rule 1)', (t) => {
  const home = new VirtualHome();
  const program = enrol(home, 'thermostat');
  home.utility.clock.step(5 * 3600);
  addOffsetEvent(home, program, 'A1', 5 * 3600 + 600, 600);
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(590);
  t.is(thermostat.ports.setpointC, 24);
  home.run(20);
  t.is(thermostat.ports.setpointC, 26);
  t.truthy(START_S);
});

test('a server’s clock that jumps moves the events with it (CORE-006)', (t) => {
  const home = new VirtualHome({ config: { pollRates: { Time: 60, DemandResponseProgramList: 60 } } });
  const program = enrol(home, 'thermostat');
  addOffsetEvent(home, program, 'A1', 3600, 600);
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(300);
  home.utility.clock.step(3000);
  home.run(120);
  t.true(thermostat.codes('time.').includes('time.stepped'));
  home.run(300);
  t.is(thermostat.ports.setpointC, 26);
});

test('what the owner refuses is told once and the appliance is left alone (BASIC-015, Response 4)', (t) => {
  const responses: number[] = [];
  const home = new VirtualHome({ observer: { onResponse: (r) => responses.push(r.status) } });
  const program = enrol(home, 'thermostat');
  addOffsetEvent(home, program, 'A1', 600, 1200);
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(100);
  thermostat.ports.isOptedOut = true;
  home.run(2400);
  t.is(thermostat.ports.setpointC, 24);
  t.true(responses.includes(4));
  t.is(responses.filter((status) => status === 4).length, 1);
  t.is(new Set(responses).size, responses.length);
});

test('a cancelled event ends at the next poll and is answered 6 (CORE-022)', (t) => {
  const responses: number[] = [];
  const home = new VirtualHome({
    observer: { onResponse: (r) => responses.push(r.status) },
    config: { pollRates: { DemandResponseProgramList: 60 } },
  });
  const program = enrol(home, 'thermostat');
  const path = addOffsetEvent(home, program, 'A1', 300, 1200);
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(600);
  t.is(thermostat.ports.setpointC, 26);
  home.utility.server.cancelEvent(path);
  home.run(70);
  t.is(thermostat.ports.setpointC, 24);
  t.deepEqual(responses, [1, 2, 6]);
});

test('of two programmes the lower primacy wins, and what had started is superseded (BASIC-023, Response 7)', (t) => {
  const home = new VirtualHome({ config: { pollRates: { DemandResponseProgramList: 60 } } });
  const weak = enrol(home, 'thermostat', 5);
  const holder = home.holder('thermostat');
  const strong = home.utility.server.addProgram({ kind: 'demand-response', primacy: 1 });
  home.utility.server.assign(holder.lfdi, { programs: [strong] });
  addOffsetEvent(home, weak, 'A1', 300, 1200);
  addOffsetEvent(home, strong, 'B2', 600, 300);
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(2000);
  const of = (tag: string): number[] =>
    [...home.utility.server.responses(tag === 'A1' ? weak : strong)]
      .map((entry) => entry.fields as { subject: string; status: number; createdDateTime: number })
      .filter((fields) => fields.subject === mridOf(tag))
      .sort((a, b) => a.createdDateTime - b.createdDateTime || a.status - b.status)
      .map((fields) => fields.status);
  t.deepEqual(of('A1'), [1, 2, 7]);
  t.deepEqual(of('B2'), [1, 2, 3]);
});
