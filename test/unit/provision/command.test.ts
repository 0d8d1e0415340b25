/** `sep2 provision` as a user runs it: what the board will find in the octets, and how they are flashed. */

import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test, { type ExecutionContext } from 'ava';

import { createNodeCrypto } from '../../../hal/node/crypto.js';
import { MemoryStore } from '../../../hal/virtual/store.js';
import { readStoredIdentity, type StoredIdentity } from '../../../stack/client/stored-identity.js';
import { LOCAL_DOMAIN, SITE_DOMAIN } from '../../../stack/dnssd/groups.js';
import { formatPin, formatSfdi } from '../../../stack/tls/identity.js';
import { readStoreImage } from '../../../tools/board/store-image.js';
import { readBoard } from '../../../tools/firmware/board.js';
import { readCertificateFile } from '../../../tools/pki/files.js';
import { readRegistrations, REGISTRATIONS_FILE } from '../../../tools/pki/registrations.js';
import { flashCommands } from '../../../tools/provision/flashing.js';
import { projectPath } from '../../../tools/support/project-root.js';
import { makePki, removePki } from '../../support/serve-process.js';
import { runSep2 } from '../../support/sep2-process.js';

const folder = mkdtempSync(join(tmpdir(), 'sep2-provision-'));
let pki: string;

test.before(() => {
  pki = makePki();
});
test.after.always(() => {
  removePki(pki);
  rmSync(folder, { recursive: true, force: true });
});

/** Files of a holder of the PKI, and where the octets go. */
function files(out: string, cert = join(pki, 'thermostat.cert.pem')): string[] {
  const key = join(pki, 'thermostat.key.pem');
  return ['--cert', cert, '--key', key, '--ca', join(pki, 'root.cert.pem'), '--out', join(folder, out)];
}

/** What a board reads out of a store area. */
function identityIn(path: string): StoredIdentity {
  const store = new MemoryStore();
  for (const [key, value] of readStoreImage(readFileSync(path))) store.set(key, value);
  return readStoredIdentity(store, createNodeCrypto())!;
}

function hexOf(certificates: readonly Uint8Array[]): string[] {
  return certificates.map((each) => Buffer.from(each).toString('hex'));
}

function refused(t: ExecutionContext, code: number, args: readonly string[], says: RegExp): void {
  const run = runSep2('provision', ...args);
  t.is(run.code, code, run.errors);
  t.is(run.out, '');
  t.regex(run.errors, says);
  t.notRegex(run.errors, /^ +at |node:internal/m);
}

test.serial('a board finds itself in the octets: chain, key, roots, PIN, serial number, server, domain', (t) => {
  const more = ['--serial', 'T-0001', '--server', 'https://[fd00:5e2::1]:8443/dcap', '--domain', 'site'];
  const run = runSep2('provision', '--board', 'netduinoplus2', ...files('full.bin'), ...more, '--pin', '111115');
  t.is(run.code, 0, run.errors);
  const { identity, trust, pin, serialNumber, server, domain } = identityIn(join(folder, 'full.bin'));
  t.deepEqual(hexOf(identity.chain), hexOf(readCertificateFile(join(pki, 'thermostat.cert.pem'))));
  t.deepEqual(hexOf(trust.anchors), hexOf(readCertificateFile(join(pki, 'root.cert.pem'))));
  t.deepEqual([pin, serialNumber, domain], [111115, 'T-0001', SITE_DOMAIN]);
  t.deepEqual(server, { endpoint: { address: 'fd00:5e2::1', port: 8443 }, dcapPath: '/dcap' });
  t.is(statSync(join(folder, 'full.bin')).mode & 0o777, 0o600, 'the key is its owner’s alone');
});

test.serial('the file is the whole store area, and its address and the flashers’ commands are printed', (t) => {
  const out = join(folder, 'plain.bin');
  const run = runSep2('provision', ...files('plain.bin'));
  t.is(run.code, 0, run.errors);
  t.is(statSync(out).size, 2 * 131072);
  const holder = readRegistrations(join(pki, REGISTRATIONS_FILE)).find(({ name }) => name === 'thermostat')!;
  for (const text of [
    `${out}: store area of a Netduino Plus 2, 262,144 octets from 0x080c0000`,
    `  LFDI  ${holder.lfdi}`,
    `  SFDI  ${formatSfdi(holder.sfdi)}`,
    `  PIN   ${formatPin(holder.pin)}`,
    `  openocd -f interface/stlink.cfg -f target/stm32f4x.cfg -c "program ${out} 0x080c0000 verify reset exit"`,
    `  dfu-util -a 0 -d 0483:df11 -s 0x080c0000:leave -D ${out}`,
  ]) {
    t.true(run.out.split('\n').includes(text), `${text}\nis not in\n${run.out}`);
  }
  const { pin, server, serialNumber, domain } = identityIn(out);
  t.deepEqual([pin, server, serialNumber, domain], [holder.pin, undefined, '', LOCAL_DOMAIN]);
});

test.serial('--json is one object; without registrations beside the certificate there is no PIN', (t) => {
  const lone = join(folder, 'lone.cert.pem');
  copyFileSync(join(pki, 'thermostat.cert.pem'), lone);
  const run = runSep2('provision', ...files('lone.bin', lone), '--json');
  const said = JSON.parse(run.out) as { address: string; octets: number; pin: number | null; lfdi: string };
  const holder = readRegistrations(join(pki, REGISTRATIONS_FILE)).find(({ name }) => name === 'thermostat')!;
  t.deepEqual([said.address, said.octets, said.pin, said.lfdi], ['0x080c0000', 262144, null, holder.lfdi]);
  t.is(identityIn(join(folder, 'lone.bin')).pin, undefined);
});

test.serial('a file that is in the way is left alone without --force', (t) => {
  const out = join(folder, 'twice.bin');
  writeFileSync(out, 'mine', { mode: 0o644 });
  refused(t, 1, files('twice.bin'), /twice\.bin exists; --force overwrites it/);
  t.is(readFileSync(out, 'utf8'), 'mine');
  t.is(runSep2('provision', ...files('twice.bin'), '--force').code, 0);
  t.is(identityIn(out).identity.chain.length, 3);
  t.is(statSync(out).mode & 0o777, 0o600);
});

test.serial('a file that is missing, wrong or too large is 1, and is named', (t) => {
  const nonsense = join(folder, 'nonsense.pem');
  writeFileSync(nonsense, 'nonsense');
  const instead = (option: string, path: string): string[] => {
    const args = files('none.bin');
    args[args.indexOf(option) + 1] = path;
    return args;
  };
  for (const option of ['--cert', '--key', '--ca']) {
    refused(t, 1, instead(option, nonsense), /nonsense\.pem: .*at octet 0/);
    refused(t, 1, instead(option, join(folder, 'gone.pem')), /gone\.pem/);
  }
  refused(t, 1, instead('--key', join(pki, 'meter.key.pem')), /meter\.key\.pem: not the key of the first certificate/);
  const many = join(folder, 'many.pem');
  writeFileSync(many, readFileSync(join(pki, 'root.cert.pem'), 'utf8').repeat(40));
  refused(t, 1, instead('--ca', many), /many\.pem: value of id\/roots: expected at most 8192 octets/);
  refused(t, 1, instead('--out', join(folder, 'nowhere', 'x.bin')), /nowhere\/x\.bin/);
  refused(t, 1, ['--board', 'toaster', ...files('none.bin')], /no board toaster: .*netduinoplus2/);
});

test.serial('a wrong command line is 2, and says what is expected', (t) => {
  const wrong: [string, string, RegExp][] = [
    ['--pin', '111116', /six digits whose sum is a multiple of 10, got "111116"/],
    ['--serial', 'x'.repeat(33), /one line of 1 to 32 characters/],
    ['--serial', 'a\nb', /one line of 1 to 32 characters/],
    ['--server', 'https://utility.example/dcap', /expected an https URL with an IPv6 address/],
    ['--server', 'http://[::1]:80/dcap', /expected an https URL with an IPv6 address/],
    ['--domain', 'home', /Allowed choices are local, site/],
  ];
  for (const [option, value, says] of wrong) refused(t, 2, [...files('none.bin'), option, value], says);
  refused(t, 2, files('none.bin').slice(2), /required option '--cert <file>'/);
  refused(t, 2, files('none.bin').slice(0, -2), /required option '--out <file>'/);
});

test('the commands survive a name that a shell would split', (t) => {
  const { openocd, 'dfu-util': dfu } = flashCommands(readBoard(projectPath(''), 'netduinoplus2'), `my board's.bin`);
  t.true(dfu!.endsWith(`-D 'my board'\\''s.bin'`), dfu);
  t.true(openocd!.endsWith(`-c 'program {my board'\\''s.bin} 0x080c0000 verify reset exit'`), openocd);
});
