import test from 'ava';

import { type Entry } from '../../../stack/functions/resource-tree.js';
import { ALICE, START_S, UtilityBench } from '../../support/utility-bench.js';

const SETTINGS = {
  $element: 'DERSettings',
  setGradW: 100,
  setMaxW: { multiplier: 0, value: 5000 },
  updatedTime: START_S,
};
const CAPABILITY = {
  $element: 'DERCapability',
  modesSupported: '00500088',
  rtgMaxW: { multiplier: 0, value: 5000 },
  type: 83,
};
const STATUS = { $element: 'DERStatus', genConnectStatus: { dateTime: START_S, value: '07' }, readingTime: START_S };
const AVAILABILITY = { $element: 'DERAvailability', readingTime: START_S, statWAvail: { multiplier: 0, value: 3000 } };

function createHome(reports: Entry[] = []): UtilityBench {
  const bench = new UtilityBench({ observer: { onReport: (entry) => reports.push(entry) } });
  bench.server.addEndDevice({ ...ALICE, ders: 2 });
  return bench;
}

test('CORE-009: a DER has links to its four resources, which wait for the first PUT', (t) => {
  const bench = createHome();
  const { document } = bench.get('/edev/1/der?l=9');
  t.is(document!['all'], 2);
  const [der] = document!['DER'];
  for (const [link, path] of [
    ['DERCapabilityLink', '/edev/1/der/1/dercap'],
    ['DERSettingsLink', '/edev/1/der/1/derg'],
    ['DERStatusLink', '/edev/1/der/1/ders'],
    ['DERAvailabilityLink', '/edev/1/der/1/dera'],
  ] as const) {
    t.is(der[link].href, path);
    t.is(bench.get(path).status, 404, path);
  }
});

test('S-ALL-10: what a device puts is read back as it was put, 201 first and 204 after', (t) => {
  const reports: Entry[] = [];
  const bench = createHome(reports);
  for (const [path, document] of [
    ['/edev/1/der/1/dercap', CAPABILITY],
    ['/edev/1/der/1/derg', SETTINGS],
    ['/edev/1/der/1/ders', STATUS],
    ['/edev/1/der/1/dera', AVAILABILITY],
  ] as const) {
    const first = bench.put(path, document);
    t.is(first.status, 201, path);
    t.is(first.location, path);
    t.like(bench.get(path).document, { ...document, href: path });
    t.is(bench.put(path, document).status, 204, path);
  }
  t.is(reports.length, 8);
  t.is(bench.get('/edev/1/der/2/ders').status, 404);
});

test('S-ALL-55: settings without a field that is required are 400, and the ones before stay', (t) => {
  const bench = createHome();
  const path = '/edev/1/der/1/derg';
  t.is(bench.put(path, SETTINGS).status, 201);
  const incomplete = '<DERSettings xmlns="urn:ieee:std:2030.5:ns"><setGradW>1</setGradW></DERSettings>';
  const headers = [['content-type', 'application/sep+xml']] as const;
  const body = new Uint8Array(Buffer.from(incomplete));
  const answer = bench.server.handle({ method: 'PUT', target: path, headers, body }, ALICE);
  t.is(answer.status, 400);
  t.is(bench.get(path).document!['setGradW'], 100);
});

test('a resource of another type does not stand there', (t) => {
  const bench = createHome();
  const answer = bench.put('/edev/1/der/1/derg', STATUS);
  t.is(answer.status, 400);
  t.is(answer.document!['reasonCode'], 1);
});

test('CORE-012: curves stand in a list and are linked from a control', (t) => {
  const bench = createHome();
  const program = bench.server.addProgram({ kind: 'der', primacy: 1 });
  bench.server.assign(ALICE.lfdi, { programs: [program] });
  const CurveData = Array.from({ length: 10 }, (_, i) => ({ xvalue: i, yvalue: 10 - i }));
  const curve = bench.server.addCurve(program, {
    curveType: 11,
    CurveData,
    xMultiplier: 0,
    yMultiplier: 0,
    yRefType: 3,
  });
  const control = { DERControlBase: { opModVoltVar: { href: curve } } };
  const event = bench.server.addEvent(program, { startS: START_S, durationS: 60, control });
  const { href } = bench.get(event).document!['DERControlBase'].opModVoltVar;
  t.deepEqual(bench.get(href).document!['CurveData'], CurveData);
  t.throws(
    () => bench.server.addCurve(program, { curveType: 11, CurveData: [], xMultiplier: 0, yMultiplier: 0, yRefType: 3 }),
    {
      message: /^CurveData.length/,
    },
  );
});

test('S-ALL-48: a default control that is set again keeps its mRID and grows its version', (t) => {
  const bench = createHome();
  const program = bench.server.addProgram({ kind: 'der', primacy: 1 });
  bench.server.assign(ALICE.lfdi, { programs: [program] });
  t.is(bench.get(program.path).document!['DefaultDERControlLink'], undefined);
  const path = bench.server.setDefaultControl(program, { DERControlBase: { opModMaxLimW: 10000 }, setGradW: 27 });
  t.is(bench.get(program.path).document!['DefaultDERControlLink'].href, path);
  const first = bench.get(path).document!;
  t.like(first, { setGradW: 27, version: 0, DERControlBase: { opModMaxLimW: 10000 } });
  bench.server.setDefaultControl(program, { DERControlBase: { opModMaxLimW: 5000 } });
  const second = bench.get(path).document!;
  t.is(second['mRID'], first['mRID']);
  t.like(second, { version: 1, DERControlBase: { opModMaxLimW: 5000 } });
  t.is(second['setGradW'], undefined);
  const load = bench.server.addProgram({ kind: 'demand-response', primacy: 1 });
  t.throws(() => bench.server.setDefaultControl(load, { DERControlBase: {} }), { instanceOf: TypeError });
});
