/** XS in RAM on the host: the same engine as the board's, on the host program `run` under qemu-arm. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type EnginePaths, buildHostProgram } from './engine-build.js';
import { type RomPlan, planText } from './plan.js';
import { runTool } from './run-tool.js';

/** Emulates a 32-bit ARM Linux program; its local time is UTC, as on a board. */
export const QEMU_ARM: readonly string[] = Object.freeze(['-cpu', 'max', '-E', 'TZ=UTC']);

/** Imports the plan's main module; answers what `print` wrote. ToolError where the module throws. */
export async function runOnHost(paths: EnginePaths, plan: RomPlan, folder: string): Promise<string> {
  const program = await buildHostProgram(paths, 'run');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'plan.txt');
  writeFileSync(file, planText(plan));
  return runTool('qemu-arm', [...QEMU_ARM, program.path, file]);
}
