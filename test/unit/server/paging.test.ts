import test from 'ava';

import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { audienceOfDevice, EVERYONE, type Reader, REGISTERED } from '../../../stack/functions/resource-tree.js';
import { createMemoryTree } from '../../../stack/server/memory-tree.js';
import { ALICE, BOB, START_S, UtilityBench } from '../../support/utility-bench.js';

/** A home with `count` events in one program, one an hour, from two hours ago on; returns the path of their list. */
function createSchedule(bench: UtilityBench, count: number): string {
  bench.server.addEndDevice(ALICE);
  const program = bench.server.addProgram({ kind: 'der', primacy: 1 });
  bench.server.assign(ALICE.lfdi, { programs: [program] });
  for (let i = 0; i < count; i++) {
    const startS = START_S + 3600 * (count - i);
    bench.server.addEvent(program, { startS, durationS: 600, control: { DERControlBase: { opModMaxLimW: 100 * i } } });
  }
  return program.home.listPath;
}

function startsOf(bench: UtilityBench, target: string): number[] {
  const { document } = bench.get(target);
  return (document!['DERControl'] ?? []).map((each: { interval: { start: number } }) => each.interval.start - START_S);
}

test('CORE-004: without l a page has one item, and all counts the list', (t) => {
  const bench = new UtilityBench();
  const list = createSchedule(bench, 5);
  const { document } = bench.get(list);
  t.is(document!['all'], 5);
  t.is(document!['results'], 1);
  t.is(document!['DERControl'].length, 1);
  t.is(document!['subscribable'], 0);
});

test('CORE-004: s and l cut pages that join to the whole', (t) => {
  const bench = new UtilityBench();
  const list = createSchedule(bench, 7);
  t.deepEqual(startsOf(bench, list + '?l=3'), [3600, 7200, 10800]);
  t.deepEqual(startsOf(bench, list + '?s=3&l=3'), [14400, 18000, 21600]);
  t.deepEqual(startsOf(bench, list + '?l=3&s=6'), [25200]);
});

test('CORE-004: s past the end gives no items, results 0 and the count', (t) => {
  const bench = new UtilityBench();
  const list = createSchedule(bench, 3);
  for (const target of ['?s=3', '?s=4294967295&l=255', '?l=0']) {
    const { status, document } = bench.get(list + target);
    t.is(status, 200, target);
    t.is(document!['all'], 3, target);
    t.is(document!['results'], 0, target);
    t.is(document!['DERControl'], undefined, target);
  }
});

test('CORE-004: l is capped at maxListPageSize', (t) => {
  const bench = new UtilityBench({ limits: { ...HOST_LIMITS, maxListPageSize: 4 } });
  const list = createSchedule(bench, 9);
  const { document } = bench.get(list + '?l=4294967295');
  t.is(document!['results'], 4);
  t.is(document!['all'], 9);
});

test('CORE-004: a takes what is later than a time, and s counts from there', (t) => {
  const bench = new UtilityBench();
  const list = createSchedule(bench, 5);
  t.deepEqual(startsOf(bench, `${list}?a=${START_S + 7200}&l=9`), [10800, 14400, 18000]);
  t.deepEqual(startsOf(bench, `${list}?a=${START_S + 7199}&s=1&l=2`), [10800, 14400]);
  t.deepEqual(startsOf(bench, `${list}?a=${START_S + 18000}&l=9`), []);
  t.is(startsOf(bench, `${list}?a=-1&l=9`).length, 5);
});

test('CORE-004: a is ignored where a list is not ordered by a time', (t) => {
  const bench = new UtilityBench();
  createSchedule(bench, 1);
  t.is(bench.get('/derp?a=4000000000&l=9').document!['results'], 1);
});

test('CORE-004: a query that is no number is 400 with an Error of reason 1', (t) => {
  const bench = new UtilityBench();
  const list = createSchedule(bench, 1);
  for (const query of [
    's=x',
    's=-1',
    'l=',
    'l=1.5',
    'l=4294967296',
    's=0x1',
    'a=now',
    'a=-',
    'a=99999999999999999999',
  ]) {
    const { status, document } = bench.get(list + '?' + query);
    t.is(status, 400, query);
    t.is(document!['reasonCode'], 1, query);
  }
  t.is(bench.get(list + '?unknown=x').status, 200);
  t.is(bench.get('/tm?s=x').status, 200);
});

test('CORE-004: a list that is ordered downwards pages and selects from the newest', (t) => {
  const bench = new UtilityBench();
  bench.server.addEndDevice(ALICE);
  const program = bench.server.addProgram({ kind: 'der', primacy: 1 });
  bench.server.assign(ALICE.lfdi, { programs: [program] });
  const curve = { curveType: 11, CurveData: [{ xvalue: 1, yvalue: 1 }], xMultiplier: 0, yMultiplier: 0, yRefType: 3 };
  for (const hour of [2, 1, 3]) {
    bench.nowS = START_S + hour * 3600;
    bench.server.addCurve(program, curve);
  }
  const times = (query: string): number[] =>
    (bench.get(`${program.path}/dc?${query}`).document!['DERCurve'] ?? []).map(
      (each: { creationTime: number }) => (each.creationTime - START_S) / 3600,
    );
  t.deepEqual(times('l=9'), [3, 2, 1]);
  t.deepEqual(times(`l=9&a=${START_S + 3600}`), [3, 2]);
  t.deepEqual(times(`l=1&s=1&a=${START_S + 3600}`), [2]);
});

test('items of equal keys keep one order over all pages', (t) => {
  const tree = createMemoryTree();
  tree.put('/derp', 'DERProgramList', EVERYONE, { href: '/derp' });
  for (let i = 1; i <= 50; i++) {
    tree.put('/derp/' + i, 'DERProgram', EVERYONE, { href: '/derp/' + i, mRID: '00', primacy: 1 });
    tree.place('/derp', '/derp/' + i);
  }
  const seen: string[] = [];
  for (let start = 0; start < 50; start += 7) {
    for (const each of tree.page('/derp', [EVERYONE], { start, limit: 7, after: undefined })) seen.push(each.path);
  }
  t.is(new Set(seen).size, 50);
});

test('what several audiences see is merged in the order of the list', (t) => {
  const tree = createMemoryTree();
  tree.put('/derp', 'DERProgramList', REGISTERED, { href: '/derp' });
  const audiences = ['/a', '/b', '/c'];
  for (let i = 1; i <= 30; i++) {
    const path = '/derp/' + i;
    tree.put(path, 'DERProgram', audiences[i % 3]!, { href: path, mRID: '00', primacy: (i * 7) % 31 });
    tree.place('/derp', path);
  }
  const reader: Reader = ['/a', '/c'];
  const pages = [0, 6, 12, 18].flatMap((start) => tree.page('/derp', reader, { start, limit: 6, after: undefined }));
  t.is(tree.count('/derp', reader), 20);
  t.is(tree.count('/derp', undefined), 30);
  t.is(pages.length, 20);
  const ranks = pages.map((each) => (each.fields as { primacy: number }).primacy);
  t.deepEqual(
    ranks,
    [...ranks].sort((a, b) => a - b),
  );
  t.true(pages.every((each) => each.audience !== '/b'));
});

test('a resource that changes its keys, its list or its audience is found where it belongs', (t) => {
  const tree = createMemoryTree();
  tree.put('/derp', 'DERProgramList', EVERYONE, { href: '/derp' });
  for (const [i, primacy] of [5, 1].entries()) {
    tree.put('/derp/' + i, 'DERProgram', '/a', { href: '/derp/' + i, mRID: '00', primacy });
    tree.place('/derp', '/derp/' + i);
  }
  const order = (): string[] =>
    tree.page('/derp', ['/a'], { start: 0, limit: 9, after: undefined }).map((each) => each.path);
  t.deepEqual(order(), ['/derp/1', '/derp/0']);
  tree.put('/derp/0', 'DERProgram', '/a', { href: '/derp/0', mRID: '00', primacy: 0 });
  t.deepEqual(order(), ['/derp/0', '/derp/1']);
  tree.put('/derp/1', 'DERProgram', '/b', { href: '/derp/1', mRID: '00', primacy: 0 });
  t.deepEqual(order(), ['/derp/0']);
  tree.remove('/derp/0');
  t.deepEqual(order(), []);
  tree.remove('/derp');
  t.is(tree.get('/derp/1'), undefined);
});

test('a list of a million pages in bounded time, and shows a device its own entry', (t) => {
  const tree = createMemoryTree();
  tree.put('/edev', 'EndDeviceList', EVERYONE, { href: '/edev' });
  const count = 1_000_000;
  for (let i = 1; i <= count; i++) {
    // Scattered, not in order: 7919 is prime to a million.
    const sFDI = (i * 7919) % count;
    const path = '/edev/' + i;
    tree.put(path, 'EndDevice', i === 77 ? audienceOfDevice(BOB.lfdi) : EVERYONE, { href: path, sFDI });
    tree.place('/edev', path);
  }
  t.is(tree.count('/edev', [EVERYONE]), count - 1);
  const startMs = performance.now();
  for (let i = 0; i < 1000; i++) {
    const page = tree.page('/edev', [EVERYONE], { start: i * 997, limit: 255, after: undefined });
    t.is(page.length, 255);
  }
  const own = tree.page('/edev', [audienceOfDevice(BOB.lfdi)], { start: 0, limit: 255, after: undefined });
  t.deepEqual(
    own.map((each) => each.path),
    ['/edev/77'],
  );
  // Some 20 ms here; a page that looked at every item would take minutes.
  t.true(performance.now() - startMs < 5000);
});
