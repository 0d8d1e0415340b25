/** Passes on what others export. */
export * from './even.js';
export { isOdd as odd, early } from './odd.js';
export * as counter from './counter.js';
export { default } from './counter.js';
