/** Turns what devices and servers log into the timeline, and the timeline into the fate of each event. */

import { type Log, type LogLevel, type LogValue } from '../../stack/ports/log.js';
import { describeStatus } from '../serve/wording.js';
import {
  type EventRun,
  newOctetCounts,
  type OctetCounts,
  type Outcome,
  type PublishedEvent,
  type TimelineEntry,
  type TimelineKind,
} from './result.js';

type Fields = Readonly<Record<string, LogValue>>;

/** Log codes that the timeline shows, in its words. Any other shows only as trouble, when it is a warning. */
const KINDS: Readonly<Record<string, TimelineKind>> = Object.freeze({
  'discovery.found': 'discovered',
  'tls.established': 'handshake',
  'tls.resumed': 'resumed',
  'session.registered-in-band': 'registered',
  'session.following': 'following',
  'event.received': 'received',
  'event.started': 'started',
  'event.partlySuperseded': 'partly superseded',
  'event.superseded': 'superseded',
  'event.completed': 'completed',
  'event.cancelled': 'cancelled',
  'event.expired': 'expired',
  'event.optedOut': 'opted out',
  'event.optedIn': 'opted in',
  'event.overridden': 'overridden',
  'event.rejected': 'rejected',
  'event.refused': 'refused',
  'event.ignored': 'ignored',
  'response.posted': 'response',
  'der.default': 'default control',
  'time.stepped': 'clock',
});

/** Troubles that mean the same to a reader. */
const TROUBLES: Readonly<Record<string, string>> = Object.freeze({
  'session.no-capability': 'not reached',
  'session.no-end-devices': 'not reached',
  'mirror.not-taken': 'readings not taken',
  'der.not-taken': 'DER reports not taken',
  'self.not-taken': 'own reports not taken',
  'response.refused': 'response not taken',
});

/** Response.status of an event that ran out without the device: 8 partly done with opt-out, 10 no participation. */
const NOT_COMPLETED: readonly LogValue[] = [8, 10];

/** Response.status of what was superseded before it began. */
const ABORTED: readonly number[] = [13, 14];

/** A response that is delivered so long after it fell due is late, s. */
const LATE_S = 60;

/** A server has one instance a function set; all of them are found within so many seconds. */
const SAME_FIND_S = 30;

export class ProtocolRecorder {
  private readonly entries: TimelineEntry[] = [];
  private readonly published = new Map<string, PublishedEvent>();
  /** When each response fell due, by device, mRID and status. */
  private readonly owedS = new Map<string, number>();
  /** When each device last found a server at an address. */
  private readonly foundS = new Map<string, number>();
  private readonly counts = new Map<string, OctetCounts>();

  /** @param nowS the simulated world's own clock, seconds since the epoch */
  constructor(private readonly nowS: () => number) {}

  /** A log for one device, whose records become entries of the timeline. */
  logOf(device: string): Log {
    return {
      write: (level: LogLevel, code: string, fields: Fields): void => {
        const mRID = typeof fields['mRID'] === 'string' ? fields['mRID'] : undefined;
        const kind = kindOf(level, code, fields);
        if (kind === undefined) return;
        if (kind === 'discovered' && this.isKnown(device, String(fields['address']))) return;
        if (kind === 'response' && mRID !== undefined) return this.noteResponse(device, mRID, Number(fields['status']));
        if (mRID !== undefined) this.owedS.set([device, mRID, fields['status']].join(' '), this.nowS());
        this.note(device, kind, this.describe(kind, code, fields), mRID);
      },
    };
  }

  note(who: string, kind: TimelineKind, detail: string, mRID?: string): void {
    const about = mRID === undefined ? {} : { mRID };
    this.entries.push({ timeS: this.nowS(), who, kind, detail, ...about });
  }

  /** Whether the device has just found a server at that address under another of its names. */
  private isKnown(device: string, address: string): boolean {
    const key = device + ' ' + address;
    const lastS = this.foundS.get(key) ?? -Infinity;
    this.foundS.set(key, this.nowS());
    return this.nowS() - lastS < SAME_FIND_S;
  }

  private noteResponse(device: string, mRID: string, status: number): void {
    const lateS = this.nowS() - (this.owedS.get([device, mRID, status].join(' ')) ?? this.nowS());
    const words = `status ${status}`;
    if (lateS < LATE_S) this.note(device, 'response', words, mRID);
    else this.note(device, 'late response', `${words}, ${Math.round(lateS / 60)} min after it fell due`, mRID);
  }

  /** A server published an event. */
  publish(event: PublishedEvent): void {
    this.published.set(event.mRID, event);
    this.note(event.server, 'published', event.controls, event.mRID);
  }

  /** The counters of a device, to be added to. */
  octetsOf(device: string): OctetCounts {
    let counts = this.counts.get(device);
    if (counts === undefined) {
      counts = newOctetCounts();
      this.counts.set(device, counts);
    }
    return counts;
  }

  octets(): Readonly<Record<string, OctetCounts>> {
    return Object.fromEntries(this.counts);
  }

  events(): readonly PublishedEvent[] {
    return [...this.published.values()].sort((a, b) => a.startS - b.startS);
  }

  timeline(): readonly TimelineEntry[] {
    return this.entries;
  }

  /** @param endS when the day ended: what still ran is cut there */
  runs(endS: number): readonly EventRun[] {
    return eventRuns(this.entries, endS);
  }

  private describe(kind: TimelineKind, code: string, fields: Fields): string {
    if (kind === 'superseded' || kind === 'partly superseded') {
      const by = this.published.get(String(fields['by']));
      const status = Number(fields['status']);
      const why = ABORTED.includes(status) ? `: ${status}, ${describeStatus(status)}` : '';
      return (by === undefined ? '' : `by ${by.name}`) + why;
    }
    if (kind === 'discovered') return String(fields['instance'] ?? '');
    if (kind === 'clock') return `moved by ${Math.round(Number(fields['stepS']))} s`;
    if (kind === 'default control' && typeof fields['opModMaxLimW'] === 'number') {
      return `at most ${fields['opModMaxLimW'] / 100} %`;
    }
    if (kind === 'ended') return describeStatus(Number(fields['status']));
    if (kind === 'trouble' && TROUBLES[code] !== undefined) return `${fields['server']}: ${TROUBLES[code]}`;
    const words = kind === 'trouble' ? [code] : [];
    for (const [name, value] of Object.entries(fields)) {
      const known = name === 'mRID' || name === 'function' || name === 'at' || name === 'status';
      if (value !== undefined && !(known && kind !== 'trouble')) words.push(`${name} ${value}`);
    }
    return words.join(' ');
  }
}

/** What a record of a device's log is in the timeline; `undefined`: nothing that is shown. */
export function kindOf(level: LogLevel, code: string, fields: Fields): TimelineKind | undefined {
  const kind = KINDS[code] ?? (level === 'warn' || level === 'error' ? 'trouble' : undefined);
  return kind === 'completed' && NOT_COMPLETED.includes(fields['status']) ? 'ended' : kind;
}

/** Kinds after which an event is followed no more. */
const ENDS: Readonly<Partial<Record<TimelineKind, Outcome>>> = Object.freeze({
  completed: 'completed',
  superseded: 'superseded',
  cancelled: 'cancelled',
  expired: 'expired',
  rejected: 'rejected',
  'opted out': 'opted out',
  ended: 'opted out',
});

/** Kinds that tell nothing of what a device did. */
const WORDS_OF_SERVERS: readonly TimelineKind[] = ['published', 'cancelled by server', 'ignored'];

interface Draft {
  readonly mRID: string;
  readonly device: string;
  receivedS: number;
  readonly followed: { fromS: number; untilS: number }[];
  openS: number | undefined;
  outcome: Outcome;
  readonly responses: number[];
}

/** The fate of each event at each device that received it, in the order of receipt. */
export function eventRuns(entries: readonly TimelineEntry[], endS: number): readonly EventRun[] {
  const drafts = new Map<string, Draft>();
  for (const { timeS, who, kind, mRID, detail } of entries) {
    if (mRID === undefined || WORDS_OF_SERVERS.includes(kind)) continue;
    const key = who + ' ' + mRID;
    let draft = drafts.get(key);
    if (draft === undefined) {
      draft = {
        mRID,
        device: who,
        receivedS: timeS,
        followed: [],
        openS: undefined,
        outcome: 'pending',
        responses: [],
      };
      drafts.set(key, draft);
    }
    if (kind === 'response' || kind === 'late response') {
      draft.responses.push(parseInt(detail.slice('status '.length), 10));
    } else if (kind === 'started' || kind === 'opted in') follow(draft, timeS);
    else if (ENDS[kind] !== undefined) end(draft, timeS, ENDS[kind]);
  }
  for (const draft of drafts.values()) if (draft.openS !== undefined) end(draft, endS, 'running');
  return [...drafts.values()].map(({ openS: _, ...run }) => run);
}

function follow(draft: Draft, timeS: number): void {
  draft.openS ??= timeS;
  draft.outcome = 'running';
}

function end(draft: Draft, timeS: number, outcome: Outcome): void {
  if (draft.openS !== undefined) draft.followed.push({ fromS: draft.openS, untilS: timeS });
  draft.openS = undefined;
  // An event that the owner left ends for the others as completed, for this device as it was.
  if (outcome === 'completed' && draft.outcome === 'opted out') return;
  draft.outcome = outcome;
}
