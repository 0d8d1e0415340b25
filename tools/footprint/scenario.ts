/**
 * The scenario whose memory is measured: an emulated board at home finds its server, shakes hands over chains of three
 * certificates, reads its programmes and follows an event from its start on.
 */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createNobleCrypto } from '../../stack/tls/crypto/noble.js';
import { type ConsoleRecord } from '../board/console-record.js';
import { DebugPort } from '../board/debug-port.js';
import { BoardHome } from '../board/home.js';
import { type BuiltImage } from '../firmware/build.js';
import { pkiFiles } from '../pki/command.js';
import { createSeededEntropy } from '../pki/seeded-entropy.js';
import { createTestPki, DEFAULT_HOLDERS } from '../pki/test-pki.js';
import { RunError } from './instructions.js';
import { parseMap } from './map.js';
import { type PoolPeak, readPoolPeaks } from './pools.js';
import { ramOfRun, type RamUsage } from './ram-parts.js';

/** What a run of the scenario tells. */
export interface ScenarioResult {
  readonly memory: RamUsage;
  /** From reset to the first event that the device knows and has scheduled, ms of the board's time. */
  readonly firstEventMs: number;
  readonly pools: readonly PoolPeak[];
}

/** 8 ns an instruction: 125 million a second, less than a core of 168 MHz gives. */
const ICOUNT_SHIFT = 3;
/** The event begins so long after the server does, and lasts so long, s. */
const BEGIN_S = 90;
const LENGTH_S = 300;
/** Longest that one step may take: of the host, ms, and of skipped time, ms. */
const STEP_MS = 180_000;
const SKIP_MS = 600_000;
/** 2024-01-01T00:00:00Z. */
const NOT_BEFORE_S = 1704067200;
/** In the board's folder. */
const DEBUG_SOCKET = 'debug.sock';

/** Runs the scenario on an emulator image. @throws RunError with what the board said last */
export async function runScenario({ board, choice, linked }: BuiltImage): Promise<ScenarioResult> {
  const folder = mkdtempSync(join(tmpdir(), 'sep2-footprint-'));
  try {
    const pki = writePki(join(folder, 'pki'));
    const home = await BoardHome.start({
      board,
      image: linked.elf,
      pki,
      name: choice.app,
      icountShift: ICOUNT_SHIFT,
      debugSocket: DEBUG_SOCKET,
    });
    try {
      await home.serve(['--scenario', writeScenario(folder, choice.app)]);
      await home.powerOn();
      const followed = await follow(home);
      return { ...followed, pools: await poolsOf(home, linked.map) };
    } finally {
      await home.stop();
    }
  } catch (error) {
    throw new RunError(`scenario: ${(error as Error).message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function poolsOf(home: BoardHome, map: string): Promise<PoolPeak[]> {
  const port = await DebugPort.connect(join(home.emulator.folder, DEBUG_SOCKET));
  try {
    return await readPoolPeaks(parseMap(readFileSync(map, 'utf8')), (address, octets) => port.read(address, octets));
  } finally {
    await port.detach();
  }
}

async function follow(home: BoardHome): Promise<Omit<ScenarioResult, 'pools'>> {
  const { console } = home.emulator;
  const until = async (code: string): Promise<ConsoleRecord> => {
    const restarted = (): boolean => console.since(0, 'board.restart').length > 0;
    const said = (): boolean => console.since(0, code).length > 0;
    const found = await home.conductor.run(SKIP_MS, STEP_MS, () => said() || restarted());
    if (!found || restarted()) throw new Error(`no ${code}; the console said last:\n${console.tail()}`);
    return console.since(0, code)[0]!;
  };
  // Time is not moved before: what the device waits for until then is what is measured.
  const { ms } = await console.record('event.received', STEP_MS);
  await until('event.started');
  await until('response.posted');
  const mark = console.mark();
  home.emulator.say('m');
  await console.record('mem.high', STEP_MS, mark);
  return { memory: ramOfRun(console.records)!, firstEventMs: ms };
}

function writePki(folder: string): string {
  const crypto = createNobleCrypto(createSeededEntropy('footprint'));
  const pki = createTestPki({ crypto, notBeforeS: NOT_BEFORE_S, holders: DEFAULT_HOLDERS, chainLength: 3 });
  mkdirSync(folder);
  for (const { name, content, mode } of pkiFiles(pki)) writeFileSync(join(folder, name), content, { mode });
  return folder;
}

function writeScenario(folder: string, kind: string): string {
  const file = join(folder, 'scenario.yaml');
  const at = new Date(BEGIN_S * 1000).toISOString().slice(11, 19);
  writeFileSync(
    file,
    `name: footprint
start: 2026-07-15T00:00:00+00:00
duration: 1h
devices: [{ kind: ${kind} }]
servers:
  - name: utility
    programs:
      - kind: drlc
        name: Peak
        primacy: 1
        events:
          - { name: Event, at: '${at}', duration: ${LENGTH_S}s, control: { loadReductionPercent: 100 } }
`,
  );
  return file;
}
