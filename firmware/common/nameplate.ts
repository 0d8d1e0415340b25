/** A nameplate for the programs of this folder; a maker puts its own here. */

import {
  FUNCTION_DER,
  FUNCTION_DEVICE_CAPABILITY,
  FUNCTION_DEVICE_INFORMATION,
  FUNCTION_DRLC,
  FUNCTION_END_DEVICE,
  FUNCTION_FSA,
  FUNCTION_LOG_EVENT,
  FUNCTION_METERING,
  FUNCTION_RESPONSE,
  FUNCTION_TIME,
  type Nameplate,
  POWER_MAINS,
  POWER_NONE,
} from '../../stack/functions/end-device-client.js';

/** Private enterprise number of the examples: IANA's reserved one for documentation. */
export const EXAMPLE_PEN = 32473;

/** 2026-01-01T00:00:00Z. */
const EXAMPLE_DATE_S = 1767225600;

const COMMON = Object.freeze([
  FUNCTION_DEVICE_CAPABILITY,
  FUNCTION_END_DEVICE,
  FUNCTION_FSA,
  FUNCTION_RESPONSE,
  FUNCTION_TIME,
  FUNCTION_DEVICE_INFORMATION,
  FUNCTION_LOG_EVENT,
  FUNCTION_METERING,
]);

/** Function sets of a switched load, as DeviceInformation.functionsImplemented lists them. */
export const LOAD_FUNCTIONS: readonly number[] = Object.freeze([...COMMON, FUNCTION_DRLC]);
/** Function sets of a distributed energy resource. */
export const DER_FUNCTIONS: readonly number[] = Object.freeze([...COMMON, FUNCTION_DER]);
/** Function sets of a meter. */
export const METER_FUNCTIONS: readonly number[] = Object.freeze([...COMMON]);

/** @param model at most 32 characters; @param serialNumber at most 32 characters */
export function exampleNameplate(model: string, serialNumber: string, functions: readonly number[]): Nameplate {
  return {
    pen: EXAMPLE_PEN,
    model,
    serialNumber,
    hardwareVersion: '1',
    softwareVersion: '0.1.0',
    manufacturedS: EXAMPLE_DATE_S,
    softwareActivatedS: EXAMPLE_DATE_S,
    primaryPower: POWER_MAINS,
    secondaryPower: POWER_NONE,
    functions,
  };
}
