/** `sep2 serve` and `sep2 device --server` as two processes on loopback: every kind, every option, every refusal. */

import test from 'ava';

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { DEVICE_KINDS } from '../../../tools/sim/scenario/read-devices.js';
import { type LogLine, type Sep2Process, startSep2 } from '../../support/sep2-process.js';
import { makePki, removePki, SEP2, type ServeProcess, startServe } from '../../support/serve-process.js';

let pki: string;

test.before(() => {
  pki = makePki();
});
test.after.always(() => removePki(pki));

function device(serve: ServeProcess, kind: string, ...more: readonly string[]): Sep2Process {
  return deviceOf(pki, serve, kind, ...more);
}

function deviceOf(folder: string, serve: ServeProcess, kind: string, ...more: readonly string[]): Sep2Process {
  const credential = ['--cert', join(folder, `${kind}.cert.pem`), '--key', join(folder, `${kind}.key.pem`)];
  const trust = more.includes('--ca') ? [] : ['--ca', join(folder, 'root.cert.pem')];
  return startSep2('device', kind, '--server', `${serve.origin}/dcap`, ...credential, ...trust, '--json', ...more);
}

function responses(serve: ServeProcess, kind: string): unknown[] {
  const said = serve.lines.filter((line) => line['kind'] === 'response' && line['device'] === kind);
  return said.map((line) => line['status']);
}

const followed = (line: LogLine): boolean => line['code'] === 'session.following';

test.serial(
  'each kind with events receives, starts and completes one, and ends with 0; the meter reports',
  async (t) => {
    t.timeout(60_000);
    const serve = await startServe(pki, '--event-seconds', '14', '--poll-rate', '2', '--post-rate', '2');
    t.teardown(() => serve.stop());
    const variants: Record<string, string[]> = {
      thermostat: [],
      'water-heater': ['--encoding', 'xml'],
      'ev-charger': ['--crypto', 'node'],
      inverter: ['--limits', 'host'],
      meter: [],
    };
    t.deepEqual(Object.keys(variants).sort(), [...DEVICE_KINDS].sort());
    const running = Object.entries(variants).map(([kind, more]) => {
      const until = kind === 'meter' ? [] : ['--until', 'completed', '--for', '40'];
      return { kind, process: device(serve, kind, ...until, ...more) };
    });
    for (const { kind, process } of running) {
      if (kind === 'meter') continue;
      t.is(await process.ended, 0, kind + process.errors);
      t.deepEqual(responses(serve, kind), [1, 2, 3], kind);
    }
    const meter = running.find(({ kind }) => kind === 'meter')!.process;
    t.is(await meter.stop(), 0, 'SIGTERM ends a device with 0');
    const readings = serve.lines.filter((line) => line['kind'] === 'reading' && line['device'] === 'meter');
    t.true(readings.length >= 4);
    for (const kind of ['thermostat', 'water-heater']) {
      const requests = serve.lines.filter((line) => line['kind'] === 'request' && line['device'] === kind);
      const media = new Set(requests.filter((line) => line['received'] !== 0).map((line) => line['media']));
      t.deepEqual([...media], [kind === 'thermostat' ? 'EXI' : 'XML'], kind);
    }
    for (const { process } of running) t.is(process.errors, '');
  },
);

test.serial('IEEE 2030.5-2018 §10.6: a server that shows another PIN is not followed', async (t) => {
  t.timeout(60_000);
  const serve = await startServe(pki);
  t.teardown(() => serve.stop());
  const wrong = device(serve, 'thermostat', '--pin', '111115', '--until', 'following', '--for', '6');
  const line = await wrong.line((each) => each['code'] === 'session.wrong-pin');
  t.is(line['level'], 'error');
  t.is(await wrong.ended, 3);
  t.false(wrong.lines.some(followed));
  t.deepEqual(responses(serve, 'thermostat'), []);
  const registrations = JSON.parse(execFileSync('cat', [join(pki, 'registrations.json')], { encoding: 'utf8' })) as {
    holders: { name: string; pin: number }[];
  };
  const { pin } = registrations.holders.find(({ name }) => name === 'thermostat')!;
  const right = device(serve, 'thermostat', '--pin', String(pin).padStart(6, '0'), '--until', 'started', '--for', '30');
  t.is(await right.ended, 0, right.errors);
});

test.serial(
  'a device of another PKI is refused by the server, a server of another PKI by the device: both say why',
  async (t) => {
    t.timeout(60_000);
    const serve = await startServe(pki);
    t.teardown(() => serve.stop());
    const other = makePki();
    t.teardown(() => removePki(other));
    execFileSync(process.execPath, [SEP2, 'pki', '--out', other, '--seed', '12', '--force']);
    const limit = ['--until', 'following', '--for', '8'];
    // It trusts the server, and is a stranger to it.
    const stranger = deviceOf(other, serve, 'meter', '--ca', join(pki, 'root.cert.pem'), ...limit);
    // It is known to the server, and does not trust it.
    const doubter = device(serve, 'meter', '--ca', join(other, 'root.cert.pem'), ...limit);
    t.is(await stranger.ended, 3);
    t.is(await doubter.ended, 3);
    await serve.stop();
    t.false([...stranger.lines, ...doubter.lines].some(followed));
    const doubt = doubter.lines.find((line) => line['code'] === 'session.no-capability')!;
    t.regex(String(doubt['error']), /x509\.(unknown-authority|bad-signature)/);
    const refused = stranger.lines.find((line) => line['code'] === 'session.no-capability')!;
    t.regex(String(refused['error'] ?? refused['failure']), /alert|closed|reset|ended/);
    const reasons = serve.lines.filter((line) => line['kind'] === 'tls-refused').map((line) => String(line['reason']));
    t.true(
      reasons.some((reason) => /x509\.(unknown-authority|bad-signature)/.test(reason)),
      reasons.join('\n'),
    );
    t.true(
      reasons.some((reason) => /alert unknown ca|bad certificate|unknown_ca/i.test(reason)),
      reasons.join('\n'),
    );
    t.false(serve.lines.some((line) => line['kind'] === 'request'));
  },
);

test.serial('nobody listens: the device says so, keeps trying, and --until ends with 3', async (t) => {
  t.timeout(60_000);
  const serve = await startServe(pki);
  await serve.stop();
  const lonely = device(serve, 'meter', '--until', 'connected', '--for', '7');
  const line = await lonely.line((each) => each['code'] === 'session.no-capability');
  t.is(line['failure'], 'refused');
  t.is(await lonely.ended, 3);
});

test.serial('SIGINT and SIGTERM end each with 0, in the middle of an event as well', async (t) => {
  t.timeout(60_000);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const serve = await startServe(pki, '--log-level', 'debug');
    const heater = device(serve, 'water-heater');
    await heater.line((line) => line['code'] === 'event.started');
    t.is(await heater.stop(signal), 0);
    // stop sends SIGTERM: a second one of the same kind would end the process where it stands.
    if (signal !== 'SIGTERM') serve.child.kill(signal);
    t.is(await serve.stop(), 0);
    t.true(
      serve.lines.some((line) => line['kind'] === 'disconnected'),
      'the device has left in order',
    );
  }
});
