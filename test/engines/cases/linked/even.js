/** Half of a cycle. */
import { isOdd, oddName } from './odd.js';

export const evenName = 'even';
export function isEven(n) {
  return n === 0 ? true : isOdd(n - 1);
}
export const names = () => [evenName, oddName];
