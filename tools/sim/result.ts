/** What a simulated day leaves behind: plain data, written as it is by `--json`. */

import { type DeviceKind, type Scenario } from './scenario/types.js';

/** What the protocol did, in the words of the timeline. */
export type TimelineKind =
  | 'published'
  | 'discovered'
  | 'handshake'
  | 'resumed'
  | 'registered'
  | 'following'
  | 'received'
  | 'started'
  | 'partly superseded'
  | 'superseded'
  | 'completed'
  | 'cancelled'
  /** The server's own word, before any device has heard it. */
  | 'cancelled by server'
  /** It ran out for a device whose owner had left it. */
  | 'ended'
  | 'expired'
  | 'opted out'
  | 'opted in'
  | 'overridden'
  | 'rejected'
  | 'refused'
  | 'ignored'
  | 'response'
  /** A response that could not be delivered when it fell due. */
  | 'late response'
  /** No event holds a DER: its program's default control does. */
  | 'default control'
  | 'clock'
  | 'fault'
  | 'trouble';

export interface TimelineEntry {
  /** Seconds since the epoch, by the simulated world's own clock. */
  readonly timeS: number;
  /** Name of the device, the server, or `network`. */
  readonly who: string;
  readonly kind: TimelineKind;
  /** The event that it is about. */
  readonly mRID?: string;
  readonly detail: string;
}

/** An event as its server published it. */
export interface PublishedEvent {
  readonly mRID: string;
  readonly name: string;
  readonly program: string;
  readonly server: string;
  readonly kind: 'drlc' | 'der';
  readonly primacy: number;
  readonly startS: number;
  readonly durationS: number;
  /** What it asks, in a few words. */
  readonly controls: string;
}

/** How an event ended for a device; `pending` and `running` are of a day that ended before. */
export type Outcome =
  'pending' | 'running' | 'completed' | 'superseded' | 'cancelled' | 'opted out' | 'expired' | 'rejected';

/** One event at one device. */
export interface EventRun {
  readonly mRID: string;
  readonly device: string;
  readonly receivedS: number;
  /** When it was followed: stretches of seconds since the epoch, in order. */
  readonly followed: readonly { readonly fromS: number; readonly untilS: number }[];
  readonly outcome: Outcome;
  /** Response.status values that the server took, in order. */
  readonly responses: readonly number[];
}

/** Averages and energies of one meter, an item a step. */
export interface EnergyCurve {
  /** Energy drawn and given in the step, Wh. */
  readonly inWh: readonly number[];
  readonly outWh: readonly number[];
}

export interface DeviceCurve extends EnergyCurve {
  readonly name: string;
  readonly kind: DeviceKind;
  /** At the end of the step: room or water °C, state of charge 0 to 1; nothing for a meter. */
  readonly state: readonly number[];
}

/** A day's curves. Step i covers [startS + i·stepS, startS + (i + 1)·stepS). */
export interface DayCurves {
  readonly startS: number;
  readonly stepS: number;
  readonly premises: EnergyCurve;
  readonly base: EnergyCurve;
  /** Without the meter, which measures the premises. */
  readonly devices: readonly DeviceCurve[];
}

/** Octets of one device, both directions, each layer with all above it. */
export interface OctetCounts {
  /** DNS-SD messages, UDP payload. */
  dnsSd: number;
  /** TCP payload: TLS records and handshakes. */
  tcp: number;
  /** Of it, handshakes. */
  handshake: number;
  /** HTTP messages in the clear. */
  http: number;
  /** Of it, bodies as they were sent. */
  bodies: number;
  /** The same bodies as XML. */
  bodiesAsXml: number;
  /** How many bodies, full handshakes and resumed ones. */
  messages: number;
  fullHandshakes: number;
  resumptions: number;
}

export interface SimulationResult {
  readonly scenario: Scenario;
  readonly withProgramme: DayCurves;
  readonly withoutProgramme: DayCurves;
  readonly events: readonly PublishedEvent[];
  readonly runs: readonly EventRun[];
  readonly timeline: readonly TimelineEntry[];
  readonly octets: Readonly<Record<string, OctetCounts>>;
  /** Tasks of the virtual clock, and seconds that the run took on the host. */
  readonly tasks: number;
  readonly hostS: number;
}

export function newOctetCounts(): OctetCounts {
  return {
    dnsSd: 0,
    tcp: 0,
    handshake: 0,
    http: 0,
    bodies: 0,
    bodiesAsXml: 0,
    messages: 0,
    fullHandshakes: 0,
    resumptions: 0,
  };
}
