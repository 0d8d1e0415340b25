/**
 * Instructions of boot, event step, codec and handshake, from a run of the bench (`bench/`) in the emulator. Its virtual time is
 * counted in instructions, idle time is skipped, and its entropy is a file: two runs give the same numbers.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type ConsoleRecord } from '../board/console-record.js';
import { BoardEmulator } from '../board/emulator.js';
import { buildImage, type BuiltImage } from '../firmware/build.js';
import { type CryptoChoice } from '../firmware/options.js';
import { writeBenchData } from './bench-data.js';
import { ramOfRun, type RamUsage } from './ram-parts.js';

/** The bench's manifest, from the project's root. */
export const BENCH_MANIFEST = 'tools/footprint/bench/bench.json';

/** What the bench found. */
export interface BenchResult {
  /** By what was done: `boot`, `handshake.client`, `decode.der-control-list-10`. */
  readonly instructions: Readonly<Record<string, number>>;
  /** Octets of RAM that the machine took when it had started. */
  readonly machineAtStart: number;
  readonly memory: RamUsage;
}

/** A run that did not come to its end; says what the board said last. */
export class RunError extends Error {
  override readonly name = 'RunError';
}

/** Longest that a bench may take on the host, ms: a handshake in JavaScript alone executes 1.4 thousand million instructions. */
const RUN_MS = 300_000;
/** What the board draws: the same octets at each reading. */
const ENTROPY = Buffer.alloc(4096, 0x5a);

/** The bench's image for a board. */
export function buildBench(root: string, board: string, crypto: CryptoChoice): Promise<BuiltImage> {
  writeBenchData(root);
  return buildImage(root, { board, app: join(root, BENCH_MANIFEST), crypto, target: 'emulator' });
}

/** Runs the bench once. @throws RunError where it restarts, ends or takes too long */
export async function runBench(bench: BuiltImage): Promise<BenchResult> {
  const machine = bench.board.emulator?.machine;
  const emulator = new BoardEmulator({
    image: bench.linked.elf,
    icountShift: 0,
    idleJumps: true,
    ...(machine === undefined ? {} : { machine }),
  });
  try {
    writeFileSync(join(emulator.folder, 'entropy'), ENTROPY);
    await emulator.start();
    const last = await emulator.console.record(({ code }) => code === 'bench.end' || code === 'board.restart', RUN_MS);
    if (last.code !== 'bench.end')
      throw new Error(`the board restarted; its console said:\n${emulator.console.tail()}`);
    return resultOf(emulator.console.records);
  } catch (error) {
    throw new RunError(`bench: ${(error as Error).message}`);
  } finally {
    await emulator.close();
  }
}

function resultOf(records: readonly ConsoleRecord[]): BenchResult {
  const results = records.filter(({ code }) => code === 'bench.result');
  return {
    instructions: Object.fromEntries(
      results.map(({ fields }) => [String(fields['name']), Number(fields['instructions'])]),
    ),
    machineAtStart: Number(records.find(({ code }) => code === 'bench.end')!.fields['machine']),
    memory: ramOfRun(records)!,
  };
}
