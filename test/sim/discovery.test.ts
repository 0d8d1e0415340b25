import test from 'ava';
import { LOCAL_DOMAIN } from '../../stack/dnssd/groups.js';
import { VirtualHome } from '../support/virtual-home.js';
import { addOffsetEvent, enrol } from '../support/scenarios.js';

test('a device finds its server by its own SFDI and follows it (COMM-001)', (t) => {
  const home = new VirtualHome();
  const program = enrol(home, 'thermostat');
  addOffsetEvent(home, program, 'A1', 300, 300);
  home.utility.start();
  const thermostat = home.addThermostat({ discoveryDomain: LOCAL_DOMAIN });
  thermostat.device.start();
  home.run(30);
  t.deepEqual(thermostat.device.sessionStates, [['Test Utility', 'Following']]);
  home.run(400);
  t.is(thermostat.codes('event.started').length, 1);
});

test('a device that no server knows asks for any server, and registers (COMM-001, S-ALL-03)', (t) => {
  const home = new VirtualHome();
  home.utility.start();
  const thermostat = home.addThermostat({ discoveryDomain: LOCAL_DOMAIN });
  thermostat.device.start();
  home.run(60);
  t.true(thermostat.codes('session.').includes('session.registered-in-band'));
});

test('a server that starts after the device is found when it announces itself (RFC 6762 §8.3)', (t) => {
  const home = new VirtualHome();
  enrol(home, 'thermostat');
  const thermostat = home.addThermostat({ discoveryDomain: LOCAL_DOMAIN });
  thermostat.device.start();
  home.run(1000);
  t.deepEqual(thermostat.device.sessionStates, []);
  home.utility.start();
  home.run(20);
  t.deepEqual(thermostat.device.sessionStates, [['Test Utility', 'Following']]);
});

test('a device that follows a server asks for no records any more, and asks anew when the server is lost', (t) => {
  const home = new VirtualHome();
  enrol(home, 'thermostat');
  home.utility.start();
  const thermostat = home.addThermostat({ discoveryDomain: LOCAL_DOMAIN });
  thermostat.device.start();
  home.run(120);
  const before = thermostat.node.serviceTraffic(5353).datagramsSent;
  home.run(4 * 3600);
  t.is(thermostat.node.serviceTraffic(5353).datagramsSent, before);
  home.utility.crash();
  home.run(3600);
  t.true(thermostat.node.serviceTraffic(5353).datagramsSent > before);
});
