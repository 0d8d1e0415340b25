import test from 'ava';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectPath } from '../../../tools/support/project-root.js';

const XML = projectPath('test/vectors/bench/device-capability.xml');
const COMMAND = pathToFileURL(projectPath('dist/tools/convert/command.js')).href;
/** The command as the `sep2` program holds it, in a process of its own. */
const PROGRAM = `
  import { Command } from 'commander';
  import { registerConvert } from ${JSON.stringify(COMMAND)};
  const program = new Command('sep2');
  registerConvert(program);
  await program.parseAsync(process.argv.slice(1), { from: 'user' });
`;

interface Run {
  readonly code: number | null;
  readonly out: Buffer;
  readonly text: string;
  readonly error: string;
}

function sep2(args: readonly string[], input: string | Uint8Array = ''): Run {
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', PROGRAM, '--', 'convert', ...args], {
    cwd: projectPath(''),
    input,
    maxBuffer: 1e8,
  });
  return { code: run.status, out: run.stdout, text: run.stdout.toString(), error: run.stderr.toString() };
}

test('XML → EXI → XML → JSON → EXI through files and standard input', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sep2-convert-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const xml = readFileSync(XML, 'utf8').trim();
  const exiFile = join(folder, 'dcap.exi');
  const made = sep2([XML, '--out', exiFile]);
  t.is(made.code, 0, made.error);
  t.is(made.text, '');
  t.is(readFileSync(exiFile).length, 99);
  t.is(sep2([exiFile]).text.trim(), xml);
  const json = sep2([exiFile, '--to', 'json']);
  t.is((JSON.parse(json.text) as { $element: string }).$element, 'DeviceCapability');
  t.deepEqual(sep2([], json.out).out, readFileSync(exiFile));
  t.deepEqual(sep2(['-', '--from', 'json', '--to', 'exi'], json.out).out, readFileSync(exiFile));
});

test('hexadecimal in and out', (t) => {
  const hex = sep2([XML, '--to', 'hex']).text;
  t.regex(hex, /^A030114CC6[0-9A-F]+\n$/);
  t.is(sep2([XML, '--hex']).text, hex);
  t.regex(sep2([], hex).text, /^<DeviceCapability xmlns=/);
  t.regex(sep2(['--hex'], `0x${hex}`).text, /^<DeviceCapability xmlns=/);
  t.regex(sep2(['--pretty'], hex).text, /\n {2}<TimeLink href="\/tm"\/>\n/);
});

test('--explain tells each bit field, as text and as JSON, of EXI and of what becomes EXI', (t) => {
  t.regex(sep2([XML, '--explain']).text, /event code +100: SE\(DeviceCapability\)/);
  const explained = JSON.parse(sep2(['--explain', '--json'], sep2([XML]).out).text) as {
    octets: number;
    fields: { bit: number; width: number }[];
    resource: { $element: string };
  };
  t.is(explained.octets, 99);
  const last = explained.fields.at(-1)!;
  t.is(last.bit + last.width, 99 * 8);
  t.is(explained.resource.$element, 'DeviceCapability');
});

test('a broken stream is explained up to where it breaks, and the exit code is 1', (t) => {
  const run = sep2(['--explain', '--json'], sep2([XML]).out.subarray(0, 50));
  t.is(run.code, 1);
  t.regex(run.error, /standard input: malformed \[exi\.truncated\]/);
  const explained = JSON.parse(run.text) as { fields: unknown[]; error: { code: string } };
  t.true(explained.fields.length > 20);
  t.is(explained.error.code, 'exi.truncated');
});

test('bad input: exit code 1, on standard error what, where and the limit', (t) => {
  const cases: [string, RegExp][] = [
    ['', /standard input: empty/],
    ['hello', /neither EXI, hexadecimal, XML nor JSON/],
    ['A0 30 11 4C CA', /exi\.schema-id.*S2/],
    ['<Time xmlns="http://zigbee.org/sep"/>', /xml\.namespace.*ZigBee/],
    [
      '<Time xmlns="urn:ieee:std:2030.5:ns"><quality>300</quality></Time>',
      /300 is not in UInt8 0…255 at Time\/quality at octet/,
    ],
    ['<Time xmlns="urn:ieee:std:2030.5:ns"/>', /currentTime/],
    ['{"$element":"Toaster"}', /Toaster/],
    ['{"$element":', /JSON/],
    ['{"$element":"DeviceCapability","colour":1}', /colour/],
  ];
  for (const [input, message] of cases) {
    const run = sep2([], input);
    t.is(run.code, 1, input);
    t.regex(run.error, message);
    t.regex(run.error, /^sep2 convert: /);
    t.is(run.text, '');
    t.false(run.error.includes('    at '), 'no stack trace');
  }
});

test('wrong usage: exit code 2', (t) => {
  for (const args of [
    ['--from', 'yaml'],
    ['--no-such-option'],
    ['--explain', '--to', 'xml'],
    ['--json', '--to', 'xml'],
    ['a', 'b'],
  ]) {
    const run = sep2(args);
    t.is(run.code, 2, args.join(' '));
    t.true(run.error.length > 0);
  }
});

test('a file that cannot be read or written: exit code 1, and its name', (t) => {
  for (const args of [['/no/such/file'], [XML, '--out', '/no/such/file']]) {
    const run = sep2(args);
    t.is(run.code, 1, args.join(' '));
    t.regex(run.error, /\/no\/such\/file/);
  }
});

test('--help shows examples and exit codes', (t) => {
  const run = sep2(['--help']);
  t.is(run.code, 0);
  t.regex(run.text, /Examples:[\s\S]*--explain[\s\S]*Exit codes: 0/);
});

test('a document of a megabyte goes through a pipe whole', (t) => {
  const items = Array.from({ length: 10000 }, (_, i) => ({
    href: `/edev/${i}/${'x'.repeat(60)}`,
    changedTime: i,
    sFDI: i,
  }));
  const list = { $element: 'EndDeviceList', all: items.length, results: items.length, EndDevice: items };
  const folder = mkdtempSync(join(tmpdir(), 'sep2-convert-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'list.json');
  writeFileSync(file, JSON.stringify(list));
  const run = sep2([file, '--to', 'xml']);
  t.is(run.code, 0, run.error);
  t.true(run.out.length > 1_000_000 && run.text.endsWith('</EndDeviceList>\n'));
});
