import test from 'ava';

import { type Program } from '../../../stack/functions/program-server.js';
import { type ResponseReport } from '../../../stack/functions/server-host.js';
import { ALICE, BOB, START_S, UtilityBench } from '../../support/utility-bench.js';

const MRID = '0123456789ABCDEF0123456700009140';

interface Home {
  readonly bench: UtilityBench;
  readonly program: Program;
  readonly event: string;
  readonly reports: ResponseReport[];
}

function createHome(): Home {
  const reports: ResponseReport[] = [];
  const bench = new UtilityBench({ observer: { onResponse: (report) => reports.push(report) } });
  bench.server.addEndDevice(ALICE);
  bench.server.addEndDevice(BOB);
  const program = bench.server.addProgram({ kind: 'der', primacy: 1 });
  for (const { lfdi } of [ALICE, BOB]) bench.server.assign(lfdi, { programs: [program] });
  const control = { DERControlBase: { opModMaxLimW: 0 } };
  const event = bench.server.addEvent(program, { startS: START_S, durationS: 60, mRID: MRID, control });
  return { bench, program, event, reports };
}

const RESPONSE = {
  $element: 'DERControlResponse',
  createdDateTime: START_S,
  endDeviceLFDI: ALICE.lfdi,
  status: 1,
  subject: MRID,
};

test('CORE-022: a response is taken at replyTo, 201 with Location, and reported', (t) => {
  const { bench, event, reports } = createHome();
  const { replyTo } = bench.get(event).document!;
  const answer = bench.post(replyTo, RESPONSE);
  t.is(answer.status, 201);
  t.like(bench.get(answer.location!).document, { ...RESPONSE, href: answer.location });
  const report = { lfdi: ALICE.lfdi, mRID: MRID, eventPath: event, status: 1, createdS: START_S, receivedS: START_S };
  t.deepEqual(reports, [{ ...report, path: answer.location! }]);
});

test('responses: newest first, each device its own', (t) => {
  const { bench, program } = createHome();
  const { replyTo } = program.home;
  for (const status of [1, 2, 3]) bench.post(replyTo, { ...RESPONSE, status, createdDateTime: START_S + status });
  bench.post(replyTo, { ...RESPONSE, endDeviceLFDI: BOB.lfdi }, BOB);
  const { document } = bench.get(replyTo + '?l=9');
  t.is(document!['all'], 3);
  t.deepEqual(
    document!['Response'].map((each: { status: number }) => each.status),
    [3, 2, 1],
  );
  t.is(document!['Response'][0].$type, 'DERControlResponse');
  t.is(bench.get(replyTo, BOB).document!['all'], 1);
  t.is(bench.server.responses(program).length, 4);
});

test('S-ALL-57: a response that is untrue is 400 with reason 1', (t) => {
  const { bench, program, reports } = createHome();
  const { replyTo } = program.home;
  const other = bench.server.addProgram({ kind: 'der', primacy: 1 });
  bench.server.assign(ALICE.lfdi, { programs: [other] });
  const without: Record<string, unknown> = { ...RESPONSE };
  delete without['status'];
  const cases: [why: string, target: string, document: object][] = [
    ['no such event', replyTo, { ...RESPONSE, subject: '00000000000000000000000000000001' }],
    ['another device', replyTo, { ...RESPONSE, endDeviceLFDI: BOB.lfdi }],
    ['no status of the standard', replyTo, { ...RESPONSE, status: 15 }],
    ['reserved status', replyTo, { ...RESPONSE, status: 0 }],
    ['without status', replyTo, without],
    ['the type of another function set', replyTo, { ...RESPONSE, $element: 'DrResponse' }],
    ['no response', replyTo, { $element: 'DERStatus', readingTime: 1 }],
    ['another program', other.home.replyTo, RESPONSE],
  ];
  for (const [why, target, document] of cases) {
    const answer = bench.post(target, document);
    t.is(answer.status, 400, why);
    t.is(answer.document!['reasonCode'], 1, why);
  }
  t.deepEqual(reports, []);
});

test('the plain Response answers any event', (t) => {
  const { bench, program } = createHome();
  t.is(bench.post(program.home.replyTo, { ...RESPONSE, $element: 'Response' }).status, 201);
});

test('every status of the 2018 edition is taken', (t) => {
  const { bench, program } = createHome();
  for (const status of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 252, 253, 254]) {
    t.is(bench.post(program.home.replyTo, { ...RESPONSE, status }).status, 201, String(status));
  }
});

test('S-ALL-42: a late response to an event that has left its list is still taken, until keepSubjectS', (t) => {
  const { bench, program, event, reports } = createHome();
  bench.server.cancelEvent(event);
  const { keepEndedS, keepSubjectS } = bench.server.config;
  bench.nowS = START_S + 60 + keepEndedS;
  t.is(bench.get(event).status, 404);
  t.is(bench.post(program.home.replyTo, { ...RESPONSE, status: 6 }).status, 201);
  t.is(reports[0]!.eventPath, undefined);
  bench.nowS += keepSubjectS;
  t.is(bench.post(program.home.replyTo, { ...RESPONSE, status: 6 }).status, 400);
});

test('DrResponse answers an EndDeviceControl', (t) => {
  const { bench } = createHome();
  const program = bench.server.addProgram({ kind: 'demand-response', primacy: 1 });
  bench.server.assign(ALICE.lfdi, { programs: [program] });
  const control = { Offset: { coolingOffset: 20 } };
  const event = bench.server.addEvent(program, { startS: START_S, durationS: 60, control });
  const { mRID, replyTo } = bench.get(event).document!;
  const response = {
    $element: 'DrResponse',
    endDeviceLFDI: ALICE.lfdi,
    status: 2,
    subject: mRID,
    Offset: { coolingOffset: 20 },
  };
  t.is(bench.post(replyTo, response).status, 201);
  t.is(bench.get(replyTo).document!['Response'][0].$type, 'DrResponse');
});
