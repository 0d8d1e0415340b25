import test from 'ava';

import { ALICE, BOB, UtilityBench } from '../../support/utility-bench.js';

test('BASIC-002: an assignment links to the programs, the Time and the ResponseSets that go with it', (t) => {
  const bench = new UtilityBench();
  bench.server.addEndDevice(ALICE);
  const der = bench.server.addProgram({ kind: 'der', primacy: 3, description: 'Feeder' });
  const load = bench.server.addProgram({ kind: 'demand-response', primacy: 1 });
  const path = bench.server.assign(ALICE.lfdi, { description: 'Home', programs: [der, load] });
  const { document } = bench.get(path);
  t.like(document, { href: path, description: 'Home', TimeLink: { href: '/tm' } });
  t.deepEqual(document!['DERProgramListLink'], { href: path + '/derp', all: 1 });
  t.deepEqual(document!['DemandResponseProgramListLink'], { href: path + '/dr', all: 1 });
  const [program] = bench.get(path + '/derp').document!['DERProgram'];
  t.like(program, { href: der.path, primacy: 3, description: 'Feeder', mRID: der.mRID });
  t.is(bench.get(program.href).status, 200);
});

test('CORE-010: seven groups in one assignment come in the order of their primacy', (t) => {
  const bench = new UtilityBench();
  bench.server.addEndDevice(ALICE);
  const programs = [4, 1, 7, 2, 6, 3, 5].map((primacy) => bench.server.addProgram({ kind: 'der', primacy }));
  const path = bench.server.assign(ALICE.lfdi, { programs });
  const { document } = bench.get(path + '/derp?l=255');
  t.deepEqual(
    document!['DERProgram'].map((each: { primacy: number }) => each.primacy),
    [1, 2, 3, 4, 5, 6, 7],
  );
});

test('CORE-011: fifteen assignments page as one list, newest mRID first', (t) => {
  const bench = new UtilityBench();
  bench.server.addEndDevice(ALICE);
  for (let i = 0; i < 15; i++) bench.server.assign(ALICE.lfdi, { programs: [] });
  const { document } = bench.get('/edev/1/fsa?l=255');
  t.is(document!['all'], 15);
  const mRIDs = document!['FunctionSetAssignments'].map((each: { mRID: string }) => each.mRID);
  t.deepEqual(mRIDs, [...mRIDs].sort().reverse());
});

test('S-ALL-05: a program is seen by the devices that are assigned to it, with all that is below', (t) => {
  const bench = new UtilityBench();
  bench.server.addEndDevice(ALICE);
  bench.server.addEndDevice(BOB);
  const program = bench.server.addProgram({ kind: 'der', primacy: 1 });
  bench.server.assign(ALICE.lfdi, { programs: [program] });
  bench.server.setDefaultControl(program, { DERControlBase: { opModConnect: true } });
  const { home, path } = program;
  for (const target of [path, home.listPath, home.activePath, path + '/dderc', path + '/dc', home.replyTo]) {
    t.is(bench.get(target).status, 200, target);
    t.is(bench.get(target, BOB).status, 404, target);
  }
  t.is(bench.get('/derp', BOB).document!['all'], 0);
});

test('MAINT-003: a device that is moved sees its new program and not the old one', (t) => {
  const bench = new UtilityBench();
  bench.server.addEndDevice({ ...ALICE, ders: 1 });
  const old = bench.server.addProgram({ kind: 'der', primacy: 1 });
  const next = bench.server.addProgram({ kind: 'der', primacy: 1 });
  const path = bench.server.assign(ALICE.lfdi, { programs: [old] });
  t.is(bench.get('/edev/1/der/1/derp').document!['all'], 1);
  bench.server.unassign(ALICE.lfdi, old);
  bench.server.assign(ALICE.lfdi, { programs: [next] });
  t.is(bench.get(path + '/derp').document!['all'], 0);
  t.is(bench.get(old.path).status, 404);
  t.deepEqual(
    bench.get('/derp?l=9').document!['DERProgram'].map((each: { href: string }) => each.href),
    [next.path],
  );
  t.is(bench.get('/edev/1/der/1/derp').document!['DERProgram'][0].href, next.path);
});

test('an assignment of a device that is not registered is refused', (t) => {
  const bench = new UtilityBench();
  t.throws(() => bench.server.assign(ALICE.lfdi, { programs: [] }), { instanceOf: RangeError, message: /^lfdi/ });
});
