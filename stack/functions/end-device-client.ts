/**
 * What a device says of what it is: its EndDevice for in-band registration, its nameplate and its state
 * (IEEE 2030.5-2018, End Device, Device Information and Device Status function sets).
 */

import { type DeviceInformation, type DeviceStatus, type EndDevice } from '../model/2018/types.gen.js';
import { hexDigits } from './hex-bits.js';

/** functionsImplemented bits (DeviceInformation). */
export const FUNCTION_DEVICE_CAPABILITY = 0;
export const FUNCTION_END_DEVICE = 2;
export const FUNCTION_FSA = 3;
export const FUNCTION_RESPONSE = 5;
export const FUNCTION_TIME = 6;
export const FUNCTION_DEVICE_INFORMATION = 7;
export const FUNCTION_LOG_EVENT = 10;
export const FUNCTION_DRLC = 13;
export const FUNCTION_METERING = 14;
export const FUNCTION_DER = 20;

/** PowerSourceType. */
export const POWER_NONE = 0;
export const POWER_MAINS = 1;
export const POWER_BATTERY = 2;
export const POWER_LOCAL_GENERATION = 3;

/** DeviceStatus.opState. */
export const OP_STATE_NOT_APPLICABLE = 0;
export const OP_STATE_NOT_OPERATING = 1;
export const OP_STATE_OPERATING = 2;

/** What the maker wrote on the plate. Texts: at most 32 characters. */
export interface Nameplate {
  /** The maker's private enterprise number. */
  readonly pen: number;
  readonly model: string;
  readonly serialNumber: string;
  readonly hardwareVersion: string;
  readonly softwareVersion: string;
  /** Date of manufacture and of the software's activation, seconds since 1970. */
  readonly manufacturedS: number;
  readonly softwareActivatedS: number;
  /** PowerSourceType. */
  readonly primaryPower: number;
  readonly secondaryPower: number;
  /** Bit numbers FUNCTION_*. */
  readonly functions: readonly number[];
}

/** @param deviceCategory DeviceCategoryType bits */
export function endDevice(lfdi: string, sfdi: number, deviceCategory: number, changedTimeS: number): EndDevice {
  return { deviceCategory: hexDigits(deviceCategory, 8), lFDI: lfdi, sFDI: sfdi, changedTime: changedTimeS };
}

export function deviceInformation(lfdi: string, plate: Nameplate): DeviceInformation {
  return {
    functionsImplemented: functionBits(plate.functions),
    lFDI: lfdi,
    mfDate: plate.manufacturedS,
    mfHwVer: plate.hardwareVersion,
    mfID: plate.pen,
    mfModel: plate.model,
    mfSerNum: plate.serialNumber,
    primaryPower: plate.primaryPower,
    secondaryPower: plate.secondaryPower,
    swActTime: plate.softwareActivatedS,
    swVer: plate.softwareVersion,
  };
}

/** @param opTimeS seconds in operation since installation */
export function deviceStatus(opState: number, onCount: number, opTimeS: number, changedTimeS: number): DeviceStatus {
  return { changedTime: changedTimeS, onCount, opState, opTime: opTimeS };
}

/** HexBinary64 of bit numbers below 32. */
function functionBits(numbers: readonly number[]): string {
  let bits = 0;
  for (let i = 0; i < numbers.length; i++) bits += Math.pow(2, numbers[i]!);
  return hexDigits(bits, 16);
}
