/**
 * What a device says of its own measurements: a mirror usage point with a reading type for each quantity, and then
 * readings (IEEE 2030.5-2018, Metering Mirror function set). Callers give physical quantities in base units; the schema's
 * codes and powers of ten are chosen here, so that they cannot disagree.
 */

import {
  type MirrorMeterReading,
  type MirrorUsagePoint,
  type Reading,
  type ReadingType,
} from '../model/2018/types.gen.js';
import { hexDigits } from './hex-bits.js';
import { deviceMrid } from './mrid.js';
import { scaledInteger } from './power-of-ten.js';

/** A quantity that a device can measure. */
export type Quantity = 'activePower' | 'reactivePower' | 'voltage' | 'frequency' | 'energyIn' | 'energyOut';

/** The codes of ReadingType for one quantity. */
interface QuantityCodes {
  readonly description: string;
  /** UomType. */
  readonly uom: number;
  /** KindType. */
  readonly kind: number;
  /** AccumulationBehaviourType: 9 summation, 12 instantaneous. */
  readonly accumulationBehaviour: number;
  /** FlowDirectionType: 1 forward (to the customer), 19 reverse. */
  readonly flowDirection: number;
  /** DataQualifierType: 2 average, 12 normal. */
  readonly dataQualifier: number;
  readonly powerOfTenMultiplier: number;
}

const CODES: Readonly<Record<Quantity, QuantityCodes>> = Object.freeze({
  activePower: codes('Active power', 38, 37, 12, 1, 2, 0),
  reactivePower: codes('Reactive power', 63, 37, 12, 1, 2, 0),
  voltage: codes('Voltage', 29, 0, 12, 1, 2, -1),
  frequency: codes('Frequency', 33, 0, 12, 1, 2, -3),
  energyIn: codes('Energy drawn', 72, 12, 9, 1, 12, 0),
  energyOut: codes('Energy given', 72, 12, 9, 19, 12, 0),
});

/** CommodityType 1: electricity metered at the secondary voltage. */
const COMMODITY_SECONDARY_ELECTRICITY = 1;

/** ServiceKind 0. */
const SERVICE_ELECTRICITY = 0;

/** UsagePoint.status 1: on. */
const USAGE_POINT_ON = 1;

/** RoleFlagsType, as a bit mask. */
export const ROLE_MIRROR = 0x01;
export const ROLE_PREMISES_AGGREGATION_POINT = 0x02;
export const ROLE_PEV = 0x04;
export const ROLE_DER = 0x08;
export const ROLE_REVENUE_QUALITY = 0x10;
export const ROLE_DC = 0x20;
export const ROLE_SUBMETER = 0x40;

/** Post readings every 300 s where the server names no postRate: the practice of CSIP. */
export const DEFAULT_POST_RATE_S = 300;

export interface MirrorOptions {
  /** The device's LFDI, 40 upper-case hexadecimal digits. */
  readonly lfdi: string;
  /** The maker's private enterprise number. */
  readonly pen: number;
  readonly description: string;
  /** Sum of `ROLE_*`; ROLE_MIRROR is added. */
  readonly roleFlags: number;
  readonly quantities: readonly Quantity[];
  /** Spacing of readings, s. */
  readonly intervalLengthS: number;
}

/**
 * The definition to POST before the first reading: identifiers are a function of LFDI and quantity, so that a restarted
 * device defines the same mirror and not a second one.
 */
export function mirrorUsagePoint(options: MirrorOptions): MirrorUsagePoint {
  const readings: MirrorMeterReading[] = [];
  for (let i = 0; i < options.quantities.length; i++) readings.push(definition(options, i));
  return {
    mRID: deviceMrid(options.lfdi, 0, options.pen),
    description: options.description,
    roleFlags: hexDigits(options.roleFlags | ROLE_MIRROR, 4),
    serviceCategoryKind: SERVICE_ELECTRICITY,
    status: USAGE_POINT_ON,
    deviceLFDI: options.lfdi,
    MirrorMeterReading: readings,
  };
}

/**
 * One reading of a quantity, to POST to the mirror.
 *
 * @param index position of the quantity in `options.quantities`
 * @param amount in the base unit: W, var, V, Hz, Wh
 * @param startS beginning of the interval that the reading is for, server's time
 * @param durationS its length; 0 for an instant
 * @throws RangeError where the amount does not fit the reading's 48 bits
 */
export function mirrorReading(
  options: MirrorOptions,
  index: number,
  amount: number,
  startS: number,
  durationS: number,
): MirrorMeterReading {
  const quantity = options.quantities[index]!;
  const value = scaledInteger(amount, CODES[quantity].powerOfTenMultiplier);
  if (!(Math.abs(value) <= 0x7fffffffffff)) {
    throw new RangeError('amount: expected at most 48 bits of ' + quantity + ', got ' + amount);
  }
  const reading: Reading = { timePeriod: { duration: durationS, start: startS }, value };
  return {
    mRID: deviceMrid(options.lfdi, index + 1, options.pen),
    description: CODES[quantity].description,
    lastUpdateTime: startS + durationS,
    Reading: reading,
  };
}

function definition(options: MirrorOptions, index: number): MirrorMeterReading {
  const quantity = CODES[options.quantities[index]!];
  const readingType: ReadingType = {
    accumulationBehaviour: quantity.accumulationBehaviour,
    commodity: COMMODITY_SECONDARY_ELECTRICITY,
    dataQualifier: quantity.dataQualifier,
    flowDirection: quantity.flowDirection,
    intervalLength: options.intervalLengthS,
    kind: quantity.kind,
    powerOfTenMultiplier: quantity.powerOfTenMultiplier,
    uom: quantity.uom,
  };
  return {
    mRID: deviceMrid(options.lfdi, index + 1, options.pen),
    description: quantity.description,
    ReadingType: readingType,
  };
}

function codes(
  description: string,
  uom: number,
  kind: number,
  accumulationBehaviour: number,
  flowDirection: number,
  dataQualifier: number,
  powerOfTenMultiplier: number,
): QuantityCodes {
  return Object.freeze({
    description,
    uom,
    kind,
    accumulationBehaviour,
    flowDirection,
    dataQualifier,
    powerOfTenMultiplier,
  });
}
