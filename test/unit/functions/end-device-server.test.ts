import test from 'ava';

import { ALICE, BOB, START_S, STRANGER, UtilityBench } from '../../support/utility-bench.js';

const POSTED = { $element: 'EndDevice', lFDI: STRANGER.lfdi, sFDI: STRANGER.sfdi, changedTime: START_S };

test('S-ALL-01: a device that its operator registered finds itself, its Registration and its assignments', (t) => {
  const bench = new UtilityBench();
  const path = bench.server.addEndDevice({ ...ALICE, pin: 111115, deviceCategory: '00000001' });
  const { document } = bench.get('/edev?s=0&l=1');
  t.is(document!['all'], 1);
  const [device] = document!['EndDevice'];
  t.like(device, { href: path, lFDI: ALICE.lfdi, sFDI: ALICE.sfdi, deviceCategory: '00000001', enabled: true });
  t.is(device.RegistrationLink.href, path + '/rg');
  t.deepEqual(device.FunctionSetAssignmentsListLink, { href: path + '/fsa', all: 0 });
});

test('S-OPT-04: Registration holds the PIN for its device to compare, and for no other', (t) => {
  const bench = new UtilityBench();
  const path = bench.server.addEndDevice({ ...ALICE, pin: 111115 });
  bench.server.addEndDevice({ ...BOB, pin: 123455 });
  t.like(bench.get(path + '/rg').document, { href: path + '/rg', pIN: 111115, dateTimeRegistered: START_S });
  t.is(bench.get(path + '/rg', BOB).status, 404);
  t.is(bench.get(path + '/rg', STRANGER).status, 403);
});

test('ALL-03-REJ: a device whose PIN differs learns so from Registration, and nothing else changes', (t) => {
  const bench = new UtilityBench();
  const path = bench.server.addEndDevice({ ...ALICE, pin: 123455 });
  t.not(bench.get(path + '/rg').document!['pIN'], 111115);
  t.is(bench.put(path + '/rg', { $element: 'Registration', dateTimeRegistered: 1, pIN: 111115 }).status, 405);
  t.is(bench.get(path + '/rg').document!['pIN'], 123455);
});

test('ALL-05: a device without PIN has no RegistrationLink', (t) => {
  const bench = new UtilityBench();
  const path = bench.server.addEndDevice(ALICE);
  t.is(bench.get(path).document!['RegistrationLink'], undefined);
  t.is(bench.get(path + '/rg').status, 404);
});

test('S-ALL-02: an unknown device registers itself, 201 with Location, and is a device from then on', (t) => {
  const seen: string[] = [];
  const bench = new UtilityBench({ observer: { onRegistered: (path, peer) => seen.push(path, peer.lfdi) } });
  const answer = bench.post('/edev', POSTED, STRANGER);
  t.is(answer.status, 201);
  t.is(answer.location, '/edev/1');
  t.like(bench.get('/edev/1', STRANGER).document, { lFDI: STRANGER.lfdi, sFDI: STRANGER.sfdi });
  t.is(bench.get('/derp', STRANGER).status, 200);
  t.deepEqual(seen, ['/edev/1', STRANGER.lfdi]);
});

test('S-ALL-51: a device that registers again is told where it is, and is not there twice', (t) => {
  const bench = new UtilityBench();
  bench.post('/edev', POSTED, STRANGER);
  const again = bench.post('/edev', POSTED, STRANGER);
  t.is(again.status, 204);
  t.is(again.location, '/edev/1');
  t.is(bench.get('/edev', STRANGER).document!['all'], 1);
});

test('S-ALL-52: an LFDI or SFDI that is not that of the certificate is 400 with reason 1', (t) => {
  const bench = new UtilityBench();
  for (const wrong of [{ lFDI: ALICE.lfdi }, { sFDI: ALICE.sfdi }]) {
    const answer = bench.post('/edev', { ...POSTED, ...wrong }, STRANGER);
    t.is(answer.status, 400);
    t.is(answer.document!['reasonCode'], 1);
  }
  t.is(bench.get('/edev', STRANGER).document!['all'], 0);
});

test('S-ALL-56: an LFDI that is no hexadecimal is 400 with reason 0', (t) => {
  const bench = new UtilityBench();
  const text =
    '<EndDevice xmlns="urn:ieee:std:2030.5:ns"><lFDI>my inverter</lFDI><sFDI>1</sFDI><changedTime>1</changedTime></EndDevice>';
  const headers = [['content-type', 'application/sep+xml']] as const;
  const body = new Uint8Array(Buffer.from(text));
  const answer = bench.server.handle({ method: 'POST', target: '/edev', headers, body }, STRANGER);
  t.is(answer.status, 400);
  t.regex(Buffer.from(answer.body).toString(), /<reasonCode>0</);
});

test('S-OPT-01: a server that registers out-of-band only answers 403', (t) => {
  const bench = new UtilityBench({ config: { inBandRegistration: false } });
  t.is(bench.post('/edev', POSTED, STRANGER).status, 403);
  t.is(bench.get('/edev', STRANGER).document!['all'], 0);
});

test('in-band registration: a document of another type is 400, and past maxInBandDevices reason 2', (t) => {
  const bench = new UtilityBench({ config: { maxInBandDevices: 1 } });
  t.is(bench.post('/edev', { $element: 'DERStatus', readingTime: 1 }, STRANGER).status, 400);
  t.is(bench.post('/edev', POSTED, STRANGER).status, 201);
  const more = bench.post('/edev', { ...POSTED, lFDI: BOB.lfdi, sFDI: BOB.sfdi }, BOB);
  t.is(more.status, 400);
  t.is(more.document!['reasonCode'], 2);
});

test('in-band registration: a device that generates has a DER, a thermostat has none', (t) => {
  const bench = new UtilityBench();
  bench.post('/edev', { ...POSTED, deviceCategory: '00800000' }, STRANGER);
  t.is(bench.get('/edev/1', STRANGER).document!['DERListLink'].all, 1);
  bench.post('/edev', { ...POSTED, lFDI: BOB.lfdi, sFDI: BOB.sfdi, deviceCategory: '00000001' }, BOB);
  t.is(bench.get('/edev/2', BOB).document!['DERListLink'], undefined);
});

test('MAINT-001: a device that is removed out-of-band is a stranger again, and its mirrors are gone', (t) => {
  const bench = new UtilityBench();
  const path = bench.server.addEndDevice(ALICE);
  const mirror = { mRID: '01', roleFlags: '00', serviceCategoryKind: 0, status: 1, deviceLFDI: ALICE.lfdi };
  t.is(bench.post('/mup', { $element: 'MirrorUsagePoint', ...mirror }).status, 201);
  bench.server.removeEndDevice(ALICE.lfdi);
  t.is(bench.get(path).status, 404);
  t.is(bench.get('/edev').document!['all'], 0);
  t.deepEqual(bench.server.items('/mup'), []);
  t.deepEqual(bench.server.items('/upt'), []);
  t.not(bench.server.addEndDevice(ALICE), path);
});

test('a device is registered once, with values in range', (t) => {
  const bench = new UtilityBench();
  bench.server.addEndDevice(ALICE);
  t.throws(() => bench.server.addEndDevice(ALICE), { instanceOf: RangeError, message: /^lfdi/ });
  t.throws(() => bench.server.addEndDevice({ ...BOB, pin: 1000000 }), { message: /^pin/ });
  t.throws(() => bench.server.addEndDevice({ ...BOB, ders: 17 }), { message: /^ders/ });
  t.deepEqual(bench.server.endDevices(), [ALICE.lfdi]);
});
