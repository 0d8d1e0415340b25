/** `sep2 sim --board` as a user runs it: what the terminal shows, how it ends, and what it leaves behind, which is nothing. */

import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import test, { type ExecutionContext } from 'ava';

import { BOARD_NAME, emulatorImage } from '../support/board-home.js';
import { runSep2 } from '../support/sep2-process.js';
import { SEP2 } from '../support/serve-process.js';

/** Longest that a run may take on a busy host, ms. */
const RUN_MS = 240_000;
/** Longest that what it started may take to be gone when it has ended, ms. */
const GONE_MS = 10_000;

/** A run of `sep2 sim --board`, whose processes and files can be told from all others. */
class Run {
  out = '';
  errors = '';
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;
  private readonly folder = mkdtempSync(join(tmpdir(), 'sep2-sim-test-'));

  constructor(t: ExecutionContext, args: readonly string[], path = process.env['PATH']) {
    const command = [SEP2, 'sim', '--board', BOARD_NAME, ...args];
    const env = { ...process.env, PATH: path, TMPDIR: this.files };
    mkdirSync(this.files);
    // A group of its own, as a shell gives to what it runs in the terminal.
    this.child = spawn(process.execPath, command, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout!.on('data', (octets: Buffer) => (this.out += octets.toString()));
    this.child.stderr!.on('data', (octets: Buffer) => (this.errors += octets.toString()));
    const timer = setTimeout(() => this.interrupt(), RUN_MS);
    this.ended = new Promise((resolve) => this.child.once('close', (code) => resolve(code)));
    t.teardown(async () => {
      clearTimeout(timer);
      if (this.child.exitCode === null) this.interrupt();
      await this.ended;
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  private get files(): string {
    return join(this.folder, 'tmp');
  }

  /** Ctrl-C: everybody in the group hears it. */
  interrupt(): void {
    process.kill(-this.child.pid!, 'SIGINT');
  }

  /** Fulfilled when the output has it; fails when the run ends before. */
  async says(what: RegExp): Promise<void> {
    let isOver = false;
    void this.ended.then(() => (isOver = true));
    while (!what.test(this.out)) {
      if (isOver) throw new Error(`it ended without ${String(what)}:\n${this.out}${this.errors}`);
      await sleep(20);
    }
  }

  /** What it left, after some patience: command lines of processes, names of files. */
  async remains(): Promise<string[]> {
    const until = Date.now() + GONE_MS;
    for (;;) {
      const left = [...processesWith(`TMPDIR=${this.files}`), ...readdirSync(this.files)];
      if (left.length === 0 || Date.now() > until) return left;
      await sleep(50);
    }
  }
}

/** Command lines of the processes that run with a variable in their environment. */
function processesWith(variable: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
      return environment.includes(variable)
        ? [readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')]
        : [];
    } catch {
      return []; // It has just ended, or is another user's.
    }
  });
}

/** Places of texts in another, each after the one before; -1 where it is not there. */
function places(text: string, parts: readonly RegExp[]): number[] {
  let from = 0;
  return parts.map((part) => {
    const at = text.slice(from).search(part);
    if (at >= 0) from += at + 1;
    return at;
  });
}

test.before(async () => {
  await emulatorImage('thermostat');
});

test.serial(
  'the board finds its server and follows an event among the others; the table says who did what',
  async (t) => {
    t.timeout(RUN_MS + 60_000);
    const run = new Run(t, ['--minutes', '7']);
    t.is(await run.ended, 0, run.out + run.errors);
    const { out } = run;
    t.is(run.errors, '');
    t.regex(out, /^netduinoplus2-thermostat-emulator (is up to date|was (old, and was )?built)/);
    t.regex(out, /^A board at home: 7m from 17:00; an emulated Netduino Plus 2 is the thermostat\.$/m);
    const board = [
      /^board +\| 17:0\d:\d\d\.\d{3} info +board\.boot board=netduinoplus2 reset=power-on/m,
      /^board .* info +discovery\.found .*address=fd00:5e2::1/m,
      /^board .* info +tls\.established /m,
      /^board .* info +event\.received /m,
      /^board +\| 17:06:0\d\.\d{3} info +event\.started /m,
      /^board +\| 17:06:0\d\.\d{3} info +relay\.set index=0 permille=500/m,
      /^board .* info +mem\.high /m,
    ];
    t.true(!places(out, board).includes(-1), `${places(out, board).join()} of\n${out}`);
    for (const said of [
      /^utility +\| 17:00:00\.\d{3} "Peak 1" is published$/m,
      /^utility +\| 17:0\d:\d\d\.\d{3} thermostat: "Peak 1" received$/m,
      /^utility +\| 17:0\d:\d\d\.\d{3} thermostat reads \d+ W, \d+ Wh$/m,
      /^utility +\| 17:06:0\d\.\d{3} "Peak 1" is active$/m,
      /^utility +\| 17:06:0\d\.\d{3} thermostat: "Peak 1" started$/m,
      /^water-heater +\| 17:06:0\d\.\d{3} "Peak 1" started$/m,
      /^ev-charger +\| 17:0\d:\d\d\.\d{3} discovered /m,
      /^meter +\| 17:0\d:\d\d\.\d{3} handshake /m,
      /^thermostat \(board\) +3 +1 +· +· +· +· +\d+$/m,
      /^ev-charger +3 +1 +· +· +· +· +\d+$/m,
      /^inverter +1 +· +· +· +· +· +\d+$/m,
      /^The board’s memory at its fullest, octets: slots [\d,]+, chunks [\d,]+, engine’s stack [\d,]+, C stack [\d,]+, /m,
      /^The board did not restart\.$/m,
      /^7m of the scenario took \d+\.\d s\.$/m,
    ]) {
      t.regex(out, said);
    }
    t.deepEqual(await run.remains(), []);
  },
);

test.serial('--json is one object and nothing else', async (t) => {
  t.timeout(RUN_MS + 60_000);
  const run = new Run(t, ['--minutes', '1', '--json']);
  t.is(await run.ended, 0, run.out + run.errors);
  const result = JSON.parse(run.out) as Record<string, unknown>;
  t.like(result, { scenario: 'A board at home', board: BOARD_NAME, app: 'thermostat', stopped: null, restarts: 0 });
  const devices = result['devices'] as { name: string; isBoard: boolean; received: number }[];
  t.deepEqual(
    devices.filter(({ isBoard }) => isBoard).map(({ name, received }) => [name, received]),
    [['thermostat', 3]],
  );
  t.true((result['memory'] as { slots: number }).slots > 10_000);
  t.deepEqual(await run.remains(), []);
});

test.serial('Ctrl-C ends everybody in order; the table has what was until then', async (t) => {
  t.timeout(RUN_MS + 60_000);
  const run = new Run(t, []);
  await run.says(/^utility .* thermostat: "Peak 1" received$/m);
  run.interrupt();
  t.is(await run.ended, 1, run.out + run.errors);
  t.is(run.errors, 'stopped: interrupted by SIGINT\n');
  t.regex(run.out, /^thermostat \(board\) +[123] +· /m);
  t.deepEqual(await run.remains(), []);
});

test.serial('a host that allows no network of one’s own is told what it takes', async (t) => {
  t.timeout(RUN_MS + 60_000);
  const folder = mkdtempSync(join(tmpdir(), 'sep2-unshare-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const stand = join(folder, 'unshare');
  writeFileSync(stand, '#!/bin/sh\necho "unshare: unshare failed: Operation not permitted" >&2\nexit 1\n');
  chmodSync(stand, 0o755);
  const run = new Run(t, ['--minutes', '1'], `${folder}:${process.env['PATH']}`);
  t.is(await run.ended, 1);
  t.regex(
    run.errors,
    /^error: no network for the board: unshare: .*not permitted \(it takes root or user namespaces, /,
  );
  t.notRegex(run.errors, /^ +at /m);
  t.deepEqual(await run.remains(), []);
});

test.serial('what cannot be played is refused before anything is built', (t) => {
  const sim = (...args: string[]): string => {
    const { code, out, errors } = runSep2('sim', ...args);
    t.is(out, '', errors);
    return `${code} ${errors.trim()}`;
  };
  const lone = mkdtempSync(join(tmpdir(), 'sep2-lone-'));
  t.teardown(() => rmSync(lone, { recursive: true, force: true }));
  const file = join(lone, 'lone.yaml');
  writeFileSync(
    file,
    'name: x\nstart: 2026-07-15T17:00:00Z\ndevices: [{ kind: meter }]\nservers: [{ name: utility }]\n',
  );
  const board = ['--board', BOARD_NAME];
  t.regex(sim('--board', 'toaster'), /^1 error: no board toaster: .*there are .*netduinoplus2/);
  t.regex(
    sim(...board, '--app', 'inverter'),
    /^1 error: a board is no inverter here; it can be ev-charger, thermostat,/,
  );
  t.regex(
    sim(...board, file),
    /^1 error: .*lone\.yaml has no thermostat whose place the board could take; it has meter$/,
  );
  t.regex(sim(...board, 'nope'), /^1 error: nope: no such file, nor one of board-home, /);
  t.regex(sim('--minutes', '3'), /^2 error: --minutes goes with --board$/);
  t.regex(sim(...board, '--minutes', '0'), /^2 error: .*expected whole minutes in 1–10080, got "0"/);
  t.regex(sim(...board, '--seed', '3'), /^2 error: option '--board <name>' cannot be used with option '--seed <n>'$/);
});
