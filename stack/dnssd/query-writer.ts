/** Writes queries with the answers that are known already, in as many datagrams as they need (RFC 6762 §7.1, §7.2). */
import { type Limits } from '../core/limits.js';
import { type Ask } from './ask-list.js';
import { MAX_SENT_OCTETS } from './datagram.js';
import { MessageWriter } from './encode.js';
import { CLASS_IN, type DnsQuestion, type DnsRecord } from './message.js';
import { type RecordCache, remainingS } from './record-cache.js';

const QUERY = Object.freeze({ id: 0, isResponse: false });

/** The datagrams that ask `asks` together: questions first, then what is known; TC where more of that follows. */
export function writeQueries(asks: readonly Ask[], cache: RecordCache, limits: Limits, nowMs: number): Uint8Array[] {
  const maxOctets = Math.min(limits.maxDnsOctets, MAX_SENT_OCTETS);
  const messages: Uint8Array[] = [];
  let next = 0;
  while (next < asks.length) {
    let writer = new MessageWriter(QUERY, maxOctets);
    const first = next;
    while (next < asks.length && writer.putQuestion(questionOf(asks[next]!))) next++;
    // A name has at most 255 octets: one question always fits.
    for (let i = first; i < next; i++) {
      for (const record of knownAnswers(asks[i]!, cache, nowMs)) {
        if (writer.putRecord('answer', record)) continue;
        writer.setTruncated();
        messages.push(writer.finish());
        writer = new MessageWriter(QUERY, maxOctets);
        writer.putRecord('answer', record);
      }
    }
    messages.push(writer.finish());
  }
  return messages;
}

function questionOf(ask: Ask): DnsQuestion {
  const wantsUnicast = ask.sent === 0 && ask.kind !== 'once';
  return { name: ask.name, type: ask.type, class: CLASS_IN, wantsUnicast };
}

/** Records that answer a question and have more than half of their time left, with what is left. */
function knownAnswers(ask: Ask, cache: RecordCache, nowMs: number): DnsRecord[] {
  const answers: DnsRecord[] = [];
  for (const entry of cache.find(ask.name, ask.type)) {
    const ttlS = remainingS(entry, nowMs);
    if (ttlS * 2 > entry.record.ttlS) answers.push({ ...entry.record, isUnique: false, ttlS });
  }
  return answers;
}
