import test from 'ava';

import { type PeerIdentity } from '../../../stack/core/peer-identity.js';
import { XML_CONTENT_TYPE } from '../../../stack/http/negotiation.js';
import { ALICE, BOB, START_S, STRANGER, UtilityBench } from '../../support/utility-bench.js';

const PINS = { [ALICE.lfdi]: 111115, [BOB.lfdi]: 123455 };
const WATTS = { flowDirection: 1, kind: 37, powerOfTenMultiplier: 0, uom: 38 };
const LOG = { createdDateTime: 5, functionSet: 0, logEventCode: 1, logEventID: 1, logEventPEN: 37244, profileID: 2 };
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
const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'];

interface Home {
  readonly bench: UtilityBench;
  /** Every resource that was made for one device alone. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

/** Two devices that have put and posted everything that a device can, each with a program of its own. */
function createHome(): Home {
  const bench = new UtilityBench();
  const paths = new Map<string, string[]>();
  const { server } = bench;
  for (const peer of [ALICE, BOB]) {
    const made: string[] = [];
    const put = server.tree.put;
    server.tree.put = (path, ...rest) => {
      made.push(path);
      return put.call(server.tree, path, ...rest);
    };
    furnish(bench, peer);
    server.tree.put = put;
    paths.set(peer.lfdi, [...new Set(made)].sort());
  }
  return { bench, paths };
}

function furnish(bench: UtilityBench, peer: PeerIdentity): void {
  const { server } = bench;
  const tell = (method: string, path: string, document: object): void => {
    const { status } = bench.ask(method, path, peer, document);
    if (status !== 201) throw new Error(`${method} ${path}: ${status}`);
  };
  const { lfdi } = peer;
  const letter = lfdi.charAt(0);
  const own = server.addEndDevice({ ...peer, pin: PINS[lfdi], deviceCategory: '00000001', ders: 1 });
  const derProgram = server.addProgram({ kind: 'der', primacy: 1, description: `secret ${letter}` });
  const drProgram = server.addProgram({ kind: 'demand-response', primacy: 1, description: `secret ${letter}` });
  server.assign(lfdi, { programs: [derProgram, drProgram] });
  const mRID = letter.repeat(32);
  const control = { DERControlBase: { opModMaxLimW: 0 } };
  server.addEvent(derProgram, { startS: START_S, durationS: 60, mRID, control });
  server.setDefaultControl(derProgram, { DERControlBase: { opModMaxLimW: 1 } });
  const data = [{ xvalue: 1, yvalue: 1 }];
  server.addCurve(derProgram, { curveType: 0, CurveData: data, xMultiplier: 0, yMultiplier: 0, yRefType: 1 });
  tell('PUT', own + '/di', { $element: 'DeviceInformation', ...INFORMATION, lFDI: lfdi, mfModel: `secret ${letter}` });
  tell('PUT', own + '/dstat', { $element: 'DeviceStatus', changedTime: 1, onCount: 1 });
  tell('PUT', own + '/der/1/ders', { $element: 'DERStatus', readingTime: 1 });
  tell('POST', own + '/lel', { $element: 'LogEvent', details: `secret ${letter}`, ...LOG });
  const mirror = { mRID: '0A', roleFlags: '02', serviceCategoryKind: 0, status: 1, deviceLFDI: lfdi };
  const MirrorReadingSet = [{ mRID: '0C', timePeriod: { duration: 1, start: 1 }, Reading: [{ value: 1 }] }];
  const reading = { mRID: '0B', ReadingType: WATTS, Reading: { value: 1 }, MirrorReadingSet };
  tell('POST', '/mup', { $element: 'MirrorUsagePoint', ...mirror, MirrorMeterReading: [reading] });
  const response = { createdDateTime: 1, endDeviceLFDI: lfdi, status: 1, subject: mRID };
  tell('POST', derProgram.home.replyTo, { $element: 'DERControlResponse', ...response });
}

/** Everything that a peer is led to from /dcap, by path. */
function walk(bench: UtilityBench, peer: PeerIdentity): Map<string, object> {
  const seen = new Map<string, object>();
  const waiting = ['/dcap'];
  while (waiting.length > 0) {
    const path = waiting.pop()!;
    if (seen.has(path)) continue;
    const { status, document } = bench.get(path + '?l=255', peer);
    if (status !== 200) continue;
    seen.set(path, document!);
    waiting.push(...hrefsOf(document));
  }
  return seen;
}

function hrefsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { href, replyTo } = value as { href?: string; replyTo?: string };
  const inner = Object.values(value).flatMap(hrefsOf);
  return [href, replyTo, ...inner].filter((each): each is string => typeof each === 'string');
}

test('S-ALL-05: what is one device’s is 404 to another, 403 to a stranger and to nobody, by every method', (t) => {
  const { bench, paths } = createHome();
  for (const [peer, other] of [
    [ALICE, BOB],
    [BOB, ALICE],
  ] as const) {
    const theirs = paths.get(other.lfdi)!.filter((path) => !paths.get(peer.lfdi)!.includes(path));
    t.true(theirs.length > 40, String(theirs.length));
    for (const path of theirs) {
      for (const method of METHODS) {
        const document = { $element: 'DERStatus', readingTime: 1 };
        t.is(bench.ask(method, path, peer, document).status, 404, `${method} ${path}`);
        t.is(bench.ask(method, path, STRANGER, document).status, 403, `${method} ${path}`);
        t.is(bench.ask(method, path, undefined, document).status, 403, `${method} ${path}`);
      }
    }
  }
});

test('S-ALL-05: nothing that a device reads names another, and every count is of its own', (t) => {
  const { bench, paths } = createHome();
  for (const [peer, other] of [
    [ALICE, BOB],
    [BOB, ALICE],
  ] as const) {
    const seen = walk(bench, peer);
    t.true(seen.size > 40, String(seen.size));
    const text = JSON.stringify([...seen], (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    const letter = other.lfdi.charAt(0);
    for (const secret of [other.lfdi, String(other.sfdi), String(PINS[other.lfdi]), `secret ${letter}`]) {
      t.false(text.includes(secret), secret);
    }
    const theirs = new Set(paths.get(other.lfdi)!.filter((path) => !paths.get(peer.lfdi)!.includes(path)));
    for (const [path, document] of seen) {
      t.false(theirs.has(path), path);
      t.deepEqual(
        hrefsOf(document).filter((href) => theirs.has(href)),
        [],
        path,
      );
      const { all, results } = document as { all?: number; results?: number };
      t.is(all, results, path);
    }
  }
});

test('S-ALL-05: a counted link says how many of the list are the reader’s', (t) => {
  const { bench } = createHome();
  const { document } = bench.get('/dcap');
  for (const [name, link] of Object.entries(document!)) {
    if (name.endsWith('ListLink')) t.is(link.all, bench.get(link.href + '?l=255').document!['all'], name);
    // Two programs, each with its set of responses; one of everything else.
    if (name.endsWith('ListLink')) t.is(link.all, name === 'ResponseSetListLink' ? 2 : 1, name);
  }
});

test('S-ALL-05: no spelling of a path reaches another’s resource', (t) => {
  const { bench, paths } = createHome();
  const theirs = paths.get(BOB.lfdi)!;
  for (const path of theirs.filter((each) => !paths.get(ALICE.lfdi)!.includes(each))) {
    const tail = path.slice(1);
    const cut = path.lastIndexOf('/');
    const last = path.slice(cut + 1);
    for (const target of [
      ...['/' + path, path + '/', path + '//', '/./' + tail, '/edev/1/..' + path, '/edev/1/../..' + path],
      ...['/%2e/' + tail, '/edev/1/%2e%2e/2', '/%2F' + tail, path.replace(/\//g, '%2F'), path + '%2F', path + '%20'],
      ...[path.toUpperCase(), path + ';a=b', path + '%00', path + '\\', path + '?a=1', path + '?l=1&l=2', '/..' + path],
      ...[path.slice(0, cut + 1) + [...last].map((c) => '%' + c.charCodeAt(0).toString(16)).join(''), path + '.'],
      ...[path + 'x'.repeat(8000), path + '%', path + '%ff', '/edev/1' + path],
    ]) {
      const { status } = bench.server.handle(
        { method: 'GET', target, headers: [['accept', XML_CONTENT_TYPE]], body: new Uint8Array(0) },
        ALICE,
      );
      t.true(status === 404 || status === 400, `${target}: ${status}`);
    }
  }
});

test('S-ALL-52: nobody registers, mirrors or answers in another’s name', (t) => {
  const { bench } = createHome();
  const device = { $element: 'EndDevice', changedTime: 1 };
  t.is(bench.post('/edev', { ...device, lFDI: ALICE.lfdi, sFDI: STRANGER.sfdi }, STRANGER).status, 400);
  t.is(bench.post('/edev', { ...device, lFDI: STRANGER.lfdi, sFDI: ALICE.sfdi }, STRANGER).status, 400);
  t.is(bench.post('/edev', { ...device, sFDI: ALICE.sfdi }, STRANGER).status, 400);
  const mirror = { $element: 'MirrorUsagePoint', mRID: '0F', roleFlags: '02', serviceCategoryKind: 0, status: 1 };
  t.is(bench.post('/mup', { ...mirror, deviceLFDI: ALICE.lfdi }, BOB).status, 400);
  const response = { $element: 'DERControlResponse', createdDateTime: 1, status: 1 };
  const replyTo = bench.get('/derp/2/derc', BOB).document!['DERControl'][0].replyTo as string;
  t.is(
    bench.post(replyTo, { ...response, endDeviceLFDI: ALICE.lfdi, subject: BOB.lfdi.slice(0, 32) }, BOB).status,
    400,
  );
  t.is(
    bench.post(replyTo, { ...response, endDeviceLFDI: BOB.lfdi, subject: ALICE.lfdi.slice(0, 32) }, BOB).status,
    400,
  );
  t.is(bench.post(replyTo, { ...response, endDeviceLFDI: ALICE.lfdi, subject: ALICE.lfdi.slice(0, 32) }).status, 404);
  t.is(bench.post(replyTo, { ...response, endDeviceLFDI: BOB.lfdi, subject: BOB.lfdi.slice(0, 32) }, BOB).status, 201);
});

test('an LFDI in small letters is the same LFDI', (t) => {
  const { bench } = createHome();
  const { lfdi } = ALICE;
  const mRID = lfdi.slice(0, 32);
  const replyTo = bench.get('/derp/1/derc').document!['DERControl'][0].replyTo as string;
  const body =
    '<DERControlResponse xmlns="urn:ieee:std:2030.5:ns"><createdDateTime>1</createdDateTime>' +
    `<endDeviceLFDI>${lfdi.toLowerCase()}</endDeviceLFDI><status>2</status><subject>${mRID.toLowerCase()}</subject>` +
    '</DERControlResponse>';
  const headers = [['content-type', XML_CONTENT_TYPE]] as const;
  const answer = bench.server.handle({ method: 'POST', target: replyTo, headers, body: Buffer.from(body) }, ALICE);
  t.is(answer.status, 201);
});

test('a device that is removed loses what it saw, whatever connection or session it holds', (t) => {
  const { bench } = createHome();
  const before = [...walk(bench, ALICE).keys()];
  bench.server.removeEndDevice(ALICE.lfdi);
  t.deepEqual([...walk(bench, ALICE).keys()].sort(), ['/dcap', '/edev', '/tm']);
  for (const path of before) {
    const { status } = bench.get(path);
    t.true(['/dcap', '/edev', '/tm'].includes(path) ? status === 200 : status === 403 || status === 404, path);
  }
});
