/** Turns what devices and servers log into the timeline, and the timeline into the fate of each event. */

import { type Log, type LogLevel, type LogValue } from '../../stack/ports/log.js';
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
  'time.stepped': 'clock',
});

export class ProtocolRecorder {
  private readonly entries: TimelineEntry[] = [];
  private readonly published = new Map<string, PublishedEvent>();
  private readonly counts = new Map<string, OctetCounts>();

  /** @param nowS the simulated world's own clock, seconds since the epoch */
  constructor(private readonly nowS: () => number) {}

  /** A log for one device, whose records become entries of the timeline. */
  logOf(device: string): Log {
    return {
      write: (level: LogLevel, code: string, fields: Fields): void => {
        const kind = KINDS[code] ?? (level === 'warn' || level === 'error' ? 'trouble' : undefined);
        if (kind === undefined) return;
        const mRID = typeof fields['mRID'] === 'string' ? fields['mRID'] : undefined;
        this.note(device, kind, this.describe(kind, code, fields), mRID);
      },
    };
  }

  note(who: string, kind: TimelineKind, detail: string, mRID?: string): void {
    const about = mRID === undefined ? {} : { mRID };
    this.entries.push({ timeS: this.nowS(), who, kind, detail, ...about });
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
    if (kind === 'response') return `status ${fields['status']}`;
    if (kind === 'superseded' || kind === 'partly superseded') {
      const by = this.published.get(String(fields['by']));
      return by === undefined ? '' : `by ${by.name}`;
    }
    if (kind === 'discovered') return String(fields['instance'] ?? '');
    if (kind === 'clock') return `moved by ${fields['stepS']} s`;
    const words = kind === 'trouble' ? [code] : [];
    for (const [name, value] of Object.entries(fields)) {
      const known = name === 'mRID' || name === 'function' || name === 'at' || name === 'status';
      if (value !== undefined && !(known && kind !== 'trouble')) words.push(`${name} ${value}`);
    }
    return words.join(' ');
  }
}

/** Kinds after which an event is followed no more. */
const ENDS: Readonly<Partial<Record<TimelineKind, Outcome>>> = Object.freeze({
  completed: 'completed',
  superseded: 'superseded',
  cancelled: 'cancelled',
  expired: 'expired',
  rejected: 'rejected',
  'opted out': 'opted out',
});

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
    if (mRID === undefined || kind === 'published' || kind === 'ignored') continue;
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
    if (kind === 'response') draft.responses.push(Number(detail.slice('status '.length)));
    else if (kind === 'started' || kind === 'opted in') follow(draft, timeS);
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
