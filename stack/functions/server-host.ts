/**
 * What the server half of a function set is given, and what it gives back. The server core implements this; a function
 * set adds behaviour to kinds of resources and never touches HTTP or a codec.
 */

import { toHex } from '../core/octets.js';
import { type PeerIdentity } from '../core/peer-identity.js';
import { type Entropy } from '../ports/entropy.js';
import { hexDigits } from './hex-bits.js';
import { type ResourceKind } from './method-table.js';
import { type Entry, type ResourceTree } from './resource-tree.js';

/** Error.reasonCode (IEEE 2030.5-2018 Error). */
export const REASON_FORMAT = 0;
export const REASON_VALUES = 1;
export const REASON_RESOURCES = 2;

/** A document that a peer sent: a resource with `$element`, and `$type` where `xsi:type` named another. */
export interface Received {
  readonly $element: string;
  readonly $type?: string;
}

/** A request that reached its resource: method and audience are checked, the body is decoded. */
export interface Call {
  readonly entry: Entry;
  readonly peer: PeerIdentity;
  readonly document: Received;
  /** Server time, seconds. */
  readonly nowS: number;
}

/** What a function set answers; the core makes the HTTP message of it. */
export interface Reply {
  readonly status: 201 | 204 | 400 | 403 | 404;
  /** Path of what was made or found, with 201 and 204. */
  readonly location?: string;
  /** Error.reasonCode, with 400. */
  readonly reason?: number;
  /** What was wrong, for the log. */
  readonly detail?: string;
}

/** What a kind of resource does beside being read. A method without handler is not offered, whatever the table says. */
export interface KindHandler {
  /** Fields of this moment, for a resource that is never the same twice. */
  read?(entry: Entry, nowS: number): object;
  put?(call: Call): Reply;
  post?(call: Call): Reply;
  delete?(call: Call): Reply;
}

/** Which device belongs to which group: the server's access book. */
export interface AccessBook {
  /** A device with that LFDI is known from now on; `path` is its EndDevice. */
  register(lfdi: string, path: string): void;
  /** It is not known any more. */
  forget(lfdi: string): void;
  /** The path of the EndDevice with that LFDI. */
  pathOf(lfdi: string): string | undefined;
  join(lfdi: string, group: string): void;
  leave(lfdi: string, group: string): void;
  /** Whether any device is in both groups. */
  shareMember(group: string, other: string): boolean;
}

/** A report of what happened, for logs, simulation and whoever administers programs. */
export interface ServerObserver {
  /** A device registered itself in-band. */
  onRegistered?(path: string, peer: PeerIdentity): void;
  /** A Response arrived: its fields, the path of the event that it answers. */
  onResponse?(response: ResponseReport): void;
  /** A mirrored reading arrived. */
  onReading?(reading: ReadingReport): void;
  /** A device put its DERCapability, DERSettings, DERStatus, DERAvailability, DeviceInformation or DeviceStatus. */
  onReport?(entry: Entry, lfdi: string): void;
  /** A device posted a LogEvent or a LoadShedAvailability. */
  onPosted?(entry: Entry, lfdi: string): void;
  /** A request was refused: why, in words. */
  onRefusal?(target: string, status: number, detail: string): void;
  /** An event's status changed (EventStatus.currentStatus). */
  onEventStatus?(path: string, mRID: string, status: number, atS: number): void;
}

export interface ResponseReport {
  readonly lfdi: string;
  readonly mRID: string;
  /** Path of the event; `undefined` once it has left the tree. */
  readonly eventPath: string | undefined;
  readonly status: number;
  readonly createdS: number | undefined;
  readonly receivedS: number;
  readonly path: string;
}

export interface ReadingReport {
  readonly lfdi: string;
  /** Path of the MeterReading below `/upt`. */
  readonly path: string;
  /** The ReadingType's fields. */
  readonly readingType: object;
  /** The Reading's fields. */
  readonly reading: object;
  readonly receivedS: number;
}

/** How a server behaves. Times are seconds. */
export interface ServerConfig {
  /** Whether an unknown device may register itself by POST to the EndDeviceList. */
  readonly inBandRegistration: boolean;
  /** PIN of a device that registered in-band, 0–999999 with check digit; `undefined`: no Registration resource. */
  readonly inBandPin: number | undefined;
  /** pollRate by kind of resource, for kinds whose type has that attribute; what is absent is sent without. */
  readonly pollRates: Readonly<Partial<Record<ResourceKind, number>>>;
  /** EndDevice.postRate and MirrorUsagePoint.postRate. */
  readonly postRateS: number;
  /** Private enterprise number in the low 32 bits of each mRID that the server makes. */
  readonly pen: number;
  /** Time.quality: 3 external authority … 7 intentionally uncoordinated. */
  readonly timeQuality: number;
  /** Time.tzOffset: local time without daylight saving minus UTC; west is negative. */
  readonly tzOffsetS: number;
  /** Time.dstStartTime, dstEndTime, dstOffset. */
  readonly dstStartS: number;
  readonly dstEndS: number;
  readonly dstOffsetS: number;
  /** How long an event that is over stays in its list, so that a device that was away still learns how it ended. */
  readonly keepEndedS: number;
  /** How long a response to an event is taken after the event has left its list. */
  readonly keepSubjectS: number;
  /** Most entries of a list that a device fills (log events, reading sets); the oldest leave. */
  readonly maxPostedItems: number;
  /** Most EndDevices that register in-band. */
  readonly maxInBandDevices: number;
  /** Most MirrorUsagePoints of one device, and most meter readings of one mirror. */
  readonly maxMirrorsPerDevice: number;
  /** Most mirrored readings, sets counted too, that are kept of one device; its oldest sets leave. */
  readonly maxReadingsPerDevice: number;
  /** Most encoded answers that are kept for the next reader. */
  readonly maxCachedBodies: number;
  /** Most octets of them, and of the targets under which they were asked for. */
  readonly maxCachedOctets: number;
}

export const DEFAULT_SERVER_CONFIG: ServerConfig = Object.freeze({
  inBandRegistration: true,
  inBandPin: undefined,
  pollRates: Object.freeze({
    DeviceCapability: 900,
    Time: 900,
    EndDeviceList: 900,
    FunctionSetAssignmentsList: 900,
    DemandResponseProgramList: 300,
    DERProgramList: 300,
    DERList: 900,
    UsagePointList: 900,
    MirrorUsagePointList: 900,
  }),
  postRateS: 300,
  pen: 0,
  timeQuality: 7,
  tzOffsetS: 0,
  dstStartS: 0,
  dstEndS: 0,
  dstOffsetS: 0,
  keepEndedS: 600,
  keepSubjectS: 86400,
  maxPostedItems: 1024,
  maxInBandDevices: 100000,
  maxMirrorsPerDevice: 64,
  maxReadingsPerDevice: 65536,
  maxCachedBodies: 4096,
  maxCachedOctets: 64 * 1024 * 1024,
});

/** What a function set's server half works with. */
export interface ServerHost {
  readonly tree: ResourceTree;
  readonly access: AccessBook;
  readonly config: ServerConfig;
  readonly entropy: Entropy;
  readonly observer: ServerObserver;
  /** Gives a kind of resource its behaviour; once a kind. */
  handle(kind: ResourceKind, handler: KindHandler): void;
  /** Throws the codec's TypeError or RangeError where a resource of an operator's making could not be sent. */
  check(kind: ResourceKind, fields: object): void;
}

/** 400 with an Error that says the values are wrong. */
export function refuseValues(detail: string): Reply {
  return { status: 400, reason: REASON_VALUES, detail };
}

/** The fields of a received document as those of a resource: `href` is ours, `$element` and `$type` stay behind. */
export function fieldsAt(path: string, document: object): object {
  const fields: Record<string, unknown> = { ...document, href: path };
  delete fields['$element'];
  delete fields['$type'];
  return fields;
}

/** The attribute `pollRate` where the configuration has one for this kind. */
export function pollRateOf(config: ServerConfig, kind: ResourceKind): object {
  const pollRate = config.pollRates[kind];
  return pollRate === undefined ? {} : { pollRate };
}

/** Makes a list: `href`, `subscribable` 0 where its type is subscribable, its pollRate. */
export function putList(host: ServerHost, path: string, kind: ResourceKind, audience: string): Entry {
  const subscribable = PLAIN_LISTS.indexOf(kind) < 0 ? { subscribable: 0 } : {};
  return host.tree.put(path, kind, audience, { href: path, ...subscribable, ...pollRateOf(host.config, kind) });
}

/** Lists whose type extends List rather than SubscribableList: they have no attribute `subscribable`. */
const PLAIN_LISTS: readonly ResourceKind[] = Object.freeze([
  'DERCurveList',
  'DERList',
  'LoadShedAvailabilityList',
  'MirrorUsagePointList',
  'ResponseList',
  'ResponseSetList',
]);

/** A fresh mRID: 96 random bits and the PEN, 32 upper-case hexadecimal digits (IEEE 2030.5-2018 mRIDType). */
export function makeMRID(host: ServerHost): string {
  const octets = new Uint8Array(12);
  host.entropy.fill(octets);
  return toHex(octets) + hexDigits(host.config.pen, 8);
}
