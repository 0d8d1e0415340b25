/** The board's random number generator, in C: `hal/xs/native/entropy.c`. */

/** Fills `target`; false, and `target` all zeros, where no source works. */
export declare function fill(target: Uint8Array): boolean;
/** Why the last fill failed, in a word: `seed-error`, `not-ready`, …; `none`. */
export declare function fault(): string;
