import test from 'ava';

import { type ReadingReport } from '../../../stack/functions/server-host.js';
import { ALICE, BOB, START_S, STRANGER, UtilityBench } from '../../support/utility-bench.js';

const WATTS = { flowDirection: 1, kind: 37, powerOfTenMultiplier: 0, uom: 38 };
const MIRROR = {
  $element: 'MirrorUsagePoint',
  mRID: '0A',
  description: 'Grid',
  roleFlags: '02',
  serviceCategoryKind: 0,
  status: 1,
  deviceLFDI: ALICE.lfdi,
};
const DEFINITION = { mRID: '0B', description: 'Power', ReadingType: WATTS };
const PERIOD = { duration: 300, start: START_S };

function createHome(reports: ReadingReport[] = []): UtilityBench {
  const bench = new UtilityBench({ observer: { onReading: (report) => reports.push(report) } });
  bench.server.addEndDevice(ALICE);
  bench.server.addEndDevice(BOB);
  return bench;
}

test('S-ALL-06: a mirror is defined, 201 with Location, and carries the postRate', (t) => {
  const bench = createHome();
  const answer = bench.post('/mup', MIRROR);
  t.is(answer.status, 201);
  t.is(answer.location, '/mup/1');
  t.like(bench.get('/mup/1').document, { ...MIRROR, href: '/mup/1', postRate: 300 });
});

test('S-ALL-06: defined first, then read: the reading comes out as a Reading of its UsagePoint', (t) => {
  const reports: ReadingReport[] = [];
  const bench = createHome(reports);
  bench.post('/mup', { ...MIRROR, MirrorMeterReading: [DEFINITION] });
  t.is(bench.get('/upt').document!['UsagePoint'][0].roleFlags, '0003');
  const Reading = { timePeriod: PERIOD, value: 1234 };
  t.is(bench.post('/mup/1', { $element: 'MirrorMeterReading', mRID: '0B', Reading }).status, 204);
  const [meterReading] = bench.get('/upt/1/mr').document!['MeterReading'];
  t.like(bench.get(meterReading.ReadingTypeLink.href).document, WATTS);
  t.like(bench.get(meterReading.ReadingLink.href).document, { value: 1234, timePeriod: PERIOD });
  t.is(reports.length, 1);
  t.like(reports[0], { lfdi: ALICE.lfdi, path: meterReading.href, receivedS: START_S });
  t.like(reports[0]!.reading, { value: 1234 });
  t.like(reports[0]!.readingType, WATTS);
});

test('S-ALL-06: a reading set is kept with its readings, newest first', (t) => {
  const bench = createHome();
  bench.post('/mup', { ...MIRROR, MirrorMeterReading: [DEFINITION] });
  for (const [mRID, hour] of [
    ['01', 0],
    ['02', 1],
  ] as const) {
    const timePeriod = { duration: 3600, start: START_S + hour * 3600 };
    const Reading = [
      { localID: '02', value: 20 },
      { localID: '01', value: 10 },
    ];
    const MirrorReadingSet = [{ mRID, timePeriod, Reading }];
    const answer = bench.post('/mup/1', { $element: 'MirrorMeterReading', mRID: '0B', MirrorReadingSet });
    t.is(answer.status, 201);
    t.regex(answer.location!, /^\/upt\/1\/mr\/1\/rs\//);
  }
  const { document } = bench.get('/upt/1/mr/1/rs?l=9');
  t.deepEqual(
    document!['ReadingSet'].map((each: { mRID: string }) => each.mRID),
    ['02', '01'],
  );
  const readings = bench.get(document!['ReadingSet'][0].ReadingListLink.href + '?l=9').document!['Reading'];
  t.deepEqual(
    readings.map((each: { value: number }) => each.value),
    [10, 20],
  );
});

test('S-ALL-06: a reading set that is posted again, as after a lost answer, replaces the first', (t) => {
  const bench = createHome();
  bench.post('/mup', { ...MIRROR, MirrorMeterReading: [DEFINITION] });
  for (const value of [10, 10, 11]) {
    const timePeriod = { duration: 3600, start: START_S };
    const MirrorReadingSet = [{ mRID: '01', timePeriod, Reading: [{ localID: '01', value }] }];
    t.is(bench.post('/mup/1', { $element: 'MirrorMeterReading', mRID: '0B', MirrorReadingSet }).status, 201);
  }
  const { document } = bench.get('/upt/1/mr/1/rs?l=9');
  t.is(document!['all'], 1);
  const readings = bench.get(document!['ReadingSet'][0].ReadingListLink.href + '?l=9').document!['Reading'];
  t.deepEqual(
    readings.map((each: { value: number }) => each.value),
    [11],
  );
});

test('S-ALL-06: several meter readings come in one list', (t) => {
  const bench = createHome();
  bench.post('/mup', MIRROR);
  const MirrorMeterReading = ['0B', '0C'].map((mRID) => ({ ...DEFINITION, mRID, Reading: { value: 1 } }));
  t.is(
    bench.post('/mup/1', { $element: 'MirrorMeterReadingList', all: 2, results: 2, MirrorMeterReading }).status,
    201,
  );
  t.is(bench.get('/upt/1/mr').document!['all'], 2);
});

test('S-ALL-07: a reading without ReadingType that was never defined is 400, and nothing is kept', (t) => {
  const bench = createHome();
  const bare = { mRID: '0C', Reading: { value: 1 } };
  t.is(bench.post('/mup', { ...MIRROR, MirrorMeterReading: [bare] }).status, 400);
  t.is(bench.get('/mup').document!['all'], 0);
  bench.post('/mup', MIRROR);
  t.is(bench.post('/mup/1', { $element: 'MirrorMeterReading', ...bare }).status, 400);
  const mixed = { $element: 'MirrorMeterReadingList', all: 2, results: 2, MirrorMeterReading: [DEFINITION, bare] };
  t.is(bench.post('/mup/1', mixed).status, 400);
  t.is(bench.get('/upt/1/mr').document!['all'], 0);
});

test('S-ALL-07: a mirror that is posted again under its mRID is updated and keeps its place', (t) => {
  const bench = createHome();
  bench.post('/mup', { ...MIRROR, MirrorMeterReading: [DEFINITION] });
  const again = bench.post('/mup', { ...MIRROR, status: 0 });
  t.is(again.status, 204);
  t.is(again.location, '/mup/1');
  t.is(bench.get('/mup').document!['all'], 1);
  t.is(bench.get('/mup/1').document!['status'], 0);
  t.is(bench.get('/upt/1').document!['status'], 0);
  t.is(bench.get('/upt/1/mr').document!['all'], 1);
});

test('MirrorUsagePoint: PUT redefines, DELETE ends it with its usage point', (t) => {
  const bench = createHome();
  bench.post('/mup', MIRROR);
  t.is(bench.put('/mup/1', { ...MIRROR, description: 'Roof' }).status, 204);
  t.is(bench.get('/upt/1').document!['description'], 'Roof');
  t.is(bench.ask('DELETE', '/mup/1', ALICE).status, 204);
  for (const path of ['/mup/1', '/upt/1', '/upt/1/mr']) t.is(bench.get(path).status, 404, path);
  t.is(bench.post('/mup', MIRROR).location, '/mup/2');
});

test('S-ALL-05: a mirror is for its own device, under its own LFDI', (t) => {
  const bench = createHome();
  t.is(bench.post('/mup', MIRROR, BOB).status, 400);
  t.is(bench.post('/mup', MIRROR, STRANGER).status, 403);
  bench.post('/mup', MIRROR);
  t.is(bench.get('/mup/1', BOB).status, 404);
  t.is(bench.get('/mup', BOB).document!['all'], 0);
  t.is(bench.get('/upt', BOB).document!['all'], 0);
  t.is(bench.post('/mup/1', { $element: 'MirrorMeterReading', ...DEFINITION }, BOB).status, 404);
});

test('S-OPT-05: postRate is settable', (t) => {
  const bench = new UtilityBench({ config: { postRateS: 60 } });
  bench.server.addEndDevice(ALICE);
  bench.post('/mup', MIRROR);
  t.is(bench.get('/mup/1').document!['postRate'], 60);
  t.is(bench.get('/edev/1').document!['postRate'], 60);
});

test('mirrors are bounded: too many are 400 with reason 2, old reading sets leave', (t) => {
  const bench = new UtilityBench({ config: { maxMirrorsPerDevice: 1, maxPostedItems: 2 } });
  bench.server.addEndDevice(ALICE);
  bench.post('/mup', { ...MIRROR, MirrorMeterReading: [DEFINITION] });
  const more = bench.post('/mup', { ...MIRROR, mRID: '0E' });
  t.is(more.status, 400);
  t.is(more.document!['reasonCode'], 2);
  t.is(bench.post('/mup/1', { $element: 'MirrorMeterReading', ...DEFINITION, mRID: '0F' }).status, 400);
  for (let i = 1; i <= 4; i++) {
    const MirrorReadingSet = [{ mRID: '0' + i, timePeriod: { duration: 1, start: START_S + i } }];
    bench.post('/mup/1', { $element: 'MirrorMeterReading', mRID: '0B', MirrorReadingSet });
  }
  const sets = bench.get('/upt/1/mr/1/rs?l=9').document!['ReadingSet'];
  t.deepEqual(
    sets.map((each: { mRID: string }) => each.mRID),
    ['04', '03'],
  );
});
