/** The command as scripts and newcomers meet it: exit codes, what stands on standard error, help, JSON. */

import test, { type ExecutionContext } from 'ava';

import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { runSep2 } from '../../support/sep2-process.js';
import { makePki, removePki } from '../../support/serve-process.js';

const COMMANDS = [
  'convert',
  'device',
  'discover',
  'footprint',
  'identity',
  'monitor',
  'pki',
  'provision',
  'serve',
  'sim',
];

let pki: string;

test.before(() => {
  pki = makePki();
});
test.after.always(() => removePki(pki));

/** A copy of the PKI in which one file holds something else. */
function spoil(name: string, content: string): string {
  const folder = join(pki, `spoilt-${name.replace(/\W/g, '-')}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const file of readdirSync(pki))
    if (statSync(join(pki, file)).isFile()) copyFileSync(join(pki, file), join(folder, file));
  writeFileSync(join(folder, name), content);
  return folder;
}

function credential(folder: string): string[] {
  const cert = ['--cert', join(folder, 'meter.cert.pem'), '--key', join(folder, 'meter.key.pem')];
  return [...cert, '--ca', join(folder, 'root.cert.pem'), '--for', '5'];
}

/** Refused with this code; the reason stands on standard error alone, and is no stack trace. */
function refused(t: ExecutionContext, code: number, args: string[], says: RegExp): void {
  const run = runSep2(...args);
  const what = `sep2 ${args.join(' ')}: ${run.errors}`;
  t.is(run.code, code, what);
  t.is(run.out, '', what);
  t.regex(run.errors, says, what);
  t.notRegex(run.errors, /^ +at |node:internal/m, what);
}

test.serial('help names every command; each has examples and exit codes, and asking for it is no error', (t) => {
  const whole = runSep2('--help');
  t.is(whole.code, 0);
  for (const command of COMMANDS) {
    t.regex(whole.out, new RegExp(`^  ${command} `, 'm'));
    const { code, out } = runSep2(command, '--help');
    t.is(code, 0, command);
    t.regex(out, new RegExp(`Examples:\\n  sep2 ${command}|Examples:\\n  sep2 pki`), command);
    t.regex(out, /Exit codes: 0 [\s\S]*1 [\s\S]*2 the command line\s+is wrong/, command);
  }
});

test.serial('a wrong command line is 2, and says what was meant or expected', (t) => {
  refused(t, 2, ['serv'], /unknown command 'serv'\n\(Did you mean serve\?\)/);
  refused(t, 2, ['serve', '--pki', pki, '--lisen', 'x'], /unknown option '--lisen'\n\(Did you mean --listen\?\)/);
  refused(t, 2, ['serve'], /required option '--pki <dir>'/);
  refused(t, 2, ['serve', '--pki', pki, '--listen', '[::1]:99999'], /expected host:port such as \[::1\]:8443/);
  refused(t, 2, ['serve', '--pki', pki, '--event-seconds', '0'], /expected a whole number in 1–2592000, got "0"/);
  refused(t, 2, ['device', 'toaster', ...credential(pki)], /Allowed choices are thermostat, /);
  refused(t, 2, ['device', 'meter'], /required option '--cert <file>'/);
  for (const url of ['http://[::1]:1/dcap', '::1', 'https://', 'https://[::1]:abc/dcap']) {
    refused(t, 2, ['device', 'meter', '--server', url, ...credential(pki)], /expected an https URL such as https:/);
  }
  refused(t, 2, ['device', 'meter', '--pin', '111116', ...credential(pki)], /"111116"/);
  refused(t, 2, ['sim', '--seed', 'x'], /expected a whole number/);
  refused(t, 2, ['pki', '--out', join(pki, 'new'), '--chain', '5'], /Allowed choices are 2, 3, 4/);
  refused(t, 2, ['identity'], /missing required argument 'cert'/);
  refused(t, 2, ['convert', '--to', 'pdf'], /Allowed choices are exi, hex, xml, json/);
  refused(t, 2, ['discover', '--timeout', '0'], /more than 0/);
});

test.serial('a file that is missing or wrong is 1, and its name and what is wrong with it are said', (t) => {
  const serve = (folder: string): string[] => ['serve', '--pki', folder, '--listen', '[::1]:0'];
  refused(t, 1, serve('/no/such/folder'), /\/no\/such\/folder/);
  for (const [name, content, says] of [
    ['server.key.pem', 'nonsense', /server\.key\.pem: .*at octet 0/],
    [
      'server.cert.pem',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      /server\.cert\.pem: .*at octet 0/,
    ],
    ['root.cert.pem', 'nonsense', /root\.cert\.pem: .*at octet 0/],
    ['meter.cert.der', 'nonsense', /meter\.cert\.der: .*at octet 0/],
    ['registrations.json', '{', /registrations\.json: /],
  ] as const) {
    refused(t, 1, serve(spoil(name, content)), says);
  }
  const foreign = spoil('note.txt', '');
  copyFileSync(join(pki, 'meter.key.pem'), join(foreign, 'server.key.pem'));
  refused(t, 1, serve(foreign), /server\.key\.pem: not the key of the first certificate in .*server\.cert\.pem/);
  refused(
    t,
    1,
    [...serve(pki), '--scenario', 'nope'],
    /nope: no such file, nor one of board-home, conflicting-programmes, default/,
  );
  const url = ['--server', 'https://[::1]:1/dcap'];
  for (const name of ['meter.cert.pem', 'meter.key.pem', 'root.cert.pem']) {
    const spoilt = credential(spoil(name, 'nonsense'));
    refused(t, 1, ['device', 'meter', ...url, ...spoilt], new RegExp(`${name.replace(/\./g, '\\.')}: .*at octet 0`));
  }
  refused(t, 1, ['device', 'meter', '--interface', 'nowhere0', ...credential(pki)], /no interface nowhere0 .* lo/);
  refused(t, 1, ['sim', 'nope'], /nope: no such file, nor one of/);
  refused(t, 1, ['sim', pki], /cannot be read: EISDIR/);
  const scenario = join(pki, 'wrong.yaml');
  writeFileSync(scenario, 'name: x\nstrt: 3\n');
  refused(t, 1, ['sim', scenario], /wrong\.yaml:2: strt: unknown key "strt"; did you mean start\?/);
  writeFileSync(scenario, 'name: [\n');
  refused(t, 1, ['sim', scenario], /wrong\.yaml:2: /);
  refused(t, 1, ['pki', '--out', pki], /root\.cert\.pem exists; --force overwrites it/);
  refused(t, 1, ['identity', join(pki, 'meter.key.pem')], /meter\.key\.pem: .*no CERTIFICATE block/);
  refused(t, 1, ['convert', join(pki, 'none.xml')], /none\.xml/);
});

test.serial('an address that is taken or none of this host’s is 1, and is named', async (t) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '::1', resolve));
  t.teardown(() => taken.close());
  const { port } = taken.address() as { port: number };
  refused(t, 1, ['serve', '--pki', pki, '--listen', `[::1]:${port}`], new RegExp(`in use.*${port}`));
  refused(t, 1, ['serve', '--pki', pki, '--listen', '[::1]:0', `[::1]:${port}`], new RegExp(`in use.*${port}`));
  refused(t, 1, ['serve', '--pki', pki, '--listen', '[2001:db8::9]:1'], /2001:db8::9/);
});

test.serial('--json prints JSON and nothing else', (t) => {
  const made = runSep2('pki', '--out', join(pki, 'made'), '--json');
  t.is((JSON.parse(made.out) as { holders: unknown[] }).holders.length, 6);
  const identity = runSep2('identity', join(pki, 'meter.cert.pem'), '--json');
  t.regex((JSON.parse(identity.out) as { lfdi: string }).lfdi, /^[0-9A-F]{40}$/);
  const short = join(pki, 'short.yaml');
  writeFileSync(
    short,
    'name: hour\nstart: 2026-07-15T17:00:00Z\nduration: 1h\ndevices: [{ kind: thermostat }]\nservers: [{ name: utility }]\n',
  );
  const sim = runSep2('sim', short, '--json');
  t.is(sim.code, 0);
  t.is(sim.errors, '');
  t.is((JSON.parse(sim.out) as { scenario: { name: string } }).scenario.name, 'hour');
  const device = runSep2('device', 'meter', '--server', 'https://[::1]:1/dcap', ...credential(pki), '--json');
  t.is(device.code, 0);
  const codes = device.out
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { code: string }).code);
  t.is(codes[0], 'device.started');
});
