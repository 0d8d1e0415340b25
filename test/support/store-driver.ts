/** The C store of a board (`hal/xs/store`) on a model of its flash, in a process of its own with gcc's sanitizers. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

import { projectPath } from '../../tools/support/project-root.js';
import { type DriverCall, startDriver } from './driver-process.js';

const SANITIZERS = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const FLAGS = ['-std=gnu11', '-g', '-O1', '-Wall', '-Wextra', '-Werror', ...SANITIZERS];
const STORE_HEADERS = ['store', 'store_format', 'store_log'].map((name) => `hal/xs/store/${name}.h`);
const INCLUDES = ['boards/common', 'hal/xs/store', 'test/support/native'];

/** In the order of `run` in `test/support/native/store-driver.c`. */
const OPERATIONS = Object.freeze([
  ...(['make', 'restart', 'mount', 'set', 'delete', 'get', 'report'] as const),
  ...(['cut', 'wear', 'fail', 'cells', 'change'] as const),
]);
type Operation = (typeof OPERATIONS)[number];

const POWER_GONE = 100;
const NO_VALUE = 101;
const NOTHING = new Uint8Array(0);

/** `STORE_E_…` of `hal/xs/store/store.h` and `BOARD_E_…` of `boards/common/board.h`. */
export const E = Object.freeze({ value: -16, keys: -17, full: -18, worn: -19, busy: -2, protected: -4, verify: -6 });

/** The power went in the middle of an operation. */
export class PowerCut extends Error {}

/** `struct store_state`, and what the flash counted since it was made. */
export interface StoreReport {
  readonly keys: number;
  readonly held: number;
  readonly capacity: number;
  /** Of the sector in use, as its header says. */
  readonly erases: number;
  readonly damaged: number;
  readonly formatted: boolean;
  readonly steps: number;
  readonly programs: number;
  readonly reads: number;
  /** By sector, as they were. */
  readonly sectorErases: readonly number[];
}

/** The C files of the store. */
export function storeSources(): string[] {
  const folder = projectPath('hal/xs/store');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.c'))
    .map((name) => join(folder, name));
}

/** Values in a form that says the same of the same values, whatever their order. */
export function listed(values: ReadonlyMap<string, Uint8Array>): string[] {
  return [...values].map(([key, value]) => `${key} = ${Buffer.from(value).toString('hex')}`).sort();
}

/** A board with its flash. Its process ends with this one. */
export class StoreDriver {
  private static program: string | undefined;
  private readonly ask: DriverCall;

  /**
   * Powers a board whose flash is as it left the factory.
   * @param sectorOctets sizes of its sectors
   */
  constructor(readonly sectorOctets: readonly number[]) {
    this.ask = startDriver((StoreDriver.program ??= compile()));
    this.make();
  }

  /** Puts new flash in. @param fill what is in each cell: 0xFF is erased */
  make(fill: number = 0xff): void {
    const sizes = new Uint8Array(Uint32Array.from(this.sectorOctets).buffer);
    this.call('make', sizes, Uint8Array.of(fill));
  }

  /**
   * Brings the power back and mounts the store.
   * @param cut lets the power go again, as {@link cutAfter}
   * @throws PowerCut where it went before the store was mounted
   */
  restart(cut?: { readonly steps: number; readonly seed: number }): void {
    this.call('restart');
    if (cut !== undefined) this.cutAfter(cut.steps, cut.seed);
    this.mount();
  }

  /** Mounts without the power having been away. */
  mount(): void {
    this.call('mount');
  }

  /** 0 or one of {@link E}. */
  set(key: string, value: Uint8Array): number {
    return this.call('set', Buffer.from(key), value).status;
  }

  delete(key: string): number {
    return this.call('delete', Buffer.from(key)).status;
  }

  get(key: string): Uint8Array | undefined {
    const { status, result } = this.call('get', Buffer.from(key));
    return status === NO_VALUE ? undefined : result;
  }

  report(): StoreReport {
    const { result } = this.call('report');
    const [keys, held, capacity, erases, damaged, formatted, steps, programs, reads, ...sectors] = new Uint32Array(
      result.buffer,
    ) as unknown as [number, number, number, number, number, number, number, number, number, ...number[]];
    const sectorErases = sectors.slice(0, this.sectorOctets.length);
    return { keys, held, capacity, erases, damaged, formatted: formatted === 1, steps, programs, reads, sectorErases };
  }

  /** Lets the power go in the middle of a step (a word programmed, a sector erased), after `steps` others. */
  cutAfter(steps: number, seed: number): void {
    this.call('cut', numbers(steps, seed));
  }

  /** Bits of an octet that read 0, or 1, whatever is done. */
  wear(offset: number, zeros: number, ones: number): void {
    this.call('wear', numbers(offset, zeros, ones));
  }

  /** Lets operations of the flash answer `result` and do nothing. */
  fail(result: number, count: number): void {
    this.call('fail', numbers(result, count));
  }

  /** The flash as it is. */
  cells(): Uint8Array {
    return this.call('cells').result;
  }

  /** Puts octets into the flash from outside. */
  change(offset: number, octets: Uint8Array): void {
    this.call('change', numbers(offset), octets);
  }

  private call(operation: Operation, ...parts: Uint8Array[]): { status: number; result: Uint8Array } {
    const { status, result } = this.ask(OPERATIONS.indexOf(operation), parts.length === 0 ? [NOTHING] : parts);
    if (status === POWER_GONE) throw new PowerCut(operation);
    return { status: status === NO_VALUE ? status : (status << 24) >> 24, result };
  }
}

function numbers(...values: number[]): Uint8Array {
  return new Uint8Array(Int32Array.from(values, (value) => value | 0).buffer);
}

/** Compiles once for each state of the sources. */
function compile(): string {
  const own = (name: string): string => projectPath(join('test/support/native', name));
  const sources = [...storeSources(), own('nor-flash.c'), own('store-driver.c')];
  const headers = [...STORE_HEADERS, 'boards/common/board.h', 'test/support/native/nor-flash.h'].map(projectPath);
  const state = createHash('sha256').update(FLAGS.join());
  for (const file of [...sources, ...headers]) state.update(readFileSync(file));
  const folder = projectPath('build/test/store');
  const program = join(folder, state.digest('hex').slice(0, 16));
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const includes = INCLUDES.flatMap((path) => ['-I', projectPath(path)]);
  // Tests that run at the same time make the same file: it appears whole or not at all.
  const draft = `${program}.${process.pid}`;
  execFileSync('gcc', [...FLAGS, ...includes, ...sources, '-o', draft]);
  renameSync(draft, program);
  return program;
}
