/** Log events that a device reports (IEEE 2030.5-2018, Log Event function set). */

import { type LogEvent } from '../model/2018/types.gen.js';

/** LogEvent.functionSet codes that a device of this stack uses. */
export const LOG_FUNCTION_SET_GENERAL = 0;

/** LogEvent.profileID 2: Smart Energy Profile 2. */
export const LOG_PROFILE_SEP2 = 2;

/** General codes of function set 0, as far as a device reports them (verify: second source missing for the numbers). */
export const LE_GEN_HARDWARE = 0;
export const LE_GEN_SOFTWARE = 1;

export interface LogEventInput {
  /** Server's time, s. */
  readonly createdS: number;
  readonly functionSet: number;
  /** Code within the function set, 0–255. */
  readonly code: number;
  /** Rises by one a report and wraps at 65536. */
  readonly id: number;
  /** Whose codes these are: a private enterprise number. */
  readonly pen: number;
  /** At most 32 characters. */
  readonly details?: string;
  readonly extendedData?: number;
}

export function logEvent(input: LogEventInput): LogEvent {
  const resource: LogEvent = {
    createdDateTime: input.createdS,
    functionSet: input.functionSet,
    logEventCode: input.code,
    logEventID: input.id % 65536,
    logEventPEN: input.pen,
    profileID: LOG_PROFILE_SEP2,
  };
  if (input.details !== undefined) resource.details = input.details.slice(0, 32);
  if (input.extendedData !== undefined) resource.extendedData = input.extendedData;
  return resource;
}
