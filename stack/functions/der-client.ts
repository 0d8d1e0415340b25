/**
 * What a distributed energy resource says of itself: capability (its nameplate), settings, status and availability
 * (IEEE 2030.5-2018, Distributed Energy Resources function set). Callers give watts; the schema's codes are chosen here.
 */

import { type DERAvailability, type DERCapability, type DERSettings, type DERStatus } from '../model/2018/types.gen.js';
import { derControlType } from './der-modes.js';
import { hexDigits } from './hex-bits.js';
import { toPowerOfTen } from './power-of-ten.js';

/** DERType. */
export const DER_TYPE_PV = 4;
export const DER_TYPE_OTHER_STORAGE = 80;
export const DER_TYPE_EV = 81;
export const DER_TYPE_EVSE = 82;
export const DER_TYPE_PV_AND_STORAGE = 83;

/** ConnectStatusType bits. */
export const CONNECT_CONNECTED = 0x01;
export const CONNECT_AVAILABLE = 0x02;
export const CONNECT_OPERATING = 0x04;

/** InverterStatusType. */
export const INVERTER_OFF = 1;
export const INVERTER_STARTING = 3;
export const INVERTER_MPPT = 4;
export const INVERTER_FORCED_REDUCTION = 5;

/** OperationalModeStatusType. */
export const OPERATIONAL_OFF = 1;
export const OPERATIONAL_ON = 2;

/** StorageModeStatusType. */
export const STORAGE_CHARGING = 0;
export const STORAGE_DISCHARGING = 1;
export const STORAGE_HOLDING = 2;

/** The nameplate. Powers in W, energy in Wh. */
export interface DerRatings {
  /** DERType. */
  readonly type: number;
  readonly maxW: number;
  readonly maxVA?: number;
  readonly maxVar?: number;
  readonly maxChargeRateW?: number;
  readonly maxDischargeRateW?: number;
  readonly maxWh?: number;
  /** DERControlType bits of the modes that it can follow. */
  readonly modesSupported: number;
}

/** What the owner or installer set. Never beyond the nameplate (CORE-014). */
export interface DerSettingsInput {
  readonly setMaxW: number;
  /** DERControlType bits; absent: all that are supported. */
  readonly modesEnabled?: number;
  /** Rate of change, hundredths of a per cent of maxW a second. */
  readonly setGradW: number;
  readonly setSoftGradW?: number;
}

/** Its state now. */
export interface DerState {
  /** Sum of CONNECT_*. */
  readonly genConnect: number;
  readonly inverter: number;
  readonly operational: number;
  /** Present for a device with storage. */
  readonly storConnect?: number;
  readonly storageMode?: number;
  /** 0 to 1. */
  readonly stateOfCharge?: number;
}

export function derCapability(ratings: DerRatings): DERCapability {
  const capability: DERCapability = {
    modesSupported: derControlType(ratings.modesSupported),
    rtgMaxW: toPowerOfTen(ratings.maxW),
    type: ratings.type,
  };
  if (ratings.maxVA !== undefined) capability.rtgMaxVA = toPowerOfTen(ratings.maxVA);
  if (ratings.maxVar !== undefined) capability.rtgMaxVar = toPowerOfTen(ratings.maxVar);
  if (ratings.maxChargeRateW !== undefined) capability.rtgMaxChargeRateW = toPowerOfTen(ratings.maxChargeRateW);
  if (ratings.maxDischargeRateW !== undefined) {
    capability.rtgMaxDischargeRateW = toPowerOfTen(ratings.maxDischargeRateW);
  }
  if (ratings.maxWh !== undefined) capability.rtgMaxWh = toPowerOfTen(ratings.maxWh);
  return capability;
}

/**
 * @param updatedTimeS server's time, s
 * @throws RangeError where a setting exceeds its rating
 */
export function derSettings(ratings: DerRatings, settings: DerSettingsInput, updatedTimeS: number): DERSettings {
  if (settings.setMaxW > ratings.maxW) {
    throw new RangeError('setMaxW: expected at most rtgMaxW ' + ratings.maxW + ' W, got ' + settings.setMaxW);
  }
  const resource: DERSettings = {
    modesEnabled: derControlType(settings.modesEnabled ?? ratings.modesSupported),
    setGradW: settings.setGradW,
    setMaxW: toPowerOfTen(settings.setMaxW),
    updatedTime: updatedTimeS,
  };
  if (settings.setSoftGradW !== undefined) resource.setSoftGradW = settings.setSoftGradW;
  if (ratings.maxVA !== undefined) resource.setMaxVA = toPowerOfTen(ratings.maxVA);
  if (ratings.maxVar !== undefined) resource.setMaxVar = toPowerOfTen(ratings.maxVar);
  if (ratings.maxChargeRateW !== undefined) resource.setMaxChargeRateW = toPowerOfTen(ratings.maxChargeRateW);
  if (ratings.maxDischargeRateW !== undefined) {
    resource.setMaxDischargeRateW = toPowerOfTen(ratings.maxDischargeRateW);
  }
  if (ratings.maxWh !== undefined) resource.setMaxWh = toPowerOfTen(ratings.maxWh);
  return resource;
}

/** @param timeS server's time, s, of every part of the state */
export function derStatus(state: DerState, timeS: number): DERStatus {
  const status: DERStatus = {
    genConnectStatus: { dateTime: timeS, value: hexDigits(state.genConnect, 2) },
    inverterStatus: { dateTime: timeS, value: state.inverter },
    operationalModeStatus: { dateTime: timeS, value: state.operational },
    readingTime: timeS,
  };
  if (state.storConnect !== undefined) {
    status.storConnectStatus = { dateTime: timeS, value: hexDigits(state.storConnect, 2) };
  }
  if (state.storageMode !== undefined) status.storageModeStatus = { dateTime: timeS, value: state.storageMode };
  if (state.stateOfCharge !== undefined) {
    status.stateOfChargeStatus = { dateTime: timeS, value: Math.round(state.stateOfCharge * 10000) };
  }
  return status;
}

/** Whether two states differ in what the server should hear of at once; a state of charge by 5 points. */
export function derStateChanged(before: DerState, after: DerState): boolean {
  return (
    before.genConnect !== after.genConnect ||
    before.inverter !== after.inverter ||
    before.operational !== after.operational ||
    before.storConnect !== after.storConnect ||
    before.storageMode !== after.storageMode ||
    Math.abs((before.stateOfCharge ?? 0) - (after.stateOfCharge ?? 0)) >= 0.05
  );
}

/** @param availableW active power that it could give now, W */
export function derAvailability(availableW: number, timeS: number): DERAvailability {
  return { readingTime: timeS, statWAvail: toPowerOfTen(availableW) };
}
