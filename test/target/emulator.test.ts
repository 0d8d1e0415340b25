/** The emulated board itself, with a program of one page: lines, power, debug port. */

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';

import { DebugPort, REGISTER } from '../../tools/board/debug-port.js';
import { BoardEmulator } from '../../tools/board/emulator.js';
import { buildBareImage } from '../support/bare-image.js';

const WAIT_MS = 10_000;
const build = mkdtempSync(join(tmpdir(), 'sep2-bare-'));
const image = buildBareImage(build);

test.after.always(() => rmSync(build, { recursive: true, force: true }));

test('console, link and conductor are lines of their own, from the first octet on', async (t) => {
  const board = new BoardEmulator({ image });
  t.teardown(() => board.close());
  const idle = new Promise<string>((resolve) => (board.conductor.onData = (octets) => resolve(octets.toString())));
  const echo = new Promise<string>((resolve) => (board.link.onData = (octets) => resolve(octets.toString())));
  await board.start();
  const { ms, level, fields } = await board.console.record('board.started', WAIT_MS);
  t.deepEqual({ ms, level, fields }, { ms: 5, level: 'info', fields: { cause: 'power', name: 'bare image' } });
  t.true((await idle).startsWith('i'));
  board.link.write(Buffer.from([0xc0]));
  t.is((await echo).length, 1);
  board.conductor.write('s');
  t.is(await board.console.text('conductor', WAIT_MS), 'conductor: s');
});

test('a power cut ends the process; the folder with the store is there at the next start and gone at the end', async (t) => {
  const board = new BoardEmulator({ image });
  await board.start();
  await board.console.record('board.started', WAIT_MS);
  const { pid } = board;
  const mark = board.console.mark();
  const waiting = board.console.record('never.said', WAIT_MS, mark);
  await board.kill();
  await t.throwsAsync(waiting, {
    message: /no record "never.said" before the emulator ended with SIGKILL.*cause=power/s,
  });
  t.throws(() => process.kill(pid!, 0), { code: 'ESRCH' });
  await board.start();
  await board.console.record('board.started', WAIT_MS, mark);
  t.not(board.pid, pid);
  await board.close();
  t.throws(() => readdirSync(board.folder), { code: 'ENOENT' });
});

test('what a console does not say fails by a deadline, with its last lines', async (t) => {
  const board = new BoardEmulator({ image });
  t.teardown(() => board.close());
  await board.start();
  await board.console.record('board.started', WAIT_MS);
  await t.throwsAsync(board.console.record('tls.', 200), {
    message:
      /no record "tls\." within 200 ms; the console said last:\nL5 info board\.started cause=power name=bare%20image/,
  });
});

test('an image that is none is told with the words of the emulator', async (t) => {
  const board = new BoardEmulator({ image: join(build, 'nothing.elf') });
  t.teardown(() => board.close());
  await t.throwsAsync(board.start(), { message: /nothing\.elf/ });
});

test('the debug port reads, writes and lets go', async (t) => {
  const board = new BoardEmulator({ image, debugSocket: 'debug.sock' });
  t.teardown(() => board.close());
  await board.start();
  await board.console.record('board.started', WAIT_MS);
  const mark = board.console.mark();
  const port = await DebugPort.connect(join(board.folder, 'debug.sock'));
  const pc = await port.readRegister(REGISTER.pc);
  t.true(pc >= 0x08000000 && pc < 0x08100000, pc.toString(16));
  await port.writeWord(0x20000000, 0xdeadbeef);
  t.is(await port.readWord(0x20000000), 0xdeadbeef);
  await port.writeRegister(REGISTER.pc, 0xe0000000);
  await port.detach();
  const fault = await board.console.record('board.fault', WAIT_MS, mark);
  t.is(fault.fields['pc'], '0xe0000000');
  await board.console.record('board.started', WAIT_MS, mark);
});
