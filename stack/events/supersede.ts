/**
 * Which of two events is stronger, and what the weaker one loses and says
 * (IEEE 2030.5-2018 event rules, rule 4: supersession is per operating mode).
 */

import { ResponseStatus } from './respond.js';
import { commonModes, type ModeSet, unionModes } from './mode-set.js';

/** What strength is judged on. */
export interface Strength {
  readonly primacy: number;
  readonly creationTime: number;
  readonly mRID: string;
}

/**
 * Negative where `a` is the stronger event. The lower primacy value wins; of equal ones the newer creationTime; then
 * the greater mRID, which is the one that the standard's list order puts first. Never 0 for different events.
 */
export function compareStrength(a: Strength, b: Strength): number {
  if (a.primacy !== b.primacy) return a.primacy - b.primacy;
  if (a.creationTime !== b.creationTime) return b.creationTime - a.creationTime;
  return a.mRID > b.mRID ? -1 : a.mRID < b.mRID ? 1 : 0;
}

/** Negative where program `a` is stronger: the lower primacy, then the greater mRID, as the program lists are ordered. */
export function compareProgramStrength(
  a: { readonly primacy: number; readonly programId: string },
  b: { readonly primacy: number; readonly programId: string },
): number {
  if (a.primacy !== b.primacy) return a.primacy - b.primacy;
  return a.programId > b.programId ? -1 : a.programId < b.programId ? 1 : 0;
}

/**
 * The policy of what a supersession takes: the modes that a stronger event holds, for good.
 *
 * This is the reading of the 2018 edition. An event superseded on a mode does not get it back when the stronger one
 * ends, so a nested event ends the outer one on the modes that they share; its other modes go on. Until the stronger
 * event's effective start the weaker one runs. (The 2023 edition lets an event resume; that reading would change here.)
 */
export function lostModes(modes: ModeSet, lostBefore: ModeSet, heldByStronger: ModeSet): ModeSet {
  return unionModes(lostBefore, commonModes(modes, heldByStronger));
}

/**
 * The Response of an event that lost its last mode. 7 where it had started, or where its own program superseded it;
 * an event that never started says that another server (13) or another program (14) came before it.
 */
export function supersededStatus(
  hadStarted: boolean,
  loser: { readonly serverId: string; readonly programId: string },
  winner: { readonly serverId: string; readonly programId: string },
): number {
  if (hadStarted) return ResponseStatus.EventSuperseded;
  if (loser.serverId !== winner.serverId) return ResponseStatus.AbortedOtherServer;
  if (loser.programId !== winner.programId) return ResponseStatus.AbortedOtherProgram;
  return ResponseStatus.EventSuperseded;
}
