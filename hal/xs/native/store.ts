/** The persistent store of the board, in C: `hal/xs/native/store.c`. */

/** Reads the area, and makes it a store where it is none; tells the log what it met. Once, before any other. */
export declare function mount(): void;
/** A value; undefined: there is none. A key outside 1 to 120 octets of UTF-8 is a RangeError, here and below. */
export declare function get(key: string): ArrayBuffer | undefined;
/** Sets a value, read where it lies. 0, or why not: `STORE_E_…` of `store/store.h`, `BOARD_E_…` of `boards/common/board.h`. */
export declare function set(key: string, value: Uint8Array): number;
/** Removes a key, if it is there. 0, or why not. */
export declare function remove(key: string): number;
/** Octets that the records of all keys take. */
export declare function held(): number;
/** Most that they may take. */
export declare function capacity(): number;
