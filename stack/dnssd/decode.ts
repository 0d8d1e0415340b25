/** Reads DNS messages (RFC 1035 §4, RFC 6762 §18). Every section is read, to its last record. */
import { type Limits } from '../core/limits.js';
import { malformed, pastLimit } from '../core/peer-error.js';
import { formatAddress } from './addresses.js';
import {
  type DnsMessage,
  type DnsQuestion,
  type DnsRecord,
  type RecordData,
  TYPE_A,
  TYPE_AAAA,
  TYPE_NSEC,
  TYPE_PTR,
  TYPE_SRV,
  TYPE_TXT,
} from './message.js';
import { type DnsName, readName } from './names.js';

const HEADER_OCTETS = 12;
const TOP_BIT = 0x8000;

/**
 * Reads a whole message; octets after its last record are ignored, as RFC 6762 §18 has nothing to say of them.
 *
 * @throws PeerError `dns.*`: truncated, pointer, label, name-too-long, rdata; `dns.too-large`, `dns.too-many-records`.
 */
export function decodeMessage(octets: Uint8Array, limits: Limits): DnsMessage {
  return new MessageReader(octets, limits).read();
}

class MessageReader {
  private readonly octets: Uint8Array;
  private readonly limits: Limits;
  private at = HEADER_OCTETS;

  constructor(octets: Uint8Array, limits: Limits) {
    this.octets = octets;
    this.limits = limits;
  }

  read(): DnsMessage {
    const { octets, limits } = this;
    if (octets.length > limits.maxDnsOctets) {
      const limit = { name: 'maxDnsOctets', value: limits.maxDnsOctets };
      throw pastLimit('dns.too-large', 'the message has ' + octets.length + ' octets', limit);
    }
    if (octets.length < HEADER_OCTETS) {
      throw malformed('dns.truncated', 'the header has ' + octets.length + ' of 12 octets');
    }
    const questionCount = this.word(4);
    const counts = [this.word(6), this.word(8), this.word(10)] as const;
    const records = questionCount + counts[0] + counts[1] + counts[2];
    if (records > limits.maxDnsRecords) {
      const limit = { name: 'maxDnsRecords', value: limits.maxDnsRecords };
      throw pastLimit('dns.too-many-records', 'the message announces ' + records, limit);
    }
    const flags = this.word(2);
    const questions: DnsQuestion[] = [];
    for (let i = 0; i < questionCount; i++) questions.push(this.question());
    return {
      id: this.word(0),
      isResponse: (flags & TOP_BIT) !== 0,
      opcode: (flags >>> 11) & 15,
      isAuthoritative: (flags & 0x0400) !== 0,
      isTruncated: (flags & 0x0200) !== 0,
      rcode: flags & 15,
      questions,
      answers: this.records(counts[0]),
      authorities: this.records(counts[1]),
      additionals: this.records(counts[2]),
    };
  }

  private question(): DnsQuestion {
    const name = this.name();
    this.need(this.at, 4, this.octets.length);
    const type = this.word(this.at);
    const classWord = this.word(this.at + 2);
    this.at += 4;
    return { name, type, class: classWord & ~TOP_BIT, wantsUnicast: (classWord & TOP_BIT) !== 0 };
  }

  private records(count: number): DnsRecord[] {
    const records: DnsRecord[] = [];
    for (let i = 0; i < count; i++) records.push(this.record());
    return records;
  }

  private record(): DnsRecord {
    const name = this.name();
    this.need(this.at, 10, this.octets.length);
    const type = this.word(this.at);
    const classWord = this.word(this.at + 2);
    const ttlS = this.word(this.at + 4) * 0x10000 + this.word(this.at + 6);
    const start = this.at + 10;
    const length = this.word(this.at + 8);
    this.need(start, length, this.octets.length);
    const data = this.data(type, start, start + length);
    this.at = start + length;
    return { name, type, class: classWord & ~TOP_BIT, isUnique: (classWord & TOP_BIT) !== 0, ttlS, data };
  }

  private data(type: number, start: number, end: number): RecordData {
    switch (type) {
      case TYPE_A:
      case TYPE_AAAA: {
        const octets = this.octets.subarray(start, end);
        if (octets.length !== (type === TYPE_A ? 4 : 16))
          throw rdata('an address of ' + octets.length + ' octets', start);
        return { kind: 'address', address: formatAddress(octets) };
      }
      case TYPE_PTR:
        return { kind: 'pointer', target: this.nameWithin(start, end) };
      case TYPE_SRV: {
        this.need(start, 7, end);
        const target = this.nameWithin(start + 6, end);
        const weight = this.word(start + 2);
        return { kind: 'service', priority: this.word(start), weight, port: this.word(start + 4), target };
      }
      case TYPE_TXT:
        return { kind: 'text', strings: this.strings(start, end) };
      case TYPE_NSEC:
        return this.nsec(start, end);
      default:
        return { kind: 'octets', octets: this.octets.slice(start, end) };
    }
  }

  private strings(start: number, end: number): Uint8Array[] {
    const strings: Uint8Array[] = [];
    let at = start;
    while (at < end) {
      const length = this.octets[at]!;
      this.need(at + 1, length, end);
      strings.push(this.octets.slice(at + 1, at + 1 + length));
      at += 1 + length;
    }
    return strings;
  }

  /** Next name and type bit maps (RFC 4034 §4.1). */
  private nsec(start: number, end: number): RecordData {
    const { name: next, next: afterName } = readName(this.octets, start);
    const types: number[] = [];
    let at = afterName;
    while (at < end) {
      this.need(at, 2, end);
      const window = this.octets[at]!;
      const length = this.octets[at + 1]!;
      this.need(at + 2, length, end);
      if (length === 0 || length > 32) throw rdata('an NSEC bit map of ' + length + ' octets', at);
      for (let i = 0; i < length * 8; i++) {
        if ((this.octets[at + 2 + (i >>> 3)]! & (0x80 >>> (i & 7))) !== 0) types.push(window * 256 + i);
      }
      at += 2 + length;
    }
    if (at !== end) throw rdata('an NSEC name past its record', start);
    return { kind: 'nsec', next, types };
  }

  private name(): DnsName {
    const { name, next } = readName(this.octets, this.at);
    this.at = next;
    return name;
  }

  /** A name that must fill the rest of its record. */
  private nameWithin(start: number, end: number): DnsName {
    const { name, next } = readName(this.octets, start);
    if (next !== end) throw rdata('a name does not end with its record', start);
    return name;
  }

  private need(at: number, count: number, end: number): void {
    if (at + count > end) throw malformed('dns.truncated', 'a record runs past its end', { octet: at });
  }

  private word(at: number): number {
    return this.octets[at]! * 256 + this.octets[at + 1]!;
  }
}

function rdata(detail: string, octet: number): Error {
  return malformed('dns.rdata', detail, { octet });
}
