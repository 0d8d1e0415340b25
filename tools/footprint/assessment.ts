/** An image's figures beside its budgets and its baseline: what every report is made from. */

import { type Baseline, compareWith, type Growth, type ImageBaseline } from './baseline.js';
import { type BudgetCheck, checkBudgets } from './budgets.js';
import { footprintName, type ImageFootprint } from './image-footprint.js';

export interface Assessment {
  readonly name: string;
  readonly image: ImageFootprint;
  readonly budgets: readonly BudgetCheck[];
  /** What the baseline says of the image; `undefined` where it says nothing. */
  readonly before: ImageBaseline | undefined;
  readonly growths: readonly Growth[];
}

export function assess(image: ImageFootprint, baseline: Baseline): Assessment {
  const name = footprintName(image);
  return {
    name,
    image,
    budgets: checkBudgets(image),
    before: baseline.images[name],
    growths: compareWith(baseline, image),
  };
}

/** Whether nothing grew past its tolerance and nothing is over its budget. */
export function isFine({ budgets, growths }: Assessment): boolean {
  return growths.length === 0 && budgets.every(({ state }) => state !== 'over');
}

/** What is wrong with an image, a sentence each. */
export function faultsOf({ name, budgets, growths }: Assessment): string[] {
  const over = budgets
    .filter(({ state }) => state === 'over')
    .map(
      ({ name: what, value, limit, unit }) =>
        `${name}: ${what} is ${grouped(value - limit)} ${unit} over its budget of ${grouped(limit)}`,
    );
  return [...growths.map((growth) => `${name}: ${growthText(growth)}`), ...over];
}

/** `flash of engine grew by 1,200 to 175,000, more than the 1,024 that need no word`. */
function growthText({ of, part, before, now, tolerance, most = [] }: Growth): string {
  const what = part === undefined ? of : `${of} of ${part}`;
  const where = most.length === 0 ? '' : ` (most in ${most.join(', ')})`;
  return `${what} grew by ${grouped(now - before)} to ${grouped(now)}, more than the ${grouped(tolerance)} that need no word${where}`;
}

/** A whole number with its digits in threes. */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** A difference with its sign; nothing where there is none, or nothing to compare with. */
export function change(now: number, before: number | undefined): string {
  if (before === undefined || now === before) return '';
  return `${now > before ? '+' : '−'}${grouped(Math.abs(now - before))}`;
}
