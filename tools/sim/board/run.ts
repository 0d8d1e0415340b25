/** Runs a scenario with a board for a terminal or a program, and gives the exit code. */

import { BoardError, boardNames, readBoard } from '../../firmware/board.js';
import { type ImageChoice } from '../../firmware/options.js';
import { painterFor } from '../terminal/style.js';
import { play } from './play.js';
import { formatResult } from './report.js';
import { BOARD_SCENARIO, readSetting } from './setting.js';

/** What lacks when something of the system is not there, by a word of its complaint. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/no network for the board/, 'it takes root or user namespaces, ip (iproute2) and /dev/net/tun'],
  [/ENOENT|did not start|there is no arm-none-eabi|there is no qemu/, 'npm run setup installs what is needed'],
];

/**
 * @param source name or file of a scenario; the one that is made for boards where it is absent
 * @param minutes how much of it is played; all where it is absent
 * @returns 0 where it came to its end and the board did not restart, otherwise 1
 * @throws Error in words for the user where it cannot be played at all
 */
export async function runWithBoard(
  root: string,
  choice: ImageChoice,
  source: string | undefined,
  minutes: number | undefined,
  isJson: boolean,
): Promise<0 | 1> {
  if (boardNames(root).length === 0) {
    throw new BoardError('boards are emulated in a checkout of the project, where their images are built');
  }
  if (readBoard(root, choice.board).emulator === undefined)
    throw new BoardError(`board ${choice.board} has no emulator`);
  const setting = readSetting(root, source ?? BOARD_SCENARIO, choice.app, minutes);
  const paint = painterFor(process.stdout);
  const say = (text: string): void => void process.stdout.write(text);
  const result = await play({ root, setting, choice, paint, write: isJson ? () => undefined : say }).catch(withHint);
  if (isJson) say(`${JSON.stringify(result)}\n`);
  else say(`\n${formatResult(result, paint)}`);
  if (result.stopped !== null && !isJson) process.stderr.write(`stopped: ${result.stopped}\n`);
  return result.stopped === null && result.restarts === 0 ? 0 : 1;
}

function withHint(error: unknown): never {
  const { message } = error as Error;
  const hint = HINTS.find(([word]) => word.test(message));
  if (hint === undefined) throw error;
  throw new Error(`${message.replace(/[:\s]+$/, '')} (${hint[1]})`, { cause: error });
}
