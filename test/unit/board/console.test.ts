/** A board's console: records from octets and back, whatever else is on the line. */

import test from 'ava';
import fc from 'fast-check';

import { ConsoleLog } from '../../../tools/board/console-log.js';
import { type ConsoleLine, ConsoleReader } from '../../../tools/board/console-reader.js';
import { formatRecord, parseRecord } from '../../../tools/board/console-record.js';
import { type LogLevel } from '../../../stack/ports/log.js';

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

function read(...pieces: readonly string[]): ConsoleLine[] {
  const lines: ConsoleLine[] = [];
  const reader = new ConsoleReader((line) => lines.push(line));
  for (const piece of pieces) reader.push(Buffer.from(piece, 'latin1'));
  reader.end();
  return lines;
}

test('a record is time, level, code and typed values', (t) => {
  t.deepEqual(parseRecord('L1250 info tls.established peer=3E4F resumed=true attempt=2 share=0.5'), {
    ms: 1250,
    level: 'info',
    code: 'tls.established',
    fields: { peer: '3E4F', resumed: true, attempt: 2, share: 0.5 },
  });
  t.deepEqual(parseRecord('L0 error board.fault pc=0x08001234 text=a%20b%3Dc%25'), {
    ms: 0,
    level: 'error',
    code: 'board.fault',
    fields: { pc: '0x08001234', text: 'a b=c%' },
  });
});

test('a value may be empty, contain an equals sign, and a percent sign that escapes nothing stays', (t) => {
  t.deepEqual(parseRecord('L1 warn a.b x= y=p=q z=50%')!.fields, { x: '', y: 'p=q', z: '50%' });
});

test('what is no record is none', (t) => {
  const others = [
    '',
    'hello',
    'L info a.b',
    'L1 loud a.b',
    'L1 info',
    'L1 info a.b c',
    'l1 info a.b',
    'L1 info a.b x=\u00e9',
  ];
  for (const line of others) t.is(parseRecord(line), undefined, line);
});

test('property: what is written is read again, types and all', (t) => {
  const name = fc.stringMatching(/^[a-z][A-Za-z0-9.]{0,11}$/).filter((text) => text !== '__proto__');
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('true', '1', '-2.5e3', '', '%41', ' ', '\n'));
  const value = fc.oneof(text, fc.integer(), fc.boolean());
  const record = fc.record({
    ms: fc.nat(),
    level: fc.constantFrom(...LEVELS),
    code: name,
    fields: fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true }),
  });
  fc.assert(fc.property(record, (each) => t.deepEqual(parseRecord(formatRecord(each)), each) === true));
});

test('lines are put together however they are cut, and end with or without a carriage return', (t) => {
  const text = 'boot\r\nL1 info a.b x=1\nL2 warn c.d\r\nrest';
  const whole = read(text);
  t.deepEqual(
    whole.map((line) => ('record' in line ? line.record.code : line.text)),
    ['boot', 'a.b', 'c.d', 'rest'],
  );
  for (let at = 0; at <= text.length; at++) t.deepEqual(read(text.slice(0, at), text.slice(at)), whole);
});

test('a line without end is given in parts, and control characters are shown', (t) => {
  const lines = read('x'.repeat(10_000), '\x1b[2J\0\n');
  t.deepEqual(
    lines.map((line) => ('text' in line ? line.text.length : -1)),
    [4096, 4096, 10_000 - 2 * 4096 + '\\x1b[2J\\x00'.length],
  );
});

test('a wait finds what was said before and after it began, and fails with the last lines', async (t) => {
  const log = new ConsoleLog();
  const soon = log.record('event.', 5000);
  log.push(Buffer.from('L1 info tls.established\nL2 info event.started mRID=1F\n'));
  t.is((await soon).code, 'event.started');
  t.is((await log.record((record) => record.ms === 1, 5000)).code, 'tls.established');
  const mark = log.mark();
  t.deepEqual(log.since(mark, 'event.'), []);
  await t.throwsAsync(log.record('event.', 20, mark), { message: /within 20 ms.*L2 info event\.started mRID=1F$/s });
  const late = log.record('never', 5000);
  log.end('the power was cut');
  await t.throwsAsync(late, { message: /no record "never" before the power was cut/ });
});
