/**
 * How lists are ordered: the keys of IEEE 2030.5-2018 (one table for its 42 lists), and a comparison that reads it.
 *
 * Keys come in priority order. A key is a path of fields below the item; `href` compares item by item along its
 * numbers, so that `/edev/10` follows `/edev/9`.
 */

import { compareInt64, type Int64 } from '../core/int64.js';

/** How a key's values compare. Hexadecimal of different lengths compares by value. */
export type KeyKind = 'number' | 'hex' | 'text' | 'href';

/** One key: its path, its kind, and whether the largest comes first. */
export interface OrderKey {
  readonly path: readonly string[];
  readonly kind: KeyKind;
  readonly descending: boolean;
}

/** The order of one list: the field that repeats, its keys, and whether the first key is a time (`a` works on it). */
export interface ListOrder {
  readonly item: string;
  readonly keys: readonly OrderKey[];
  readonly timed: boolean;
}

function up(path: string, kind: KeyKind = 'number'): OrderKey {
  return { path: path.split('.'), kind, descending: false };
}

function down(path: string, kind: KeyKind = 'number'): OrderKey {
  return { path: path.split('.'), kind, descending: true };
}

function order(item: string, ...keys: OrderKey[]): ListOrder {
  return { item, keys, timed: keys.length > 0 && TIMES.indexOf(keys[0]!.path.join('.')) >= 0 };
}

/** First keys of type TimeType: the query `a` selects on them. */
const TIMES: readonly string[] = Object.freeze([
  'createdDateTime',
  'creationTime',
  'effectiveTime',
  'interval.start',
  'intervalRequested.start',
  'timePeriod.start',
]);

const MRID = down('mRID', 'hex');
const NEWER = down('creationTime');

/**
 * The 42 lists of the standard by their element's names, and LoadShedAvailabilityList, for which it gives no key.
 * LogEvent runs oldest first, as deployed clients expect; sources differ on that direction and it stands here alone.
 */
export const LIST_ORDERS: Readonly<Record<string, ListOrder>> = Object.freeze({
  EndDeviceList: order('EndDevice', up('sFDI'), up('href', 'href')),
  FunctionSetAssignmentsList: order('FunctionSetAssignments', MRID),
  SubscriptionList: order('Subscription', up('href', 'href')),
  NotificationList: order('Notification', up('href', 'href')),
  ResponseSetList: order('ResponseSet', MRID),
  ResponseList: order('Response', down('createdDateTime'), up('endDeviceLFDI', 'hex')),
  IPInterfaceList: order('IPInterface', up('ifIndex')),
  IPAddrList: order('IPAddr', up('address', 'hex')),
  LLInterfaceList: order('LLInterface', up('EUI64', 'hex')),
  RPLInstanceList: order('RPLInstance', up('DODAGid'), up('RPLInstanceID')),
  RPLSourceRoutesList: order('RPLSourceRoutes', up('SourceRoute', 'hex'), up('DestAddress', 'hex')),
  LogEventList: order('LogEvent', up('createdDateTime'), up('logEventID')),
  DemandResponseProgramList: order('DemandResponseProgram', up('primacy'), MRID),
  EndDeviceControlList: order('EndDeviceControl', up('interval.start'), NEWER, MRID),
  UsagePointList: order('UsagePoint', MRID),
  MeterReadingList: order('MeterReading', MRID),
  ReadingSetList: order('ReadingSet', down('timePeriod.start'), MRID),
  ReadingList: order('Reading', up('localID', 'hex'), up('consumptionBlock'), up('touTier')),
  TariffProfileList: order('TariffProfile', MRID),
  RateComponentList: order('RateComponent', MRID),
  TimeTariffIntervalList: order('TimeTariffInterval', up('interval.start'), NEWER, MRID),
  ConsumptionTariffIntervalList: order('ConsumptionTariffInterval', up('startValue')),
  MessagingProgramList: order('MessagingProgram', MRID),
  TextMessageList: order('TextMessage', down('interval.start'), NEWER, MRID),
  CustomerAccountList: order('CustomerAccount', up('customerName', 'text'), MRID),
  CustomerAgreementList: order('CustomerAgreement', up('serviceLocation', 'text'), MRID),
  BillingPeriodList: order('BillingPeriod', down('interval.start'), up('href', 'href')),
  HistoricalReadingList: order('HistoricalReading', up('description', 'text'), MRID),
  TargetReadingList: order('TargetReading', up('description', 'text'), MRID),
  ProjectionReadingList: order('ProjectionReading', up('description', 'text'), MRID),
  BillingReadingSetList: order('BillingReadingSet', down('timePeriod.start'), MRID),
  BillingReadingList: order('BillingReading', up('timePeriod.start'), up('consumptionBlock'), up('touTier')),
  PrepaymentList: order('Prepayment', MRID),
  CreditRegisterList: order('CreditRegister', down('effectiveTime'), MRID),
  SupplyInterruptionOverrideList: order('SupplyInterruptionOverride', up('interval.start'), up('interval.duration')),
  FlowReservationRequestList: order('FlowReservationRequest', up('intervalRequested.start'), NEWER, MRID),
  FlowReservationResponseList: order('FlowReservationResponse', up('interval.start'), NEWER, MRID),
  DERProgramList: order('DERProgram', up('primacy'), MRID),
  DERControlList: order('DERControl', up('interval.start'), NEWER, MRID),
  DERCurveList: order('DERCurve', NEWER, MRID),
  DERList: order('DER', up('href', 'href')),
  MirrorUsagePointList: order('MirrorUsagePoint', MRID),
  LoadShedAvailabilityList: order('LoadShedAvailability', up('href', 'href')),
});

/** The value of a key in an item, or `undefined` where a field on its path is absent. */
export function keyValue(item: object, path: readonly string[]): unknown {
  let value: unknown = item;
  for (let i = 0; i < path.length; i++) {
    if (typeof value !== 'object' || value === undefined) return undefined;
    value = (value as Record<string, unknown>)[path[i]!];
  }
  return value;
}

/** Negative, zero or positive as `a` stands before, with or after `b`; an absent value stands before a present one. */
export function compareItems(keys: readonly OrderKey[], a: object, b: object): number {
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const left = keyValue(a, key.path);
    const right = keyValue(b, key.path);
    let sign: number;
    if (left === undefined || right === undefined) sign = left === right ? 0 : left === undefined ? -1 : 1;
    else sign = compareValues(key.kind, left, right);
    if (sign !== 0) return key.descending ? -sign : sign;
  }
  return 0;
}

function compareValues(kind: KeyKind, a: unknown, b: unknown): number {
  if (kind === 'number') return compareInt64(a as Int64, b as Int64);
  if (kind === 'hex') return compareHex(a as string, b as string);
  if (kind === 'href') return compareHrefs(a as string, b as string);
  return compareTexts(a as string, b as string);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By value: leading zeros do not count. Upper case on both sides, as decoders give it. */
function compareHex(a: string, b: string): number {
  const left = skipZeros(a);
  const right = skipZeros(b);
  const difference = a.length - left - (b.length - right);
  if (difference !== 0) return difference;
  return compareTexts(left === 0 ? a : a.slice(left), right === 0 ? b : b.slice(right));
}

function skipZeros(text: string): number {
  let at = 0;
  while (at < text.length && text.charCodeAt(at) === 48) at++;
  return at;
}

/** Segment by segment; two segments that are numbers compare as numbers. */
function compareHrefs(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  for (let i = 0; i < left.length && i < right.length; i++) {
    if (left[i] === right[i]) continue;
    const leftNumber = Number(left[i]);
    const rightNumber = Number(right[i]);
    const numbers = left[i] !== '' && right[i] !== '' && leftNumber >= 0 && rightNumber >= 0;
    const sign = numbers ? leftNumber - rightNumber : compareTexts(left[i]!, right[i]!);
    if (sign !== 0) return sign;
  }
  return left.length - right.length;
}
