/** What a bench reads of the machine that it runs on, in C: `hal/xs/native/measure.c`. Emulator images only. */

/** Instructions since reset, modulo 2^32, where the emulator counts its time in them (`-icount shift=0`). */
export declare function instructions(): number;
/** Octets of RAM that the machine took when it had started, before any module ran in it. */
export declare function machine(): number;
/** Writes the record `mem.high`: the high-water marks of the memory up to now. */
export declare function memory(): void;
