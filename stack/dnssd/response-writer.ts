/** Writes answers, announcements and goodbyes, in as many datagrams as they need. */
import { MAX_SENT_OCTETS, MAX_SENT_RECORDS } from './datagram.js';
import { MessageWriter } from './encode.js';
import { type DnsQuestion, type DnsRecord } from './message.js';
import { type Limits } from '../core/limits.js';

/** A legacy resolver knows no mDNS: it wants its id and question back, and short lives (RFC 6762 §6.7). */
const LEGACY_TTL_S = 10;

export interface LegacyQuery {
  readonly id: number;
  readonly questions: readonly DnsQuestion[];
}

/** The datagrams that say `answers`; `additionals` go along as far as there is room. */
export function writeAnswers(
  answers: readonly DnsRecord[],
  additionals: readonly DnsRecord[],
  limits: Limits,
  legacy?: LegacyQuery,
): Uint8Array[] {
  const maxOctets = Math.min(limits.maxDnsOctets, MAX_SENT_OCTETS);
  const head = { id: legacy?.id ?? 0, isResponse: true };
  const messages: Uint8Array[] = [];
  let writer = new MessageWriter(head, maxOctets);
  for (const question of legacy?.questions ?? []) writer.putQuestion({ ...question, wantsUnicast: false });
  for (const answer of answers) {
    const record = legacy === undefined ? answer : shortened(answer);
    if (writer.count < MAX_SENT_RECORDS && writer.putRecord('answer', record)) continue;
    messages.push(writer.finish());
    writer = new MessageWriter(head, maxOctets);
    writer.putRecord('answer', record);
  }
  for (const additional of additionals) {
    if (writer.count === MAX_SENT_RECORDS) break;
    writer.putRecord('additional', legacy === undefined ? additional : shortened(additional));
  }
  messages.push(writer.finish());
  return messages;
}

function shortened(record: DnsRecord): DnsRecord {
  return { ...record, isUnique: false, ttlS: Math.min(record.ttlS, LEGACY_TTL_S) };
}
