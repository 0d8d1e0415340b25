/** A program that puts the known answers to the board's crypto provider, a check a turn, and tells each result. */

import { type BoardPorts } from '../../../hal/ports/board.js';
import { CHECKS, type Expect } from '../../vectors/crypto/answers.js';

export function start(board: BoardPorts): void {
  const { scheduler, log, crypto } = board;
  let next = 0;
  const step = (): void => {
    if (next === CHECKS.length) {
      log.write('info', 'answers.done', { provider: crypto.name, checks: CHECKS.length });
      return;
    }
    const { name, run } = CHECKS[next++]!;
    const detail = failureOf(() => run(crypto, EXPECT));
    log.write(detail === '' ? 'info' : 'error', 'answers.check', { name, detail });
    scheduler.at(scheduler.nowMs(), step);
  };
  scheduler.at(scheduler.nowMs(), step);
}

/** Empty where the check holds. */
function failureOf(check: () => void): string {
  try {
    check();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function isSame(actual: Uint8Array | undefined, expected: Uint8Array): boolean {
  if (actual === undefined || actual.length !== expected.length) return false;
  for (let i = 0; i < expected.length; i++) if (actual[i] !== expected[i]) return false;
  return true;
}

const EXPECT: Expect = Object.freeze({
  same: (actual: Uint8Array | undefined, expected: Uint8Array) => demand(isSame(actual, expected), 'other octets'),
  is: (actual: unknown, expected: unknown) => demand(actual === expected, 'got ' + String(actual)),
  holds: (value: boolean) => demand(value, 'does not hold'),
  fails: (value: boolean) => demand(!value, 'holds'),
  refuses(call: () => unknown, part = ''): void {
    try {
      call();
    } catch (error) {
      demand(error instanceof RangeError && error.message.includes(part), 'another error: ' + (error as Error).message);
      return;
    }
    throw new Error('was not refused');
  },
});
