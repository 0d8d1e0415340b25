import test from 'ava';

import { ActivityLog, type LogLevel } from '../../../tools/serve/activity-log.js';
import { describeReading, describeStatus } from '../../../tools/serve/wording.js';
import { ALICE, BOB } from '../../support/utility-bench.js';

function createLog(level: LogLevel, isJson: boolean): { log: ActivityLog; lines: string[] } {
  const lines: string[] = [];
  const log = new ActivityLog({
    level,
    isJson,
    names: new Map([[ALICE.lfdi, 'thermostat']]),
    nameEvent: (mRID) => (mRID === '0F' ? 'Hot afternoon' : undefined),
    now: () => 0,
    write: (line) => lines.push(line),
  });
  return { log, lines };
}

const RESPONSE = {
  lfdi: ALICE.lfdi,
  mRID: '0F',
  eventPath: '/dr/1/edc/1',
  status: 2,
  createdS: 5,
  receivedS: 6,
  path: '/rsps/1/rsp/1',
};

test('a response is told by what it means', (t) => {
  const { log, lines } = createLog('info', false);
  log.observer().onResponse!(RESPONSE);
  log.observer().onResponse!({ ...RESPONSE, lfdi: BOB.lfdi, mRID: '0E', status: 254 });
  t.regex(lines[0]!, /thermostat +event "Hot afternoon": started\n$/);
  t.regex(lines[1]!, /BBBBB.* event "0E": refused, it was over on arrival\n$/);
});

test('--json is one object a line with the same content', (t) => {
  const { log, lines } = createLog('info', true);
  log.observer().onResponse!(RESPONSE);
  const record = JSON.parse(lines[0]!) as object;
  t.like(record, {
    kind: 'response',
    device: 'thermostat',
    lfdi: ALICE.lfdi,
    status: 2,
    meaning: 'started',
    mRID: '0F',
    name: 'Hot afternoon',
  });
});

test('an event that is published is told with its span, and by its name ever after', (t) => {
  const span = { startS: 3600, durationS: 900 };
  const text = createLog('info', false);
  text.log.onPublished('/dr/1/edc/1', '0F', span);
  t.regex(text.lines[0]!, /— +event "Hot afternoon" is published: from 01:00:00, 900 s\n$/);
  const { log, lines } = createLog('info', true);
  log.onPublished('/dr/1/edc/1', '0F', span);
  log.observer().onEventStatus!('/dr/1/edc/1', '0F', 1, 3600);
  const about = { path: '/dr/1/edc/1', mRID: '0F', name: 'Hot afternoon' };
  t.like(JSON.parse(lines[0]!), { kind: 'published', ...about, ...span });
  t.like(JSON.parse(lines[1]!), { kind: 'event', ...about, meaning: 'active' });
});

test('a request shows who, what, the outcome, octets and encoding', (t) => {
  const { log, lines } = createLog('info', false);
  const request = { method: 'PUT', target: '/edev/1/dstat', headers: [], body: new Uint8Array(7) };
  const headers = [['content-type', 'application/sep-exi; level=-S1']] as const;
  log.onRequest(request, { status: 204, headers, body: new Uint8Array(0) }, ALICE);
  log.onRequest({ ...request, body: new Uint8Array(0) }, { status: 404, headers: [], body: new Uint8Array(3) }, BOB);
  t.regex(lines[0]!, /thermostat +PUT +\/edev\/1\/dstat +204 +7 → 0 octets EXI\n$/);
  t.regex(lines[1]!, /\d{12}.* 404 +3 octets XML\n$/);
});

test('--log-level keeps back what is less', (t) => {
  const { log, lines } = createLog('warn', false);
  log.observer().onResponse!(RESPONSE);
  log.onConnected(ALICE, '[::1]:1', false);
  log.onRefused('[::1]:1', 'x509.expired');
  t.is(lines.length, 1);
  t.regex(lines[0]!, /\[::1\]:1 was refused: x509\.expired/);
});

test('readings and statuses in words', (t) => {
  t.is(describeReading({ powerOfTenMultiplier: -1, uom: 29 }, { value: 2301 }), '230.1 V');
  t.is(describeReading({ powerOfTenMultiplier: 3, uom: 38 }, { value: -2 }), '-2000 W');
  t.is(describeReading({ uom: 200 }, { value: 1 }), '1 of unit 200');
  t.is(describeReading({}, {}), 'no value');
  t.is(describeStatus(7), 'superseded');
  t.is(describeStatus(99), 'status 99');
});

test('what a peer names stays on its line and sends the terminal nothing', (t) => {
  const { log, lines } = createLog('debug', false);
  log.onRefused('[::1]:5', 'subject "\u001b[2J\r\n12:00:00  utility is down\u009b"');
  t.is(lines.length, 1);
  t.is(lines[0]!.indexOf('\n'), lines[0]!.length - 1);
  t.notRegex(lines[0]!.slice(0, -1), /\p{Cc}/u);
});
