/** A module with variables that it writes after it ran. */
export let count = 0;
export const history = [];
let last = 'none';

export function increment() {
  count += 1;
  return count;
}

export function remember(value) {
  last = value;
  return last;
}

export function recall() {
  return last;
}

export { last as current };
export default function named() {
  return 'default';
}
