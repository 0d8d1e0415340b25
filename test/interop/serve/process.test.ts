import test, { type ExecutionContext } from 'ava';

import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';

import { CIPHERS } from '../../../tools/serve/tls-listener.js';
import { curl, makePki, removePki, SEP2, type ServeProcess, startServe } from '../../support/serve-process.js';

let pki: string;

/** Starts a server that ends with its test, whatever comes of it. */
async function startFor(t: ExecutionContext, ...args: [string, ...string[]]): Promise<ServeProcess> {
  const serve = await startServe(...args);
  t.teardown(() => serve.stop());
  return serve;
}

test.before(() => {
  pki = makePki();
});
test.after.always(() => removePki(pki));

/** Asks on one TLS connection and gives the answer's octets, whether the session was resumed, and the session. */
function ask(port: number, session?: Buffer): Promise<{ text: string; isResumed: boolean; session: Buffer }> {
  return new Promise((resolve, reject) => {
    let last = session;
    let text = '';
    const socket: TLSSocket = connect({
      host: '::1',
      port,
      cert: readFileSync(join(pki, 'meter.cert.pem')),
      key: readFileSync(join(pki, 'meter.key.pem')),
      ca: readFileSync(join(pki, 'root.cert.pem')),
      ciphers: CIPHERS,
      maxVersion: 'TLSv1.2',
      checkServerIdentity: () => undefined,
      ...(session === undefined ? {} : { session }),
    });
    socket.on('session', (data) => (last = data));
    socket.on('error', reject);
    socket.on('secureConnect', () => {
      socket.write('GET /edev?l=1 HTTP/1.1\r\nHost: [::1]\r\nConnection: close\r\n\r\n');
    });
    socket.on('data', (octets) => (text += octets.toString('latin1')));
    socket.on('end', () => resolve({ text, isResumed: socket.isSessionReused(), session: last! }));
  });
}

test.serial('--json says where it listens on its first line; SIGTERM ends it with 0', async (t) => {
  const serve = await startFor(t, pki);
  const listening = serve.lines.find((line) => line['kind'] === 'listening')!;
  t.is(listening['url'], `${serve.origin}/dcap`);
  t.is(await serve.stop(), 0);
});

test.serial('a session is resumed and its device is still known', async (t) => {
  const serve = await startFor(t, pki, '--log-level', 'debug');
  const first = await ask(serve.port);
  const second = await ask(serve.port, first.session);
  await serve.stop();
  t.false(first.isResumed);
  t.true(second.isResumed);
  const der = readFileSync(join(pki, 'meter.cert.der'));
  const lfdi = createHash('sha256').update(der).digest('hex').slice(0, 40).toUpperCase();
  t.regex(first.text, new RegExp(lfdi));
  t.is(second.text, first.text);
  const connected = serve.lines.filter((line) => line['kind'] === 'connected');
  t.deepEqual(
    connected.map((line) => [line['device'], line['isResumed']]),
    [
      ['meter', false],
      ['meter', true],
    ],
  );
});

test.serial('a device of another authority, a self-signed one and one without certificate are refused', async (t) => {
  const serve = await startFor(t, pki);
  const folder = makePki();
  const other = join(folder, 'other');
  execFileSync(process.execPath, [SEP2, 'pki', '--out', other, '--seed', '12']);
  const key = join(folder, 'self.key.pem');
  const certificate = join(folder, 'self.cert.pem');
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const subject = ['-subj', '/CN=thermostat', '-days', '1'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', certificate], {
    stdio: 'pipe',
  });
  t.truthy(new X509Certificate(readFileSync(certificate)));
  const root = ['--cacert', join(pki, 'root.cert.pem')];
  t.throws(() => curl(other, 'meter', `${serve.origin}/dcap`, ...root));
  t.throws(() => curl(folder, 'self', `${serve.origin}/dcap`, ...root));
  const bare = ['-sS', '-g', '-k', '--tls-max', '1.2', '--ciphers', CIPHERS, `${serve.origin}/dcap`];
  await t.throwsAsync(promisify(execFile)('curl', bare));
  t.is(curl(pki, 'meter', `${serve.origin}/dcap`).status, 200);
  await serve.stop();
  removePki(folder);
  const reasons = serve.lines.filter((line) => line['kind'] === 'tls-refused').map((line) => line['reason']);
  t.is(reasons.length, 3);
  t.regex(String(reasons[0]), /x509\.(unknown-authority|bad-signature)/);
  t.regex(String(reasons[1]), /x509\./);
  t.regex(String(reasons[2]), /no certificate/);
});

test.serial('TLS 1.3, TLS 1.1 and other cipher suites are refused', async (t) => {
  const serve = await startFor(t, pki);
  const credentials = ['--cert', join(pki, 'meter.cert.pem'), '--key', join(pki, 'meter.key.pem'), '-k', '-g', '-sS'];
  const url = `${serve.origin}/dcap`;
  for (const wrong of [
    ['--tlsv1.3', '--tls-max', '1.3'],
    ['--tls-max', '1.1', '--ciphers', 'DEFAULT:@SECLEVEL=0'],
    ['--tls-max', '1.2', '--ciphers', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
  ]) {
    t.not(spawnSync('curl', [...credentials, ...wrong, url]).status, 0, wrong.join(' '));
  }
  await serve.stop();
});

test.serial('S-OPT-01: --no-in-band refuses a device that registers itself, and without it one may', async (t) => {
  const { holders } = JSON.parse(readFileSync(join(pki, 'registrations.json'), 'utf8')) as {
    holders: { name: string; sfdi: number }[];
  };
  // The one holder that is no device of the default home.
  const { sfdi } = holders.find(({ name }) => name === 'server')!;
  const device = `<EndDevice xmlns="urn:ieee:std:2030.5:ns"><sFDI>${sfdi}</sFDI><changedTime>1</changedTime></EndDevice>`;
  const post = ['-d', device, '-H', 'Content-Type: application/sep+xml'];
  const closed = await startFor(t, pki, '--no-in-band');
  t.is(curl(pki, 'server', `${closed.origin}/edev`, ...post).status, 403);
  const open = await startFor(t, pki);
  const made = curl(pki, 'server', `${open.origin}/edev`, ...post);
  t.is(made.status, 201);
  t.is(curl(pki, 'server', `${open.origin}${made.headers.get('location')}`).status, 200);
});

test.serial('--poll-rate and --post-rate reach the resources', async (t) => {
  const serve = await startFor(t, pki, '--poll-rate', '7', '--post-rate', '9');
  t.regex(curl(pki, 'meter', `${serve.origin}/dcap`).body.toString(), /pollRate="7"/);
  t.regex(curl(pki, 'meter', `${serve.origin}/edev`).body.toString(), /<postRate>9</);
  await serve.stop();
});

test.serial('--scenario serves the programmes of the file, and the log names the devices', async (t) => {
  const serve = await startFor(t, pki, '--scenario', 'default');
  const programs = curl(pki, 'inverter', `${serve.origin}/derp?l=9`).body.toString();
  t.regex(programs, /<description>Feed-in</);
  await serve.stop();
  t.is(serve.lines.at(-1)!['device'], 'inverter');
});

test.serial('what cannot be used is said with exit code 1, a wrong command line with 2', (t) => {
  const run = (...args: string[]): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, [SEP2, 'serve', ...args], { encoding: 'utf8' });
  const missing = run('--pki', join(pki, 'nothing'));
  t.is(missing.status, 1);
  t.regex(String(missing.stderr), /nothing/);
  const address = run('--pki', pki, '--listen', 'here');
  t.is(address.status, 2);
  t.regex(String(address.stderr), /expected host:port/);
  t.is(run('--pki', pki, '--listen', '192.0.2.1:1').status, 1);
});
