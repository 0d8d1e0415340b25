/** The other half of a cycle. */
import { isEven, evenName } from './even.js';

export const oddName = 'odd';
/** What the other half's constant was while this module ran: not there yet. */
export const early = (() => {
  try {
    return evenName;
  } catch (error) {
    return error.name;
  }
})();
export function isOdd(n) {
  return n === 0 ? false : isEven(n - 1);
}
