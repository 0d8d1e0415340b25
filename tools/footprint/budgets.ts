/** What an image may take, whatever it took before. Past a limit is a failure; past an aim is said. */

import { type CryptoChoice } from '../firmware/options.js';
import { type ImageFootprint } from './image-footprint.js';

/** A limit of one quantity. */
export interface Budget {
  readonly name: string;
  readonly unit: 'octets' | 'instructions' | 'ms';
  readonly limit: number;
  /** What is worked towards; none where the limit is all there is. */
  readonly aim?: number;
  /** The quantity, and `undefined` where it was not measured or the budget is another image's. */
  readonly valueOf: (image: ImageFootprint) => number | undefined;
}

/** A budget and how an image stands to it. */
export interface BudgetCheck {
  readonly name: string;
  readonly unit: Budget['unit'];
  readonly value: number;
  readonly limit: number;
  readonly aim?: number;
  readonly state: 'kept' | 'above aim' | 'over';
}

const KIB = 1024;

/** A side of a handshake; each provider has a limit of its own. */
function handshake(side: 'client' | 'server', crypto: CryptoChoice, limit: number): Budget {
  return {
    name: `handshake, ${side}`,
    unit: 'instructions',
    limit,
    valueOf: (image) => (image.crypto === crypto ? image.instructions?.[`handshake.${side}`] : undefined),
  };
}

export const BUDGETS: readonly Budget[] = Object.freeze([
  { name: 'flash', unit: 'octets', limit: 768 * KIB, aim: 512 * KIB, valueOf: (image) => image.flash },
  { name: 'RAM at the peak', unit: 'octets', limit: 96 * KIB, aim: 80 * KIB, valueOf: (image) => image.ramPeak },
  { name: 'XS machine at its start', unit: 'octets', limit: 4 * KIB, valueOf: (image) => image.machineAtStart },
  handshake('client', 'native', 106e6),
  handshake('server', 'native', 106e6),
  handshake('client', 'noble', 1.2e9),
  handshake('server', 'noble', 1.2e9),
  {
    name: 'reset to the first scheduled event',
    unit: 'ms',
    limit: 10_000,
    valueOf: (image) => (image.crypto === 'native' ? image.firstEventMs : undefined),
  },
] satisfies Budget[]);

/** The budgets that an image was measured for. */
export function checkBudgets(image: ImageFootprint): BudgetCheck[] {
  const checks: BudgetCheck[] = [];
  for (const { name, unit, limit, aim, valueOf } of BUDGETS) {
    const value = valueOf(image);
    if (value === undefined) continue;
    const state = value > limit ? 'over' : aim !== undefined && value > aim ? 'above aim' : 'kept';
    checks.push({ name, unit, value, limit, ...(aim === undefined ? {} : { aim }), state });
  }
  return checks;
}
