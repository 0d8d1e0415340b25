/** `sep2 pki` and `sep2 identity` as a user runs them. */

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';
import { Command, CommanderError } from 'commander';

import { createNodeCrypto } from '../../../hal/node/crypto.js';
import { formatPin, formatSfdi, isValidPin, lfdiOf, sfdiOf } from '../../../stack/tls/identity.js';
import { OID } from '../../../stack/tls/x509/oid.js';
import { writePem } from '../../../stack/tls/x509/pem.js';
import { registerIdentity } from '../../../tools/identity/command.js';
import * as build from '../../../tools/pki/certificate-builder.js';
import { registerPki } from '../../../tools/pki/command.js';
import { findRegistration, readRegistrations, REGISTRATIONS_FILE } from '../../../tools/pki/registrations.js';
import { makeDevice, testPki } from '../../support/certificates.js';

const NAMES = ['server', 'thermostat', 'water-heater', 'ev-charger', 'inverter', 'meter'];
const folder = mkdtempSync(join(tmpdir(), 'sep2-pki-'));
test.after.always(() => rmSync(folder, { recursive: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line inside this process and catches what it prints. */
function sep2(...args: string[]): Ran {
  const program = new Command('sep2').exitOverride();
  const printed = { out: '', err: '' };
  program.configureOutput({ writeOut: (text) => (printed.out += text), writeErr: (text) => (printed.err += text) });
  registerPki(program);
  registerIdentity(program);
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  const log = console.log;
  console.log = (text: string) => (printed.out += `${text}\n`);
  let code = 0;
  try {
    program.parse(args, { from: 'user' });
    code = Number(process.exitCode ?? 0);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    code = error.exitCode;
  } finally {
    console.log = log;
    process.exitCode = undefined;
  }
  return { code, ...printed };
}

test.serial('sep2 pki writes the named files and prints LFDI, SFDI and PIN of each holder', (t) => {
  const out = join(folder, 'plain');
  const ran = sep2('pki', '--out', out);
  t.is(ran.code, 0, ran.err);
  const expected = NAMES.flatMap((name) => [`${name}.cert.pem`, `${name}.cert.der`, `${name}.key.pem`]);
  t.deepEqual(readdirSync(out).sort(), [...expected, 'root.cert.pem', REGISTRATIONS_FILE].sort());
  const registrations = readRegistrations(join(out, REGISTRATIONS_FILE));
  t.deepEqual(
    registrations.map(({ name }) => name),
    NAMES,
  );
  for (const { name, lfdi, sfdi, pin } of registrations) {
    t.is(lfdi, lfdiOf(createNodeCrypto(), new Uint8Array(readFileSync(join(out, `${name}.cert.der`)))));
    t.is(sfdi, sfdiOf(lfdi));
    t.true(isValidPin(pin));
    t.true(ran.out.includes(`${name.padEnd(12)}  ${lfdi}  ${formatSfdi(sfdi)}  ${formatPin(pin)}`), name);
    t.is(statSync(join(out, `${name}.key.pem`)).mode & 0o077, 0);
  }
});

test.serial('sep2 pki: same seed, same files; another seed, other files; --json for machines', (t) => {
  const folders = ['seed-a', 'seed-b', 'seed-c'].map((name) => join(folder, name));
  const ran = folders.map((out, index) => sep2('pki', '--out', out, '--seed', index < 2 ? '7' : '8', '--json'));
  for (const name of readdirSync(folders[0]!)) {
    t.deepEqual(readFileSync(join(folders[0]!, name)), readFileSync(join(folders[1]!, name)));
    t.notDeepEqual(readFileSync(join(folders[0]!, name)), readFileSync(join(folders[2]!, name)));
  }
  const printed = JSON.parse(ran[0]!.out) as { root: string; holders: { name: string; lfdi: string; key: string }[] };
  t.is(printed.root, join(folders[0]!, 'root.cert.pem'));
  t.deepEqual(
    printed.holders.map(({ name }) => name),
    NAMES,
  );
  t.is(printed.holders[1]!.key, join(folders[0]!, 'thermostat.key.pem'));
});

test.serial('sep2 pki --force: a key is its owner’s alone whatever the file was before', (t) => {
  const out = join(folder, 'loose');
  sep2('pki', '--out', out, '--seed', '1');
  for (const name of ['meter.key.pem', REGISTRATIONS_FILE]) chmodSync(join(out, name), 0o666);
  t.is(sep2('pki', '--out', out, '--seed', '2', '--force').code, 0);
  for (const name of ['meter.key.pem', REGISTRATIONS_FILE]) t.is(statSync(join(out, name)).mode & 0o777, 0o600, name);
});

test.serial('sep2 pki refuses to overwrite, names the file, writes nothing, and gives way to --force', (t) => {
  const out = join(folder, 'again');
  sep2('pki', '--out', out, '--seed', '1');
  rmSync(join(out, 'root.cert.pem'));
  const before = readFileSync(join(out, 'meter.key.pem'));
  const refused = sep2('pki', '--out', out, '--seed', '2');
  t.is(refused.code, 1);
  t.regex(refused.err, /again\/server\.cert\.pem exists; --force overwrites it/);
  t.deepEqual(readFileSync(join(out, 'meter.key.pem')), before);
  t.false(readdirSync(out).includes('root.cert.pem'));
  t.is(sep2('pki', '--out', out, '--seed', '2', '--force').code, 0);
  t.notDeepEqual(readFileSync(join(out, 'meter.key.pem')), before);
});

test.serial('sep2 pki --chain makes chains of 2, 3 and 4', (t) => {
  for (const length of ['2', '3', '4']) {
    const out = join(folder, `length-${length}`);
    t.is(sep2('pki', '--out', out, '--chain', length).code, 0);
    const pem = readFileSync(join(out, 'meter.cert.pem'), 'utf8');
    t.is(pem.split('BEGIN CERTIFICATE').length, Number(length));
  }
});

test.serial('sep2 pki: a wrong command line says what is expected', (t) => {
  t.regex(sep2('pki').err, /--out <dir>/);
  t.regex(sep2('pki', '--out', join(folder, 'x'), '--seed', 'a').err, /Expected a whole number/);
  t.regex(sep2('pki', '--out', join(folder, 'x'), '--chain', '5').err, /2, 3, 4/);
  const blocked = join(folder, 'blocked');
  writeFileSync(blocked, '');
  const ran = sep2('pki', '--out', join(blocked, 'below'));
  t.is(ran.code, 1);
  t.regex(ran.err, /error: .*blocked/);
});

test.serial('sep2 identity prints the same for PEM and DER, with the PIN that lies beside', (t) => {
  const out = join(folder, 'identity');
  sep2('pki', '--out', out, '--seed', '5');
  const holder = readRegistrations(join(out, REGISTRATIONS_FILE))[1]!;
  for (const kind of ['pem', 'der']) {
    const ran = sep2('identity', join(out, `thermostat.cert.${kind}`));
    t.is(ran.code, 0, ran.out);
    for (const text of [
      holder.lfdi,
      formatSfdi(holder.sfdi),
      formatPin(holder.pin),
      '(empty)',
      'no end',
      'Every rule holds.',
    ]) {
      t.true(ran.out.includes(text), text);
    }
  }
  const json = sep2('identity', join(out, 'thermostat.cert.pem'), '--json', '--ca', join(out, 'root.cert.pem'));
  const printed = JSON.parse(json.out) as Record<string, unknown> & { rules: { rule: string; holds: boolean }[] };
  t.is(printed.lfdi, holder.lfdi);
  t.is(printed.sfdi, holder.sfdi);
  t.is(printed.pin, holder.pin);
  t.is(printed.kind, 'device');
  t.true(printed.conforms);
  t.true(printed.rules.some(({ rule, holds }) => rule === 'chain to a trusted root' && holds));
});

test.serial('sep2 identity: every file of a PKI conforms, root and server too', (t) => {
  const out = join(folder, 'all');
  sep2('pki', '--out', out);
  for (const name of [...NAMES, 'root']) t.is(sep2('identity', join(out, `${name}.cert.pem`)).code, 0, name);
  const server = sep2('identity', join(out, 'server.cert.pem'), '--role', 'server', '--ca', join(out, 'root.cert.pem'));
  t.is(server.code, 0, server.out);
});

test.serial('sep2 identity: a PIN that is not known is not invented, and --pin is checked', (t) => {
  const { certificate } = makeDevice(testPki('pin').authorities[2]!);
  const path = join(folder, 'alone.cert.der');
  writeFileSync(path, certificate);
  t.regex(sep2('identity', path).out, /PIN +not known/);
  t.regex(sep2('identity', path, '--pin', '111115').out, /PIN +111115/);
  t.regex(sep2('identity', path, '--pin', '111116').err, /sum is a multiple of 10/);
});

test.serial('sep2 identity: a certificate that breaks rules is told which, and the exit code says so', (t) => {
  const issuer = testPki('broken').authorities[2]!;
  const put = [build.keyUsage(0x80, false), build.nameConstraints('example')];
  const { certificate } = makeDevice(issuer, { put, subject: [[OID.commonName, 'x']], notAfterS: 1704153600 });
  const path = join(folder, 'broken.cert.pem');
  writeFileSync(path, writePem('CERTIFICATE', certificate));
  const ran = sep2('identity', path);
  t.is(ran.code, 1);
  for (const code of [
    'x509.not-critical',
    'x509.name-constraints',
    'x509.subject',
    'x509.wrong-usage',
    'x509.expired',
  ]) {
    t.true(ran.out.includes(code), code);
  }
  t.regex(ran.out, /5 of \d+ rules broken\./);
});

test.serial('sep2 identity: an RSA certificate still has a LFDI, and is none of IEEE 2030.5', (t) => {
  const key = join(folder, 'rsa.key');
  const path = join(folder, 'rsa.pem');
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', path, '-subj', '/CN=x'];
  execFileSync('openssl', args, { stdio: 'pipe' });
  const ran = sep2('identity', path, '--json');
  t.is(ran.code, 1);
  const printed = JSON.parse(ran.out) as { lfdi: string; kind: string; certificate: null; rules: { code: string }[] };
  t.is(printed.lfdi.length, 40);
  t.is(printed.kind, 'unreadable');
  t.is(printed.certificate, null);
  t.is(printed.rules[0]!.code, 'x509.wrong-algorithm');
});

test.serial('sep2 identity: a file that is missing or no certificate is named', (t) => {
  const missing = sep2('identity', join(folder, 'nowhere.pem'));
  t.is(missing.code, 1);
  t.regex(missing.err, /nowhere\.pem/);
  const path = join(folder, 'note.pem');
  writeFileSync(path, '-----BEGIN NOTE-----\n-----END NOTE-----\n');
  t.regex(sep2('identity', path).err, /note\.pem: .*pem\.no-certificate/);
});

test('registrations.json: what is wrong is named with its place', (t) => {
  const path = join(folder, 'registrations-wrong.json');
  const good = { name: 'a', lfdi: '3e4f45ab31edfe5b67e343e5e4562e31984e23e5', sfdi: 167261211391, pin: 111115 };
  const write = (value: unknown): void =>
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  write({ holders: [good] });
  t.is(findRegistration(readRegistrations(path), good.lfdi.toUpperCase())?.pin, 111115);
  t.is(readRegistrations(path)[0]!.lfdi, good.lfdi.toUpperCase());
  const wrong: [unknown, RegExp][] = [
    ['{', /registrations-wrong\.json/],
    ['null', /registrations-wrong\.json/],
    [{}, /expected an object with a list/],
    [{ holders: [null] }, /holders\[0\]\.name/],
    [{ holders: [good, { ...good, lfdi: '3e' }] }, /holders\[1\]\.lfdi/],
    [{ holders: [{ ...good, sfdi: 167261211392 }] }, /holders\[0\]\.sfdi/],
    [{ holders: [{ ...good, pin: 111116 }] }, /holders\[0\]\.pin/],
  ];
  for (const [value, message] of wrong) {
    write(value);
    t.throws(() => readRegistrations(path), { message });
  }
});
