/** Where the stack says what it does. A record is data: the adapter words it. */

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Values that a record may carry; octets are given as hexadecimal. */
export type LogValue = string | number | boolean | undefined;

/** Takes records; never throws and never waits. */
export interface Log {
  /** `code` is stable and dotted: `tls.established`, `event.started`. */
  write(level: LogLevel, code: string, fields: Readonly<Record<string, LogValue>>): void;
}

/** A log that keeps nothing. */
export const SILENT_LOG: Log = Object.freeze({ write(): void {} });
