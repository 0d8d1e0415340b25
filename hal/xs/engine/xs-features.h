/**
 * What the XS engine is built with, the same on the host that lays out a ROM image and on the board that runs it: slot
 * layout, identifiers and byte code agree only where these agree.
 *
 * Identifiers are 16 bits (mx32bitID stays undefined): byte code holds them.
 */
#ifndef SEP2_XS_FEATURES_H
#define SEP2_XS_FEATURES_H

/** The interpreter is there, not the compiler alone (big integers ask). */
#define mxRun 1
/** Stack overflows of the XS stack and of the C stack are refused (fxAbort), not survived by luck. */
#define mxBoundsCheck 1
/** Text is a list of UTF-16 code units, as the language says (kept as CESU-8): `length`, `charCodeAt` and order depend on it. */
#define mxCESU8 1
/** -0 is a number of its own, as the language says. */
#define mxMinusZero 1
/** An array that is filled by index grows by what it needs: RAM is scarcer than time. */
#define mxNoArrayOverallocation 1
/** A DataView reads and writes at any place: the core faults on 64 bits, and on floating point, that are not aligned. */
#define mxMisalignedSettersCrash 1
/** Nothing of the engine writes to a console by itself. */
#define mxNoConsole 1

#endif
