import test from 'ava';

import { BodyCache, Ingredients } from '../../../stack/server/body-cache.js';
import { createMemoryTree } from '../../../stack/server/memory-tree.js';
import { ALICE, BOB, START_S, STRANGER, UtilityBench } from '../../support/utility-bench.js';

const WATTS = { flowDirection: 1, kind: 37, powerOfTenMultiplier: 0, uom: 38 };
const INFORMATION = {
  mfDate: 1,
  mfHwVer: '1',
  mfID: 37244,
  mfModel: 'M',
  mfSerNum: '1',
  primaryPower: 1,
  secondaryPower: 0,
  swActTime: 1,
  swVer: '1',
};
const MIRROR = { roleFlags: '02', serviceCategoryKind: 0, status: 1, deviceLFDI: ALICE.lfdi };

function createMirror(maxReadingsPerDevice: number): UtilityBench {
  const bench = new UtilityBench({ config: { maxReadingsPerDevice } });
  bench.server.addEndDevice(ALICE);
  const MirrorMeterReading = [{ mRID: '0B', ReadingType: WATTS }];
  bench.post('/mup', { $element: 'MirrorUsagePoint', mRID: '0A', ...MIRROR, MirrorMeterReading });
  return bench;
}

function postSet(bench: UtilityBench, serial: number, readings: number): number {
  const Reading = Array.from({ length: readings }, (_, i) => ({
    localID: (i % 256).toString(16).padStart(2, '0'),
    value: i,
  }));
  const timePeriod = { duration: 1, start: START_S + serial };
  const set = { mRID: serial.toString(16).padStart(4, '0'), timePeriod, Reading };
  return bench.post('/mup/1', { $element: 'MirrorMeterReading', mRID: '0B', MirrorReadingSet: [set] }).status;
}

test('maxReadingsPerDevice: the oldest sets of a device leave', (t) => {
  const bench = createMirror(50);
  for (let i = 0; i < 100; i++) t.is(postSet(bench, i, 9), 201);
  const list = bench.get('/upt/1/mr/1/rs?l=255').document!;
  t.is(list['all'], 5);
  t.is(list['ReadingSet'][0].timePeriod.start, START_S + 99);
  t.is(bench.get(list['ReadingSet'][4].ReadingListLink.href + '?l=255').document!['all'], 9);
});

test('maxReadingsPerDevice: a document of more is refused whole, with reason 2', (t) => {
  const bench = createMirror(50);
  t.is(postSet(bench, 1, 49), 201);
  t.is(postSet(bench, 2, 50), 400);
  t.is(bench.get('/upt/1/mr/1/rs').document!['all'], 1);
});

test('maxReadingsPerDevice: sets that left with their mirror make room', (t) => {
  const bench = createMirror(50);
  t.is(postSet(bench, 1, 40), 201);
  t.is(bench.ask('DELETE', '/mup/1', ALICE).status, 204);
  const MirrorReadingSet = [{ mRID: '0C', timePeriod: { duration: 1, start: 1 }, Reading: [{ value: 1 }] }];
  const MirrorMeterReading = [{ mRID: '0B', ReadingType: WATTS, MirrorReadingSet }];
  t.is(bench.post('/mup', { $element: 'MirrorUsagePoint', mRID: '0A', ...MIRROR, MirrorMeterReading }).status, 201);
  t.is(bench.get('/upt/2/mr/1/rs').document!['all'], 1);
});

test('maxInBandDevices: a device that is removed makes room for another', (t) => {
  const bench = new UtilityBench({ config: { maxInBandDevices: 1 } });
  const register = (peer: typeof ALICE): number =>
    bench.post('/edev', { $element: 'EndDevice', sFDI: peer.sfdi, changedTime: 1 }, peer).status;
  t.is(register(ALICE), 201);
  t.is(register(BOB), 400);
  bench.server.removeEndDevice(ALICE.lfdi);
  t.is(register(BOB), 201);
  t.is(register(STRANGER), 400);
});

test('maxCachedOctets: one resource under a million names fills no more', (t) => {
  const tree = createMemoryTree();
  const cache = new BodyCache(tree, 1000, 10_000);
  const body = new Uint8Array(900);
  for (let i = 0; i < 100; i++) cache.set('key ' + i, 0, new Ingredients(), body);
  let kept = 0;
  for (let i = 0; i < 100; i++) if (cache.get('key ' + i, 0) !== undefined) kept++;
  t.is(kept, 11);
  t.is(cache.get('key 99', 0), body);
  cache.set('large', 0, new Ingredients(), new Uint8Array(10_000));
  t.is(cache.get('large', 0), undefined);
  cache.set('key 99', 0, new Ingredients(), body);
  t.is(cache.get('key 89', 0), body);
  t.is(cache.get('key 89', 1), undefined);
});

test('a list query past every bound is a page or 400, never an exception', (t) => {
  const bench = new UtilityBench();
  bench.server.addEndDevice(ALICE);
  const cases: [query: string, status: number, results?: number][] = [
    ['l=4294967295', 200, 1],
    ['l=4294967296', 400],
    ['l=0', 200, 0],
    ['l=-1', 400],
    ['l=1e3', 400],
    ['l=NaN', 400],
    ['l=', 400],
    ['s=4294967295', 200, 0],
    ['s=4294967295&l=4294967295', 200, 0],
    ['s=99999999999999999999', 400],
    ['s=0x10', 400],
    ['s=%30', 200, 1],
    ['a=-9007199254740991', 200, 1],
    ['a=9007199254740993', 400],
    ['a=-', 400],
    ['a=', 400],
    ['&&&=&', 200, 1],
    ['s=%zz', 400],
  ];
  for (const [query, status, results] of cases) {
    const answer = bench.get('/edev?' + query);
    t.is(answer.status, status, query);
    if (results !== undefined) t.is(answer.document!['results'], results, query);
  }
});

test('a link that a device calls a list and that leads to none is answered as it is', (t) => {
  const bench = new UtilityBench();
  bench.server.addEndDevice(ALICE);
  const device = { $element: 'DeviceInformation', ...INFORMATION, lFDI: ALICE.lfdi };
  for (const href of ['/dcap', '/edev/1', '/tm', '/edev/1/di', '', '/', '//x']) {
    const answer = bench.put('/edev/1/di', { ...device, SupportedLocaleListLink: { href } });
    t.true(answer.status < 300, href);
    t.is(bench.get('/edev/1/di').status, 200, href);
  }
});
