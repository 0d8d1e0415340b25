/** Log events that a device reports (IEEE 2030.5-2018, Log Event function set). */

import { type LogEvent } from '../model/2018/types.gen.js';

/** LogEvent.functionSet codes that a device of this stack uses. */
export const LOG_FUNCTION_SET_GENERAL = 0;

/** LogEvent.profileID 2: Smart Energy Profile 2. */
export const LOG_PROFILE_SEP2 = 2;

/** General codes of function set 0, as far as a device reports them (verify: second source missing for the numbers). */
export const LE_GEN_HARDWARE = 0;
export const LE_GEN_SOFTWARE = 1;

/** Whose codes the general ones are: the private enterprise number of the ZigBee Alliance. */
export const LOG_PEN_SEP2 = 37244;

/** What a log event says, but for its time and its number. */
export interface LogEntry {
  readonly functionSet: number;
  /** Code within the function set, 0–255. */
  readonly code: number;
  /** Whose codes these are; absent: {@link LOG_PEN_SEP2}. A maker's own codes carry the maker's. */
  readonly pen?: number;
  /** At most 32 characters. */
  readonly details?: string;
  /** 0–4294967295. */
  readonly extendedData?: number;
}

/** What befalls a device's program and is worth a log event: all are LE_GEN_SOFTWARE, told apart by their details (BASIC-027). */
export type DeviceIncident = 'device started' | 'clock stepped' | 'server lost' | 'server regained' | 'server refused';

/** @param extendedData for `clock stepped` the size of the step, s */
export function incidentEntry(incident: DeviceIncident, extendedData?: number): LogEntry {
  const entry = { functionSet: LOG_FUNCTION_SET_GENERAL, code: LE_GEN_SOFTWARE, details: incident };
  return extendedData === undefined ? entry : { ...entry, extendedData: Math.min(extendedData, 0xffffffff) };
}

export interface LogEventInput extends LogEntry {
  /** Server's time, s. */
  readonly createdS: number;
  /** Rises by one a report and wraps at 65536. */
  readonly id: number;
}

export function logEvent(input: LogEventInput): LogEvent {
  const resource: LogEvent = {
    createdDateTime: input.createdS,
    functionSet: input.functionSet,
    logEventCode: input.code,
    logEventID: input.id % 65536,
    logEventPEN: input.pen ?? LOG_PEN_SEP2,
    profileID: LOG_PROFILE_SEP2,
  };
  if (input.details !== undefined) resource.details = input.details.slice(0, 32);
  if (input.extendedData !== undefined) resource.extendedData = input.extendedData;
  return resource;
}
