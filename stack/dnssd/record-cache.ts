/** The records that a querier holds, each for its time (RFC 6762 §10). Bounded: past its capacity nothing new is kept. */
import { type DnsRecord, sameRecord } from './message.js';
import { type DnsName, nameKey } from './names.js';

/** A goodbye, or a record that a newer set replaced, lives this long (RFC 6762 §10.1, §10.2). */
const LAST_MS = 1000;
/** Tries to refresh a record that is used: at 80, 85, 90 and 95 % of its time (RFC 6762 §5.2). */
const REFRESH_TRIES = 4;

export interface CachedRecord {
  readonly key: string;
  record: DnsRecord;
  /** Interface on which it came: sets of records are replaced an interface at a time. */
  readonly interfaceName: string | undefined;
  /** Address of the peer that said it last. */
  from: string;
  receivedMs: number;
  expiresMs: number;
  refreshes: number;
  /** 0–0.02 of the time, so that queriers do not ask at once (RFC 6762 §5.2). */
  jitter: number;
}

export class RecordCache {
  readonly entries: CachedRecord[] = [];
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** All records of a name and type. */
  find(name: DnsName, type: number): CachedRecord[] {
    const key = nameKey(name);
    return this.entries.filter((entry) => entry.record.type === type && entry.key === key);
  }

  /** Takes a record, new or again; TTL 0 lets it go. Whether it is there now. */
  put(
    record: DnsRecord,
    source: { from: string; interfaceName: string | undefined },
    nowMs: number,
    jitter: number,
  ): boolean {
    const known = this.entries.find((e) => e.interfaceName === source.interfaceName && sameRecord(e.record, record));
    if (record.ttlS === 0) {
      if (known !== undefined) this.endSoon(known, nowMs);
      return known !== undefined;
    }
    const expiresMs = nowMs + record.ttlS * 1000;
    if (known !== undefined) {
      Object.assign(known, { record, from: source.from, receivedMs: nowMs, expiresMs, refreshes: 0, jitter });
      return true;
    }
    if (this.entries.length >= this.capacity) return false;
    const key = nameKey(record.name);
    this.entries.push({ key, record, ...source, receivedMs: nowMs, expiresMs, refreshes: 0, jitter });
    return true;
  }

  /** A unique record came: those of its set that are more than a second old and did not come with it go (§10.2). */
  flush(record: DnsRecord, interfaceName: string | undefined, nowMs: number): void {
    const key = nameKey(record.name);
    for (let i = 0; i < this.entries.length; i++) {
      const entry = this.entries[i]!;
      if (entry.key !== key || entry.record.type !== record.type || entry.interfaceName !== interfaceName) continue;
      if (entry.receivedMs < nowMs - LAST_MS) this.endSoon(entry, nowMs);
    }
  }

  /** Drops what has lived its time. Whether something was dropped. */
  expire(nowMs: number): boolean {
    const before = this.entries.length;
    for (let i = before - 1; i >= 0; i--) if (this.entries[i]!.expiresMs <= nowMs) this.entries.splice(i, 1);
    return this.entries.length < before;
  }

  clear(): void {
    this.entries.length = 0;
  }

  private endSoon(entry: CachedRecord, nowMs: number): void {
    entry.expiresMs = Math.min(entry.expiresMs, nowMs + LAST_MS);
    entry.refreshes = REFRESH_TRIES;
  }
}

/** When the next try to refresh a record is due; Infinity where none is left. */
export function refreshAt(entry: CachedRecord): number {
  if (entry.refreshes >= REFRESH_TRIES) return Infinity;
  const share = 0.8 + 0.05 * entry.refreshes + entry.jitter;
  return entry.receivedMs + entry.record.ttlS * 1000 * share;
}

/** Seconds that a record still has, as a known answer states them. */
export function remainingS(entry: CachedRecord, nowMs: number): number {
  return Math.max(0, Math.floor((entry.expiresMs - nowMs) / 1000));
}
