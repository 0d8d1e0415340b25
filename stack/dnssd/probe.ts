/** Claims names: three probes, and who yields where two probe at once (RFC 6762 §8.1, §8.2). */
import { type Limits } from '../core/limits.js';
import { MAX_SENT_OCTETS } from './datagram.js';
import { MessageWriter, dataOctets } from './encode.js';
import { CLASS_IN, type DnsRecord, TYPE_ANY, TYPE_NSEC } from './message.js';
import { nameKey } from './names.js';

export const PROBES = 3;
export const PROBE_INTERVAL_MS = 250;
/** Who loses a tie waits this long and probes again (§8.2). */
export const YIELD_MS = 1000;

const QUERY = Object.freeze({ id: 0, isResponse: false });

/** A probe: every unique name asked for, and what will be said of it in the authority section. */
export function writeProbe(records: readonly DnsRecord[], limits: Limits): Uint8Array {
  const writer = new MessageWriter(QUERY, Math.min(limits.maxDnsOctets, MAX_SENT_OCTETS));
  const asked = new Set<string>();
  const claims = records.filter(isClaim);
  for (const { name } of claims) {
    if (asked.has(nameKey(name))) continue;
    asked.add(nameKey(name));
    writer.putQuestion({ name, type: TYPE_ANY, class: CLASS_IN, wantsUnicast: true });
  }
  for (const claim of claims) writer.putRecord('authority', { ...claim, isUnique: false });
  return writer.finish();
}

/** Whether a record claims its name: unique, and more than the statement that there are no others. */
export function isClaim(record: DnsRecord): boolean {
  return record.isUnique && record.type !== TYPE_NSEC;
}

/**
 * Whether `theirs` wins over `ours` for one name: records in order of class, type and data, the first difference
 * decides and the larger wins; who has more wins else (§8.2.1). Equal sets are no conflict.
 */
export function losesTie(ours: readonly DnsRecord[], theirs: readonly DnsRecord[]): boolean {
  const mine = ours.map(sortable).sort(compareOctets);
  const others = theirs.map(sortable).sort(compareOctets);
  for (let i = 0; i < mine.length && i < others.length; i++) {
    const order = compareOctets(mine[i]!, others[i]!);
    if (order !== 0) return order < 0;
  }
  return mine.length < others.length;
}

function sortable(record: DnsRecord): Uint8Array {
  const data = dataOctets(record.data);
  const octets = new Uint8Array(4 + data.length);
  octets.set([record.class >>> 8, record.class & 255, record.type >>> 8, record.type & 255]);
  octets.set(data, 4);
  return octets;
}

function compareOctets(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
