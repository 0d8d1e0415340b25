/** Moves the time of a board's home through its scenario, from one moment at which something happens to the next. */

import { type Cast } from './cast.js';
import { type HomeClock } from './clock.js';
import { type OutcomeRecorder } from './outcome.js';
import { type Setting } from './setting.js';

/** Longest stretch that is moved through before it is looked whether all are still there, s. */
const STRETCH_S = 30;
/** Longest that a stretch may take on the host, ms. */
const STRETCH_HOST_MS = 120_000;
/** A board that restarts more often will not recover. */
const MOST_RESTARTS = 3;

/**
 * Plays to the end of the setting.
 * @returns why it did not come to its end; `undefined`: it did
 */
export async function conduct(
  cast: Cast,
  { momentsS, endS }: Setting,
  clock: HomeClock,
  outcome: OutcomeRecorder,
): Promise<string | undefined> {
  const { conductor, emulator } = cast.home;
  const isOver = (): boolean => emulator.pid === undefined || outcome.restarts > MOST_RESTARTS;
  for (;;) {
    if (emulator.pid === undefined) return `the emulator ended; the console said last:\n${emulator.console.tail(5)}`;
    if (outcome.restarts > MOST_RESTARTS) return 'the board restarts again and again';
    const lost = await cast.lost();
    if (lost !== undefined) return lost;
    const nowS = clock.nowS();
    if (nowS >= endS) return undefined;
    // No skip goes past a moment of the server: what happens then is not seen late by anybody.
    const momentS = momentsS.find((eachS) => eachS > nowS) ?? endS;
    const untilS = Math.min(momentS, endS, nowS + STRETCH_S);
    try {
      await conductor.run(Math.ceil((untilS - nowS) * 1000), STRETCH_HOST_MS, isOver);
    } catch (error) {
      return (error as Error).message;
    }
  }
}
