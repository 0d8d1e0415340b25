/** What stands in `boards/` on the emulated STM32F405, without anything above it: startup, time, faults, resets, twins. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { Symboliser } from '../../tools/board/symboliser.js';
import { buildImage } from '../support/boards/image.js';
import { Probe } from '../support/boards/probe.js';

const image = buildImage({ target: 'emulator' });

async function probe(
  t: ExecutionContext,
  files: Readonly<Record<string, string>> = {},
  icountShift?: number,
): Promise<Probe> {
  const made = new Probe({ image, ...(icountShift === undefined ? {} : { icountShift }) });
  t.teardown(() => made.close());
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made.board.folder, name), text);
  await made.start();
  return made;
}

test('from power on: data loaded, bss cleared, the arena in RAM, the cause named', async (t) => {
  const board = await probe(t);
  t.like(board.board.console.records[0], {
    code: 'board.boot',
    fields: { board: 'netduinoplus2', reset: 'power-on', clock: 'emulator', core: 168_000_000 },
  });
  board.type('memory');
  t.deepEqual([await board.value('zeroed'), await board.value('loaded'), await board.value('arena')], [0, 1, 1]);
});

test('a restart starts from the same RAM: data and bss anew', async (t) => {
  const board = await probe(t);
  await board.run('memory');
  board.type('restart test.reason');
  await board.boot();
  board.type('memory');
  t.deepEqual([await board.value('zeroed'), await board.value('loaded')], [0, 1]);
});

test('the C stack’s high-water mark tells the deepest call', async (t) => {
  const board = await probe(t);
  board.type('stack 10');
  const [before, after, room] = [await board.value('before'), await board.value('after'), await board.value('room')];
  t.is(room, 6144);
  t.true(before < 1500, String(before));
  t.true(after >= before + 2000 && after < 10 * 300 + 1500, `${String(before)}, ${String(after)}`);
});

test('a millisecond is a millisecond, in instructions counted too; the clock never goes back', async (t) => {
  for (const icountShift of [undefined, 0]) {
    const board = await probe(t, {}, icountShift);
    const waited = await board.ask('wait 200', 'waited');
    t.true(waited >= 198_500 && waited < 230_000, `${String(waited)} µs`);
    t.is(await board.ask('steps 20000', 'backwards'), 0);
  }
});

test('with instructions counted, time is the same in every run', async (t) => {
  const times: number[] = [];
  for (let run = 0; run < 2; run++) {
    const board = new Probe({ image, icountShift: 0 });
    t.teardown(() => board.close());
    const { ms } = await board.start();
    const stack = await board.ask('stack 3', 'after');
    times.push(ms, stack);
  }
  t.deepEqual(times.slice(0, 2), times.slice(2));
});

test('virtual seconds are those of the host: SysTick runs at the core’s 168 MHz', async (t) => {
  const board = await probe(t);
  const from = process.hrtime.bigint();
  const waited = await board.ask('wait 1500', 'waited');
  const took = Number(process.hrtime.bigint() - from) / 1e6;
  t.true(waited >= 1_498_000);
  t.true(took >= 1490, `${String(took)} ms: never faster than the host`);
});

for (const [kind, code, cause, address] of [
  ['bus', 'fault.bus', 'data-bus', 0x60000000],
  ['undefined', 'fault.usage', 'undefined-instruction', undefined],
  ['execute', 'fault.bus', 'instruction-bus', undefined],
  ['null-call', 'fault.usage', 'invalid-state', undefined],
  ['beyond', 'fault.memory', 'data-access', 0x20020000],
  ['stack', 'fault.stack-overflow', undefined, undefined],
  ['interrupt', 'fault.interrupt', 'none', undefined],
] as const) {
  test(`fault ${kind}: ${code} on the console, a reset, and the same words at the next boot and at no later one`, async (t) => {
    const board = await probe(t);
    board.type(`fault ${kind}`);
    const record = await board.record(code);
    const { fields } = record;
    t.is(record.level, 'error');
    if (cause !== undefined) t.is(fields['cause'], cause);
    if (address !== undefined) t.is(Number(fields['address']), address);
    for (const name of ['sp', 'r4', 'r11', 'cfsr', 'hfsr', 'exception', 'trace']) t.true(name in fields, name);
    const boot = await board.record('board.boot');
    t.is(boot.fields['reset'], 'fault');
    t.deepEqual(await board.lastWords(), record);
    await board.value('ready');
    board.type('restart again');
    await board.boot();
    t.deepEqual(
      board.allLastWords.map((words) => words?.code),
      [code, 'board.restart'],
    );
  });
}

test('a fault names the function it happened in, and the calls that led there', async (t) => {
  const board = await probe(t);
  board.type('fault undefined');
  const { fields } = await board.record('fault.usage');
  t.is(Number(fields['r4']), 44, 'registers are those of the fault');
  const symbols = new Symboliser(image);
  t.is(symbols.at(Number(fields['pc'])).frames[0]?.name, 'fault_undefined');
  const calls = String(fields['trace']).split(',');
  const trace = calls.flatMap((address) => symbols.caller(Number(address)).frames.map(({ name }) => name));
  t.true(trace.includes('main') && trace.includes('run'), trace.join(' '));
});

test('an unexpected interrupt is told with its number', async (t) => {
  const board = await probe(t);
  board.type('fault interrupt');
  const { fields } = await board.record('fault.interrupt');
  t.is(Number(fields['exception']), 16 + 3);
});

test('an orderly restart keeps its reason', async (t) => {
  const board = await probe(t);
  board.type('restart heap.full');
  const boot = await board.boot();
  t.is(boot.fields['reset'], 'restart');
  t.is(board.allLastWords[0]?.fields['reason'], 'heap.full');
});

test('power that is cut leaves neither words nor cause', async (t) => {
  const board = await probe(t);
  board.type('fault bus');
  await board.boot();
  await board.board.kill();
  const boot = await board.start();
  t.is(boot.fields['reset'], 'power-on');
});

test('a loop that hangs is ended by the watchdog, and the next boot says where it hung', async (t) => {
  const board = await probe(t);
  await board.run('watchdog 800');
  board.type('hang');
  const boot = await board.record('board.boot');
  t.is(boot.fields['reset'], 'watchdog');
  const words = await board.lastWords();
  t.is(words?.code, 'watchdog.hang');
  t.is(words?.fields['unkicked'], 700, 'ms: an eighth of the timeout before the bite');
  t.is(new Symboliser(image).at(Number(words?.fields['pc'])).frames[0]?.name, 'hang_here');
});

test('a loop that kicks and sleeps is left alone: no sleep lasts longer than half the timeout', async (t) => {
  const board = await probe(t);
  // The emulated board's time is the host's: shorter, and a busy host alone would let the watchdog bite.
  await board.run('watchdog 2000');
  t.is(await board.ask('kicking 6000', 'kicked'), 1);
});

test('a loop that hangs for a while and kicks in time leaves no words', async (t) => {
  const board = await probe(t);
  await board.run('watchdog 2000');
  await board.run('spin 1850');
  board.type('restart later');
  await board.boot();
  t.deepEqual(
    board.allLastWords.map((words) => words?.code),
    ['board.restart'],
  );
});

test('the link carries octets both ways, whatever they are', async (t) => {
  const board = await probe(t);
  const octets = Buffer.from(Array.from({ length: 64 }, (_, i) => (i * 37) & 0xff));
  const back: Buffer[] = [];
  const all = new Promise<void>((resolve) => {
    board.board.link.onData = (part) => {
      back.push(part);
      if (Buffer.concat(back).length >= 64) resolve();
    };
  });
  board.type('echo 64');
  board.board.link.write(octets);
  t.is(await board.value('echoed'), 1);
  await all;
  t.deepEqual(Buffer.concat(back), octets);
});

test('loads and light are records; the meter follows the load', async (t) => {
  const board = await probe(t);
  const idle = await board.ask('meter 0');
  board.type('relay 0 1000');
  t.like(await board.record('relay.set'), { level: 'info', fields: { index: 0, permille: 1000 } });
  const full = await board.ask('meter 0');
  t.is(full - idle, 1_800_000);
  board.type('relay 7 1000');
  t.like(await board.record('relay.refused'), { level: 'error', fields: { index: 7 } });
  board.type('led 1');
  t.like(await board.record('led.set'), { fields: { on: 1 } });
});

test('entropy is the host’s', async (t) => {
  const board = await probe(t);
  board.type('entropy');
  t.is(await board.value('entropy'), 1);
  const first = await board.value('octets');
  board.type('entropy');
  t.not(await board.value('octets'), first);
});

test('the store is a file: erased at first, bits only fall, a sector is erased whole, and it outlasts the power', async (t) => {
  const board = await probe(t);
  t.is(await board.ask('read 4'), 0xffffffff);
  t.is(await board.ask('program 4 0x12345678'), 0);
  t.is(await board.ask('program 4 0x02345678'), 0, 'bits may fall');
  t.is(await board.ask('program 4 0xffffffff'), 6, 'none may rise: BOARD_E_VERIFY');
  t.is(await board.ask('program 131072 7'), 0);
  t.is(await board.ask('program 6 1'), 1, 'BOARD_E_ARGUMENT');
  await board.board.kill();
  await board.start();
  t.is(await board.ask('read 4'), 0x02345678);
  t.is(await board.ask('erase 0'), 0);
  t.is(await board.ask('read 4'), 0xffffffff);
  t.is(await board.ask('read 131072'), 7);
  t.is(readFileSync(join(board.board.folder, 'store.flash')).length, 262_144);
});

test('a power cut comes in the middle of the step that store.cut names, once for each number', async (t) => {
  const board = await probe(t, { 'store.cut': '1 0\n' });
  t.is(await board.ask('program 0 0x11111111'), 0);
  board.type('program 4 0');
  t.is((await board.boot()).fields['reset'], 'power-on');
  t.is(await board.ask('read 4'), 0xf00ff00f, 'half of its bits');
  board.type('erase 0');
  t.is((await board.boot()).fields['reset'], 'power-on');
  t.is(await board.ask('read 0'), 0xffffffff, 'the first half of the sector is erased');
  t.is(await board.ask('program 8 0'), 0, 'and the numbers are used up');
  t.is(readFileSync(join(board.board.folder, 'store.cut'), 'latin1').trim(), '');
});

test('the emulator ends when it is told, with a code', async (t) => {
  const board = await probe(t);
  board.type('exit 3');
  await t.throwsAsync(board.record('never.said'), { message: /exit code 3/ });
  t.true(existsSync(board.board.folder));
});
