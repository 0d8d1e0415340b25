/** What a build refuses: told in words, by whoever asked for it. Anything else is a mistake of our own. */

import { BoardError } from './board.js';
import { LockError } from './lock.js';
import { ManifestError } from './manifest.js';
import { ModuleError } from './modules.js';
import { ChoiceError } from './options.js';
import { ToolError } from './run.js';

/** SyntaxError: a module that cannot be lowered. */
const REFUSALS = Object.freeze([
  BoardError,
  ChoiceError,
  LockError,
  ManifestError,
  ModuleError,
  SyntaxError,
  ToolError,
]);

/** Whether `buildImage` throws this for what a maker wrote, or for what a tool said. */
export function isBuildRefusal(error: unknown): error is Error {
  return REFUSALS.some((kind) => error instanceof kind);
}
