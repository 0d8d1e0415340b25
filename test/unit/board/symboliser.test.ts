/** Addresses of a crash get names, from a real image made by the cross compiler. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';

import { readCodeSections } from '../../../tools/board/elf.js';
import { Symboliser } from '../../../tools/board/symboliser.js';
import { formatStep, traceOf } from '../../../tools/board/trace.js';
import { buildBareImage } from '../../support/bare-image.js';

const folder = mkdtempSync(join(tmpdir(), 'sep2-symbols-'));
const image = buildBareImage(folder);

test.after.always(() => rmSync(folder, { recursive: true, force: true }));

/** Address of a function, and of what comes after it. */
function extent(name: string): [from: number, to: number] {
  const symbols = execFileSync('arm-none-eabi-nm', ['-S', image], { encoding: 'utf8' });
  const [, from, octets] = new RegExp(`^([0-9a-f]{8}) ([0-9a-f]{8}) \\w ${name}$`, 'm').exec(symbols)!;
  return [parseInt(from!, 16), parseInt(from!, 16) + parseInt(octets!, 16)];
}

/** The address after the first call of `callee` in `caller`. */
function returnAddress(caller: string, callee: string): number {
  const listing = execFileSync('arm-none-eabi-objdump', ['-d', `--disassemble=${caller}`, image], { encoding: 'utf8' });
  const [, at] = new RegExp(`^ (8[0-9a-f]{6}):.*\\bbl\\b.*<${callee}>$`, 'm').exec(listing)!;
  return parseInt(at!, 16) + 4;
}

const hex = (value: number): string => '0x' + value.toString(16);

test('an instruction has its function, file and line', (t) => {
  const [at] = extent('break_on_purpose');
  const { frames } = new Symboliser(image).at(at);
  t.is(frames[0]!.name, 'break_on_purpose');
  t.regex(frames[0]!.source, /\/test\/support\/bare-image\/bare\.c:\d+$/);
});

test('a return address is placed at the call, not at what comes after it', (t) => {
  const symboliser = new Symboliser(image);
  const address = returnAddress('obey', 'break_on_purpose');
  t.true(symboliser.isReturnAddress(address | 1));
  t.false(symboliser.isReturnAddress(address), 'without the Thumb bit it is none');
  t.false(symboliser.isReturnAddress(extent('obey')[0] | 1), 'the first instruction of a function follows no call');
  t.false(symboliser.isReturnAddress(0x20000101));
  const call = symboliser.caller(address | 1);
  t.is(call.frames[0]!.name, 'obey');
  t.is(call.frames[0]!.source, symboliser.at(address - 4).frames[0]!.source);
});

test('a record gives its addresses innermost first, and of the stack what a call left there', (t) => {
  const [pc] = extent('break_on_purpose');
  const lr = returnAddress('obey', 'break_on_purpose') | 1;
  const caller = returnAddress('start', 'obey') | 1;
  const words = [0x20001000, pc, caller & ~1, 0xffffffff, 0].map((word) => hex(word >>> 0)).join();
  const fields = { cause: 'bus', r0: hex(pc), pc: hex(pc), lr: hex(lr), cfsr: '0x00008200', trace: words };
  const trace = traceOf({ ms: 9, level: 'error', code: 'board.fault', fields }, new Symboliser(image));
  t.deepEqual(
    trace.map(({ field, place }) => [field, place.frames[0]!.name]),
    [
      ['pc', 'break_on_purpose'],
      ['lr', 'obey'],
      ['trace', 'start'],
    ],
  );
  t.regex(formatStep(trace[0]!), /^ {4}pc {4}0x08[0-9a-f]{6} break_on_purpose \(.*bare\.c:\d+\)$/);
});

test('what is no ELF image, or was cut short, is refused by name', (t) => {
  const other = join(folder, 'other.elf');
  writeFileSync(other, 'firmware');
  t.throws(() => readCodeSections(other), { message: `${other}: no 32-bit little-endian ELF file` });
  t.throws(() => new Symboliser(join(folder, 'nothing.elf')), { message: /nothing\.elf/ });
  const names = readCodeSections(image).map(({ name, address }) => `${name} ${hex(address)}`);
  t.deepEqual(names, ['.text 0x8000040']);
});
