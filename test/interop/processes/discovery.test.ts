/**
 * Two processes on two machines with a cable between them: `sep2 serve --advertise` and `sep2 device --discover`, over
 * IPv6 sockets and multicast DNS-SD, in network namespaces of this test's own. Needs what tools/setup installs.
 */

import anyTest, { type TestFn } from 'ava';

import { NetworkStage } from '../../support/network-stage.js';
import { Sep2Process } from '../../support/sep2-process.js';
import { makePki, removePki, SEP2 } from '../../support/serve-process.js';

interface Context {
  readonly pki: string;
  readonly stage: NetworkStage;
}

const test = anyTest as TestFn<Context>;

/** Without these the link has its link-local addresses alone, as a home has without a router. */
const NO_GLOBAL_ADDRESSES = `
ip -6 addr del 2001:db8::1/64 dev utility0
ip addr del 192.0.2.1/24 dev utility0
on_device ip -6 addr del 2001:db8::2/64 dev device0
on_device ip addr del 192.0.2.2/24 dev device0
until ip -6 addr show dev utility0 scope link | grep -q fe80 && on_device ip -6 addr show dev device0 scope link | grep -q fe80
do sleep 0.02; done
`;

/** Unique local addresses beside the others. */
const LOCAL_ADDRESSES = `
ip addr add fd00:5e9::1/64 dev utility0 nodad
on_device ip addr add fd00:5e9::2/64 dev device0 nodad
`;

async function setUp(t: { context: Context }, script: string): Promise<Context> {
  const context = { pki: makePki(), stage: await NetworkStage.start(script) };
  t.context = context;
  return context;
}

test.afterEach.always(async (t) => {
  await t.context.stage?.stop();
  if (t.context.pki !== undefined) removePki(t.context.pki);
});

function serve({ stage, pki }: Context, ...more: readonly string[]): Sep2Process {
  const args = ['serve', '--pki', pki, '--advertise', '--json', '--poll-rate', '2', ...more];
  // The process id inside the stage, for `terminate`.
  const script = 'echo $$ > /run/serve.pid; exec "$0" "$@"';
  return new Sep2Process(stage.spawn('utility', 'sh', ['-c', script, process.execPath, SEP2, ...args]));
}

async function terminate(stage: NetworkStage): Promise<void> {
  await stage.run('utility', 'sh', ['-c', 'kill -TERM $(cat /run/serve.pid)']);
}

function device({ stage, pki }: Context, kind: string, ...more: readonly string[]): Sep2Process {
  const credential = ['--cert', `${pki}/${kind}.cert.pem`, '--key', `${pki}/${kind}.key.pem`];
  const args = ['device', kind, '--discover', '--ca', `${pki}/root.cert.pem`, ...credential, '--json', ...more];
  return new Sep2Process(stage.spawn('device', process.execPath, [SEP2, ...args]));
}

test.serial('serve --advertise and device --discover find each other over IPv6 and finish an event', async (t) => {
  t.timeout(60_000);
  const context = await setUp(t, LOCAL_ADDRESSES);
  const server = serve(context, '--listen', '[::]:8443', '--event-seconds', '12');
  await server.line((line) => line['kind'] === 'listening');
  const thermostat = device(context, 'thermostat', '--until', 'completed', '--for', '45');
  const inverter = device(context, 'inverter', '--until', 'completed', '--for', '45');
  t.is(await thermostat.ended, 0, thermostat.errors);
  t.is(await inverter.ended, 0, inverter.errors);
  for (const [kind, { lines }] of [
    ['thermostat', thermostat],
    ['inverter', inverter],
  ] as const) {
    const found = lines.find((line) => line['code'] === 'discovery.found')!;
    t.regex(String(found['address']), /:/, `${kind} dials IPv6`);
    t.is(found['tlsPort'], 8443);
    t.is(found['dcap'], '/dcap');
    const statuses = server.lines
      .filter((line) => line['kind'] === 'response' && line['device'] === kind)
      .map((line) => line['status']);
    t.deepEqual(statuses, [1, 2, 3], `${kind}: received, started, completed, each once`);
  }
  await terminate(context.stage);
  t.is(await server.ended, 0);
  t.is(server.errors, '');
});

test.serial(
  'a link with link-local addresses alone is enough: the scope is the interface it was heard on',
  async (t) => {
    t.timeout(60_000);
    const context = await setUp(t, NO_GLOBAL_ADDRESSES);
    const server = serve(context, '--listen', '[::]:8443', '--event-seconds', '8');
    await server.line((line) => line['kind'] === 'listening');
    const heater = device(context, 'water-heater', '--until', 'completed', '--for', '45', '--encoding', 'xml');
    t.is(await heater.ended, 0, JSON.stringify(heater.lines) + heater.errors);
    const found = heater.lines.find((line) => line['code'] === 'discovery.found')!;
    t.regex(String(found['address']), /^fe80:/);
    t.true(server.lines.some((line) => line['kind'] === 'request' && line['media'] === 'XML'));
  },
);

test.serial('a device that was there first finds the server when it comes, and again when it comes back', async (t) => {
  t.timeout(60_000);
  const context = await setUp(t, LOCAL_ADDRESSES);
  const meter = device(context, 'meter', '--domain', 'site');
  await meter.line((line) => line['code'] === 'device.started');
  const first = serve(context, '--listen', '[::]:8443');
  await meter.line((line) => line['code'] === 'session.following');
  await terminate(context.stage);
  t.is(await first.ended, 0);
  const second = serve(context, '--listen', '[::]:8443', '--post-rate', '2');
  const reading = await second.line((line) => line['kind'] === 'reading');
  t.is(reading['device'], 'meter');
});

test.serial('sep2 discover tells what serve advertises', async (t) => {
  t.timeout(60_000);
  const context = await setUp(t, LOCAL_ADDRESSES);
  const server = serve(context, '--listen', '[::]:8443');
  await server.line((line) => line['kind'] === 'dns-sd' && /advertised/.test(String(line['text'])));
  const args = [SEP2, 'discover', '--timeout', '3', '--domain', 'local', '--json'];
  const { code, output, errors } = await context.stage.run('device', process.execPath, args);
  t.is(code, 0, errors);
  const { found } = JSON.parse(output) as {
    found: { tlsPort: number; dcap: string; path?: string; addresses: string[] }[];
  };
  // The end devices are an instance of their own, with their path; the other function sets are the second.
  t.deepEqual(found.map(({ path }) => path ?? '').sort(), ['', '/edev']);
  for (const { tlsPort, dcap, addresses } of found) {
    t.is(tlsPort, 8443);
    t.is(dcap, '/dcap');
    t.true(
      addresses.some((address) => address.startsWith('fd00:5e9:')),
      addresses.join(),
    );
  }
});
