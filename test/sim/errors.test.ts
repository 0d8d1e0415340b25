import test from 'ava';
import { encodeExi } from '../../stack/codec.js';
import { startHostileServer, rawAnswer } from '../support/hostile-server.js';
import { bare, timesOf, watchRequests } from '../support/home-requests.js';
import { addOffsetEvent, enrol } from '../support/scenarios.js';
import { START_S, SERVER_PORT, VirtualHome } from '../support/virtual-home.js';

const EXI = 'Content-Type: application/sep-exi';

test('ERR-001: a dcap that moved within the server is found, by path and by URI', (t) => {
  for (const status of [301, 302]) {
    const home = new VirtualHome();
    enrol(home, 'thermostat');
    const { address } = home.utilityNode.addresses()[0]!;
    const host = address.includes(':') ? `[${address}]` : address;
    const asked = watchRequests(home, (request) => {
      if (request.target === '/dcap') return bare(status, [['Location', '/old']]);
      if (request.target === '/old') return bare(status, [['Location', `https://${host}:${SERVER_PORT}/real`]]);
      if (request.target === '/real') return home.utility.server.handle({ ...request, target: '/dcap?' }, undefined);
      return undefined;
    });
    home.utility.start();
    const thermostat = home.addThermostat();
    thermostat.device.start();
    home.run(20);
    t.is(timesOf(asked, '/real').length, 1);
    t.is(thermostat.codes('session.moved').length, 0);
  }
});

test('ERR-001: a loop of redirections within the server is bounded, told, and met again slowly', (t) => {
  const home = new VirtualHome();
  enrol(home, 'thermostat');
  const asked = watchRequests(home, (request) => bare(301, [['Location', request.target]]));
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(600);
  const told = thermostat.log.filter((line) => line.code === 'session.no-capability');
  t.regex(String(told[0]!.fields['error']), /client\.redirections/);
  t.true(asked.length <= 4 * told.length, `${asked.length} requests`);
  t.true(told.length <= 6, `${told.length} polls`);
});

test('ERR-001: a redirection to another server is followed there, with its events', (t) => {
  const home = new VirtualHome();
  const program = enrol(home, 'thermostat');
  addOffsetEvent(home, program, 'A1', 300, 300);
  home.utility.start();
  const { address } = home.utilityNode.addresses()[0]!;
  const elsewhere = home.network.addNode('elsewhere');
  startHostileServer({
    node: elsewhere,
    holder: home.holder('meter'),
    root: home.pki.root,
    port: 9443,
    answer: () => rawAnswer(302, [`Location: https://[${address}]:${SERVER_PORT}/dcap`]),
  });
  const endpoint = { address: elsewhere.addresses()[0]!.address, port: 9443 };
  const thermostat = home.addThermostat({ servers: [{ endpoint, dcapPath: '/dcap' }] });
  thermostat.device.start();
  home.run(320);
  t.true(thermostat.codes('session.').includes('session.moved'));
  t.is(thermostat.ports.setpointC, 26);
});

test('ERR-001: two servers that name each other do not keep a device running between them', (t) => {
  const home = new VirtualHome();
  const nodes = ['left', 'right'].map((name) => home.network.addNode(name));
  const [left, right] = nodes.map((node) => node.addresses()[0]!.address);
  let requests = 0;
  nodes.forEach((node, i) =>
    startHostileServer({
      node,
      holder: home.holder('meter'),
      root: home.pki.root,
      port: 9443,
      answer: () => {
        requests++;
        return rawAnswer(301, [`Location: https://[${i === 0 ? right : left}]:9443/dcap`]);
      },
    }),
  );
  const thermostat = home.addThermostat({ servers: [{ endpoint: { address: left!, port: 9443 }, dcapPath: '/dcap' }] });
  thermostat.device.start();
  home.run(3600);
  t.true(thermostat.codes('session.').includes('session.move-refused'));
  t.true(requests < 20, `${requests} requests in an hour`);
});

test('ERR-001: a redirection to a host name, or to plain http, is refused and told; the device asks again slowly', (t) => {
  for (const location of ['https://utility.example/dcap', 'http://[fd00::77]:80/dcap']) {
    const home = new VirtualHome();
    enrol(home, 'thermostat');
    const asked = watchRequests(home, () => bare(301, [['Location', location]]));
    home.utility.start();
    const thermostat = home.addThermostat();
    thermostat.device.start();
    home.run(900);
    const refused = thermostat.log.filter((line) => line.code === 'session.move-refused');
    t.true(refused.length > 1);
    t.is(refused[0]!.level, 'error');
    t.is(refused[0]!.fields['href'], location);
    t.true(asked.length <= 8, `${asked.length} requests`);
  }
});

test('ERR-001: 503 with Retry-After is heeded', (t) => {
  const home = new VirtualHome();
  enrol(home, 'thermostat');
  let refusals = 0;
  const asked = watchRequests(home, (request) => {
    if (request.target !== '/dcap' || refusals === 2) return undefined;
    refusals++;
    return bare(503, [['Retry-After', '40']]);
  });
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(200);
  const times = timesOf(asked, '/dcap');
  t.is(times.length, 3);
  t.true(times[1]! - times[0]! >= 40 && times[2]! - times[1]! >= 40, String(times));
  t.is(thermostat.device.sessionStates[0]![1], 'Following');
});

test('ERR-001: a client error is not tried again before the next poll, a server error is, later and later', (t) => {
  for (const [status, most] of [
    [400, 1],
    [404, 1],
    [500, 5],
  ] as const) {
    const home = new VirtualHome();
    enrol(home, 'thermostat');
    const asked = watchRequests(home, (request) => (request.target === '/dcap' ? bare(status) : undefined));
    home.utility.start();
    const thermostat = home.addThermostat();
    thermostat.device.start();
    home.run(25);
    const times = timesOf(asked, '/dcap');
    t.is(times.length, most);
    for (let i = 2; i < times.length; i++) t.true(times[i]! - times[i - 1]! > 1.4 * (times[i - 1]! - times[i - 2]!));
  }
});

/** A server that answers /dcap once, its way, and then nothing of use. */
function meet(answer: () => ReturnType<typeof rawAnswer>): {
  home: VirtualHome;
  device: ReturnType<VirtualHome['addThermostat']>;
} {
  const home = new VirtualHome();
  const node = home.network.addNode('odd');
  startHostileServer({
    node,
    holder: home.holder('meter'),
    root: home.pki.root,
    port: 9443,
    answer: (request) => (request.target === '/dcap' ? answer() : rawAnswer(404, [])),
  });
  const endpoint = { address: node.addresses()[0]!.address, port: 9443 };
  const device = home.addThermostat({ servers: [{ endpoint, dcapPath: '/dcap' }] });
  device.device.start();
  home.run(20);
  return { home, device };
}

const DCAP = encodeExi({ $element: 'DeviceCapability', href: '/dcap', TimeLink: { href: '/tm' } });

test('an answer without a length lasts until the connection ends (RFC 9112 §6.3)', (t) => {
  const { device } = meet(() => ({ ...rawAnswer(200, [EXI, 'Connection: close'], DCAP), close: true }));
  t.is(device.device.sessionStates[0]![1], 'AwaitTime');
});

test('an answer that announces the end of its connection leads to another one (RFC 9112 §9.6)', (t) => {
  const { device } = meet(() => rawAnswer(200, [EXI, 'Content-Length: ' + DCAP.length, 'Connection: close'], DCAP));
  t.is(device.device.sessionStates[0]![1], 'AwaitTime');
  t.true(device.codes('tls.').length >= 2);
});

test('a wrong content type, another element and a broken body are told and survived (ERR-001)', (t) => {
  const time = encodeExi({ $element: 'DERAvailability', readingTime: 0 });
  for (const [answer, code] of [
    [rawAnswer(200, ['Content-Type: text/html'], DCAP), /client\.content-type/],
    [rawAnswer(200, [], DCAP), /client\.content-type/],
    [rawAnswer(200, [EXI], time), /client\.other-element/],
    [rawAnswer(200, [EXI], DCAP.slice(0, DCAP.length - 3)), /exi\./],
    [rawAnswer(200, ['Content-Type: application/sep+xml'], DCAP), /xml\./],
  ] as const) {
    const { device } = meet(() => answer);
    const told = device.log.filter((line) => line.code === 'session.no-capability');
    t.regex(String(told[0]!.fields['error']), code);
  }
});

test('a Time beyond all calendars is not followed', (t) => {
  const home = new VirtualHome();
  enrol(home, 'thermostat');
  const absurd = encodeExi({
    $element: 'Time',
    currentTime: 9223372036854775807n as never,
    dstEndTime: 0,
    dstOffset: 0,
    dstStartTime: 0,
    quality: 7,
    tzOffset: 0,
  });
  watchRequests(home, (request) =>
    request.target === '/tm'
      ? { status: 200, headers: [['content-type', 'application/sep-exi']], body: absurd }
      : undefined,
  );
  home.utility.start();
  const thermostat = home.addThermostat();
  thermostat.device.start();
  home.run(100);
  t.true(thermostat.codes('time.').includes('time.absurd'));
  t.is(thermostat.device.sessionStates[0]![1], 'AwaitTime');
  t.truthy(START_S);
});
