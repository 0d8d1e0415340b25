/**
 * Metering, server half (IEEE 2030.5-2018 Metering): usage points with meter readings, reading types, reading sets and
 * readings. What a device mirrors is shown here to that device; a utility's own meter is added the same way.
 */

import { type Audience, REGISTERED } from './resource-tree.js';
import { trimList } from './response-server.js';
import { fieldsAt, putList, type ServerHost } from './server-host.js';

/** Where the usage points stand. */
export const USAGE_POINT_LIST_PATH = '/upt';

export function serveMetering(host: ServerHost): void {
  putList(host, USAGE_POINT_LIST_PATH, 'UsagePointList', REGISTERED);
}

/** Fields of UsagePoint without what the server gives. */
export interface UsagePointFields {
  readonly mRID: string;
  readonly roleFlags: string;
  readonly serviceCategoryKind: number;
  readonly status: number;
  readonly description?: string;
  readonly version?: number;
  readonly deviceLFDI?: string;
}

/** Adds a usage point with an empty list of meter readings and returns its path. */
export function addUsagePoint(host: ServerHost, audience: Audience, fields: UsagePointFields): string {
  const { tree } = host;
  const path = USAGE_POINT_LIST_PATH + '/' + tree.nextId(USAGE_POINT_LIST_PATH);
  putUsagePoint(host, path, audience, fields);
  putList(host, path + '/mr', 'MeterReadingList', audience);
  tree.place(USAGE_POINT_LIST_PATH, path);
  return path;
}

/** Gives a usage point new fields. */
export function putUsagePoint(host: ServerHost, path: string, audience: Audience, fields: UsagePointFields): void {
  host.tree.put(path, 'UsagePoint', audience, {
    ...fieldsAt(path, fields),
    MeterReadingListLink: { href: path + '/mr' },
  });
}

/** What identifies a MeterReading. */
export interface MeterReadingFields {
  readonly mRID: string;
  readonly description?: string;
  readonly version?: number;
}

/** Adds a meter reading with its type and an empty list of sets, and returns its path. */
export function addMeterReading(
  host: ServerHost,
  usagePoint: string,
  audience: Audience,
  fields: MeterReadingFields,
  readingType: object,
): string {
  const { tree } = host;
  const list = usagePoint + '/mr';
  const path = list + '/' + tree.nextId(list);
  tree.put(path, 'MeterReading', audience, {
    ...fieldsAt(path, fields),
    ReadingLink: { href: path + '/r' },
    ReadingSetListLink: { href: path + '/rs' },
    ReadingTypeLink: { href: path + '/rt' },
  });
  tree.put(path + '/rt', 'ReadingType', audience, fieldsAt(path + '/rt', readingType));
  putList(host, path + '/rs', 'ReadingSetList', audience);
  tree.place(list, path);
  return path;
}

/** Sets the latest value of a meter reading. */
export function putLatestReading(host: ServerHost, meterReading: string, audience: Audience, reading: object): void {
  const path = meterReading + '/r';
  host.tree.put(path, 'Reading', audience, { ...fieldsAt(path, reading), subscribable: 0 });
}

/** Fields of a ReadingSet. */
export interface ReadingSetFields extends MeterReadingFields {
  readonly timePeriod: { readonly duration: number; readonly start: number };
}

/** Adds a reading set with its readings, drops the oldest sets past the limit, and returns the set's path. */
export function addReadingSet(
  host: ServerHost,
  meterReading: string,
  audience: Audience,
  fields: ReadingSetFields,
  readings: readonly object[],
): string {
  const { tree } = host;
  const list = meterReading + '/rs';
  const path = list + '/' + tree.nextId(list);
  tree.put(path, 'ReadingSet', audience, { ...fieldsAt(path, fields), ReadingListLink: { href: path + '/r' } });
  putList(host, path + '/r', 'ReadingList', audience);
  for (let i = 0; i < readings.length; i++) {
    const item = path + '/r/' + tree.nextId(path + '/r');
    tree.put(item, 'Reading', audience, { ...fieldsAt(item, readings[i]!), subscribable: 0 });
    tree.place(path + '/r', item);
  }
  tree.place(list, path);
  trimList(host, list, audience, host.config.maxPostedItems, 'newest-first');
  return path;
}
