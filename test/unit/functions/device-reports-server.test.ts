import test from 'ava';

import { ALICE, BOB, START_S, UtilityBench } from '../../support/utility-bench.js';

function logEvent(id: number, createdS: number): object {
  const codes = { functionSet: 11, logEventCode: 0, logEventID: id, logEventPEN: 37244, profileID: 2 };
  return { $element: 'LogEvent', createdDateTime: createdS, details: 'overcurrent', ...codes };
}

test('BASIC-027: five alarms become five LogEvents, each at its Location', (t) => {
  const bench = new UtilityBench();
  bench.server.addEndDevice(ALICE);
  for (let i = 1; i <= 5; i++) {
    const answer = bench.post('/edev/1/lel', logEvent(i, START_S + i));
    t.is(answer.status, 201);
    t.is(answer.location, '/edev/1/lel/' + i);
  }
  const { document } = bench.get('/edev/1/lel?l=9');
  t.deepEqual(
    document!['LogEvent'].map((each: { logEventID: number }) => each.logEventID),
    [1, 2, 3, 4, 5],
  );
  t.like(bench.get('/edev/1/lel/3').document, { logEventID: 3, details: 'overcurrent', href: '/edev/1/lel/3' });
});

test('LogEvent: DELETE takes one out; the oldest leave past maxPostedItems', (t) => {
  const bench = new UtilityBench({ config: { maxPostedItems: 3 } });
  bench.server.addEndDevice(ALICE);
  for (let i = 1; i <= 5; i++) bench.post('/edev/1/lel', logEvent(i, START_S + i));
  const ids = (): number[] =>
    bench.get('/edev/1/lel?l=9').document!['LogEvent'].map((each: { logEventID: number }) => each.logEventID);
  t.deepEqual(ids(), [3, 4, 5]);
  t.is(bench.ask('DELETE', '/edev/1/lel/4', ALICE).status, 204);
  t.deepEqual(ids(), [3, 5]);
  t.is(bench.ask('DELETE', '/edev/1/lel/4', ALICE).status, 404);
});

test('LogEvent: another type is 400, another device 404', (t) => {
  const bench = new UtilityBench();
  bench.server.addEndDevice(ALICE);
  bench.server.addEndDevice(BOB);
  t.is(bench.post('/edev/1/lel', { $element: 'DERStatus', readingTime: 1 }).status, 400);
  t.is(bench.post('/edev/1/lel', logEvent(1, 1), BOB).status, 404);
});

test('DeviceInformation: put by its device, with the LFDI of its certificate', (t) => {
  const bench = new UtilityBench();
  bench.server.addEndDevice(ALICE);
  const texts = { mfHwVer: '1', mfModel: 'T', mfSerNum: '42', swVer: '0.1' };
  const numbers = { mfDate: 1, mfID: 37244, primaryPower: 1, secondaryPower: 0, swActTime: 1 };
  const information = { $element: 'DeviceInformation', lFDI: ALICE.lfdi, ...texts, ...numbers };
  t.is(bench.get('/edev/1/di').status, 404);
  t.is(bench.put('/edev/1/di', { ...information, lFDI: BOB.lfdi }).status, 400);
  t.is(bench.put('/edev/1/di', information).status, 201);
  t.like(bench.get('/edev/1/di').document, { lFDI: ALICE.lfdi, mfSerNum: '42' });
});

test('DeviceStatus: put by its device', (t) => {
  const bench = new UtilityBench();
  bench.server.addEndDevice(ALICE);
  t.is(bench.put('/edev/1/dstat', { $element: 'DeviceStatus', changedTime: START_S, opState: 2 }).status, 201);
  t.like(bench.get('/edev/1/dstat').document, { opState: 2, changedTime: START_S });
});

test('LoadShedAvailability: posted by its device', (t) => {
  const bench = new UtilityBench();
  bench.server.addEndDevice(ALICE);
  const availability = { $element: 'LoadShedAvailability', sheddablePower: { multiplier: 0, value: 1500 } };
  t.is(bench.post('/edev/1/lsl', availability).status, 201);
  t.is(bench.get('/edev/1/lsl').document!['LoadShedAvailability'][0].sheddablePower.value, 1500);
});

test('CORE-005: Time is the server clock of the moment, never a kept answer', (t) => {
  const zone = { tzOffsetS: 3600, dstStartS: START_S, dstEndS: START_S + 1000, dstOffsetS: 3600, timeQuality: 4 };
  const bench = new UtilityBench({ config: zone });
  t.like(bench.get('/tm').document, { currentTime: START_S, localTime: START_S + 7200, quality: 4, tzOffset: 3600 });
  bench.nowS += 1000.7;
  t.like(bench.get('/tm').document, { currentTime: START_S + 1000, localTime: START_S + 4600 });
});

test('CORE-006: a server clock that was moved back is served as it is', (t) => {
  const bench = new UtilityBench();
  bench.get('/tm');
  bench.nowS -= 86400;
  t.is(bench.get('/tm').document!['currentTime'], START_S - 86400);
});
