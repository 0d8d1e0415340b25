import test from 'ava';
import { Device } from '../../stack/client/device.js';
import { DeviceMemory } from '../../stack/client/memory.js';
import { BOARD_LIMITS } from '../../stack/core/limits.js';
import { emptyState } from '../../stack/events/store.js';
import { createNobleCrypto } from '../../stack/tls/crypto/noble.js';
import { createTrustStore } from '../../stack/tls/x509/trust-store.js';
import { DEVICE_CAPABILITY_PATH } from '../../stack/functions/device-capability-server.js';
import { RecordingAppliance } from '../support/recording-appliance.js';
import { MINUTE_POLLS, addDerEvent, enrolInverter, statusesOf } from '../support/scenarios.js';
import { SERVER_PORT, VirtualHome } from '../support/virtual-home.js';
import { type VirtualNode } from '../../hal/virtual/node.js';

/** Boots an inverter on a node, as its firmware would after power-on. */
function boot(home: VirtualHome, node: VirtualNode): { appliance: RecordingAppliance; codes: string[] } {
  const appliance = new RecordingAppliance();
  const codes: string[] = [];
  const { chain, key } = home.holder('inverter');
  const services = {
    tcp: node.tcp,
    udp: node.udp,
    scheduler: node.scheduler,
    entropy: node.entropy,
    crypto: createNobleCrypto(node.entropy),
    limits: BOARD_LIMITS,
    log: { write: (_level: string, code: string) => void codes.push(code) },
    store: node.store,
  };
  const endpoint = { address: home.utilityNode.addresses()[0]!.address, port: SERVER_PORT };
  const options = {
    identity: { chain, key },
    trust: createTrustStore([home.pki.root]),
    encoding: 'exi',
    servers: [{ endpoint, dcapPath: DEVICE_CAPABILITY_PATH }],
  } as const;
  new Device(services, options, appliance).start();
  return { appliance, codes };
}

test('a power cut in the middle of an event: it goes on with its curve and session, and no response comes twice', (t) => {
  const home = new VirtualHome({ config: { pollRates: MINUTE_POLLS } });
  const [program] = enrolInverter(home, 1);
  addDerEvent(home, program!, 'A1', 300, 1200, { opModMaxLimW: 2500 });
  home.utility.start();
  const node = home.network.addNode('inverter');
  const before = boot(home, node);
  home.run(600);
  t.is(before.appliance.der!.base.opModMaxLimW, 2500);
  node.powerOff();
  home.run(120);
  node.powerOn();
  const after = boot(home, node);
  home.run(20);
  t.is(after.appliance.der!.base.opModMaxLimW, 2500);
  t.true(after.codes.includes('tls.resumed'));
  t.false(after.codes.includes('tls.established'));
  t.false(after.codes.includes('event.started'));
  home.run(900);
  t.is(after.appliance.der!.base.opModMaxLimW, undefined);
  t.deepEqual(statusesOf(home, program!, 'A1'), [1, 2, 3]);
});

test('a response that was owed when the power failed is posted when it is back', (t) => {
  const home = new VirtualHome({ config: { pollRates: MINUTE_POLLS } });
  const [program] = enrolInverter(home, 1);
  addDerEvent(home, program!, 'A1', 300, 300, { opModMaxLimW: 2500 });
  home.utility.start();
  const node = home.network.addNode('inverter');
  boot(home, node);
  home.run(200);
  home.network.partition([['inverter'], ['utility']]);
  home.run(450);
  node.powerOff();
  home.network.heal();
  home.run(60);
  node.powerOn();
  boot(home, node);
  home.run(120);
  t.deepEqual(statusesOf(home, program!, 'A1'), [1, 2, 3]);
});

test('what was assigned before a power cut and is no more when it is back, ends (MAINT-003, Response 6)', (t) => {
  const home = new VirtualHome({ config: { pollRates: MINUTE_POLLS } });
  const [program] = enrolInverter(home, 1);
  addDerEvent(home, program!, 'A1', 300, 3000, { opModMaxLimW: 2500 });
  home.utility.start();
  const node = home.network.addNode('inverter');
  boot(home, node);
  home.run(600);
  node.powerOff();
  home.utility.server.unassign(home.holder('inverter').lfdi, program!);
  node.powerOn();
  const after = boot(home, node);
  home.run(120);
  t.is(after.appliance.der!.base.opModMaxLimW, undefined);
  t.true(after.codes.includes('event.cancelled'));
});

test('flash is written when an event moves on or a session begins, and not otherwise', (t) => {
  const home = new VirtualHome({ config: { pollRates: MINUTE_POLLS } });
  const [program] = enrolInverter(home, 1);
  addDerEvent(home, program!, 'A1', 600, 600, { opModMaxLimW: 2500 });
  home.utility.start();
  const node = home.network.addNode('inverter');
  boot(home, node);
  home.run(6 * 3600);
  // A session; received, started, completed, and each posted.
  t.true(node.store.writeCount() <= 8, String(node.store.writeCount()));
});

test('what the store gives back broken is dropped and told, and the device begins anew', (t) => {
  const home = new VirtualHome({ config: { pollRates: MINUTE_POLLS } });
  const [program] = enrolInverter(home, 1);
  addDerEvent(home, program!, 'A1', 300, 1200, { opModMaxLimW: 2500 });
  home.utility.start();
  const node = home.network.addNode('inverter');
  boot(home, node);
  home.run(200);
  const octets = node.store.get('events der')!;
  node.powerOff();
  for (let length = 0; length < octets.length; length += 7) {
    node.store.set('events der', octets.slice(0, length));
    const memory = new DeviceMemory(node.store, { write: () => undefined });
    t.is(memory.loadDesk('der'), undefined);
    t.is(node.store.get('events der'), undefined);
  }
  node.store.set('events der', octets.slice(0, 100));
  node.powerOn();
  const { codes, appliance } = boot(home, node);
  t.true(codes.includes('memory.dropped'));
  home.run(200);
  t.is(appliance.der!.base.opModMaxLimW, 2500);
});

test('a store that takes neither a value nor a removal is told, and nothing else ends of it', (t) => {
  const said: [string, unknown][] = [];
  const refuse = (): never => {
    throw new Error('store: no sector takes it');
  };
  const held = new Map([['tls worn', Uint8Array.of(0xff)]]);
  const store = { get: (key: string) => held.get(key), set: refuse, delete: refuse };
  const log = {
    write: (_level: string, code: string, fields: object) => void said.push([code, (fields as { key: string }).key]),
  };
  const memory = new DeviceMemory(store, log);
  memory.saveDesk('load', { engine: emptyState(), shownBy: new Map() });
  memory.saveSession('worn', undefined);
  t.is(memory.loadSession('worn'), undefined, 'what cannot be read cannot be dropped either');
  t.deepEqual(said, [
    ['memory.not-kept', 'events load'],
    ['memory.not-kept', 'tls worn'],
    ['memory.dropped', 'tls worn'],
    ['memory.not-kept', 'tls worn'],
  ]);
});
