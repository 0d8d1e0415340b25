/** `sep2 serve` and `sep2 pki` alone, for tests that need a process of its own. */

import { Command } from 'commander';

import { registerPki } from '../../tools/pki/command.js';
import { registerServe } from '../../tools/serve/command.js';

const program = new Command('sep2');
registerServe(program);
registerPki(program);
await program.parseAsync();
