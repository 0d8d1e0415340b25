import test from 'ava';

import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { headerValue } from '../../../stack/http/message.js';
import { EXI_CONTENT_TYPE, XML_CONTENT_TYPE } from '../../../stack/http/negotiation.js';
import { ALICE, BOB, STRANGER, UtilityBench } from '../../support/utility-bench.js';

function createHome(): UtilityBench {
  const bench = new UtilityBench();
  bench.server.addEndDevice({ ...ALICE, pin: 111115, deviceCategory: '00000001', ders: 1 });
  bench.server.addEndDevice({ ...BOB, pin: 123455 });
  return bench;
}

test('CORE-001: GET and HEAD answer alike, with the media type', (t) => {
  const bench = createHome();
  const answer = bench.get('/dcap');
  t.is(answer.status, 200);
  t.is(headerValue(answer.headers, 'content-type'), XML_CONTENT_TYPE);
  t.deepEqual(bench.ask('HEAD', '/dcap', ALICE), answer);
});

test('CORE-001: each root and each list item has the href that was asked for', (t) => {
  const bench = createHome();
  for (const path of [
    '/dcap',
    '/tm',
    '/edev',
    '/edev/1',
    '/edev/1/rg',
    '/edev/1/fsa',
    '/edev/1/der/1',
    '/derp',
    '/mup',
  ]) {
    t.is(bench.get(path).document!['href'], path, path);
  }
  t.is(bench.get('/edev?s=0&l=10').document!['href'], '/edev');
  t.is(bench.get('/edev').document!['EndDevice'][0].href, '/edev/1');
});

test('CORE-001: an escaped path is the same resource', (t) => {
  const bench = createHome();
  t.is(bench.get('/%64cap').document!['href'], '/dcap');
  t.is(bench.get('/dcap%').status, 400);
});

test('CORE-002: a path without resource is 404', (t) => {
  const bench = createHome();
  for (const path of ['/', '/nothing', '/dcap/', '/edev/9', '/edev/1/rg/1']) t.is(bench.get(path).status, 404, path);
});

test('CORE-002: a method that the resource does not take is 405 with Allow', (t) => {
  const bench = createHome();
  const cases: [method: string, path: string, allow: string][] = [
    ['PUT', '/dcap', 'GET, HEAD'],
    ['POST', '/tm', 'GET, HEAD'],
    ['PUT', '/tm', 'GET, HEAD'],
    ['DELETE', '/edev/1', 'GET, HEAD'],
    ['PUT', '/edev', 'GET, HEAD, POST'],
    ['POST', '/edev/1/der/1/ders', 'GET, HEAD, PUT'],
    ['DELETE', '/mup', 'GET, HEAD, POST'],
    ['POST', '/derp', 'GET, HEAD'],
  ];
  for (const [method, path, allow] of cases) {
    const answer = bench.ask(method, path, ALICE);
    t.is(answer.status, 405, `${method} ${path}`);
    t.is(headerValue(answer.headers, 'allow'), allow, `${method} ${path}`);
  }
});

test('CORE-002: a method that is none of the standard is 501', (t) => {
  const bench = createHome();
  for (const method of ['PATCH', 'OPTIONS', 'BREW']) t.is(bench.ask(method, '/dcap', ALICE).status, 501, method);
});

test('CORE-002: an answer that is not acceptable is 406, in a type that is served', (t) => {
  const bench = createHome();
  for (const accept of ['text/html', 'application/sep+xml;level=-S2', 'application/sep+xml;q=0', 'nonsense']) {
    const answer = bench.get('/dcap', ALICE, accept);
    t.is(answer.status, 406, accept);
    t.is(headerValue(answer.headers, 'content-type'), XML_CONTENT_TYPE);
  }
  t.is(bench.get('/dcap', ALICE, '*/*').status, 200);
});

test('CORE-002: a body of another media type is 415, without one too', (t) => {
  const bench = createHome();
  const target = '/edev/1/der/1/ders';
  const document = { $element: 'DERStatus', readingTime: 1 };
  for (const type of ['text/plain', 'application/json', 'application/sep+xml;level=-S9']) {
    t.is(bench.ask('PUT', target, ALICE, document, [['content-type', type]]).status, 415, type);
  }
  t.is(bench.ask('PUT', target, ALICE, document, []).status, 415);
});

test('CORE-002: a malformed body is 400 with an Error of reason 0', (t) => {
  const bench = createHome();
  const headers = [['content-type', XML_CONTENT_TYPE]] as const;
  for (const text of ['', '<DERStatus', '<Nonsense xmlns="urn:ieee:std:2030.5:ns"/>', '<!DOCTYPE x><x/>']) {
    const body = new Uint8Array(Buffer.from(text));
    const answer = bench.server.handle({ method: 'PUT', target: '/edev/1/der/1/ders', headers, body }, ALICE);
    t.is(answer.status, 400, text);
    t.regex(Buffer.from(answer.body).toString(), /<Error[^>]*>\s*<reasonCode>0<\/reasonCode>/);
  }
});

test('CORE-002: a body past a limit is 413', (t) => {
  const bench = new UtilityBench({ limits: { ...HOST_LIMITS, maxDocumentOctets: 240 } });
  bench.server.addEndDevice({ ...ALICE, ders: 1 });
  const status = { $element: 'DERStatus', manufacturerStatus: { dateTime: 1, value: 'ABCDEF' }, readingTime: 1 };
  t.is(bench.put('/edev/1/der/1/ders', status).status, 201);
  const alarmed = { ...status, alarmStatus: '0000001F', genConnectStatus: { dateTime: 123456789, value: '03' } };
  t.is(bench.put('/edev/1/der/1/ders', alarmed).status, 413);
});

test('CORE-002: a refusal is reported with its reason', (t) => {
  const seen: unknown[] = [];
  const bench = new UtilityBench({ observer: { onRefusal: (...report) => seen.push(report) } });
  bench.server.addEndDevice(ALICE);
  bench.get('/nothing');
  bench.ask('PUT', '/dcap', ALICE);
  t.deepEqual(seen, [
    ['/nothing', 404, 'no resource'],
    ['/dcap', 405, 'PUT on a DeviceCapability'],
  ]);
});

test('S-ALL-05: a device sees its own and nothing of another', (t) => {
  const bench = createHome();
  t.deepEqual(
    bench.get('/edev?l=255').document!['EndDevice'].map((each: { href: string }) => each.href),
    ['/edev/1'],
  );
  t.deepEqual(
    bench.get('/edev?l=255', BOB).document!['EndDevice'].map((each: { href: string }) => each.href),
    ['/edev/2'],
  );
  for (const below of ['', '/rg', '/fsa', '/di', '/lel', '/dstat']) {
    t.is(bench.get('/edev/2' + below, ALICE).status, 404, below);
    t.is(bench.get('/edev/1' + below, STRANGER).status, 403, below);
  }
  t.is(bench.put('/edev/1/der/1/ders', { $element: 'DERStatus', readingTime: 1 }, BOB).status, 404);
});

test('S-ALL-05: who is not registered reads DeviceCapability and Time, and nothing else', (t) => {
  const bench = createHome();
  const { document } = bench.get('/dcap', STRANGER);
  t.deepEqual(
    Object.keys(document!)
      .filter((name) => name.endsWith('Link'))
      .sort(),
    ['EndDeviceListLink', 'TimeLink'],
  );
  t.is(document!['EndDeviceListLink'].all, 0);
  t.is(bench.get('/tm', STRANGER).status, 200);
  t.is(bench.get('/edev', STRANGER).document!['all'], 0);
  for (const path of ['/derp', '/dr', '/mup', '/upt', '/rsps']) t.is(bench.get(path, STRANGER).status, 403, path);
});

test('S-ALL-05: who shows no certificate reads what is for everyone and changes nothing', (t) => {
  const bench = createHome();
  t.is(bench.ask('GET', '/dcap', undefined).status, 200);
  t.is(bench.ask('GET', '/edev/1', undefined).status, 403);
  const device = { $element: 'EndDevice', sFDI: ALICE.sfdi, changedTime: 1 };
  t.is(bench.ask('POST', '/edev', undefined, device).status, 403);
});

test('DeviceCapability counts what stands behind each link', (t) => {
  const bench = createHome();
  const program = bench.server.addProgram({ kind: 'der', primacy: 1 });
  bench.server.assign(ALICE.lfdi, { programs: [program] });
  const { document } = bench.get('/dcap');
  t.deepEqual(document!['EndDeviceListLink'], { href: '/edev', all: 1 });
  t.deepEqual(document!['DERProgramListLink'], { href: '/derp', all: 1 });
  t.deepEqual(document!['DemandResponseProgramListLink'], { href: '/dr', all: 0 });
  t.is(bench.get('/dcap', BOB).document!['DERProgramListLink'].all, 0);
  t.is(bench.get('/dcap').document!['pollRate'], 900);
});

test('S-ALL-43: pollRate is settable by kind', (t) => {
  const bench = new UtilityBench({ config: { pollRates: { Time: 60, EndDeviceList: 30 } } });
  bench.server.addEndDevice(ALICE);
  t.is(bench.get('/tm').document!['pollRate'], 60);
  t.is(bench.get('/edev').document!['pollRate'], 30);
  t.is(bench.get('/dcap').document!['pollRate'], undefined);
});

test('a kept answer is dropped as soon as what it says has changed', (t) => {
  const bench = createHome();
  t.is(bench.get('/edev/1').document!['LogEventListLink'].all, 0);
  const log = { createdDateTime: 5, functionSet: 0, logEventCode: 1, logEventID: 1, logEventPEN: 37244, profileID: 2 };
  t.is(bench.post('/edev/1/lel', { $element: 'LogEvent', ...log }).status, 201);
  t.is(bench.get('/edev/1').document!['LogEventListLink'].all, 1);
  const program = bench.server.addProgram({ kind: 'der', primacy: 1 });
  t.is(bench.get(program.path).status, 404);
  bench.server.assign(ALICE.lfdi, { programs: [program] });
  t.is(bench.get(program.path).status, 200);
  bench.server.unassign(ALICE.lfdi, program);
  t.is(bench.get(program.path).status, 404);
});

test('an answer is in the encoding that Accept prefers', (t) => {
  const bench = createHome();
  const answer = bench.get('/tm', ALICE, `${EXI_CONTENT_TYPE};q=0.2, ${XML_CONTENT_TYPE};q=0.9`);
  t.is(headerValue(answer.headers, 'content-type'), XML_CONTENT_TYPE);
});
