/** The ROM image builder's driver: modules in, `rom.o` and `rom-report.json` out. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { BOARD_CORE_FLAGS, type EnginePaths, buildHostProgram, engineTool } from './engine-build.js';
import { type RomPlan, planText } from './plan.js';
import { runTool } from './run-tool.js';
import { QEMU_ARM } from './xs-run.js';

/** Sizes with which the machine starts on the board, in the words of a Moddable manifest's `creation`. */
export interface RomCreation {
  /** Octets of the XS arena; the firmware reserves it (`xs_arena_set`). */
  readonly static?: number;
  readonly chunk?: { readonly initial?: number; readonly incremental?: number };
  readonly heap?: { readonly initial?: number; readonly incremental?: number };
  /** Slots of the XS stack, 16 octets each. */
  readonly stack?: number;
  readonly keys?: {
    readonly initial?: number;
    readonly incremental?: number;
    readonly name?: number;
    readonly symbol?: number;
  };
}

/** What to build. */
export interface RomOptions extends Omit<RomPlan, 'main' | 'options'> {
  readonly creation?: RomCreation;
  /** False: JavaScript functions have no `length` (16 octets each). Default true. */
  readonly functionLength?: boolean;
  /** False: JavaScript functions have no `name` (16 octets each). Default true. */
  readonly functionName?: boolean;
  /** False: functions that no class made have no `prototype` of their own (48 octets each). Default true. */
  readonly functionPrototype?: boolean;
  /** True: errors remember where they were made. Default false. */
  readonly errorStack?: boolean;
  /** Folder for `plan.txt`, `rom.s`, `rom.o` and `rom-report.json`. */
  readonly outputFolder: string;
}

/** Octets in flash that belong to one module. */
export interface RomModuleReport {
  readonly name: string;
  readonly preload: boolean;
  /** JavaScript text. */
  readonly source: number;
  /** All byte code of the module, with what ran at build time. */
  readonly compiled: number;
  /** Byte code in flash. */
  readonly code: number;
  /** Slots in flash, 16 octets each, in octets. */
  readonly slots: number;
  /** Strings, arrays, tables and buffers in flash. */
  readonly chunks: number;
  /** RAM for pointers to what stays writable. */
  readonly aliases: number;
}

/** Something that stays writable. */
export interface RomUnfrozen {
  readonly module: string;
  readonly what: string;
  readonly reason: string;
}

/** What is in the image. */
export interface RomReport {
  readonly engine: string;
  /**
   * In flash: slots, arrays and tables (`data`), strings and buffers (`octets`), byte code, the list of names, what the machine
   * starts from (`tables`, with what alignment costs), and all of it.
   */
  readonly octets: Readonly<Record<'slots' | 'data' | 'octets' | 'code' | 'keys' | 'tables' | 'total', number>>;
  readonly keyCount: number;
  readonly aliasCount: number;
  /** RAM of the alias table. */
  readonly aliasOctets: number;
  readonly modules: readonly RomModuleReport[];
  readonly unfrozen: readonly RomUnfrozen[];
  /** Built-in globals that survived. */
  readonly globals: readonly string[];
  /** C functions that the image names. */
  readonly callbacks: readonly string[];
  /** Built-ins that were removed. */
  readonly stripped: readonly string[];
}

/** The report and where the object file lies. */
export interface RomImage {
  readonly object: string;
  readonly report: RomReport;
}

function creationOptions(creation: RomCreation): Record<string, number> {
  const named: [string, number | undefined][] = [
    ['staticSize', creation.static],
    ['initialChunkSize', creation.chunk?.initial],
    ['incrementalChunkSize', creation.chunk?.incremental],
    ['initialHeapCount', creation.heap?.initial],
    ['incrementalHeapCount', creation.heap?.incremental],
    ['stackCount', creation.stack],
    ['initialKeyCount', creation.keys?.initial],
    ['incrementalKeyCount', creation.keys?.incremental],
    ['nameModulo', creation.keys?.name],
    ['symbolModulo', creation.keys?.symbol],
  ];
  return Object.fromEntries(named.filter((entry): entry is [string, number] => entry[1] !== undefined));
}

/** Lays out the image. ToolError with the reason where a module does not compile, throws, or cannot lie in flash. */
export async function buildRomImage(paths: EnginePaths, options: RomOptions): Promise<RomImage> {
  const {
    outputFolder: folder,
    creation,
    functionLength = true,
    functionName = true,
    functionPrototype = true,
    errorStack = false,
    ...plan
  } = options;
  const program = await buildHostProgram(paths, 'build');
  mkdirSync(folder, { recursive: true });
  const [planFile, source, object, report] = ['plan.txt', 'rom.s', 'rom.o', 'rom-report.json'].map((name) =>
    join(folder, name),
  );
  const numbers = {
    ...creationOptions(creation ?? {}),
    functionLength: Number(functionLength),
    functionName: Number(functionName),
    functionPrototype: Number(functionPrototype),
    errorStack: Number(errorStack),
  };
  writeFileSync(planFile, planText({ ...plan, options: numbers }));
  await runTool('qemu-arm', [...QEMU_ARM, program.path, planFile, program.symbols, source, report]);
  await runTool(engineTool('board', 'gcc'), [...BOARD_CORE_FLAGS, '-c', source, '-o', object]);
  return { object, report: JSON.parse(readFileSync(report, 'utf8')) as RomReport };
}
