/**
 * Against avahi 0.8, in network namespaces of this test's own: avahi on one machine, the project on the other, a cable
 * between them. Needs what tools/setup installs.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type ChildProcess } from 'node:child_process';
import anyTest, { type TestFn } from 'ava';
import { AVAHI_SCRIPT, CAN_RUN_AVAHI, NetworkStage } from '../../support/network-stage.js';

const base = anyTest as TestFn<{ stage: NetworkStage }>;
// Skipped without root: avahi-daemon cannot be run then, see CAN_RUN_AVAHI.
const test = CAN_RUN_AVAHI ? base : base.skip;
const AGENT = fileURLToPath(new URL('../../support/discovery-agent.js', import.meta.url));
const EDEV = '_edev-167261211391._sub._smartenergy._tcp';
const TXT = ['txtvers=1', 'dcap=/dcap', 'https=8443', 'level=-S1'];

/** Names as avahi-browse writes them: the instance of the end devices, and that of the other function sets. */
const NAME = 'Utility\\032of\\032the\\032test';
const FUNCTION_SETS = NAME + '\\032\\040function\\032sets\\041';

const ADVERTISEMENT = {
  instance: 'Utility of the test',
  host: 'sep2-test',
  tlsPorts: [8443],
  dcapPath: '/dcap',
  sfdis: [167261211391],
  addresses: ['192.0.2.2', '2001:db8::2'],
};

base.beforeEach(async (t) => {
  t.context.stage = await NetworkStage.start(AVAHI_SCRIPT);
});
base.afterEach.always((t) => t.context.stage.stop());

/** Reads lines of a process until one holds `text`. */
async function lineWith(child: ChildProcess, stream: 'stdout' | 'stderr', text: string): Promise<string> {
  const lines = createInterface({ input: child[stream]! });
  const seen: string[] = [];
  const found = (async () => {
    for await (const line of lines) {
      seen.push(line);
      if (line.includes(text)) return line;
    }
    throw new Error(`no line with "${text}" in:\n${seen.join('\n')}`);
  })();
  return found;
}

async function advertise(stage: NetworkStage, advertisement: object): Promise<{ child: ChildProcess; line: string }> {
  const child = stage.spawn('device', process.execPath, [AGENT, 'advertise', JSON.stringify(advertisement)]);
  return { child, line: await lineWith(child, 'stdout', 'dnssd.advertised') };
}

async function publish(
  stage: NetworkStage,
  name: string,
  text: readonly string[],
  ...options: string[]
): Promise<void> {
  const args = ['--service', ...options, name, '_smartenergy._tcp', '8080', ...text];
  await lineWith(stage.spawn('utility', 'avahi-publish', args), 'stderr', 'Established');
}

/** Fields of the `=` lines of `avahi-browse --parsable --resolve`: interface, family, name, …, host, address, port, text. */
async function browse(stage: NetworkStage, type: string): Promise<string[][]> {
  const { output } = await stage.run('utility', 'avahi-browse', ['--parsable', '--resolve', '--terminate', type]);
  return output
    .split('\n')
    .filter((line) => line.startsWith('='))
    .map((line) => line.split(';'));
}

test('avahi finds what the responder advertises, by service and by edev-<SFDI>, over IPv4 and IPv6', async (t) => {
  t.timeout(30_000);
  const { stage } = t.context;
  await advertise(stage, ADVERTISEMENT);
  const endDevices = [...TXT, 'path=/edev'];
  for (const [type, label, text] of [
    [EDEV, NAME, endDevices],
    ['_edev._sub._smartenergy._tcp', NAME, endDevices],
    ['_derp._sub._smartenergy._tcp', FUNCTION_SETS, TXT],
    ['_smartenergy._tcp', undefined, TXT],
  ] as const) {
    const found = await browse(stage, type);
    const families = label === undefined ? ['IPv4', 'IPv4', 'IPv6', 'IPv6'] : ['IPv4', 'IPv6'];
    t.deepEqual(found.map((fields) => fields[2]).sort(), families, type);
    for (const fields of found) {
      t.is(fields[1], 'utility0');
      if (label !== undefined) t.is(fields[3], label);
      t.is(fields[6], 'sep2-test.local');
      t.true(['192.0.2.2', '2001:db8::2'].includes(fields[7]!));
      t.is(fields[8], '8443');
      for (const each of text) t.true(fields[9]!.includes(`"${each}"`), fields[9]);
    }
  }
  t.deepEqual(await browse(stage, '_edev-000000000000._sub._smartenergy._tcp'), []);
  for (const [option, address] of [
    ['-4', '192.0.2.2'],
    ['-6', '2001:db8::2'],
  ] as const) {
    const { output } = await stage.run('utility', 'avahi-resolve', [option, '--name', 'sep2-test.local']);
    t.is(output.trim(), `sep2-test.local\t${address}`);
  }
});

test('RFC 6762 §10.1: after the responder’s goodbye avahi knows it no more', async (t) => {
  t.timeout(30_000);
  const { stage } = t.context;
  const { child, line } = await advertise(stage, ADVERTISEMENT);
  t.is((await browse(stage, '_smartenergy._tcp')).length, 4);
  const exit = once(child, 'exit');
  await stage.run('device', 'kill', ['-TERM', String((JSON.parse(line) as { pid: number }).pid)]);
  await exit;
  await new Promise((resolve) => setTimeout(resolve, 1500));
  t.deepEqual(await browse(stage, '_smartenergy._tcp'), []);
});

test('sep2 discover finds what avahi publishes, says what was asked, who answered and where', async (t) => {
  t.timeout(30_000);
  const { stage } = t.context;
  await publish(stage, 'Avahi Utility', TXT, '--subtype=' + EDEV);
  const args = [AGENT, 'discover', '--sfdi', '167261211391', '--timeout', '3'];
  const { code, output, errors } = await stage.run('device', process.execPath, [...args, '--json']);
  t.is(code, 0, errors);
  const findings = JSON.parse(output);
  t.is(findings.found.length, 1);
  const [service] = findings.found;
  t.is(service.instance, 'Avahi Utility');
  t.is(service.host, 'avahi-host.local');
  t.is(service.httpPort, 8080);
  t.is(service.tlsPort, 8443);
  t.is(service.dcap, '/dcap');
  t.deepEqual(service.subTypes, ['edev-167261211391']);
  t.is(service.interfaceName, 'device0');
  t.true(
    service.addresses.includes('192.0.2.1') && service.addresses.includes('2001:db8::1'),
    service.addresses.join(),
  );
  t.deepEqual([...service.text].sort(), [...TXT].sort());
  const asked = findings.asked.map((a: { name: string; group: string; interfaces: string[] }) =>
    [a.name, a.group, ...a.interfaces].join(' '),
  );
  t.true(asked.includes(EDEV + '.local 224.0.0.251 device0'));
  t.true(asked.includes(EDEV + '.site ff05::fb device0'));
  t.true(asked.includes('_smartenergy._tcp.local ff02::fb device0'));
  t.true(findings.answered.some((a: { interfaceName: string }) => a.interfaceName === 'device0'));
  const text = await stage.run('device', process.execPath, [...args, '--domain', 'local', '--interface', 'device0']);
  t.is(text.code, 0);
  t.regex(
    text.output,
    /^Asked\n {2}PTR _edev-167261211391\._sub\._smartenergy\._tcp\.local\n {6}to 224\.0\.0\.251 on device0/,
  );
  t.regex(text.output, /Found\n {2}Avahi Utility\n {6}host avahi-host\.local: /);
  t.regex(text.output, /https:\/\/\[2001:db8::1\]:8443\/dcap/);
});

test('TXT without txtvers: sep2 discover says what it ignores and why, and ends with 3', async (t) => {
  t.timeout(30_000);
  const { stage } = t.context;
  await publish(stage, 'No version', ['dcap=/dcap', 'https=8443']);
  const { code, output } = await stage.run('device', process.execPath, [AGENT, 'discover', '--timeout', '2']);
  t.is(code, 3);
  t.regex(output, /Found\n {2}nothing\n\nIgnored\n {2}No version \(.*\)\n {6}because txtvers is not the first key/);
});

test('sep2 discover: a wrong interface, SFDI or timeout is refused; nobody there ends with 3', async (t) => {
  t.timeout(30_000);
  const { stage } = t.context;
  const run = (...args: string[]): ReturnType<NetworkStage['run']> =>
    stage.run('device', process.execPath, [AGENT, 'discover', ...args]);
  const wrong = await run('--interface', 'nowhere0');
  t.is(wrong.code, 1);
  t.regex(wrong.errors, /no interface nowhere0 .* device0/);
  t.is((await run('--sfdi', '167261211392')).code, 1);
  t.is((await run('--timeout', '0')).code, 1);
  const nobody = await run('--timeout', '0.5');
  t.is(nobody.code, 3);
  t.regex(nobody.output, /Answered\n {2}nobody/);
});

test('RFC 6762 §9: a name that avahi holds is given up for the next', async (t) => {
  t.timeout(30_000);
  const { stage } = t.context;
  await publish(stage, 'Utility of the test', TXT);
  const { line } = await advertise(stage, { ...ADVERTISEMENT, host: 'avahi-host' });
  const { host, instance } = JSON.parse(line) as { host: string; instance: string };
  t.is(host, 'avahi-host-2.local');
  t.is(instance, 'Utility of the test (2)._smartenergy._tcp.local');
  const names = new Set((await browse(stage, '_smartenergy._tcp')).map((fields) => fields[3]));
  t.deepEqual([...names].sort(), [NAME, NAME + '\\032\\0402\\041', FUNCTION_SETS]);
});
