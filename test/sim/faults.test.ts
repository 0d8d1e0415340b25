import test from 'ava';
import { BOARD_LIMITS } from '../../stack/core/limits.js';
import { VirtualHome } from '../support/virtual-home.js';
import { addOffsetEvent, enrol } from '../support/scenarios.js';

test('a server that dies in the middle of an event: the event is finished, and its responses come when it is back (G12)', (t) => {
  const responses: number[] = [];
  const home = new VirtualHome({ observer: { onResponse: (r) => responses.push(r.status) } });
  const program = enrol(home, 'thermostat');
  addOffsetEvent(home, program, 'A1', 600, 1200);
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(900);
  t.is(thermostat.ports.setpointC, 26);
  home.utility.crash();
  home.run(800);
  t.is(thermostat.ports.setpointC, 26);
  home.run(200);
  t.is(thermostat.ports.setpointC, 24);
  t.deepEqual(responses, [1, 2]);
  home.utility.recover();
  home.run(1800);
  t.deepEqual(responses, [1, 2, 3]);
});

test('a network that is cut and healed loses no response and starts nothing twice', (t) => {
  const responses: number[] = [];
  const home = new VirtualHome({ observer: { onResponse: (r) => responses.push(r.status) } });
  const program = enrol(home, 'thermostat');
  addOffsetEvent(home, program, 'A1', 600, 1200);
  addOffsetEvent(home, program, 'B2', 1800, 600);
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(500);
  home.network.partition([['thermostat'], ['utility']]);
  home.run(2100);
  home.network.heal();
  home.run(1800);
  t.deepEqual(responses, [1, 1, 2, 3, 2, 3]);
  t.is(thermostat.codes('event.started').length, 2);
});

test('heavy loss on the network changes when a device hears of an event, not what it does', (t) => {
  const responses: number[] = [];
  const home = new VirtualHome({ seed: 7, observer: { onResponse: (r) => responses.push(r.status) } });
  home.network.setConditions({ loss: 0.1, jitterMs: 50, delayMs: 40 });
  const program = enrol(home, 'thermostat');
  addOffsetEvent(home, program, 'A1', 1200, 1200);
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(1300);
  t.is(thermostat.ports.setpointC, 26);
  home.run(3000);
  t.deepEqual(responses, [1, 2, 3]);
});

test('a connection that the server closes is opened again and its session resumed (RFC 5246 §7.3)', (t) => {
  const seen: boolean[] = [];
  const home = new VirtualHome();
  enrol(home, 'thermostat');
  home.utility.start();
  const thermostat = home.addThermostat({
    linkTimes: { handshakeTimeoutMs: 10_000, answerTimeoutMs: 10_000, idleCloseMs: 20_000 },
  });
  thermostat.device.start();
  home.run(3600);
  for (const line of thermostat.log) if (line.code.startsWith('tls.')) seen.push(line.code === 'tls.resumed');
  t.true(seen.length > 5);
  t.deepEqual(seen.indexOf(true), 1);
  t.is(seen.filter((resumed) => !resumed).length, 1);
});

test('a board’s limits suffice for twenty-four events of fifteen programmes, page by page (G10, P24, BASIC-015)', (t) => {
  const home = new VirtualHome({ config: { pollRates: { DemandResponseProgramList: 60 } } });
  const holder = home.holder('thermostat');
  const first = enrol(home, 'thermostat', 2);
  const { server } = home.utility;
  for (let i = 0; i < 14; i++) {
    server.assign(holder.lfdi, { programs: [server.addProgram({ kind: 'demand-response', primacy: 3 + i })] });
  }
  for (let i = 0; i < 24; i++) addOffsetEvent(home, first, (0x10 + i).toString(16).toUpperCase(), 600 + i * 120, 60);
  home.utility.start();
  const thermostat = home.addThermostat({ limits: BOARD_LIMITS });
  thermostat.device.start();
  home.run(600 + 24 * 120 + 300);
  t.is(thermostat.codes('event.started').length, 24);
  t.is(thermostat.codes('event.completed').length, 24);
  t.deepEqual(
    thermostat.log.filter((line) => line.level === 'error' || line.code.startsWith('events.')).map((line) => line.code),
    [],
  );
});
