/**
 * Metering mirror, server half (IEEE 2030.5-2018 MirrorUsagePoint): a device defines a mirror, then posts readings to it.
 * Each mirror is shown as a usage point. A meter reading is defined with its ReadingType before any value is taken; a
 * value without a unit and a power of ten is no measurement, and is 400.
 */

import {
  addMeterReading,
  addReadingSet,
  addUsagePoint,
  putLatestReading,
  putUsagePoint,
  type ReadingSetFields,
  type UsagePointFields,
} from './metering-server.js';
import { audienceOfDevice, REGISTERED, WHOLE_LIST } from './resource-tree.js';
import {
  type Call,
  fieldsAt,
  putList,
  REASON_RESOURCES,
  refuseValues,
  type Reply,
  type ServerHost,
} from './server-host.js';

const ROOT = '/mup';

/** RoleFlagsType bit 0: this usage point is a mirror. */
const IS_MIRROR = 1;

interface MirrorMeterReadingFields {
  readonly mRID: string;
  readonly description?: string;
  readonly version?: number;
  readonly ReadingType?: object;
  readonly Reading?: object;
  readonly MirrorReadingSet?: readonly (ReadingSetFields & { readonly Reading?: readonly object[] })[];
}

interface MirrorFields extends UsagePointFields {
  readonly deviceLFDI: string;
  readonly MirrorMeterReading?: readonly MirrorMeterReadingFields[];
}

/** The reading sets of a device that are kept, oldest first, and what they weigh together. */
interface ReadingShelf {
  readonly sets: Map<string, number>;
  weight: number;
}

/** A mirror that is defined. */
interface Mirror {
  readonly path: string;
  readonly lfdi: string;
  readonly usagePoint: string;
  mRID: string;
  /** Paths of its meter readings by mRID. */
  readonly meterReadings: Map<string, string>;
}

export class MirrorDesk {
  private readonly host: ServerHost;
  private readonly byPath = new Map<string, Mirror>();
  private readonly byDevice = new Map<string, Map<string, Mirror>>();
  private readonly shelves = new Map<string, ReadingShelf>();

  constructor(host: ServerHost) {
    this.host = host;
    putList(host, ROOT, 'MirrorUsagePointList', REGISTERED);
    host.handle('MirrorUsagePointList', { post: (call) => this.define(call) });
    host.handle('MirrorUsagePoint', {
      put: (call) => this.redefine(call),
      post: (call) => this.take(call),
      delete: (call) => this.end(call),
    });
  }

  /** Ends every mirror of a device. */
  removeAllOf(lfdi: string): void {
    const own = this.byDevice.get(lfdi);
    if (own === undefined) return;
    for (const mirror of own.values()) this.drop(mirror);
    this.byDevice.delete(lfdi);
    this.shelves.delete(lfdi);
  }

  private define(call: Call): Reply {
    const { document, peer } = call;
    if (document.$element !== 'MirrorUsagePoint')
      return refuseValues('a ' + document.$element + ' is no MirrorUsagePoint');
    const fields = document as unknown as MirrorFields;
    if (fields.deviceLFDI !== peer.lfdi) return refuseValues('deviceLFDI is not that of the certificate');
    const own = this.byDevice.get(peer.lfdi);
    const known = own?.get(fields.mRID);
    if (known !== undefined) return this.update(known, call, fields);
    const most = this.host.config.maxMirrorsPerDevice;
    if (own !== undefined && own.size >= most) return tooMany('maxMirrorsPerDevice', most);
    const wrong = this.findUndefined(undefined, fields.MirrorMeterReading ?? []);
    if (wrong !== undefined) return wrong;
    const { tree } = this.host;
    const audience = audienceOfDevice(peer.lfdi);
    const path = ROOT + '/' + tree.nextId(ROOT);
    const usagePoint = addUsagePoint(this.host, audience, usagePointFields(fields));
    const mirror: Mirror = { path, lfdi: peer.lfdi, usagePoint, mRID: fields.mRID, meterReadings: new Map() };
    this.putMirror(mirror, fields);
    tree.place(ROOT, path);
    this.byPath.set(path, mirror);
    if (own === undefined) this.byDevice.set(peer.lfdi, new Map([[fields.mRID, mirror]]));
    else own.set(fields.mRID, mirror);
    this.store(mirror, fields.MirrorMeterReading ?? [], call.nowS);
    return { status: 201, location: path };
  }

  /** A definition that is posted again under its mRID replaces the one before and keeps its place. */
  private update(mirror: Mirror, call: Call, fields: MirrorFields): Reply {
    const readings = fields.MirrorMeterReading ?? [];
    const wrong = this.findUndefined(mirror, readings);
    if (wrong !== undefined) return wrong;
    const audience = audienceOfDevice(mirror.lfdi);
    putUsagePoint(this.host, mirror.usagePoint, audience, usagePointFields(fields));
    this.putMirror(mirror, fields);
    this.store(mirror, readings, call.nowS);
    return { status: 204, location: mirror.path };
  }

  private redefine(call: Call): Reply {
    const mirror = this.byPath.get(call.entry.path)!;
    const fields = call.document as unknown as MirrorFields;
    if (call.document.$element !== 'MirrorUsagePoint')
      return refuseValues('a ' + call.document.$element + ' is no MirrorUsagePoint');
    if (fields.deviceLFDI !== mirror.lfdi) return refuseValues('deviceLFDI is not that of the certificate');
    const own = this.byDevice.get(mirror.lfdi)!;
    const other = own.get(fields.mRID);
    if (other !== undefined && other !== mirror) return refuseValues('mRID ' + fields.mRID + ' is another mirror');
    const reply = this.update(mirror, call, fields);
    if (reply.status !== 204) return reply;
    own.delete(mirror.mRID);
    mirror.mRID = fields.mRID;
    own.set(fields.mRID, mirror);
    return { status: 204 };
  }

  /** One MirrorMeterReading or a list of them: all are taken, or none. */
  private take(call: Call): Reply {
    const mirror = this.byPath.get(call.entry.path)!;
    const { $element } = call.document;
    let readings: readonly MirrorMeterReadingFields[];
    if ($element === 'MirrorMeterReading') readings = [call.document as unknown as MirrorMeterReadingFields];
    else if ($element === 'MirrorMeterReadingList') {
      readings =
        (call.document as { MirrorMeterReading?: readonly MirrorMeterReadingFields[] }).MirrorMeterReading ?? [];
    } else return refuseValues('a ' + $element + ' is no MirrorMeterReading');
    const wrong = this.findUndefined(mirror, readings);
    if (wrong !== undefined) return wrong;
    const made = this.store(mirror, readings, call.nowS);
    if (made !== undefined) return { status: 201, location: made };
    return { status: 204 };
  }

  private end(call: Call): Reply {
    const mirror = this.byPath.get(call.entry.path)!;
    this.drop(mirror);
    this.byDevice.get(mirror.lfdi)!.delete(mirror.mRID);
    return { status: 204 };
  }

  private drop(mirror: Mirror): void {
    this.host.tree.remove(mirror.usagePoint);
    this.host.tree.remove(mirror.path);
    this.byPath.delete(mirror.path);
  }

  /** Refuses readings whose meter reading is neither defined before nor here, or that are too many. */
  private findUndefined(mirror: Mirror | undefined, readings: readonly MirrorMeterReadingFields[]): Reply | undefined {
    let count = mirror?.meterReadings.size ?? 0;
    let values = 0;
    for (let i = 0; i < readings.length; i++) {
      for (const set of readings[i]!.MirrorReadingSet ?? []) values += weightOf(set.Reading);
      if (mirror?.meterReadings.has(readings[i]!.mRID) === true) continue;
      count++;
      if (readings[i]!.ReadingType === undefined) {
        return refuseValues('MirrorMeterReading ' + readings[i]!.mRID + ' has no ReadingType');
      }
    }
    const { maxMirrorsPerDevice, maxReadingsPerDevice } = this.host.config;
    if (values > maxReadingsPerDevice) return tooMany('maxReadingsPerDevice', maxReadingsPerDevice);
    return count > maxMirrorsPerDevice ? tooMany('maxMirrorsPerDevice', maxMirrorsPerDevice) : undefined;
  }

  /** Stores readings and returns the path of the last resource that was made for them. */
  private store(mirror: Mirror, readings: readonly MirrorMeterReadingFields[], nowS: number): string | undefined {
    const audience = audienceOfDevice(mirror.lfdi);
    let made: string | undefined;
    for (let i = 0; i < readings.length; i++) {
      const { mRID, description, version, ReadingType, Reading, MirrorReadingSet } = readings[i]!;
      let path = mirror.meterReadings.get(mRID);
      if (path === undefined) {
        const named = {
          mRID,
          ...(description === undefined ? {} : { description }),
          ...(version === undefined ? {} : { version }),
        };
        path = addMeterReading(this.host, mirror.usagePoint, audience, named, ReadingType!);
        mirror.meterReadings.set(mRID, path);
        made = path;
      } else if (ReadingType !== undefined) {
        this.host.tree.put(path + '/rt', 'ReadingType', audience, fieldsAt(path + '/rt', ReadingType));
      }
      if (Reading !== undefined) {
        putLatestReading(this.host, path, audience, Reading);
        this.report(mirror, path, Reading, nowS);
      }
      const sets = MirrorReadingSet ?? [];
      for (let j = 0; j < sets.length; j++) {
        const { Reading: items, ...set } = sets[j]!;
        this.discard(mirror.lfdi, path, set.mRID);
        made = addReadingSet(this.host, path, audience, set, items ?? []);
        this.shelve(mirror.lfdi, made, weightOf(items));
        for (let k = 0; k < (items ?? []).length; k++) this.report(mirror, path, items![k]!, nowS);
      }
    }
    return made;
  }

  /** Removes the set of that mRID, which one of the same name replaces: a device whose answer was lost posts again. */
  private discard(lfdi: string, meterReading: string, mRID: string): void {
    const { tree } = this.host;
    const sets = tree.page(meterReading + '/rs', undefined, WHOLE_LIST);
    const known = sets.find(({ fields }) => (fields as ReadingSetFields).mRID === mRID);
    if (known === undefined) return;
    tree.remove(known.path);
    const shelf = this.shelves.get(lfdi);
    const weight = shelf?.sets.get(known.path);
    if (shelf === undefined || weight === undefined) return;
    shelf.sets.delete(known.path);
    shelf.weight -= weight;
  }

  /** Counts a set of a device, and removes its oldest where it has too many. */
  private shelve(lfdi: string, path: string, weight: number): void {
    const { tree, config } = this.host;
    let shelf = this.shelves.get(lfdi);
    if (shelf === undefined) this.shelves.set(lfdi, (shelf = { sets: new Map(), weight: 0 }));
    shelf.sets.set(path, weight);
    shelf.weight += weight;
    for (const [oldest, its] of shelf.sets) {
      // A set that has left otherwise, with its mirror or its list's oldest, is noticed here.
      if (shelf.weight <= config.maxReadingsPerDevice && tree.get(oldest) !== undefined) return;
      tree.remove(oldest);
      shelf.sets.delete(oldest);
      shelf.weight -= its;
    }
  }

  private report(mirror: Mirror, path: string, reading: object, receivedS: number): void {
    const readingType = this.host.tree.get(path + '/rt')!.fields;
    this.host.observer.onReading?.({ lfdi: mirror.lfdi, path, readingType, reading, receivedS });
  }

  /** The mirror as it is read: its definition and the postRate that the server wants, without the readings. */
  private putMirror(mirror: Mirror, fields: MirrorFields): void {
    const definition: Record<string, unknown> = { ...fields };
    delete definition['MirrorMeterReading'];
    this.host.tree.put(mirror.path, 'MirrorUsagePoint', audienceOfDevice(mirror.lfdi), {
      ...fieldsAt(mirror.path, definition),
      postRate: this.host.config.postRateS,
    });
  }
}

function usagePointFields(fields: MirrorFields): UsagePointFields {
  const { mRID, serviceCategoryKind, status, description, version, deviceLFDI } = fields;
  const flags = (parseInt(fields.roleFlags === '' ? '0' : fields.roleFlags, 16) | IS_MIRROR).toString(16).toUpperCase();
  return {
    mRID,
    roleFlags: '0000'.slice(flags.length) + flags,
    serviceCategoryKind,
    status,
    deviceLFDI,
    ...(description === undefined ? {} : { description }),
    ...(version === undefined ? {} : { version }),
  };
}

/** What a reading set counts for: itself and its readings. */
function weightOf(readings: readonly object[] | undefined): number {
  return 1 + (readings === undefined ? 0 : readings.length);
}

function tooMany(limit: string, value: number): Reply {
  return { status: 400, reason: REASON_RESOURCES, detail: 'limit ' + limit + ' = ' + value };
}
