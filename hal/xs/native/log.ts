/** Log records on the console, in C: `hal/xs/native/log.c`. A record is begun, given its fields and ended without a break. */

/** Begins a record; false where the build keeps no records of that level: then nothing follows. */
export declare function begin(level: string, code: string): boolean;
/** ` name=value`, escaped as `tools/board/console-record.ts` says. What does not fit the line (512 octets) is cut. */
export declare function field(name: string, value: string | number | boolean): void;
/** Writes the line. */
export declare function end(): void;
