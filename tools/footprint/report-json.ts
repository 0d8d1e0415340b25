/** What a program reads: one object for each image, its figures under plain names, parts and judgement with them. */

import { type Assessment } from './assessment.js';

/** @returns plain data; what was not measured is `null` */
export function reportJson(assessments: readonly Assessment[]): object[] {
  return assessments.map(({ image, budgets, growths }) => ({
    board: image.board,
    app: image.app,
    crypto: image.crypto,
    flash: image.flash,
    flashRoom: image.flashRoom,
    ramPeak: image.ramPeak ?? null,
    ramRoom: image.ramRoom,
    instructions: image.instructions ?? null,
    machineAtStart: image.machineAtStart ?? null,
    firstEventMs: image.firstEventMs ?? null,
    flashParts: image.flashParts,
    ramParts: image.ramParts,
    pools: image.pools ?? null,
    budgets,
    growths,
  }));
}
