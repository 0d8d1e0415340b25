/** Imported when the program runs, where it was not imported before. */
import { count, increment } from './counter.js';

export let state = 'loaded';
export const change = () => (state = 'changed');
export const seen = () => [count, increment(), count];
