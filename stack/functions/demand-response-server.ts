/** Demand response and load control, server half (IEEE 2030.5-2018 DRLC). */

import { type ProgramShape } from './program-server.js';
import { REGISTERED } from './resource-tree.js';
import { putList, type ServerHost } from './server-host.js';

export const DEMAND_RESPONSE: ProgramShape = Object.freeze({
  root: '/dr',
  listKind: 'DemandResponseProgramList',
  kind: 'DemandResponseProgram',
  family: 'EndDeviceControl',
  eventListKind: 'EndDeviceControlList',
  eventSegment: 'edc',
  eventListLink: 'EndDeviceControlListLink',
  activeListKind: 'ActiveEndDeviceControlList',
  activeSegment: 'actedc',
  activeListLink: 'ActiveEndDeviceControlListLink',
  // DeviceCategoryType bits 0–25: every category of the 2018 edition.
  eventDefaults: { deviceCategory: '03FFFFFF', drProgramMandatory: false, loadShiftForward: false },
} as const);

/** Makes the list of all programs, of which a device sees those that it is assigned to. */
export function serveDemandResponse(host: ServerHost): void {
  putList(host, DEMAND_RESPONSE.root, DEMAND_RESPONSE.listKind, REGISTERED);
}
