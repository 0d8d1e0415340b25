/** A server that dies in the middle of an event: SIGKILL, and after it another at the same address with the same event. */

import test from 'ava';

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Sep2Process, startSep2 } from '../../support/sep2-process.js';
import { makePki, removePki } from '../../support/serve-process.js';

const M_RID = '0123456789ABCDEF0123456700009F1C';
/** The event begins so long after the first server does, and lasts so long, seconds. */
const BEGIN_S = 3;
const LENGTH_S = 14;

let pki: string;

test.before(() => {
  pki = makePki();
});
test.after.always(() => removePki(pki));

/** The same event for a server that starts `elapsedS` after the first: its times are counted from the first's start. */
function writeScenario(elapsedS: number): string {
  const file = join(pki, `elapsed-${elapsedS}.yaml`);
  const start = new Date(Date.UTC(2026, 6, 15, 0, 1, elapsedS)).toISOString().slice(0, 19);
  writeFileSync(
    file,
    `name: killed server
start: ${start}+00:00
duration: 1h
devices: [{ kind: thermostat }]
servers:
  - name: utility
    pollRate: 2s
    programs:
      - kind: drlc
        name: Peak
        mRID: ${M_RID.replace('0', 'F')}
        primacy: 1
        events:
          - { name: Peak, mRID: ${M_RID}, at: '00:01:0${BEGIN_S}', duration: ${LENGTH_S}s, control: { loadReductionPercent: 50 } }
`,
  );
  return file;
}

function serve(port: number, elapsedS: number): Sep2Process {
  const scenario = ['--scenario', writeScenario(elapsedS), '--post-rate', '2'];
  return startSep2('serve', '--pki', pki, '--listen', `[::1]:${port}`, '--json', ...scenario);
}

function responses(server: Sep2Process): unknown[] {
  return server.lines.filter((line) => line['kind'] === 'response').map((line) => [line['mRID'], line['status']]);
}

test('a device whose server dies in the middle of an event finishes it and tells the server that comes after', async (t) => {
  t.timeout(60_000);
  const first = serve(0, 0);
  const listening = await first.line((line) => line['kind'] === 'listening');
  const startedMs = Date.now();
  const port = Number(listening['port']);
  const credential = ['--cert', join(pki, 'thermostat.cert.pem'), '--key', join(pki, 'thermostat.key.pem')];
  const trust = ['--ca', join(pki, 'root.cert.pem'), '--json'];
  const url = `https://[::1]:${port}/dcap`;
  const device = startSep2(
    ...['device', 'thermostat', '--server', url, ...credential, ...trust, '--until', 'completed', '--for', '45'],
  );
  t.teardown(() => device.child.kill('SIGKILL'));
  await device.line((line) => line['code'] === 'response.posted' && line['status'] === 2);
  t.is(await first.stop('SIGKILL'), null);
  t.deepEqual(responses(first), [
    [M_RID, 1],
    [M_RID, 2],
  ]);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const second = serve(port, Math.round((Date.now() - startedMs) / 1000));
  t.teardown(() => second.child.kill('SIGKILL'));
  t.is(await device.ended, 0, JSON.stringify(device.lines.slice(-5)) + device.errors);
  t.true(Date.now() - startedMs >= (BEGIN_S + LENGTH_S - 2) * 1000, 'not before its time');
  t.deepEqual(responses(second), [[M_RID, 3]], 'received and started are not told twice');
  t.is(await second.stop(), 0);
  // The mirror is gone with the first server: it is defined again, whether or not the event ended before.
  t.is(device.errors + second.errors, '');
});
