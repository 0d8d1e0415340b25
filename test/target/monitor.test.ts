/** `sep2 monitor` on what a crashing board says: from a file, from standard input, from a pty. */

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test from 'ava';

import { formatRecord } from '../../tools/board/console-record.js';
import { BoardEmulator, QEMU } from '../../tools/board/emulator.js';
import { buildBareImage } from '../support/bare-image.js';
import { runSep2 } from '../support/sep2-process.js';
import { SEP2 } from '../support/serve-process.js';

const WAIT_MS = 10_000;
const folder = mkdtempSync(join(tmpdir(), 'sep2-monitor-'));
const image = buildBareImage(folder);
const console = join(folder, 'console.log');

test.before(async () => {
  const board = new BoardEmulator({ image });
  try {
    await board.start();
    await board.console.record('board.started', WAIT_MS);
    board.say('x');
    await board.console.record('board.fault', WAIT_MS);
    await board.console.record('board.started', WAIT_MS, 2);
    const lines = board.console.lines.map((line) => ('record' in line ? formatRecord(line.record) : line.text));
    writeFileSync(console, ['power on', ...lines].join('\r\n') + '\r\n');
  } finally {
    await board.close();
  }
});

/** Whether a process has a file open. */
function hasOpen(pid: number, path: string): boolean {
  const fds = `/proc/${pid}/fd`;
  return readdirSync(fds).some((fd) => {
    try {
      return readlinkSync(join(fds, fd)) === path;
    } catch {
      return false;
    }
  });
}

test.after.always(() => rmSync(folder, { recursive: true, force: true }));

test('records are worded as sep2 device words them, at the time since the start; other lines stay as they are', (t) => {
  const { code, out, errors } = runSep2('monitor', console);
  t.is(code, 0, errors);
  const lines = out.split('\n');
  t.is(lines[0], 'power on');
  t.is(lines[1], '00:00:00.005 info  board.started cause=power name="bare image"');
  t.regex(lines[2]!, /^00:00:00\.007 error board\.fault cause=hard pc=0x08[0-9a-f]{6} lr=0x08[0-9a-f]{6}$/);
  t.is(lines[3], lines[1]);
});

test('with the image a crash has a trace: the function that broke, and the line that called it', (t) => {
  const { code, out, errors } = runSep2('monitor', console, '--elf', image, '--log-level', 'error');
  t.is(code, 0, errors);
  const lines = out.split('\n');
  t.regex(lines[1]!, /board\.fault/);
  t.regex(lines[2]!, /^ {4}pc {4}0x08[0-9a-f]{6} break_on_purpose \(.*\/bare\.c:\d+\)$/);
  t.regex(lines[3]!, /^ {4}lr {4}0x08[0-9a-f]{6} .*(obey|start) \(.*\/bare\.c:\d+\)/);
  t.is(lines[4], '', 'what is below the level is left out');
});

test('--json gives an object a line, the trace in it', (t) => {
  const { code, out, errors } = runSep2('monitor', console, '--elf', image, '--json');
  t.is(code, 0, errors);
  const [text, started, fault] = out
    .split('\n')
    .slice(0, 3)
    .map((line) => JSON.parse(line));
  t.deepEqual(text, { text: 'power on' });
  t.deepEqual(started, {
    ms: 5,
    level: 'info',
    code: 'board.started',
    cause: 'power',
    name: 'bare image',
  });
  t.is(fault.trace[0].field, 'pc');
  t.is(fault.trace[0].frames[0].name, 'break_on_purpose');
});

test('the last words of the run before are records of their own, with their trace', (t) => {
  const fault = 'L41 error fault.bus cause=data-bus pc=0x08000044\nL42 error board.restart';
  const words = { ms: 3, level: 'error', code: 'board.last-words', fields: { words: fault } } as const;
  const file = join(folder, 'words.log');
  writeFileSync(file, formatRecord(words) + '\n');
  const { out } = runSep2('monitor', file, '--elf', image);
  const lines = out.split('\n');
  t.is(lines[0], '00:00:00.003 error board.last-words');
  t.is(lines[1], '  | 00:00:00.041 error fault.bus cause=data-bus pc=0x08000044');
  t.regex(lines[2]!, /^ {2}\| {5}pc {4}0x08000044 \w+ \(.*bare\.c:\d+\)$/);
  t.is(lines[3], '  | 00:00:00.042 error board.restart');
  const json = JSON.parse(runSep2('monitor', file, '--json').out);
  t.deepEqual(
    json.words.map(({ code }: { code: string }) => code),
    ['fault.bus', 'board.restart'],
  );
});

test('standard input is read with -, and a file that is not there is told', (t) => {
  const out = execFileSync(process.execPath, [SEP2, 'monitor', '-'], { input: 'L1 info a.b c=1', encoding: 'utf8' });
  t.is(out, '00:00:00.001 info  a.b c=1\n');
  t.like(runSep2('monitor', join(folder, 'none')), { code: 1, out: '' });
  t.like(runSep2('monitor', console, '--elf', console), { code: 1, out: '' });
  t.is(runSep2('monitor', console, '--baud', '1').code, 2);
});

test('a pty is read until its other side is gone', async (t) => {
  t.timeout(120_000);
  const serials = ['-serial', 'pty', '-serial', 'null', '-serial', 'null'];
  const machine = ['-M', 'netduinoplus2', '-kernel', image, '-display', 'none', '-monitor', 'none', '-nodefaults'];
  // Held at its first instruction until somebody listens.
  const qemu = spawn(QEMU, [...machine, ...serials, '-S', '-qmp', 'stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
  t.teardown(() => qemu.kill('SIGKILL'));
  const pty = await new Promise<string>((resolve) => {
    const look = (line: string): void => {
      const found = /char device redirected to (\S+) /.exec(line);
      if (found !== null) resolve(found[1]!);
    };
    createInterface({ input: qemu.stdout }).on('line', look);
    createInterface({ input: qemu.stderr }).on('line', look);
  });
  const monitor = spawn(process.execPath, [SEP2, 'monitor', pty, '--baud', '115200'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => monitor.kill('SIGKILL'));
  const ended = new Promise<number | null>((resolve) => monitor.once('close', resolve));
  const first = new Promise<string>((resolve) => createInterface({ input: monitor.stdout }).once('line', resolve));
  while (!hasOpen(monitor.pid!, pty)) await new Promise((resolve) => setTimeout(resolve, 20));
  // Open, but the line is set to raw after that.
  await new Promise((resolve) => setTimeout(resolve, 500));
  qemu.stdin.write('{"execute":"qmp_capabilities"}\n{"execute":"cont"}\n');
  t.is(await first, '00:00:00.005 info  board.started cause=power name="bare image"');
  qemu.kill('SIGKILL');
  t.is(await ended, 0);
});
