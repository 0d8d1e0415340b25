/** Who holds which mode at an instant (IEEE 2030.5-2018 event rules, rule 4). */

import { claimOf, finish, isDue, type Judged, type Step, tell } from './judgement.js';
import { commonModes, type ModeSet, NO_MODES, unionModes, withoutModes } from './mode-set.js';
import { compareStrength, lostModes, supersededStatus } from './supersede.js';

/**
 * Rule 4: the strongest first, each takes what no stronger one holds, and loses the rest. Tells whether anything
 * started or lost a mode.
 */
export function contend<P>(step: Step<P>, judged: readonly Judged<P>[]): boolean {
  const rivals: Judged<P>[] = [];
  for (let i = 0; i < judged.length; i++) {
    const entry = judged[i]!;
    if (entry.ended) continue;
    if (entry.event.phase === 'running' || isDue(entry, entry.seam.start, step.now)) rivals.push(entry);
  }
  rivals.sort(compareStrength);
  let moved = false;
  let held: ModeSet = NO_MODES;
  for (let i = 0; i < rivals.length; i++) {
    const entry = rivals[i]!;
    const event = entry.event;
    const claim = claimOf(step.options, event);
    if (commonModes(claim, held) !== NO_MODES) {
      yieldModes(step, rivals, i, claim, held);
      moved = true;
      if (entry.ended) continue;
    }
    held = unionModes(held, claimOf(step.options, event));
    if (event.phase !== 'scheduled') continue;
    event.phase = 'running';
    event.startedAt = entry.serverNow;
    moved = true;
  }
  return moved;
}

/** Takes from an event what stronger ones hold, and ends it where nothing is left. */
function yieldModes<P>(
  step: Step<P>,
  rivals: readonly Judged<P>[],
  index: number,
  claim: ModeSet,
  held: ModeSet,
): void {
  const entry = rivals[index]!;
  const event = entry.event;
  const winner = strongestHolder(step, rivals, index, claim);
  const before = event.lost;
  event.lost = lostModes(claim, before, held);
  if (claimOf(step.options, event) !== NO_MODES) {
    tell(step, entry, 'partlySuperseded', 0, withoutModes(event.lost, before), winner.mRID);
    return;
  }
  const status = supersededStatus(event.phase === 'running', entry.program, winner.program);
  finish(step, entry, 'superseded', status, winner.mRID);
}

/** The strongest of the rivals before `index` that holds one of the modes: there is one. */
function strongestHolder<P>(step: Step<P>, rivals: readonly Judged<P>[], index: number, claim: ModeSet): Judged<P> {
  let i = 0;
  while (i < index && (rivals[i]!.ended || commonModes(claim, claimOf(step.options, rivals[i]!.event)) === NO_MODES))
    i++;
  return rivals[i]!;
}
