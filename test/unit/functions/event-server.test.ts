import test from 'ava';

import { type EventSpec } from '../../../stack/functions/event-spec.js';
import { type Program } from '../../../stack/functions/program-server.js';
import { ALICE, BOB, START_S, UtilityBench } from '../../support/utility-bench.js';

interface Home {
  readonly bench: UtilityBench;
  readonly program: Program;
  readonly other: Program;
  readonly statuses: (readonly [path: string, status: number])[];
}

function createHome(): Home {
  const statuses: [string, number][] = [];
  const onEventStatus = (path: string, _: string, status: number): number => statuses.push([path, status]);
  const bench = new UtilityBench({ observer: { onEventStatus } });
  bench.server.addEndDevice(ALICE);
  bench.server.addEndDevice(BOB);
  const program = bench.server.addProgram({ kind: 'der', primacy: 5 });
  const other = bench.server.addProgram({ kind: 'der', primacy: 2 });
  bench.server.assign(ALICE.lfdi, { programs: [program, other] });
  return { bench, program, other, statuses };
}

function event(startS: number, durationS: number, more: Partial<EventSpec> = {}): EventSpec {
  return { startS, durationS, control: { DERControlBase: { opModMaxLimW: 5000 } }, ...more };
}

function statusOf(bench: UtilityBench, path: string): Record<string, unknown> {
  return bench.get(path).document!['EventStatus'];
}

function activeOf(bench: UtilityBench, program: Program): string[] {
  const { document } = bench.get(program.home.activePath + '?l=255');
  return (document!['DERControl'] ?? []).map((each: { href: string }) => each.href);
}

test('an event that is over may be published while its list would keep it, and not after (late arrival)', (t) => {
  const { bench, program } = createHome();
  t.is(statusOf(bench, bench.server.addEvent(program, event(START_S - 900, 301)))['currentStatus'], 1);
  t.throws(() => bench.server.addEvent(program, event(START_S - 900, 300)), { message: /startS: .* gone/ });
});

test('an event is scheduled, active from its start, and gone from the active list at its end', (t) => {
  const { bench, program, statuses } = createHome();
  const path = bench.server.addEvent(program, event(START_S + 60, 120));
  t.deepEqual(statusOf(bench, path), { currentStatus: 0, dateTime: START_S, potentiallySuperseded: false });
  t.deepEqual(activeOf(bench, program), []);
  bench.nowS = START_S + 60;
  t.deepEqual(statusOf(bench, path), { currentStatus: 1, dateTime: START_S + 60, potentiallySuperseded: false });
  t.deepEqual(activeOf(bench, program), [path]);
  bench.nowS = START_S + 179.9;
  t.deepEqual(activeOf(bench, program), [path]);
  bench.nowS = START_S + 180;
  t.deepEqual(activeOf(bench, program), []);
  t.is(bench.get(program.home.listPath + '?l=9').document!['results'], 1);
  t.deepEqual(statuses, [[path, 1]]);
});

test('an event that is over leaves its list after keepEndedS', (t) => {
  const { bench, program } = createHome();
  const path = bench.server.addEvent(program, event(START_S, 120));
  bench.nowS = START_S + 120 + bench.server.config.keepEndedS - 1;
  t.is(bench.get(path).status, 200);
  bench.nowS++;
  t.is(bench.get(path).status, 404);
  t.is(bench.get(program.home.listPath).document!['all'], 0);
});

test('an event that is published after its start is active at once', (t) => {
  const { bench, program } = createHome();
  const path = bench.server.addEvent(program, event(START_S - 60, 120));
  t.is(statusOf(bench, path)['currentStatus'], 1);
  t.deepEqual(activeOf(bench, program), [path]);
});

test('cancel: status 2, out of the active list, and still in the list to be seen', (t) => {
  const { bench, program, statuses } = createHome();
  const path = bench.server.addEvent(program, event(START_S, 600));
  bench.nowS = START_S + 100;
  t.true(bench.server.cancelEvent(path, { reason: 'Grid is fine again' }));
  t.deepEqual(statusOf(bench, path), {
    currentStatus: 2,
    dateTime: START_S + 100,
    potentiallySuperseded: false,
    reason: 'Grid is fine again',
  });
  t.deepEqual(activeOf(bench, program), []);
  t.false(bench.server.cancelEvent(path));
  t.deepEqual(statuses, [
    [path, 1],
    [path, 2],
  ]);
});

test('cancel with randomisation: status 3', (t) => {
  const { bench, program } = createHome();
  const path = bench.server.addEvent(program, event(START_S, 600, { randomizeDurationS: -30 }));
  t.true(bench.server.cancelEvent(path, { isRandomized: true }));
  t.is(statusOf(bench, path)['currentStatus'], 3);
});

test('cancel: an event that is over, or was never there, stays as it is', (t) => {
  const { bench, program } = createHome();
  const path = bench.server.addEvent(program, event(START_S, 60));
  bench.nowS = START_S + 60;
  t.false(bench.server.cancelEvent(path));
  t.false(bench.server.cancelEvent('/derp/9/derc/9'));
});

test('rule 8: nothing of an event changes but its EventStatus', (t) => {
  const { bench, program } = createHome();
  const path = bench.server.addEvent(program, event(START_S + 60, 120, { description: 'Peak', randomizeStartS: 30 }));
  const strip = (): object => ({ ...bench.get(path).document, EventStatus: undefined });
  const published = strip();
  bench.nowS = START_S + 90;
  t.deepEqual(strip(), published);
  bench.server.addEvent(program, event(START_S + 100, 60));
  t.deepEqual(strip(), published);
  bench.server.cancelEvent(path);
  t.deepEqual(strip(), published);
});

test('a clock that jumps forward finds every status right at once', (t) => {
  const { bench, program } = createHome();
  const paths = [0, 1, 2, 3].map((hour) => bench.server.addEvent(program, event(START_S + hour * 3600 + 60, 3540)));
  bench.nowS = START_S + 2 * 3600 + 600;
  t.deepEqual(activeOf(bench, program), [paths[2]!]);
  t.is(bench.get(paths[0]!).status, 404);
  t.is(statusOf(bench, paths[3]!)['currentStatus'], 0);
});

test('a clock that jumps back makes a started event scheduled again', (t) => {
  const { bench, program } = createHome();
  const path = bench.server.addEvent(program, event(START_S + 60, 120));
  bench.nowS = START_S + 100;
  t.deepEqual(activeOf(bench, program), [path]);
  bench.nowS = START_S + 10;
  t.deepEqual(activeOf(bench, program), []);
  t.is(statusOf(bench, path)['currentStatus'], 0);
  bench.nowS = START_S + 60;
  t.deepEqual(activeOf(bench, program), [path]);
});

test('potentiallySuperseded: the lower primacy value outranks, across programs with a device in common', (t) => {
  const { bench, program, other } = createHome();
  const weak = bench.server.addEvent(program, event(START_S + 60, 600));
  bench.nowS = START_S + 5;
  const strong = bench.server.addEvent(other, event(START_S + 300, 600));
  t.is(statusOf(bench, weak)['potentiallySuperseded'], true);
  t.is(statusOf(bench, weak)['potentiallySupersededTime'], START_S + 5);
  t.is(statusOf(bench, strong)['potentiallySuperseded'], false);
  bench.server.cancelEvent(strong);
  t.is(statusOf(bench, weak)['potentiallySuperseded'], false);
  t.is(statusOf(bench, weak)['potentiallySupersededTime'], undefined);
});

test('potentiallySuperseded: at equal primacy the newer event outranks', (t) => {
  const { bench, program } = createHome();
  const older = bench.server.addEvent(program, event(START_S + 60, 600));
  bench.nowS = START_S + 1;
  const newer = bench.server.addEvent(program, event(START_S + 60, 600));
  t.is(statusOf(bench, older)['potentiallySuperseded'], true);
  t.is(statusOf(bench, newer)['potentiallySuperseded'], false);
});

test('potentiallySuperseded: not by another mode, a touching event, other categories or programs without common device', (t) => {
  const { bench, program } = createHome();
  const path = bench.server.addEvent(program, event(START_S + 60, 60, { deviceCategory: '00000001' }));
  bench.nowS = START_S + 1;
  bench.server.addEvent(program, event(START_S + 60, 60, { control: { DERControlBase: { opModConnect: true } } }));
  bench.server.addEvent(program, event(START_S + 120, 60));
  bench.server.addEvent(program, event(START_S, 60));
  bench.server.addEvent(program, event(START_S + 60, 60, { deviceCategory: '00000002' }));
  const far = bench.server.addProgram({ kind: 'der', primacy: 0 });
  bench.server.assign(BOB.lfdi, { programs: [far] });
  bench.server.addEvent(far, event(START_S + 60, 60));
  t.is(statusOf(bench, path)['potentiallySuperseded'], false);
});

test('an event carries what the schema asks: version, creationTime, a random mRID with the PEN, where to answer', (t) => {
  const bench = new UtilityBench({ config: { pen: 37244 } });
  bench.server.addEndDevice(ALICE);
  const program = bench.server.addProgram({ kind: 'demand-response', primacy: 1 });
  bench.server.assign(ALICE.lfdi, { programs: [program] });
  const spec = { startS: START_S, durationS: 60, control: { DutyCycle: { normalValue: 50 } } };
  const document = bench.get(bench.server.addEvent(program, spec)).document!;
  t.regex(document['mRID'], /^[0-9A-F]{24}0000917C$/);
  t.is(document['creationTime'], START_S);
  t.is(document['version'], 0);
  t.is(document['replyTo'], program.home.replyTo);
  t.is(document['responseRequired'], '03');
  t.not(document['mRID'], bench.get(bench.server.addEvent(program, spec)).document!['mRID']);
});

test('an event that the schema could not carry is refused by name', (t) => {
  const { bench, program } = createHome();
  const cases: [Partial<EventSpec>, RegExp][] = [
    [{ durationS: 0 }, /^durationS/],
    [{ startS: -1 }, /^startS/],
    [{ randomizeStartS: 3601 }, /^randomizeStartS/],
    [{ randomizeDurationS: -3601 }, /^randomizeDurationS/],
    [{ responseRequired: 8 }, /^responseRequired/],
    [{ mRID: 'abc' }, /^mRID/],
    [{ description: 'x'.repeat(33) }, /^description/],
  ];
  for (const [more, message] of cases) {
    t.throws(() => bench.server.addEvent(program, event(START_S, 60, more)), { instanceOf: RangeError, message });
  }
  const control = { DERControlBase: { opModMaxLimW: 'much' } };
  t.throws(() => bench.server.addEvent(program, event(START_S, 60, { control })), { message: /opModMaxLimW/ });
  t.is(bench.get(program.home.listPath).document!['all'], 0);
  const mRID = '0123456789ABCDEF0123456789ABCDEF';
  bench.server.addEvent(program, event(START_S, 60, { mRID }));
  t.throws(() => bench.server.addEvent(program, event(START_S, 60, { mRID })), { message: /^mRID/ });
});

test('a program that is withdrawn takes its events along', (t) => {
  const { bench, program } = createHome();
  const path = bench.server.addEvent(program, event(START_S, 600));
  bench.server.removeProgram(program);
  t.is(bench.get(path).status, 404);
  t.is(bench.get(program.path).status, 404);
  t.is(bench.get('/derp?l=9').document!['results'], 1);
  bench.nowS = START_S + 100000;
  t.notThrows(() => bench.server.advance());
});
