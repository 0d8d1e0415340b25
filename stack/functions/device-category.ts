/** DeviceCategoryType (IEEE 2030.5-2018): which kinds of device an event is for, one bit each. */

import { bitsOfHex } from './hex-bits.js';

/** Bit numbers by kind of device. */
export const DeviceCategory = Object.freeze({
  ProgrammableThermostat: 0,
  StripHeaters: 1,
  BaseboardHeaters: 2,
  WaterHeater: 3,
  PoolPump: 4,
  Sauna: 5,
  HotTub: 6,
  SmartAppliance: 7,
  IrrigationPump: 8,
  ManagedCommercialLoad: 9,
  SimpleLoad: 10,
  ExteriorLighting: 11,
  InteriorLighting: 12,
  LoadControlSwitch: 13,
  EnergyManagementSystem: 14,
  SmartEnergyModule: 15,
  ElectricVehicle: 16,
  ElectricVehicleSupplyEquipment: 17,
  VirtualOrMixedDer: 18,
  ReciprocatingEngine: 19,
  FuelCell: 20,
  PhotovoltaicSystem: 21,
  CombinedHeatAndPower: 22,
  PhotovoltaicWithStorage: 23,
  OtherGeneration: 24,
  OtherStorage: 25,
});

/** The bit field of some kinds of device. */
export function categoryBits(...categories: readonly number[]): number {
  let bits = 0;
  for (let i = 0; i < categories.length; i++) bits = (bits | (1 << categories[i]!)) >>> 0;
  return bits;
}

/** Whether an event's deviceCategory takes in a device. An absent field, or one with no bit set, restricts nothing. */
export function isForDevice(deviceCategory: string | undefined, own: number): boolean {
  const wanted = bitsOfHex(deviceCategory);
  return wanted === 0 || (wanted & own) !== 0;
}
