/** Runs a program of the tool chain for what it prints. */

import { runTool as run } from '../firmware/run.js';

/**
 * Standard output of the tool.
 * @throws ToolError (`tools/firmware/run.ts`) with its messages where it fails or is not installed
 */
export async function runTool(tool: string, words: readonly string[], options: { cwd?: string } = {}): Promise<string> {
  const { out } = await run(`${tool} refused`, tool, words, options.cwd ?? process.cwd());
  return out;
}
