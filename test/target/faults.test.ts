/** What can go wrong around a board, done to the emulated one in the middle of its work. */

import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';

import { type ConsoleRecord } from '../../tools/board/console-record.js';
import { STORE_FILE } from '../../tools/board/emulator.js';
import { LINK_HOST } from '../../tools/board/link/namespace.js';
import { SERVER_PORT } from '../../tools/board/home.js';
import { type PeerProcess } from '../../tools/board/peer-process.js';
import { readStoreImage, writeStoreImage } from '../../tools/board/store-image.js';
import { storeArea } from '../../tools/firmware/board.js';
import { emulatedBoard, emulatorImage, says, STEP_MS, type TestEvent, TestHome } from '../support/board-home.js';
import { makePki, removePki } from '../support/serve-process.js';

const M_RID = '0123456789ABCDEF0123456700009F1C';
/** From the server's start to the event, and its length, s. */
const BEGIN_S = 60;
const LENGTH_S = 600;
const EVENT: TestEvent = {
  atS: BEGIN_S,
  durationS: LENGTH_S,
  control: 'loadReductionPercent: 100',
  more: `mRID: ${M_RID}`,
};

/** A thermostat at home. */
async function thermostat(t: ExecutionContext, options: Partial<Parameters<typeof TestHome.start>[2]> = {}) {
  t.timeout(8 * 60_000);
  return TestHome.start(t, await emulatorImage('thermostat'), { name: 'thermostat', ...options });
}

/** Statuses of the responses that a server took. */
function statuses(server: PeerProcess): unknown[] {
  return server.records.filter(({ kind }) => kind === 'response').map(({ status }) => status);
}

/** Waits for the end of the event, and that it came when it should: so long after the load went off. */
async function finishes(t: ExecutionContext, stage: TestHome): Promise<void> {
  const { console } = stage.home.emulator;
  await stage.until(says('event.completed'), LENGTH_S + 600);
  await stage.until(says('response.posted', { status: 3 }), 900);
  const off = console.since(0, says('relay.set', { permille: 0 }))[0]!;
  const on = console.since(0, says('relay.set', { permille: 1000 })).at(-1)!;
  t.true(Math.abs(on.ms - off.ms - LENGTH_S * 1000) < 3000, `the load was off for ${on.ms - off.ms} ms`);
  t.deepEqual(console.since(0, 'board.restart'), [], 'without a restart');
}

test.serial(
  'a link that is lost and comes back in the middle of an event costs neither its end nor a response',
  async (t) => {
    const stage = await thermostat(t);
    const { home } = stage;
    const server = await stage.serve([EVENT]);
    await home.powerOn();
    await stage.until(says('response.posted', { status: 2 }), 300);
    home.bridge.linkDown();
    await home.conductor.run(200_000, STEP_MS);
    home.bridge.linkUp();
    await finishes(t, stage);
    t.deepEqual(statuses(server), [1, 2, 3]);
    t.true(home.emulator.console.since(0, 'tls.resumed').length > 0, 'the session is resumed');
  },
);

test.serial(
  'a server that is started anew in the middle of an event is told of its end, and of nothing twice',
  async (t) => {
    const stage = await thermostat(t);
    const { home } = stage;
    const first = await stage.serve([EVENT]);
    await home.powerOn();
    await stage.until(says('response.posted', { status: 2 }), 300);
    t.deepEqual(statuses(first), [1, 2]);
    await home.remove(first, 'kill');
    await home.conductor.run(60_000, STEP_MS);
    // The same event, seen from the second server's start.
    const elapsedS = Math.round(home.conductor.boardMs / 1000);
    const second = await stage.serve([{ ...EVENT, atS: 0, durationS: BEGIN_S + LENGTH_S - elapsedS }]);
    await stage.until(says('response.posted', { status: 3 }), LENGTH_S + 900);
    t.deepEqual(statuses(second), [3]);
    t.deepEqual(home.emulator.console.since(0, 'board.restart'), []);
  },
);

test.serial(
  'power lost in the middle of an event: registration, event and owed responses are there at the next start',
  async (t) => {
    const stage = await thermostat(t);
    const { home } = stage;
    const server = await stage.serve([EVENT]);
    await home.powerOn();
    await stage.until(says('response.posted', { status: 2 }), 300);
    // What the server has acknowledged is written down by then.
    await home.conductor.run(5000, STEP_MS);
    const mark = home.emulator.console.mark();
    await home.powerCycle();
    const off = await home.emulator.console.record(says('relay.set', { permille: 0 }), STEP_MS, mark);
    t.true(off.ms < 30_000, 'the load is off again at once');
    await stage.until(says('response.posted', { status: 3 }), LENGTH_S + 900, mark);
    t.deepEqual(statuses(server), [1, 2, 3], 'received and started are not told twice');
    t.is(home.emulator.console.since(mark, 'tls.resumed').length > 0, true, 'the TLS session is resumed');
  },
);

test.serial(
  'a server that shows the certificate of a stranger is refused, logged and tried again slowly (CORE-003)',
  async (t) => {
    const strangers = makePki(99);
    t.teardown(() => removePki(strangers));
    const stage = await thermostat(t);
    const { home } = stage;
    const { console } = home.emulator;
    const server = await stage.home.serve(['--pki', strangers]);
    await home.powerOn();
    const isRefusal = (record: ConsoleRecord): boolean =>
      record.code === 'link.failed' && String(record.fields['error']).includes('x509.unknown-authority');
    await console.record(isRefusal, STEP_MS);
    await home.conductor.run(1_800_000, STEP_MS);
    const tries = console.since(0, isRefusal);
    t.true(tries.length >= 2 && tries.length <= 60, `${tries.length} tries in half an hour`);
    const gaps = tries.slice(1).map((each, at) => each.ms - tries[at]!.ms);
    t.true(Math.max(...gaps) > 4 * Math.min(...gaps) || Math.min(...gaps) > 10_000, `waits of ${gaps.join(', ')} ms`);
    t.deepEqual(
      server.records.filter(({ kind }) => kind === 'request'),
      [],
      'and is told nothing',
    );
    t.deepEqual(console.since(0, 'board.restart'), []);
  },
);

test.serial('a record larger than the buffer is refused by the name of the limit', async (t) => {
  const url = `https://[${LINK_HOST}]:${SERVER_PORT}/dcap`;
  const stage = await thermostat(t, { provision: { server: url } });
  const { home } = stage;
  // Whoever connects gets a handshake record of 2,000 octets, whatever was agreed on.
  const script = `require('node:net').createServer((socket) => {
    socket.on('error', () => undefined);
    const record = Buffer.alloc(2005, 2);
    record.set([22, 3, 3, 2000 >> 8, 2000 & 255]);
    socket.write(record);
  }).listen(${SERVER_PORT}, '${LINK_HOST}');`;
  const [program, ...rest] = home.network.enter([process.execPath, '-e', script]);
  const liar = spawn(program!, rest, { stdio: 'ignore' });
  t.teardown(() => liar.kill('SIGKILL'));
  await home.powerOn();
  const refused = await home.emulator.console.record(
    (record) => JSON.stringify(record.fields).includes('maxRecordOctets'),
    STEP_MS,
  );
  t.regex(JSON.stringify(refused), /record-overflow/);
  t.deepEqual(home.emulator.console.since(0, 'board.restart'), []);
});

test.serial(
  'a list that is longer than fits is paged, and what is past the limit is told by its name (CORE-004)',
  async (t) => {
    const stage = await thermostat(t);
    const { home } = stage;
    const events = Array.from({ length: 30 }, (_, at) => ({
      atS: BEGIN_S + at * 900,
      durationS: 300,
      control: 'loadReductionPercent: 100',
    }));
    const server = await stage.serve(events);
    await home.powerOn();
    await stage.until((record) => JSON.stringify(record.fields).includes('maxStoredEvents'), 300);
    await stage.until(says('event.completed'), 1200);
    const pages = server.records.filter(({ kind, path }) => kind === 'request' && /edc\?s=\d+&l=4$/.test(String(path)));
    t.true(pages.length >= 6, `${pages.length} pages`);
    t.deepEqual(home.emulator.console.since(0, 'board.restart'), []);
  },
);

test.serial('frames that are corrupted on the line cost time, not the event', async (t) => {
  const stage = await thermostat(t);
  const { home } = stage;
  const server = await stage.serve([EVENT]);
  await home.powerOn();
  await home.emulator.console.record('discovery.found', STEP_MS);
  home.bridge.corrupt(3000);
  await stage.until(says('response.posted', { status: 2 }), BEGIN_S + LENGTH_S);
  t.true(home.bridge.toBoard.hits.octets + home.bridge.fromBoard.hits.octets > 3, 'the line was bad');
  home.bridge.corrupt(0);
  await stage.until(says('response.posted', { status: 3 }), LENGTH_S + 900);
  // A response whose answer was lost on the line is posted again.
  t.deepEqual([...new Set(statuses(server))], [1, 2, 3]);
  t.deepEqual(home.emulator.console.since(0, 'board.restart'), []);
});

test.serial('a full store is told by its limit: the event goes on, and what was stored is still there', async (t) => {
  const stage = await thermostat(t);
  const { home } = stage;
  const file = join(home.emulator.folder, STORE_FILE);
  const before = readStoreImage(readFileSync(file));
  const { sectorOctets } = storeArea(emulatedBoard());
  const values = new Map(before);
  // Whole values, then smaller ones, until hardly anything fits.
  for (let octets = 8192, count = 0; octets >= 64;) {
    try {
      writeStoreImage(new Map([...values, [`filler ${count}`, new Uint8Array(octets)]]), sectorOctets);
      values.set(`filler ${count++}`, new Uint8Array(octets));
    } catch (error) {
      t.true(error instanceof RangeError);
      octets /= 2;
    }
  }
  writeFileSync(file, writeStoreImage(values, sectorOctets));
  const server = await stage.serve([EVENT]);
  await home.powerOn();
  const refused = await stage.until(says('memory.not-kept'), 300);
  t.regex(String(refused.fields['detail']), /octets are taken/);
  await finishes(t, stage);
  t.deepEqual(statuses(server), [1, 2, 3]);
  const after = readStoreImage(readFileSync(file));
  for (const [key, value] of values) t.deepEqual(Buffer.from(after.get(key)!), Buffer.from(value), key);
});

test.serial('no entropy, no TLS: the appliance goes on alone and says why', async (t) => {
  const stage = await thermostat(t);
  const { home } = stage;
  const { console } = home.emulator;
  // The twin of the generator reads this file, and there is nothing in it.
  writeFileSync(join(home.emulator.folder, 'entropy'), '');
  const server = await stage.serve([EVENT]);
  await home.powerOn();
  const said = await console.record('tls.no-entropy', STEP_MS);
  t.is(said.level, 'error');
  await console.record(says('relay.set', { permille: 1000 }), STEP_MS);
  await home.conductor.run(180_000, STEP_MS);
  t.true(console.since(0, 'tls.no-entropy').length >= 3, 'it looks again');
  t.deepEqual(console.since(0, 'tls.established'), []);
  t.deepEqual(
    server.records.filter(({ kind }) => kind === 'connected' || kind === 'request'),
    [],
  );
  t.deepEqual(console.since(0, 'board.restart'), []);
});

test.serial('a board without an identity says so, and the appliance goes on alone', async (t) => {
  const stage = await thermostat(t, { isProvisioned: false });
  const { home } = stage;
  await home.powerOn();
  await home.emulator.console.record('identity.missing', STEP_MS);
  await home.emulator.console.record(says('relay.set', { permille: 1000 }), STEP_MS);
  await home.conductor.run(180_000, STEP_MS);
  t.true(home.emulator.console.since(0, 'identity.missing').length >= 3, 'it looks again');
  t.deepEqual(home.emulator.console.since(0, 'tls.'), []);
});

test.serial('a program that takes all memory ends in an orderly restart with the cause in the log', async (t) => {
  t.timeout(5 * 60_000);
  const image = await emulatorImage('test/support/apps/hungry.json');
  const { home } = await TestHome.start(t, image, { name: 'thermostat' });
  await home.powerOn();
  const end = await home.emulator.console.record('board.restart', STEP_MS);
  t.is(end.fields['cause'], 'heap-full');
  t.true(home.emulator.console.since(0, 'mem.high').length > 0, 'with what was used');
  const mark = home.emulator.console.mark();
  const boot = await home.emulator.console.record('board.boot', STEP_MS);
  t.is(boot.fields['reset'], 'power-on');
  const again = await home.emulator.console.record(says('board.boot', { reset: 'restart' }), STEP_MS, 0);
  const words = await home.emulator.console.record('board.last-words', STEP_MS, 0);
  t.regex(String(words.fields['words']), /heap-full/);
  t.truthy(again && mark);
});

test.serial('a program that hangs is ended by the watchdog, with the place where it hung', async (t) => {
  t.timeout(5 * 60_000);
  const image = await emulatorImage('test/support/apps/hanging.json');
  const { home } = await TestHome.start(t, image, { name: 'thermostat' });
  await home.powerOn();
  await home.emulator.console.record('test.hangs', STEP_MS);
  const boot = await home.emulator.console.record(says('board.boot', { reset: 'watchdog' }), STEP_MS);
  t.truthy(boot);
  const words = await home.emulator.console.record('board.last-words', STEP_MS);
  t.regex(String(words.fields['words']), /hang/);
});
